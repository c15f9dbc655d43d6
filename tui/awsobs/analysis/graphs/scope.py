"""A part of a service graph: without some nodes, or what is near one of them."""

from collections.abc import Callable, Collection
from dataclasses import replace

from awsobs.domain.service_graph import GraphNode, NodeKey, ServiceGraph

MOST_HOPS = 9


def kept(graph: ServiceGraph, keeps: Callable[[GraphNode], bool]) -> ServiceGraph:
    """The nodes that a test keeps, and the edges between them; the figures stay as they are."""
    nodes = tuple(node for node in graph.nodes if keeps(node))
    keys = {node.key for node in nodes}
    edges = tuple(e for e in graph.edges if e.source in keys and e.target in keys)
    return replace(graph, nodes=nodes, edges=edges)


def near(graph: ServiceGraph, key: NodeKey, hops: int) -> ServiceGraph:
    """A node with what it calls and what calls it, over at most so many edges either way.

    A caller's other calls are not among them: they are neither above nor below the node.
    """
    below = _reached(key, hops, [(edge.source, edge.target) for edge in graph.edges])
    above = _reached(key, hops, [(edge.target, edge.source) for edge in graph.edges])
    there = below | above
    return kept(graph, lambda node: node.key in there)


def _reached(
    key: NodeKey, hops: int, steps: Collection[tuple[NodeKey, NodeKey]]
) -> frozenset[NodeKey]:
    onwards: dict[NodeKey, list[NodeKey]] = {}
    for one, other in steps:
        onwards.setdefault(one, []).append(other)
    found = {key}
    edge_of_it = [key]
    for _ in range(hops):
        edge_of_it = [
            other for one in edge_of_it for other in onwards.get(one, ()) if other not in found
        ]
        if not edge_of_it:
            break
        found.update(edge_of_it)
    return frozenset(found)
