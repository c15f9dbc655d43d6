"""From a row to its trace, and on from there: the jumps between lines, traces, map and trail."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Protocol

from textual.screen import Screen

from awsobs.app.collecting_port import Ask
from awsobs.app.scene import Scene
from awsobs.app.screens.cockpit import CockpitScreen
from awsobs.app.screens.trace import Jump, TraceScreen
from awsobs.collecting.questions import which_trace
from awsobs.domain.line_ids import xray_form
from awsobs.domain.logs import LogEvent
from awsobs.domain.service_graph import GraphNode
from awsobs.domain.traces import Trace
from awsobs.domain.trail import TrailEvent
from awsobs.languages.console_filter import quoted
from awsobs.present.searchable import service_of
from awsobs.present.traces import worst_first
from awsobs.store.line_links import lines_of_trace, trace_of_request, traced_alike

_MOST_LINES, _MOST_ALIKE = 200, 30


class Host(Protocol):
    """The console as the desk sees it."""

    @property
    def scene(self) -> Scene: ...
    @property
    def cockpit(self) -> CockpitScreen: ...
    @property
    def screen_stack(self) -> Sequence[Screen[Any]]: ...
    def pop_screen(self) -> object: ...
    def show_pane(self, name: str, filter_text: str) -> None: ...
    def run_worker(self, work: Coroutine[Any, Any, None], /) -> object: ...
    def tell(self, words: str, *, wrong: bool = False) -> None: ...
    def open_over(self, screen: Screen[Any], then: Callable[[Any], None] | None = None) -> None: ...


class TraceDesk:
    """Opens traces; it reads them for the screen that shows them."""

    def __init__(self, host: Host, ask: Ask) -> None:
        self._host = host
        self._scene = host.scene
        self._ask = ask
        self._left = ""

    # --- what the screen asks -------------------------------------------------------------

    def known(self, trace_id: str) -> Trace | None:
        """The trace as it was read for the map."""
        return self._scene.memory.traces.trace(trace_id)

    async def trace(self, trace_id: str) -> Trace | None:
        """The trace as it is by now.

        Raises:
            SourceError: the outside failed.
        """
        return await self._ask(which_trace(trace_id))

    async def lines(self, trace_id: str, start: float, end: float) -> Sequence[LogEvent]:
        """The kept lines of a trace."""
        logs = self._scene.memory.logs
        return await asyncio.to_thread(lines_of_trace, logs, trace_id, start, end, _MOST_LINES)

    async def alike(self, event: LogEvent) -> Sequence[LogEvent]:
        """Lines like this one whose traces X-Ray has sampled."""
        memory = self._scene.memory
        known = frozenset(summary.id for summary in memory.traces.summaries())
        return await asyncio.to_thread(traced_alike, memory.logs, event, known, _MOST_ALIKE)

    # --- opening --------------------------------------------------------------------------

    def open(self, text: str, line: LogEvent | None = None) -> None:
        """Show the trace with an id, in whatever form that is written."""
        if self._scene.settings.log_files:
            self._host.tell("there is no X-Ray beside files", wrong=True)
            return
        trace_id = xray_form(text)
        if not trace_id:
            self._host.tell(f"{text[:60]} is no trace id", wrong=True)
            return
        crumbs = ("cockpit", self._host.cockpit.focused_pane.NAME)
        screen = TraceScreen(trace_id, self, self._host.cockpit.top_rows, crumbs, line)
        self._host.open_over(screen)

    def open_of(self, record: object) -> None:
        """Show the trace of a row: of a line, or the worst one of a node."""
        if isinstance(record, LogEvent):
            self._open_of_line(record)
        elif isinstance(record, GraphNode):
            name, summaries = record.key.name, self._scene.memory.traces.summaries()
            if found := [summary for summary in summaries if name in summary.services]:
                self.open(worst_first(found)[0].id)
            else:
                self._host.tell(f"no trace of {name} was read")
        else:
            self._host.tell("no trace belongs to this row")

    def _open_of_line(self, event: LogEvent) -> None:
        if event.trace_id:
            self.open(event.trace_id, event)
        else:
            self._host.run_worker(self._open_of_request(event))

    async def _open_of_request(self, event: LogEvent) -> None:
        """A line may name a request only, whose other lines name the trace."""
        found = await asyncio.to_thread(trace_of_request, self._scene.memory.logs, event)
        if found:
            self.open(found, event)
        else:
            self._host.tell("no trace id in this line, nor in others of its request")

    # --- jumps ----------------------------------------------------------------------------

    def jump(self, pane: str) -> None:
        """From the row at the cursor to what a pane has about the same service or resource."""
        names = _names_of(self._host.cockpit.focused_pane.record)
        if names:
            self._host.show_pane(pane, " | ".join(_about(pane, name) for name in names))

    def go_on(self, jump: Jump) -> None:
        """From a trace to the rows of a pane; `go_back` leads to the trace again."""
        while len(self._host.screen_stack) > 1:
            self._host.pop_screen()
        self._left = jump.trace_id
        self._host.show_pane(jump.pane, jump.filter_text)

    @property
    def can_go_back(self) -> bool:
        """Whether the user came here from somewhere else."""
        return len(self._host.screen_stack) > 1 or bool(self._left)

    def go_back(self) -> None:
        """Close what is on top, or open the trace again that the user came from."""
        trace_id, self._left = self._left, ""
        if len(self._host.screen_stack) > 1:
            self._host.pop_screen()
        elif trace_id:
            self.open(trace_id)


def _names_of(record: object) -> Sequence[str]:
    """The services or resources that a row is about."""
    match record:
        case LogEvent():
            return (service_of(record),)
        case GraphNode():
            return (record.key.name,)
        case TrailEvent():
            return tuple(dict.fromkeys(one.name for one in record.resources if one.name))[:4]
        case _:
            return ()


def _about(pane: str, name: str) -> str:
    field = {"logs": "svc=", "map": "name=", "trail": "resource:"}[pane]
    return f"{field}{quoted(name.rpartition(':')[2])}"
