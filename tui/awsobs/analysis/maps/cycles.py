"""Which edges to draw upwards so that all others can point down."""

from collections.abc import Sequence

import networkx as nx

Edge = tuple[int, int]


def upward_edges(count: int, edges: Sequence[Edge]) -> frozenset[Edge]:
    """Few edges without which the graph of nodes 0..count-1 has no cycle.

    Eades, Lin and Smyth's order inside each strongly connected component: what points
    against the order goes upwards.
    """
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(edge for edge in edges if edge[0] != edge[1])
    upward: set[Edge] = set()
    for component in nx.strongly_connected_components(graph):
        if len(component) > 1:
            inner = [e for e in edges if e[0] != e[1] and component.issuperset(e)]
            rank = {node: i for i, node in enumerate(_order(sorted(component), inner))}
            upward.update(e for e in inner if rank[e[0]] > rank[e[1]])
    return frozenset(upward)


def _order(nodes: list[int], edges: Sequence[Edge]) -> list[int]:
    """Sinks go last, sources first; of the rest the node that gives most before it takes."""
    after: dict[int, set[int]] = {node: set() for node in nodes}
    before: dict[int, set[int]] = {node: set() for node in nodes}
    for source, target in edges:
        after[source].add(target)
        before[target].add(source)
    first: list[int] = []
    last: list[int] = []
    left = list(nodes)
    while left:
        sink = next((n for n in left if not after[n]), None)
        node = sink if sink is not None else _giver(left, after, before)
        (last if sink is not None else first).append(node)
        left.remove(node)
        for other in after.pop(node):
            before[other].discard(node)
        for other in before.pop(node):
            after[other].discard(node)
    return first + last[::-1]


def _giver(left: list[int], after: dict[int, set[int]], before: dict[int, set[int]]) -> int:
    source = next((n for n in left if not before[n]), None)
    if source is not None:
        return source
    return max(left, key=lambda n: (len(after[n]) - len(before[n]), -n))
