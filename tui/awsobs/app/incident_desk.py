"""What the user may do about an incident as a whole: see it on one axis of time, and go on."""

from collections.abc import Callable, Mapping
from typing import Protocol

from awsobs.analysis.pattern_changes import PatternCount
from awsobs.app.alarm_desk import AlarmDesk
from awsobs.app.panes.pane import Detail
from awsobs.app.screens.suspects import SuspectsScreen
from awsobs.app.screens.timeline import TimelineScreen
from awsobs.app.trace_desk import Host as TraceHost
from awsobs.app.trail_desk import TrailDesk
from awsobs.domain.alarms import Alarm
from awsobs.domain.service_graph import GraphNode
from awsobs.domain.situation import Suspect
from awsobs.domain.trail import TrailEvent
from awsobs.languages.console_filter import quoted
from awsobs.present.patterns import filter_text

PLACES = {"timeline": frozenset({"logs", "metrics", "alarms", "trail", "map"})}
"""The panes in which the key does something."""


class Host(TraceHost, Protocol):
    """The console as the desk sees it."""

    def open_record(self, detail: Detail) -> None: ...


class IncidentDesk:
    """Opens the timeline, and from there what each of its marks is about."""

    def __init__(self, host: Host, alarms: AlarmDesk, trail: TrailDesk) -> None:
        self._host = host
        self._scene = host.scene
        self._alarms, self._trail = alarms, trail

    def doing(self) -> Mapping[str, Callable[[], object]]:
        """What the key is for."""
        return {"timeline": self.open_timeline}

    def open_timeline(self) -> None:
        """Show all lanes on one axis of time, and the verdict."""
        if self._scene.settings.from_files:
            self._host.tell("files have no other lanes beside their own", wrong=True)
            return
        top_rows = self._host.cockpit.top_rows
        self._host.open_over(
            TimelineScreen(self._scene, top_rows, self.open_thing, self.open_verdict)
        )

    def open_verdict(self) -> None:
        """Show every term of the suspects of what goes on."""
        top_rows, opened = self._host.cockpit.top_rows, self._host.open_record
        self._host.open_over(SuspectsScreen(self._scene, None, top_rows, opened))

    def open_thing(self, record: object) -> None:
        """Open what a lane or a mark is about, in its own page or its pane."""
        match record:
            case Alarm():
                self._alarms.open(record)
            case Suspect():
                self._trail.open_event(record.event)
            case TrailEvent():
                self._trail.open_event(record)
            case PatternCount():
                self._show("logs", filter_text(record))
            case GraphNode():
                self._show("map", f"name:{quoted(record.key.name)}")
            case _:
                self._host.tell("there is nothing more to open here")

    def _show(self, pane: str, text: str) -> None:
        while len(self._host.screen_stack) > 1:
            self._host.pop_screen()
        self._host.show_pane(pane, text)
