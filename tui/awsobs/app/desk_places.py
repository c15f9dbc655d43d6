"""Where the keys of the desk act."""

from awsobs.app.alarm_desk import PLACES as ALARM_PLACES
from awsobs.app.dashboard_desk import PLACES as DASHBOARD_PLACES
from awsobs.app.event_desk import PLACES as EVENT_PLACES
from awsobs.app.incident_desk import PLACES as INCIDENT_PLACES
from awsobs.app.metric_desk import PLACES as METRIC_PLACES
from awsobs.app.trail_desk import PLACES as TRAIL_PLACES

PLACES = {
    "trace": frozenset({"logs", "map", "alarms", "metrics"}),
    "traces": frozenset({"logs", "metrics", "alarms", "trail", "map"}),
    "to logs": frozenset({"map", "trail"}),
    "to map": frozenset({"logs", "trail", "map"}),
    "to trail": frozenset({"logs", "map"}),
    "what changed": frozenset({"alarms", "metrics"}),
    "map near": frozenset({"map"}),
    "map roots": frozenset({"map"}),
    "map changes": frozenset({"map"}),
    "map export": frozenset({"map"}),
    "map xray": frozenset({"map"}),
    **TRAIL_PLACES,
    **METRIC_PLACES,
    **EVENT_PLACES,
    **DASHBOARD_PLACES,
    **INCIDENT_PLACES,
    **ALARM_PLACES,
}
"""The panes in which a key does something; LOGS alone where none are named."""
