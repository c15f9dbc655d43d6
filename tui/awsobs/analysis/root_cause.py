"""Which node fails by itself, and which ones only suffer.

Load is the share of a node's requests that fail. A node's own part of it are requests below
which nothing failed, where the traces tell, else the load less the worst of what it calls.
Own failures weigh more the more nodes stand above.
"""

from collections.abc import Sequence

from awsobs.domain.service_graph import GraphEdge, GraphNode, NodeKey, ServiceGraph, Statistics
from awsobs.domain.situation import Share

WORTH_TELLING = 0.01
"""A share of failing requests below this is noise."""

CLIENT = "client"


def ranked(graph: ServiceGraph) -> tuple[Share, ...]:
    """All nodes that fail, likely roots first; those that fail alike, worst first."""
    looked = _Looked(graph)
    shares = [
        Share(key=node.key, total=load, own=looked.own(node, load))
        for node in graph.nodes
        if node.key.type != CLIENT and (load := looked.load(node)) > 0
    ]
    above = {share.key: len(looked.ancestors(share.key)) for share in shares}
    return tuple(sorted(shares, key=lambda s: (-s.own * (1 + above[s.key]), -s.total, s.key)))


def root_of(ranking: Sequence[Share]) -> Share | None:
    """The likely root, if any node's own failures are worth telling."""
    return ranking[0] if ranking and ranking[0].own >= WORTH_TELLING else None


def victims_of(ranking: Sequence[Share]) -> tuple[Share, ...]:
    """The other nodes with failures worth telling, worst first."""
    root = root_of(ranking)
    others = (share for share in ranking if share is not root)
    return tuple(
        sorted((s for s in others if s.total >= WORTH_TELLING), key=lambda s: (-s.total, s.key))
    )


def ancestors_of(graph: ServiceGraph, key: NodeKey) -> frozenset[NodeKey]:
    """All nodes that call this one, directly or through others; clients do not count."""
    return _Looked(graph).ancestors(key)


class _Looked:
    """A graph with its edges by their ends."""

    def __init__(self, graph: ServiceGraph) -> None:
        self._known = {node.key: node.statistics for node in graph.nodes}
        self._coming: dict[NodeKey, list[GraphEdge]] = {}
        self._going: dict[NodeKey, list[GraphEdge]] = {}
        for edge in graph.edges:
            self._coming.setdefault(edge.target, []).append(edge)
            self._going.setdefault(edge.source, []).append(edge)

    def ancestors(self, key: NodeKey) -> frozenset[NodeKey]:
        found: set[NodeKey] = set()
        waiting = [key]
        while waiting:
            for edge in self._coming.get(waiting.pop(), ()):
                if edge.source not in found and edge.source.type != CLIENT:
                    found.add(edge.source)
                    waiting.append(edge.source)
        return frozenset(found - {key})

    def load(self, node: GraphNode) -> float:
        """The worst of the node's shares; refusals count where a caller faults."""
        coming = self._coming.get(node.key, [])
        statistics = node.statistics
        if statistics is None or not statistics.count:
            # It sent nothing: what its callers saw is all there is.
            return max((_failing(edge.statistics) for edge in coming), default=0.0)
        callers = [self._known.get(e.source) for e in coming if e.source.type != CLIENT]
        load = _failing(statistics)
        if any(caller is not None and caller.fault for caller in callers):
            load = max(load, statistics.share("error"))
        return load

    def own(self, node: GraphNode, load: float) -> float:
        """The part of the load that comes from nothing below."""
        statistics = node.statistics
        if node.own_failures is not None and statistics is not None and statistics.count:
            return min(load, node.own_failures / statistics.count)
        going = self._going.get(node.key, [])
        passed_on = max((edge.statistics.share("fault") for edge in going), default=0.0)
        return max(0.0, load - passed_on)


def _failing(statistics: Statistics) -> float:
    return max(statistics.share("fault"), statistics.share("throttle"))
