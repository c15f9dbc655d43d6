"""What the user may do about EventBridge: look at it, and see what an event would set off."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from awsobs.analysis.event_matching import alarm_envelope, call_envelope
from awsobs.app.collecting_port import Ask
from awsobs.app.panes.pane import Detail
from awsobs.app.screens.event_rules import EventRulesScreen
from awsobs.app.screens.events import EventsScreen
from awsobs.app.trace_desk import Host as TraceHost
from awsobs.collecting.questions import (
    what_event_bridge_does,
    what_event_bridge_says,
    which_rules,
)
from awsobs.domain.alarms import Alarm
from awsobs.domain.events import EventsBoard, Rule
from awsobs.domain.trail import TrailEvent
from awsobs.domain.window import Window

PLACES = {
    "events": frozenset({"logs", "metrics", "alarms", "trail", "map"}),
    "event rules": frozenset({"trail", "alarms"}),
}
"""The panes in which the keys do something."""


class Host(TraceHost, Protocol):
    """The console as the desk sees it."""

    def open_record(self, detail: Detail) -> None: ...


class EventDesk:
    """Opens EventBridge's screens."""

    def __init__(self, host: Host, ask: Ask) -> None:
        self._host = host
        self._scene = host.scene
        self._ask = ask

    def doing(self) -> Mapping[str, Callable[[], object]]:
        """What the keys are for."""
        return {"events": self.open_events, "event rules": self.open_rules}

    def open_events(self) -> None:
        """Show rules, schedules and archives."""
        if self._refused():
            return

        async def asked(window: Window) -> EventsBoard:
            return await self._ask(what_event_bridge_does(window))

        host = self._host
        host.open_over(EventsScreen(self._scene, asked, host.cockpit.top_rows, host.open_record))

    def open_rules(self) -> None:
        """Show what the event or the alarm at the cursor would set off."""
        self.open_rules_of(self._host.cockpit.focused_pane.record)

    def open_rules_of(self, record: object) -> None:
        """Show which rules an event of the trail, or an alarm as it stands, would match."""
        if self._refused():
            return
        match record:
            case TrailEvent():
                name, event = record.name, call_envelope(record)
            case Alarm():
                context = self._scene.memory.feeds.context
                event = alarm_envelope(record, account=context.account, region=context.region)
                name = record.name
            case _:
                self._host.tell("an event of the trail or an alarm is needed", wrong=True)
                return
        if not event:
            self._host.tell("EventBridge is not told of events like this", wrong=True)
            return
        self._open(name, event)

    def _open(self, name: str, event: Mapping[str, Any]) -> None:
        async def rules() -> tuple[Rule, ...]:
            return await self._ask(which_rules())

        async def verdict(pattern: str, text: str) -> bool:
            return await self._ask(what_event_bridge_says(pattern, text))

        host = self._host
        top_rows = host.cockpit.top_rows
        host.open_over(
            EventRulesScreen(self._scene, name, event, rules, verdict, top_rows, host.open_record)
        )

    def _refused(self) -> bool:
        """Whether there is nobody to ask, which is told."""
        if self._scene.settings.from_files:
            self._host.tell("there is no EventBridge beside files", wrong=True)
            return True
        return False
