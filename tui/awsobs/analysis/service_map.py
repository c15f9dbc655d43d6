"""The service graph of many traces, kept up to date by what each trace adds."""

from collections.abc import Collection
from typing import TypeVar

from awsobs.analysis.tallies import Tally, add_counts
from awsobs.analysis.trace_graph import (
    LINK,
    SYNC,
    EdgeKey,
    NodeTally,
    TraceGraph,
    trace_graph,
)
from awsobs.domain.service_graph import (
    GraphEdge,
    GraphNode,
    NodeKey,
    ServiceGraph,
    Statistics,
)
from awsobs.domain.traces import Trace

Key = TypeVar("Key")
Link = tuple[str, str, NodeKey]

WINDOW = "window"


class ServiceMap:
    """All traces' shares of the graph, and the sum of those that were asked for.

    Asking for almost the same stretch again costs only the traces that came or went.
    """

    def __init__(self) -> None:
        self._traces: dict[str, TraceGraph] = {}
        self._sums: dict[str, _Sum] = {}
        self._sum = self._sums[WINDOW] = _Sum()

    def put(self, trace: Trace) -> None:
        """Take in a trace; known already, it replaces what it gave before."""
        self.forget(trace.id)
        self._traces[trace.id] = trace_graph(trace)

    def forget(self, trace_id: str) -> None:
        """Take a trace out again."""
        if self._traces.pop(trace_id, None) is not None:
            for total in self._sums.values():
                total.drop(trace_id)

    def graph(
        self,
        start: float,
        end: float,
        stretch: str = WINDOW,
        among: Collection[str] | None = None,
    ) -> ServiceGraph:
        """The graph of the traces that began in [start, end), in epoch seconds.

        Whoever asks for several stretches in turn, or for some traces `among` all, names them:
        each keeps a sum of its own.
        """
        self._sum = self._sums.setdefault(stretch, _Sum())
        wanted = {
            trace_id: trace
            for trace_id, trace in self._traces.items()
            if start <= trace.start < end and (among is None or trace_id in among)
        }
        self._sum.become(wanted)
        edges = {key: tally.statistics() for key, tally in self._sum.edges.items()}
        nodes = [_node_of(key, tally) for key, tally in self._sum.nodes.items()]
        nodes += self._resolve(edges)
        return ServiceGraph(
            nodes=tuple(sorted(nodes, key=lambda node: node.key)),
            edges=tuple(
                GraphEdge(source=source, target=target, kind=kind, statistics=statistics)
                for (source, target, kind), statistics in sorted(edges.items(), key=_by_key)
            ),
            traces=len(wanted),
            minutes=(end - start) / 60,
            partial=any(trace.limit_exceeded for trace in wanted.values()),
            bad_clocks=sum(trace.bad_clocks for trace in wanted.values()),
        )

    def trend(
        self,
        key: NodeKey,
        start: float,
        end: float,
        cells: int,
        among: Collection[str] | None = None,
    ) -> tuple[Statistics, ...]:
        """What a node did in each of so many equal parts of a stretch, by when traces began."""
        tallies = [Tally() for _ in range(cells)]
        for trace_id, trace in self._traces.items():
            node = trace.nodes.get(key)
            if node is None or not start <= trace.start < end:
                continue
            if among is None or trace_id in among:
                cell = int((trace.start - start) / (end - start) * cells)
                tallies[min(cells - 1, cell)].add(node.tally)
        return tuple(tally.statistics() for tally in tallies)

    def unresolved_links(self) -> frozenset[tuple[str, str]]:
        """Calls (trace, subsegment) that consumers name and no trace has."""
        return frozenset(
            (trace_id, call)
            for trace in self._traces.values()
            for trace_id, call, _ in trace.links
            if self._queue(trace_id, call) is None
        )

    def _queue(self, trace_id: str, call: str) -> NodeKey | None:
        trace = self._traces.get(trace_id)
        return trace.queues.get(call) if trace is not None else None

    def _resolve(self, edges: dict[EdgeKey, Statistics]) -> list[GraphNode]:
        """Tie up promised calls and links; gives the nodes that only they know of."""
        found: dict[NodeKey, GraphNode] = {}
        open_ends: dict[EdgeKey, Tally] = {}
        instrumented = self._instrumented_names()
        for (source, name), tally in self._sum.promised.items():
            keys = instrumented.get(name, [])
            target = keys[0] if len(keys) == 1 else NodeKey(source.account, name, "remote")
            open_ends.setdefault((source, target, SYNC), Tally()).add(tally)
        for (trace_id, call, consumer), number in self._sum.links.items():
            queue = self._queue(trace_id, call)
            if queue is not None and (queue, consumer, LINK) not in edges:
                link = open_ends.setdefault((queue, consumer, LINK), Tally())
                for _ in range(number):
                    link.count("ok", None)
        for key, tally in open_ends.items():
            if key in self._sum.edges:
                tally.add(self._sum.edges[key])
            edges[key] = tally.statistics()
            for end in key[:2]:
                if end not in self._sum.nodes:
                    found[end] = GraphNode(key=end, inferred=True)
        return list(found.values())

    def _instrumented_names(self) -> dict[str, list[NodeKey]]:
        names: dict[str, list[NodeKey]] = {}
        for key, node in self._sum.nodes.items():
            if node.instrumented:
                names.setdefault(key.name, []).append(key)
        return names


class _Sum:
    """The sum of some traces' graphs, from which each can be taken away again."""

    def __init__(self) -> None:
        self.nodes: dict[NodeKey, NodeTally] = {}
        self.edges: dict[EdgeKey, Tally] = {}
        self.promised: dict[tuple[NodeKey, str], Tally] = {}
        self.links: dict[Link, int] = {}
        self._traces: dict[str, TraceGraph] = {}

    def become(self, wanted: dict[str, TraceGraph]) -> None:
        """Add and drop traces until exactly these are summed."""
        for trace_id in [i for i in self._traces if i not in wanted]:
            self.drop(trace_id)
        for trace_id, trace in wanted.items():
            if trace_id not in self._traces:
                self._traces[trace_id] = trace
                self._add(trace, 1)

    def drop(self, trace_id: str) -> None:
        """Take one trace's share away."""
        trace = self._traces.pop(trace_id, None)
        if trace is not None:
            self._add(trace, -1)

    def _add(self, trace: TraceGraph, sign: int) -> None:
        for key, node in trace.nodes.items():
            total = self.nodes.get(key)
            if total is None:
                total = self.nodes[key] = NodeTally()
                total.traces = 0
            total.add(node, sign)
            if not total.traces:
                del self.nodes[key]
        _add_tallies(self.edges, trace.edges, sign)
        _add_tallies(self.promised, trace.promised, sign)
        add_counts(self.links, trace.links, sign)


def _add_tallies(totals: dict[Key, Tally], changes: dict[Key, Tally], sign: int) -> None:
    for key, change in changes.items():
        total = totals.get(key)
        if total is None:
            total = totals[key] = Tally()
        total.add(change, sign)
        if total.is_empty:
            del totals[key]


def _node_of(key: NodeKey, node: NodeTally) -> GraphNode:
    return GraphNode(
        key=key,
        inferred=not node.instrumented,
        root=node.roots > 0,
        broken=node.broken,
        own_failures=node.own_failures,
        statistics=node.tally.statistics(),
    )


def _by_key(item: tuple[EdgeKey, Statistics]) -> EdgeKey:
    return item[0]
