"""The map of those traces alone that X-Ray finds by an expression."""

import asyncio
from dataclasses import dataclass, field, replace

from awsobs.analysis.root_cause import ranked, root_of, victims_of
from awsobs.app.collecting_port import Ask
from awsobs.app.scene import Scene
from awsobs.collecting.questions import which_traces
from awsobs.domain.service_graph import ServiceGraph
from awsobs.domain.situation import Situation
from awsobs.domain.source_state import SourceError
from awsobs.domain.traces import Trace, TraceSummary
from awsobs.domain.window import Window
from awsobs.store.traces import TraceStore

AGAIN = 20.0
"""Seconds until a live window is asked for again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the map is of, and the traces that it is made of.

    `graph` is None until X-Ray has answered; `why` is why it did not the last time.
    """

    expression: str
    graph: ServiceGraph | None = None
    situation: Situation = field(default_factory=Situation)
    store: TraceStore | None = None
    why: str = ""


class AskedMap:
    """Asks anew while time goes on, and when another window is shown.

    All other panes, and what the first lines of the screen say, go on being about all traces.
    """

    def __init__(self, scene: Scene, ask: Ask, asked: Asked) -> None:
        self.asked = asked
        self._scene = scene
        self._ask = ask
        self._epoch = scene.memory.visit.epoch
        self._key: object = None
        self._due = 0.0
        self._is_busy = False

    @property
    def is_over(self) -> bool:
        """Whether the account that it is about has been left."""
        return self._scene.memory.visit.epoch != self._epoch

    @property
    def is_due(self) -> bool:
        """Whether it is time to ask."""
        if self._is_busy:
            return False
        ages = self._scene.window.live or bool(self.asked.why)
        is_old = ages and self._scene.clock.monotonic() >= self._due
        return self._key != self._shown_key() or is_old

    async def refresh(self) -> None:
        """Ask; where that fails the last answer stays, with the reason beside it."""
        if self._is_busy:
            return
        self._is_busy, self._key = True, self._shown_key()
        window, expression = self._scene.shown(), self.asked.expression
        try:
            store = await chosen_store(self._ask, self._scene.memory.traces, expression, window)
            self.asked = await asyncio.to_thread(_answer, expression, store, window)
        except SourceError as error:
            self.asked = replace(self.asked, why=error.what)
        finally:
            self._is_busy = False
            self._due = self._scene.clock.monotonic() + AGAIN

    def _shown_key(self) -> object:
        window = self._scene.window
        return window.width if window.live else window


def _answer(expression: str, store: TraceStore, window: Window) -> Asked:
    graph = store.graph(window.start, window.end)
    ranking = ranked(graph)
    situation = Situation(root=root_of(ranking), victims=victims_of(ranking))
    return Asked(expression=expression, graph=graph, situation=situation, store=store)


async def chosen_store(ask: Ask, known: TraceStore, expression: str, window: Window) -> TraceStore:
    """The traces of a window that meet an expression; those that are `known` are not read again.

    Raises:
        SourceError: the outside failed.
    """
    records = await ask(which_traces(expression, window, lambda one: known.trace(one) is not None))
    return await asyncio.to_thread(_stored, records, known)


def _stored(records: tuple[TraceSummary | Trace, ...], known: TraceStore) -> TraceStore:
    store = TraceStore()
    summaries = [record for record in records if isinstance(record, TraceSummary)]
    store.add_summaries(summaries)
    store.put(trace for one in summaries if (trace := known.trace(one.id)) is not None)
    store.put(record for record in records if isinstance(record, Trace))
    return store
