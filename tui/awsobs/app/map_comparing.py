"""The map of the window, and that of the time before, which is asked for where it is needed."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from awsobs.analysis.graphs.compare import Difference, compared
from awsobs.analysis.graphs.scope import kept
from awsobs.analysis.pattern_changes import Stretches, stretches_since
from awsobs.analysis.root_cause import CLIENT
from awsobs.app.asked_map import chosen_store
from awsobs.app.collecting_port import Ask
from awsobs.app.scene import Scene
from awsobs.domain.service_graph import NodeKey, ServiceGraph
from awsobs.domain.source_state import SourceError
from awsobs.domain.window import Window
from awsobs.present.map_diff import diff_contents, with_gone
from awsobs.present.map_drawing import Drawing, Style, drawn
from awsobs.present.map_faces import Zoom
from awsobs.present.map_lists import names_of
from awsobs.present.map_scope import Scope
from awsobs.store.traces import TraceStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two times of the map, and what is different; `why` is why there is no time before."""

    differences: Sequence[Difference]
    names: Mapping[NodeKey, str]
    has_before: bool
    drawing: Drawing
    why: str = ""


class Comparing:
    """Compares whenever traces have come in; the time before is asked for once a window.

    Args:
        scene: Gives the window and the onset.
        ask: Reads the time before.
        scope: What of the map is wanted.
        traces: Those to compare; without any those of the scene.
        expression: What X-Ray found these by.
    """

    def __init__(
        self,
        scene: Scene,
        ask: Ask,
        scope: Scope,
        *,
        traces: TraceStore | None = None,
        expression: str = "",
    ) -> None:
        self._scene, self._ask, self._scope = scene, ask, scope
        self._traces = traces or scene.memory.traces
        self._expression = expression
        self._key: object = None
        self._asked: object = None
        self._before: tuple[TraceStore, tuple[datetime, datetime], str] | None = None

    def stretches(self) -> Stretches:
        """What is asked about, and what it is compared with."""
        return stretches_since(self._scene.shown(), self._scene.situation().onset)

    def now(self) -> datetime:
        """This moment."""
        return self._scene.now()

    async def answer(self, width: int) -> Compared | None:
        """What differs, drawn in so many cells; None while that is what it was."""
        key = (self._traces.revision, self._window_key(), width)
        if key == self._key:
            return None
        stretches = self.stretches()
        before, stretch, why = await self._time_before(stretches)
        found = await asyncio.to_thread(
            compared_in,
            (self._traces, stretches.now),
            (before, stretch),
            self._scope,
            width,
            why=why,
        )
        self._key = key
        return found

    async def _time_before(
        self, stretches: Stretches
    ) -> tuple[TraceStore, tuple[datetime, datetime], str]:
        asked = self._window_key()
        if self._before is None or self._asked != asked:
            start, end = stretches.before
            store, why, known = self._traces, "", self._scene.memory.traces
            try:
                window = Window(start=start, end=end, live=False)
                store = await chosen_store(self._ask, known, self._expression, window)
            except SourceError as error:
                why = error.what
            self._before, self._asked = (store, (start, end), why), asked
        return self._before

    def _window_key(self) -> object:
        window, situation = self._scene.window, self._scene.situation()
        moment = window.width if window.live else window
        return self._scene.memory.visit.epoch, moment, situation.onset


def compared_in(
    now: tuple[TraceStore, tuple[datetime, datetime]],
    before: tuple[TraceStore, tuple[datetime, datetime]],
    scope: Scope,
    width: int,
    *,
    why: str = "",
) -> Compared:
    """The graph of the stretch that is asked about, beside that of its baseline."""
    graph_now = _scoped(now[0].graph(*now[1], asked_for="changes"), scope)
    graph_before = _scoped(before[0].graph(*before[1], asked_for="changes, before"), scope)
    differences = compared(graph_now, graph_before)
    graph = with_gone(graph_now, graph_before, differences)
    style = Style(width=width, zoom=Zoom.CHIP)
    return Compared(
        differences=differences,
        names=names_of(graph),
        has_before=bool(graph_before.nodes),
        drawing=drawn(diff_contents(graph, differences), style),
        why=why,
    )


def _scoped(graph: ServiceGraph, scope: Scope) -> ServiceGraph:
    """What the map shows of a graph: no clients, and what the user wants to see."""
    return scope.of(kept(graph, lambda node: node.key.type != CLIENT))
