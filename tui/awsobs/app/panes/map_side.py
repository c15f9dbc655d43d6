"""What stands beside the zoomed map."""

import asyncio
from datetime import datetime

from textual import work
from textual.message import Message

from awsobs.analysis.graphs.compare import compared
from awsobs.analysis.pattern_changes import stretches_since
from awsobs.domain.service_graph import GraphNode, ServiceGraph
from awsobs.domain.window import Window
from awsobs.present.map_node import CELLS
from awsobs.present.map_side import Changed, Chosen, side_rows, traces_through
from awsobs.store.traces import TraceStore
from awsobs_widgets import CellView, Guard

_FRESH_SECONDS = 10


class MapSide(CellView):
    """Figures of the graph at once; the trend and the traces of a node are looked up in a thread.

    What was looked up last stays until there is newer.
    """

    DEFAULT_CSS = """
    MapSide { width: 35; }
    """

    class Found(Message):
        """More is known of the chosen node than what was told."""

    def __init__(self, guard: Guard) -> None:
        super().__init__(guard=guard)
        self.can_focus = False
        self._rows_of: object = None
        self._chosen: Chosen | None = None
        self._looked_up: object = None
        self._is_looking = False
        self._changed: Changed | None = None
        self._compared: object = None

    def tell(
        self,
        graph: ServiceGraph,
        node: GraphNode | None,
        traces: TraceStore,
        window: Window,
        onset: datetime | None,
    ) -> None:
        """Show a graph and the node at the cursor, and what changed since it began."""
        height, changed = self.size.height, self._changed if onset else None
        key = (graph, node, self._of(node), changed, window.width, height)
        if key != self._rows_of:
            self._rows_of = key
            width, chosen = window.width, self._of(node)
            self.show(side_rows(graph, chosen, window=width, height=height, changed=changed))
        self._look_up(node, traces, window, onset)

    def _of(self, node: GraphNode | None) -> Chosen | None:
        """What is known of a node so far."""
        if node is None:
            return None
        known = self._chosen
        if known is None or known.node.key != node.key:
            return Chosen(node=node, trend=(), traces=())
        return Chosen(node=node, trend=known.trend, traces=known.traces)

    def _look_up(
        self,
        node: GraphNode | None,
        traces: TraceStore,
        window: Window,
        onset: datetime | None,
    ) -> None:
        moment = int(window.start.timestamp() / _FRESH_SECONDS)
        now = (id(traces), traces.revision, moment, window.width)
        key = (node.key if node else None, now, onset)
        if key != self._looked_up and not self._is_looking:
            self._is_looking, self._looked_up = True, key
            self._find(node, traces, window, None if (now, onset) == self._compared else onset)
            self._compared = (now, onset)

    @work(group="map-side")
    async def _find(
        self,
        node: GraphNode | None,
        traces: TraceStore,
        window: Window,
        onset: datetime | None,
    ) -> None:
        if node is not None:
            self._chosen = await asyncio.to_thread(looked_up, node, traces, window)
        if onset is not None:
            self._changed = await asyncio.to_thread(changed_since, onset, traces, window)
        self._is_looking = False
        self.post_message(self.Found())


def looked_up(node: GraphNode, traces: TraceStore, window: Window) -> Chosen:
    """What the traces of a window say of a node."""
    summaries = [s for s in traces.summaries() if window.start <= s.start < window.end]
    return Chosen(
        node=node,
        trend=traces.trend(node.key, window.start, window.end, CELLS),
        traces=traces_through(node.key, summaries),
    )


def changed_since(onset: datetime, traces: TraceStore, window: Window) -> Changed:
    """What differs from before, as far as the traces in memory reach."""
    stretches = stretches_since(window, onset)
    now = traces.graph(*stretches.now, asked_for="beside the map")
    before = traces.graph(*stretches.before, asked_for="beside the map, before")
    return Changed(since=onset, differences=compared(now, before))
