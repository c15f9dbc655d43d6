"""The desks of the console beside that of the lines: what their keys do, and each beat."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

from textual.screen import Screen

from awsobs.app.alarm_desk import AlarmDesk, Host as AlarmHost
from awsobs.app.collecting_port import Ask
from awsobs.app.dashboard_desk import DashboardDesk, Host as DashboardHost
from awsobs.app.event_desk import EventDesk
from awsobs.app.incident_desk import IncidentDesk
from awsobs.app.map_desk import Host as MapHost, MapDesk
from awsobs.app.metric_desk import Host as MetricHost, MetricDesk
from awsobs.app.screens.dashboards import DashboardsScreen
from awsobs.app.screens.events import EventsScreen
from awsobs.app.screens.page import Page
from awsobs.app.screens.patterns import PatternsScreen
from awsobs.app.screens.timeline import TimelineScreen
from awsobs.app.trace_desk import TraceDesk
from awsobs.app.trail_desk import TrailDesk
from awsobs.settings.remembered import Remembered


class Host(AlarmHost, DashboardHost, MapHost, MetricHost, Protocol):
    """The console as the desks see it."""

    @property
    def screen(self) -> Screen[Any]: ...


class Desks:
    """Each desk opens its own screens; a new one gets its line in these methods."""

    def __init__(
        self, host: Host, ask: Ask, kept: Remembered, open_query: Callable[[str], None]
    ) -> None:
        self._host = host
        self.traces = TraceDesk(host, ask)
        self.maps = MapDesk(host, ask)
        self.events = EventDesk(host, ask)
        self.trail = TrailDesk(host, ask, self.events)
        self.metrics = MetricDesk(host, ask, kept)
        self.dashboards = DashboardDesk(host, ask, self.metrics, open_query)
        self.alarms = AlarmDesk(host, ask, kept, self.traces, self.metrics, self.events)
        self.incident = IncidentDesk(host, self.alarms, self.trail)

    def doing(self) -> Mapping[str, Callable[[], object]]:
        """What each key is for, by the names that `desk_keys` gives it."""
        return {
            "traces": self.traces.open_list,
            "to logs": partial(self.traces.jump, "logs"),
            "to map": partial(self.traces.jump, "map"),
            "to trail": partial(self.traces.jump, "trail"),
            **self.maps.doing(),
            **self.trail.doing(),
            **self.events.doing(),
            **self.dashboards.doing(),
            **self.incident.doing(),
            **self.metrics.doing(),
            **self.alarms.doing(),
        }

    def open(self, what: str) -> None:
        """Open a screen of the whole window from anywhere, unless it is the one on top."""
        openings: dict[str, tuple[type[Page], Callable[[], object]]] = {
            "patterns": (PatternsScreen, self._open_patterns),
            "dashboards": (DashboardsScreen, self.dashboards.open_list),
            "timeline": (TimelineScreen, self.incident.open_timeline),
            "events": (EventsScreen, self.events.open_events),
        }
        kind, opening = openings[what]
        if not isinstance(self._host.screen, kind):
            opening()

    def _open_patterns(self) -> None:
        top_rows, crumbs = self._host.cockpit.top_rows, ("cockpit", "patterns")
        self._host.open_over(PatternsScreen(self._host.scene, top_rows, crumbs))

    def on_beat(self) -> None:
        """Keep up with what the user does elsewhere."""
        self.maps.on_beat()
        self.metrics.on_beat()
        self.alarms.on_beat()
        self.trail.on_beat()
