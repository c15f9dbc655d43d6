"""Parts of a service graph."""

from hypothesis import given, strategies as st

from awsobs.analysis.graphs.scope import kept, near
from awsobs.domain.service_graph import GraphEdge, GraphNode, NodeKey, ServiceGraph

NAMES = "abcdefg"


def key(name: str) -> NodeKey:
    return NodeKey("", name, "AWS::Lambda::Function")


def graph(*edges: str) -> ServiceGraph:
    """A graph of edges such as `ab`."""
    names = sorted({name for edge in edges for name in edge})
    return ServiceGraph(
        nodes=tuple(GraphNode(key=key(name)) for name in names),
        edges=tuple(GraphEdge(source=key(edge[0]), target=key(edge[1])) for edge in edges),
    )


def names_in(part: ServiceGraph) -> str:
    return "".join(node.key.name for node in part.nodes)


def edges_in(part: ServiceGraph) -> list[str]:
    return [edge.source.name + edge.target.name for edge in part.edges]


def test_edges_go_with_either_of_their_ends() -> None:
    part = kept(graph("ab", "bc", "ac"), lambda node: node.key.name != "b")
    assert (names_in(part), edges_in(part)) == ("ac", ["ac"])


def test_what_is_near_is_above_and_below_and_not_beside() -> None:
    whole = graph("ab", "bc", "cd", "ax", "yc")
    assert names_in(near(whole, key("b"), 1)) == "abc"
    assert names_in(near(whole, key("b"), 2)) == "abcd"
    assert edges_in(near(whole, key("c"), 1)) == ["bc", "cd", "yc"]


def test_a_circle_and_a_call_to_oneself_end() -> None:
    assert names_in(near(graph("ab", "bc", "ca", "aa"), key("a"), 9)) == "abc"


@given(st.lists(st.text(NAMES, min_size=2, max_size=2), min_size=1), st.integers(1, 4))
def test_farther_is_never_less(edges: list[str], hops: int) -> None:
    whole = graph(*edges)
    middle = key(edges[0][0])
    one, more = near(whole, middle, hops), near(whole, middle, hops + 1)
    assert set(names_in(one)) <= set(names_in(more))
    assert edges[0][0] in names_in(one)
