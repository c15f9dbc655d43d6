"""Nodes and edges of a map as the JSON of `awsobs map` has them."""

from collections.abc import Mapping

from awsobs.analysis.percentiles import percentile
from awsobs.domain.service_graph import GraphNode, NodeKey, ServiceGraph, Statistics
from awsobs.present.map_drawing import MapContents, MapEdge
from awsobs.present.map_text import contents_of

Row = dict[str, object]


def graph_shape(graph: ServiceGraph) -> Row:
    """A whole map, as it is before it is drawn."""
    contents = contents_of(graph, (), hide_clients=False)
    nodes, edges = graph_rows(graph, contents, names_in(contents))
    return {
        "nodes": nodes,
        "edges": edges,
        "traces": graph.traces,
        "partial": graph.partial,
        "basis": graph.basis.value,
    }


def names_in(contents: MapContents) -> Mapping[NodeKey, str]:
    """The ids of nodes: the names that the map gives them."""
    return {key: node.label for key, node in contents.nodes.items()}


def graph_rows(
    graph: ServiceGraph, contents: MapContents, names: Mapping[NodeKey, str]
) -> tuple[list[Row], list[Row]]:
    """The nodes and edges of what is drawn, with what the graph knows of each."""
    known = {node.key: node for node in graph.nodes}
    statistics = {(e.source, e.target): (e.statistics, e.ages) for e in graph.edges}
    nodes = [
        _node_row(names[key], key, shown.label, known.get(key), graph)
        for key, shown in contents.nodes.items()
    ]
    edges = [
        _edge_row(edge, names, statistics.get((edge.source, edge.target), (None, {})), graph)
        for edge in contents.edges
    ]
    return nodes, edges


def _node_row(
    name: str, key: NodeKey, label: str, node: GraphNode | None, graph: ServiceGraph
) -> Row:
    row: Row = {
        "id": name,
        "name": key.name if node is not None else label,
        "type": key.type,
        "account": key.account if node is not None else "",
        "inferred": node is not None and node.inferred,
    }
    return row | figures(node.statistics if node is not None else None, graph)


def _edge_row(
    edge: MapEdge,
    names: Mapping[NodeKey, str],
    known: tuple[Statistics | None, Mapping[float, int]],
    graph: ServiceGraph,
) -> Row:
    statistics, ages = known
    row: Row = {
        "source": names[edge.source],
        "target": names[edge.target],
        "kind": "async" if edge.dashed else "sync",
    }
    row |= figures(statistics, graph, timed=not edge.dashed)
    if ages:
        row["age_p50_s"] = percentile(Statistics(histogram=ages), 0.5)
    return row


def figures(
    statistics: Statistics | None, graph: ServiceGraph | None, *, timed: bool = True
) -> Row:
    """The numbers of a node or an edge; None each where nothing is known."""
    words = ("ok", "error", "throttle", "fault", "count")
    times = {"p50_s": 0.5, "p95_s": 0.95, "p99_s": 0.99}
    row: Row = {}
    for name in ("rate_per_min", "mean_s", *times, *words):
        row[name] = None
    if statistics is None:
        return row
    minutes = graph.minutes if graph is not None else 0.0
    # A message's way through a queue has no time of its own in a trace.
    has_times = timed and bool(statistics.histogram)
    row["rate_per_min"] = statistics.count / minutes if minutes else None
    row["mean_s"] = statistics.mean if has_times else None
    for name, share in times.items():
        row[name] = percentile(statistics, share) if has_times else None
    for word in words:
        row[word] = getattr(statistics, word)
    return row
