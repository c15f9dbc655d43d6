"""EventBridge: what a trail that logs tells the default bus of calls."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from awsobs.analysis.event_matching import call_event
from awsobs.local.services.events_state import DEFAULT_BUS

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud


def publish_call(cloud: "Cloud", record: Mapping[str, Any]) -> None:
    """Send a trail record to the default bus, if a trail logs and anybody listens there."""
    if not cloud.events.buses[DEFAULT_BUS].rules:
        return
    if not any(trail.is_logging for trail in cloud.trails.seen_from(cloud.region)):
        return
    found = call_event(record)
    if found:
        cloud.events.publish(cloud, found)
