"""The map of two times at once: each node with what has changed about it, and a list in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from awsobs.analysis.graphs.compare import Change, Difference
from awsobs.analysis.percentiles import percentile
from awsobs.domain.service_graph import NodeKey, ServiceGraph, Statistics
from awsobs.present.map_drawing import MapContents
from awsobs.present.map_faces import Role
from awsobs.present.map_text import contents_of
from awsobs.present.numbers import latency, percent

_ROLES = {
    Change.WORSE: Role.WORSE,
    Change.SLOWER: Role.SLOWER,
    Change.NEW: Role.NEW,
    Change.GONE: Role.GONE,
}


def diff_contents(graph: ServiceGraph, differences: Sequence[Difference]) -> MapContents:
    """All that is there, and what is gone; a node has the sign of the worst that changed."""
    contents = contents_of(graph, (), hide_clients=False)
    roles: dict[NodeKey, Role] = {}
    worse: set[tuple[NodeKey, ...]] = set()
    for one in differences:
        if len(one.place) == 1:
            roles.setdefault(one.place[0], _ROLES[one.change])
        elif one.change is Change.WORSE:
            worse.add(one.place)
    return MapContents(
        nodes={
            key: replace(node, role=roles.get(key, Role.SAME), share=_share(node.statistics))
            for key, node in contents.nodes.items()
        },
        edges=[replace(edge, fails=(edge.source, edge.target) in worse) for edge in contents.edges],
    )


def diff_words(differences: Sequence[Difference], names: Mapping[NodeKey, str]) -> Iterator[str]:
    """Each difference in a line: `slower  checkout > payments  p95 120 ms, now 410 ms`."""
    for one in differences:
        place = " > ".join(names.get(key, key.name) for key in one.place)
        yield f"{one.change.value:<11}  {place}{_figures(one)}"


def _figures(one: Difference) -> str:
    if one.now is None or one.before is None:
        known = one.now or one.before
        return f"  {known.count:,} requests" if known is not None else ""
    if one.change is Change.WORSE:
        return f"  {percent(_share(one.before))}, now {percent(_share(one.now))}"
    return f"  p95 {_slow(one.before)}, now {_slow(one.now)}"


def _slow(statistics: Statistics) -> str:
    return latency(percentile(statistics, 0.95) or 0.0)


def _share(statistics: Statistics | None) -> float:
    """The share of requests that failed."""
    if statistics is None or not statistics.count:
        return 0.0
    return (statistics.fault + statistics.throttle) / statistics.count


def with_gone(
    now: ServiceGraph, before: ServiceGraph, differences: Sequence[Difference]
) -> ServiceGraph:
    """The graph with the nodes and edges that are gone, without figures."""
    gone = {one.place for one in differences if one.change is Change.GONE}
    nodes = [
        replace(node, statistics=None, own_failures=None)
        for node in before.nodes
        if (node.key,) in gone
    ]
    keys = {node.key for node in (*now.nodes, *nodes)}
    edges = [
        replace(edge, statistics=Statistics())
        for edge in before.edges
        if (edge.source, edge.target) in gone and {edge.source, edge.target} <= keys
    ]
    return replace(
        now,
        nodes=tuple(sorted((*now.nodes, *nodes), key=lambda node: node.key)),
        edges=(*now.edges, *edges),
    )
