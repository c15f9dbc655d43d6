"""Graphs of several parts as one of the whole."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from awsobs.domain.service_graph import GraphEdge, GraphNode, NodeKey, ServiceGraph, Statistics

_NOTHING = Statistics()


def merged(graphs: Iterable[ServiceGraph], minutes: float) -> ServiceGraph:
    """All nodes and edges of some graphs of `minutes` together, each once."""
    nodes: dict[NodeKey, GraphNode] = {}
    edges: dict[tuple[NodeKey, NodeKey, str], GraphEdge] = {}
    whole = ServiceGraph()
    for graph in graphs:
        for node in graph.nodes:
            nodes[node.key] = _both_nodes(nodes.get(node.key), node)
        for edge in graph.edges:
            key = (edge.source, edge.target, edge.kind)
            edges[key] = _both_edges(edges.get(key), edge)
        whole = replace(
            whole,
            traces=whole.traces + graph.traces,
            known=whole.known + graph.known,
            partial=whole.partial or graph.partial,
            basis=graph.basis,
            bad_clocks=whole.bad_clocks + graph.bad_clocks,
        )
    return replace(
        whole,
        nodes=tuple(nodes[key] for key in sorted(nodes)),
        edges=tuple(edges[key] for key in sorted(edges)),
        minutes=minutes,
    )


def scaled(graph: ServiceGraph, factor: float) -> ServiceGraph:
    """A graph in which each request stands for so many."""
    if factor == 1:
        return graph
    return replace(
        graph,
        nodes=tuple(_scaled_node(node, factor) for node in graph.nodes),
        edges=tuple(
            replace(edge, statistics=scaled_counts(edge.statistics, factor)) for edge in graph.edges
        ),
    )


def summed(parts: Iterable[Statistics]) -> Statistics:
    """All requests of some statistics together."""
    whole = _NOTHING
    for part in parts:
        whole = _both(whole, part)
    return whole


def _scaled_node(node: GraphNode, factor: float) -> GraphNode:
    own = node.own_failures
    return replace(
        node,
        own_failures=None if own is None else round(own * factor),
        statistics=None if node.statistics is None else scaled_counts(node.statistics, factor),
    )


def scaled_counts(told: Statistics, factor: float) -> Statistics:
    """Statistics in which each request stands for so many."""
    ok, error = round(told.ok * factor), round(told.error * factor)
    throttle, fault = round(told.throttle * factor), round(told.fault * factor)
    buckets = {seconds: round(number * factor) for seconds, number in told.histogram.items()}
    return Statistics(
        count=ok + error + throttle + fault,
        ok=ok,
        error=error,
        throttle=throttle,
        fault=fault,
        in_progress=round(told.in_progress * factor),
        total_time=told.total_time * factor,
        histogram={seconds: number for seconds, number in buckets.items() if number},
    )


def _both(one: Statistics, other: Statistics) -> Statistics:
    return Statistics(
        count=one.count + other.count,
        ok=one.ok + other.ok,
        error=one.error + other.error,
        throttle=one.throttle + other.throttle,
        fault=one.fault + other.fault,
        in_progress=one.in_progress + other.in_progress,
        total_time=one.total_time + other.total_time,
        histogram=_buckets(one.histogram, other.histogram),
    )


def _both_nodes(one: GraphNode | None, other: GraphNode) -> GraphNode:
    if one is None:
        return other
    known = [each.statistics for each in (one, other) if each.statistics is not None]
    own = [each.own_failures for each in (one, other) if each.own_failures is not None]
    return GraphNode(
        key=one.key,
        inferred=one.inferred and other.inferred,
        root=one.root or other.root,
        broken=one.broken + other.broken,
        own_failures=sum(own) if len(own) == 2 else None,
        statistics=summed(known) if known else None,
    )


def _both_edges(one: GraphEdge | None, other: GraphEdge) -> GraphEdge:
    if one is None:
        return other
    return replace(
        one,
        statistics=_both(one.statistics, other.statistics),
        ages=_buckets(one.ages, other.ages),
    )


def _buckets(one: Mapping[float, int], other: Mapping[float, int]) -> Mapping[float, int]:
    """Two histograms as one; equal values are one bucket."""
    keys = sorted({*one, *other})
    return {key: one.get(key, 0) + other.get(key, 0) for key in keys}
