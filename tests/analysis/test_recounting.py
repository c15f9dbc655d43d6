from awsobs.analysis.recounting import recounted
from awsobs.domain.service_graph import GraphEdge, GraphNode, NodeKey, ServiceGraph, Statistics

GATEWAY, OLD, TABLE = (NodeKey("", name, "") for name in ("gateway", "old", "table"))


def graph_of(minutes: float, counts: dict[NodeKey, tuple[int, int]]) -> ServiceGraph:
    statistics = {k: Statistics(count=c, fault=f, ok=c - f) for k, (c, f) in counts.items()}
    return ServiceGraph(
        nodes=tuple(
            GraphNode(key=k, root=k == GATEWAY, statistics=s) for k, s in statistics.items()
        ),
        edges=tuple(
            GraphEdge(source=GATEWAY, target=k, statistics=s)
            for k, s in statistics.items()
            if k != GATEWAY
        ),
        traces=max(count for count, _ in counts.values()),
        minutes=minutes,
    )


def test_nodes_and_edges_stay_and_figures_are_those_of_the_part() -> None:
    whole = graph_of(30, {GATEWAY: (900, 9), OLD: (3, 0), TABLE: (400, 0)})
    part = graph_of(1, {GATEWAY: (30, 9), TABLE: (10, 0)})
    mixed = recounted(whole, part)
    assert [node.key for node in mixed.nodes] == [GATEWAY, OLD, TABLE]
    assert [node.statistics for node in mixed.nodes] == [
        Statistics(count=30, fault=9, ok=21),
        Statistics(),
        Statistics(count=10, ok=10),
    ]
    assert [(edge.target, edge.statistics.count) for edge in mixed.edges] == [(OLD, 0), (TABLE, 10)]
    assert (mixed.traces, mixed.minutes) == (30, 1)
    assert mixed.nodes[0].root
