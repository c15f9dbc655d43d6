"""The map cut to what the user wants to see, and as lists of roots and changes."""

import pytest

from awsobs.analysis.graphs.compare import compared
from awsobs.domain.service_graph import GraphEdge, GraphNode, NodeKey, ServiceGraph, Statistics
from awsobs.languages.linear_regex import RegexError
from awsobs.present.map_lists import change_lines, names_of, root_lines
from awsobs.present.map_scope import WHOLE, Scope
from awsobs.present.rows import text_of, width_of

WIDTH = 120


def key(name: str, kind: str = "AWS::Lambda::Function") -> NodeKey:
    return NodeKey("", name, kind)


def requests(count: int, fault: int = 0, seconds: float = 0.1) -> Statistics:
    return Statistics(
        count=count, ok=count - fault, fault=fault, total_time=count * seconds,
        histogram={seconds: count},
    )  # fmt: skip


def chain(faults: int, own: int, seconds: float = 0.1) -> ServiceGraph:
    """A front that fails whenever the back does; the back fails `own` times by itself."""
    back = requests(100, faults, seconds)
    return ServiceGraph(
        nodes=(
            GraphNode(key=key("back"), statistics=back, own_failures=own),
            GraphNode(key=key("front"), statistics=requests(200, faults), own_failures=0),
            GraphNode(key=key("table", "AWS::DynamoDB::Table"), statistics=requests(100)),
        ),
        edges=(
            GraphEdge(source=key("back"), target=key("table", "AWS::DynamoDB::Table")),
            GraphEdge(source=key("front"), target=key("back"), statistics=back),
        ),
        traces=200,
        minutes=30,
    )


def test_the_root_stands_first_with_who_suffers_from_it() -> None:
    lines = root_lines(chain(faults=40, own=40), WIDTH)
    rows = [text_of(line.rows[0]) for line in lines]
    assert [line.node for line in lines] == [key("back"), key("front")]
    assert rows[0].split()[:2] == ["✖", "ROOT"]
    assert "back" in rows[0]
    assert rows[0].rstrip().endswith("1: front")
    assert "40 %" in rows[0]
    assert rows[1].split()[:2] == ["▲", "victim"]
    assert all(width_of(line.rows[0]) == WIDTH for line in lines)


def test_a_map_without_failures_has_no_root() -> None:
    assert root_lines(chain(faults=0, own=0), WIDTH) == []


def test_changes_say_from_what_to_what() -> None:
    now, before = chain(faults=40, own=40, seconds=0.5), chain(faults=0, own=0)
    lines = change_lines(compared(now, before), names_of(now), WIDTH)
    rows = [" ".join(text_of(line.rows[0]).split()) for line in lines]
    assert rows[0] == "✖ MORE FAULTS node back 0 % → 40 % of requests fail"
    assert "✖ MORE FAULTS call front ▶ back 0 % → 40 % of requests fail" in rows
    assert "↑ SLOWER node back p95 100 ms → 500 ms" in rows


def test_a_scope_hides_by_name_and_type_and_says_how_many() -> None:
    graph = chain(faults=0, own=0)
    by_type, by_name = Scope(hidden="dynamo"), Scope(hidden="^fr")
    assert [node.key.name for node in by_type.of(graph).nodes] == ["back", "front"]
    assert [node.key.name for node in by_name.of(graph).nodes] == ["back", "table"]
    assert text_of(by_name.told(graph, by_name.of(graph))) == "1 hidden"
    assert WHOLE.of(graph) is graph
    assert WHOLE.told(graph, graph) == ()


def test_each_press_looks_farther_and_the_last_at_all_again() -> None:
    scope, seen = WHOLE, list[str]()
    graph = chain(faults=0, own=0)
    for _ in range(4):
        around, hops = scope.next_around(key("front"))
        scope = Scope(around=around, hops=hops)
        names = ",".join(node.key.name for node in scope.of(graph).nodes)
        seen.append(f"{text_of(scope.told(graph, scope.of(graph)))}: {names}")
    assert seen == [
        "front ±1: back,front",
        "front ±2: back,front,table",
        "front all above and below: back,front,table",
        ": back,front,table",
    ]


def test_a_node_that_went_away_does_not_empty_the_map() -> None:
    graph = chain(faults=0, own=0)
    scope = Scope(around=key("gone"))
    assert scope.of(graph) is graph
    assert text_of(scope.told(graph, graph)) == "gone has no traces now"


def test_an_expression_that_is_none_is_refused() -> None:
    with pytest.raises(RegexError):
        Scope(hidden="(").of(chain(faults=0, own=0))
