"""What the user may do about the trail: what else somebody did, counts, findings, commands."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple, Protocol, cast

from awsobs.analysis.trail_facets import Value
from awsobs.analysis.trail_past import past_of
from awsobs.app.collecting_port import Ask, Collecting
from awsobs.app.command_line import Afterwards, Command, Words, plain
from awsobs.app.event_desk import EventDesk
from awsobs.app.panes.pane import Detail
from awsobs.app.panes.trail import TrailPane
from awsobs.app.screens.command import CommandScreen
from awsobs.app.screens.trail_event import EventScreen
from awsobs.app.screens.trail_facets import FacetsScreen
from awsobs.app.screens.trail_findings import FindingsScreen
from awsobs.app.screens.trail_status import TrailStatusScreen
from awsobs.app.trace_desk import Host as TraceHost
from awsobs.app.trail_seeking import TrailSeeking
from awsobs.collecting.questions import which_trails
from awsobs.collecting.trail_watch import TrailWatch
from awsobs.domain.findings import Finding
from awsobs.domain.safe_text import safe_text
from awsobs.domain.trail import TrailEvent
from awsobs.domain.trail_status import Governance
from awsobs.present.aws_commands import lookup_event
from awsobs.present.trail_detail import detail_rows
from awsobs.present.trail_related import related_filters

_DOING = ("event", "related", "command", "findings", "counts", "stop", "status")
PLACES = {f"trail {what}": frozenset({"trail"}) for what in _DOING}
"""The pane in which the keys do something."""

_RELATED = Words(prompt="o", thing="choice", enter="show", arrows="choose", note="↓ chooses")


class _Counted(NamedTuple):
    """What was chosen by counts, the filter beside it, and the filter that both made."""

    chosen: frozenset[Value]
    beside: str
    text: str


_NOTHING = _Counted(frozenset(), "", "")


class Host(TraceHost, Protocol):
    """The console as the desk sees it."""

    @property
    def collecting(self) -> Collecting | None: ...
    def copy_to_clipboard(self, text: str) -> None: ...
    def open_record(self, detail: Detail) -> None: ...


class TrailDesk:
    """Acts on an event, wherever it is shown."""

    def __init__(self, host: Host, ask: Ask, events: EventDesk) -> None:
        self._host = host
        self._events = events
        self._ask = ask
        self._scene = host.scene
        self._watch = TrailWatch(host.scene.settings)
        self._counted = _NOTHING
        self._seeking = TrailSeeking(host)

    def doing(self) -> Mapping[str, Callable[[], object]]:
        """What the keys are for."""
        return {
            "trail event": partial(self._of_row, self.open_event),
            "trail related": partial(self._of_row, self.open_related),
            "trail command": partial(self._of_row, self.copy_command),
            "trail findings": self.open_findings,
            "trail counts": self.open_counts,
            "trail stop": self._seeking.switch_reading,
            "trail status": self.open_status,
        }

    def on_beat(self) -> None:
        """Have what the filter demands looked up."""
        self._seeking.keep_up(cast("TrailPane", self._host.cockpit.pane("trail")))

    def _of_row(self, act: Callable[[TrailEvent], None]) -> None:
        record = self._host.cockpit.focused_pane.record
        if isinstance(record, TrailEvent):
            act(record)

    def open_event(self, event: TrailEvent) -> None:
        """Show an event against the call before it, with who stands behind it, and its record."""
        now, suspect = self._scene.now(), self._scene.situation().suspect
        past = past_of(event, self._scene.memory.trail.events())
        is_suspect = suspect is not None and suspect.event.id == event.id
        head = partial(detail_rows, past, now, is_suspect=is_suspect)
        detail = Detail(number="4", title="EVENT", name=event.name, record=event.record, head=head)
        cockpit = self._host.cockpit
        crumbs = ("cockpit", "trail", event.name)
        self._host.open_over(
            EventScreen(self, event, detail, cockpit.top_rows, crumbs, self._scene.readable)
        )

    def open_related(self, event: TrailEvent) -> None:
        """Let the user choose what else to see, such as all by the same principal."""
        commands = list(self._related(event))
        self._host.open_over(CommandScreen(commands, [], _RELATED), _run)

    def _related(self, event: TrailEvent) -> Iterator[Command]:
        events = self._scene.memory.trail.events()
        for one in related_filters(event, events):
            show = partial(self._show, one.filter_text)
            words = f"{one.count:,} event{'' if one.count == 1 else 's'}"
            yield Command(name=one.name, what=words, kind="trail", ready=plain(show))

    def _show(self, filter_text: str) -> None:
        while len(self._host.screen_stack) > 1:
            self._host.pop_screen()
        self._host.show_pane("trail", filter_text)

    def open_counts(self) -> None:
        """Let the user choose by counts; what was chosen before can be given up again."""
        text = self._host.cockpit.pane("trail").filter_text
        if text != self._counted.text:
            self._counted = _Counted(frozenset(), text, text)
        counted = self._counted

        def filter_by(chosen: frozenset[Value], text: str) -> None:
            self._counted = _Counted(chosen, counted.beside, text)
            self._host.cockpit.pane("trail").show_filtered(text)

        top_rows = self._host.cockpit.top_rows
        self._host.open_over(
            FacetsScreen(self._scene, counted.beside, counted.chosen, filter_by, top_rows)
        )

    def open_findings(self) -> None:
        """Show what is wrong in the trail by rules."""
        top_rows = self._host.cockpit.top_rows
        self._host.open_over(FindingsScreen(self._scene, self._watch, top_rows, self._open_first))

    def open_status(self) -> None:
        """Show whether the trails themselves are on."""

        async def asked() -> Governance:
            return await self._ask(which_trails())

        host = self._host
        top_rows = host.cockpit.top_rows
        host.open_over(TrailStatusScreen(self._scene, asked, top_rows, host.open_record))

    def _open_first(self, finding: Finding) -> None:
        """The event that a finding begins with, if it is still at hand."""
        events = self._scene.memory.trail.events()
        found = next((event for event in events if event.id == finding.event_id), None)
        if found is not None:
            self.open_event(found)
        else:
            self._host.tell("its event is no longer at hand", wrong=True)

    def open_rules(self, event: TrailEvent) -> None:
        """Show which rules of EventBridge the event would match."""
        self._events.open_rules_of(event)

    def copy_command(self, event: TrailEvent) -> None:
        """Copy what asks AWS for this event."""
        settings, context = self._scene.settings, self._scene.memory.feeds.context
        command = lookup_event(event, context, endpoint_url=settings.endpoint_url)
        self._host.copy_to_clipboard(safe_text(command))
        self._host.tell("copied the aws command")


def _run(afterwards: Afterwards | None) -> None:
    if afterwards is not None:
        afterwards()
