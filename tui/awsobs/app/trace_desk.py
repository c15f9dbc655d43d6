"""From a row to its trace, and on from there: the jumps between lines, traces, map and trail."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, Protocol

from textual.screen import Screen

from awsobs.app.asked_map import Asked, chosen_store
from awsobs.app.collecting_port import Ask
from awsobs.app.scene import Scene
from awsobs.app.screens.cockpit import CockpitScreen
from awsobs.app.screens.trace import Jump, TraceScreen
from awsobs.app.screens.traces import TracesScreen
from awsobs.collecting.questions import which_trace
from awsobs.domain.alarms import Alarm
from awsobs.domain.line_ids import xray_form
from awsobs.domain.logs import LogEvent
from awsobs.domain.metrics import MetricKey, Series
from awsobs.domain.service_graph import GraphNode
from awsobs.domain.source_state import SourceError
from awsobs.domain.traces import Trace
from awsobs.domain.trail import TrailEvent
from awsobs.languages.console_filter import quoted
from awsobs.present.searchable import service_of
from awsobs.store.line_links import lines_of_trace, trace_of_request, traced_alike

_MOST_LINES, _MOST_ALIKE = 200, 30
_MOST_WAYS = 20


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
        self._ways: deque[Callable[[], None]] = deque(maxlen=_MOST_WAYS)

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
        if self._scene.settings.from_files:
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
        """Show the trace of a line, or the traces of a node, an alarm or a series."""
        if isinstance(record, LogEvent):
            self._open_of_line(record)
        else:
            self._list_of(_subjects_of(record))

    def open_list(self, filter_text: str = "") -> None:
        """Show the traces of the window that a filter lets through, worst first."""
        if self._scene.settings.from_files:
            self._host.tell("there is no X-Ray beside files", wrong=True)
            return
        cockpit = self._host.cockpit
        crumbs = ("cockpit", cockpit.focused_pane.NAME, "traces")
        screen = TracesScreen(self._scene, self, cockpit.top_rows, crumbs, filter_text)
        self._host.open_over(screen)

    def open_found(self, expression: str) -> None:
        """Ask X-Ray for the traces of the window that meet an expression, and list them."""
        self._host.run_worker(self._open_found(expression))

    async def _open_found(self, expression: str) -> None:
        known, window = self._scene.memory.traces, self._scene.shown()
        try:
            store = await chosen_store(self._ask, known, expression, window)
        except SourceError as error:
            self._host.tell(error.what, wrong=True)
            return
        cockpit = self._host.cockpit
        crumbs = ("cockpit", cockpit.focused_pane.NAME, "traces")
        found = Asked(expression=expression, store=store)
        screen = TracesScreen(self._scene, self, cockpit.top_rows, crumbs, found=found)
        self._host.open_over(screen)

    def _list_of(self, names: Sequence[str]) -> None:
        """The traces that pass through any of some services or resources."""
        summaries = self._scene.memory.traces.summaries()
        on_traces = {name for summary in summaries for name in summary.services}
        found = [name for name in names if name in on_traces]
        if found:
            self.open_list(" | ".join(f"svc:{quoted(name)}" for name in found))
        elif names:
            self._host.tell(f"no trace of {', '.join(names)} was read")
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
        """From the row at the cursor to what a pane has about the same service or resource.

        A node of the map is there already: from it the way goes to its metrics.
        """
        cockpit = self._host.cockpit
        here = cockpit.focused_pane
        names = _names_of(here.record)
        if not names:
            return
        there = "metrics" if pane == here.NAME == "map" else pane
        shown = " | ".join(_about(there, name) for name in names)
        before = cockpit.pane(there).filter_text
        self._ways.append(partial(self._return, here.NAME, there, shown, before))
        self._host.show_pane(there, shown)

    def _return(self, here: str, there: str, shown: str, before: str) -> None:
        """Back to a pane; the other one is filtered as it was, unless by now it is otherwise."""
        pane = self._host.cockpit.pane(there)
        if pane.filter_text == shown:
            pane.show_filtered(before)
        self._host.show_pane(here, "")

    def go_on(self, jump: Jump) -> None:
        """From a trace to the rows of a pane; `go_back` leads to the trace again."""
        while len(self._host.screen_stack) > 1:
            self._host.pop_screen()
        self._ways.append(partial(self.open, jump.trace_id))
        self._host.show_pane(jump.pane, jump.filter_text)

    @property
    def can_go_back(self) -> bool:
        """Whether the user came here from somewhere else."""
        return len(self._host.screen_stack) > 1 or bool(self._ways)

    def go_back(self) -> None:
        """Close what is on top, or show what the user came from last."""
        if len(self._host.screen_stack) > 1:
            self._host.pop_screen()
        elif self._ways:
            self._ways.pop()()


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


def _subjects_of(record: object) -> Sequence[str]:
    """The names that traces may know a row's service or resource by."""
    match record:
        case GraphNode():
            return (record.key.name,)
        case Alarm():
            return _dimension_values(record.metric)
        case Series():
            return _dimension_values(record.query.metric)
        case _:
            return ()


def _dimension_values(metric: MetricKey | None) -> Sequence[str]:
    values = () if metric is None else (value for _, value in metric.dimensions)
    return tuple(dict.fromkeys(values))


def _about(pane: str, name: str) -> str:
    text = quoted(name.rpartition(":")[2])
    fields = {"logs": "svc={0}", "map": "name={0}", "trail": "resource:{0}"}
    return fields.get(pane, "name:{0} | dim:{0}").format(text)
