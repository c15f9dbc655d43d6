from hypothesis import given, strategies as st

from awsobs.analysis.graphs.compare import Change, compared, disagreements
from awsobs.analysis.graphs.sums import merged
from awsobs.domain.service_graph import (
    Basis,
    GraphEdge,
    GraphNode,
    NodeKey,
    ServiceGraph,
    Statistics,
)

Nodes = dict[str, Statistics | None]
Edges = dict[tuple[str, str], Statistics]


def key(name: str, account: str = "") -> NodeKey:
    return NodeKey(account, name, "AWS::Lambda::Function")


def requests(count: int, *, fault: int = 0, seconds: float = 0.1) -> Statistics:
    return Statistics(
        count=count, ok=count - fault, fault=fault, total_time=count * seconds,
        histogram={seconds: count},
    )  # fmt: skip


def graph(nodes: Nodes, edges: Edges | None = None, minutes: float = 30) -> ServiceGraph:
    return ServiceGraph(
        nodes=tuple(GraphNode(key=key(name), statistics=s) for name, s in nodes.items()),
        edges=tuple(
            GraphEdge(source=key(a), target=key(b), statistics=s)
            for (a, b), s in (edges or {}).items()
        ),
        traces=10,
        minutes=minutes,
    )


def told(now: ServiceGraph, before: ServiceGraph) -> list[tuple[Change, str]]:
    return [
        (one.change, " > ".join(end.name for end in one.place)) for one in compared(now, before)
    ]


def test_the_worst_changes_come_first_nodes_before_edges() -> None:
    before = graph(
        {"a": requests(100), "b": requests(100), "old": requests(50)},
        {("a", "b"): requests(100)},
    )
    now = graph(
        {"a": requests(100, seconds=0.3), "b": requests(100, fault=20), "new": requests(1)},
        {("a", "b"): requests(100, fault=20), ("a", "new"): requests(1)},
    )
    assert told(now, before) == [
        (Change.WORSE, "b"),
        (Change.WORSE, "a > b"),
        (Change.SLOWER, "a"),
        (Change.NEW, "new"),
        (Change.NEW, "a > new"),
        (Change.GONE, "old"),
    ]


def test_chance_is_no_change() -> None:
    before = graph({"a": requests(40, fault=2), "rare": requests(3)})
    now = graph({"a": requests(40, fault=4, seconds=0.12)})
    assert told(now, before) == []


def test_few_requests_tell_nothing_of_time() -> None:
    before, now = graph({"a": requests(19)}), graph({"a": requests(100, seconds=9)})
    assert told(now, before) == []


def test_what_is_gone_is_measured_by_the_width_of_both_windows() -> None:
    before = graph({"a": requests(100), "b": requests(20)}, minutes=60)
    assert told(graph({"a": requests(100)}, minutes=60), before) == [(Change.GONE, "b")]
    assert told(graph({"a": requests(9)}, minutes=5), before) == []


def test_without_a_time_before_nothing_is_new() -> None:
    assert told(graph({"a": requests(9)}), graph({})) == []


def test_a_silent_node_is_compared_with_nothing() -> None:
    assert told(graph({"a": None}), graph({"a": requests(50)})) == []


def test_two_graphs_of_one_time_disagree_where_counts_differ() -> None:
    made = graph({"a": requests(3), "b": requests(2)}, {("a", "b"): requests(2)})
    reported = ServiceGraph(
        nodes=(
            GraphNode(key=key("a", "1"), statistics=requests(3)),
            GraphNode(key=key("c"), statistics=None),
        ),
        edges=(GraphEdge(source=key("a", "1"), target=key("b"), statistics=requests(1)),),
    )
    assert disagreements(made, reported) == (
        ((key("b"),), 2, 0),
        ((key("c"),), 0, 0),
        ((key("a"), key("b")), 2, 1),
    )
    assert disagreements(made, made) == ()


counts = st.integers(0, 50)
nodes = st.dictionaries(st.sampled_from("abc"), st.builds(requests, counts), max_size=3)


@given(nodes, nodes)
def test_merged_graphs_have_the_requests_of_both(one: Nodes, other: Nodes) -> None:
    whole = merged([graph(one), graph(other)], 60)
    assert (whole.minutes, whole.traces) == (60, 20)
    for node in whole.nodes:
        parts = [known.get(node.key.name) for known in (one, other)]
        assert node.statistics is not None
        assert node.statistics.count == sum(part.count for part in parts if part)
        assert sum(node.statistics.histogram.values()) == node.statistics.count


def test_merging_keeps_what_graphs_were_made_from() -> None:
    part = ServiceGraph(basis=Basis.SERVICE_GRAPH, partial=True)
    assert (merged([part], 1).basis, merged([part], 1).partial) == (Basis.SERVICE_GRAPH, True)
