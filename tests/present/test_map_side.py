from datetime import UTC, datetime, timedelta

import pytest

from awsobs.domain.service_graph import GraphEdge, GraphNode, NodeKey, ServiceGraph, Statistics
from awsobs.domain.traces import TraceSummary
from awsobs.present.map_node import head_rows
from awsobs.present.map_side import SIDE, Chosen, side_rows, traces_through
from awsobs.present.rows import text_of, width_of

WINDOW = timedelta(minutes=30)
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
FINE, BROKEN = Statistics(count=10, ok=10), Statistics(count=10, ok=5, fault=5)
TREND = [FINE] * 14 + [BROKEN] * 4


def node(name: str, fault: int = 0, own: int = 0) -> GraphNode:
    seen = Statistics(
        count=3000, ok=3000 - fault, fault=fault, total_time=600, histogram={0.1: 2700, 0.4: 300}
    )
    key = NodeKey("123456789012", name, "AWS::Lambda::Function")
    return GraphNode(key=key, own_failures=own, statistics=seen)


def edge(source: GraphNode, target: GraphNode) -> GraphEdge:
    return GraphEdge(
        source=source.key, target=target.key, statistics=target.statistics or Statistics()
    )


GATEWAY, CHECKOUT, PAYMENTS, ORDERS = (
    node("gateway", 270),
    node("checkout", 540, 6),
    node("payments", 1000, 1000),
    node("orders"),
)


@pytest.fixture
def graph() -> ServiceGraph:
    """Payments fails by itself, below checkout, below gateway."""
    return ServiceGraph(
        nodes=(GATEWAY, CHECKOUT, PAYMENTS, ORDERS),
        edges=(edge(GATEWAY, CHECKOUT), edge(CHECKOUT, ORDERS), edge(CHECKOUT, PAYMENTS)),
        minutes=30,
    )


def side(graph: ServiceGraph, chosen: Chosen | None, height: int = 34) -> list[str]:
    rows = side_rows(graph, chosen, window=WINDOW, height=height)
    assert len(rows) == height
    assert {width_of(row) for row in rows} == {SIDE}
    return [text_of(row)[3:].rstrip() for row in rows]


def test_the_side_tells_root_from_victims_and_why(graph: ServiceGraph) -> None:
    lines = side(graph, None)
    assert [line.split() for line in lines[1:4]] == [
        ["✖", "payments", "33", "%", "0", "%"],
        ["✖", "checkout", "0.2", "%", "18", "%"],
        ["✖", "gateway", "0", "%", "9", "%"],
    ]
    assert " ".join(lines[4:7]) == (
        "payments fails by itself: no call below it fails. 2 services above it."
    )
    fill = side_rows(graph, None, window=WINDOW, height=34)[1][2][1]
    assert fill == "background on fault bold"


def test_without_failures_the_side_says_so(graph: ServiceGraph) -> None:
    fine = ServiceGraph(nodes=(ORDERS,), minutes=30)
    assert side(fine, None)[0] == "✔ no node fails worth telling"


def test_the_chosen_node_has_its_trend_its_calls_and_its_worst_traces(graph: ServiceGraph) -> None:
    traces = [TraceSummary(id="1-a-41e0", start=NOON, duration=2.0, method="POST", has_fault=True)]
    lines = side(graph, Chosen(node=CHECKOUT, trend=TREND, traces=traces))
    shown = [line for line in lines if line]
    at = shown.index("CHECKOUT                    30m")
    assert shown[at + 1] == f"5xx  {'▁' * 14}{'▇' * 4}    18 %"
    assert shown[at + 2].startswith("p95")
    assert shown[at + 3].startswith("rate")
    assert shown[at + 3].endswith("100/min")
    assert [line.split()[0] for line in shown[at + 5 : at + 10]] == [
        "CALLED", "gateway", "CALLS", "payments", "orders",
    ]  # fmt: skip
    assert shown[at + 11].split() == ["41e0", "POST", "2.0", "s"]


def test_what_finds_no_room_is_left_out_and_the_legend_first(graph: ServiceGraph) -> None:
    chosen = Chosen(node=CHECKOUT, trend=TREND, traces=())
    assert "LEGEND" in side(graph, chosen)
    low = side(graph, chosen, height=14)
    assert "LEGEND" not in low
    assert "CALLED BY    rate    mean fails" not in low
    assert low[8].startswith("CHECKOUT")


@pytest.mark.parametrize(
    ("width", "words"),
    [(120, "rate mean p50 p95 p99 ok 4xx 429 5xx"), (80, "rate mean p95 fails")],
)
def test_calls_are_told_with_the_callers_figures(
    graph: ServiceGraph, width: int, words: str
) -> None:
    rows = [text_of(row) for row in head_rows(graph, CHECKOUT, TREND, WINDOW, width)]
    at = next(index for index, row in enumerate(rows) if row.startswith(" CALLS"))
    assert rows[at].split() == ["CALLS", *words.split()]
    assert rows[at + 1].split()[:4] == ["payments", "100/min", "200", "ms"]
    assert rows[at + 1].split()[-2:] == ["33", "%"]
    assert all(len(row) <= width for row in rows)


def test_a_node_that_was_not_traced_says_so(graph: ServiceGraph) -> None:
    silent = GraphNode(key=NodeKey("", "mailer", "remote"))
    rows = [text_of(row).strip() for row in head_rows(graph, silent, (), WINDOW, 80)]
    assert rows == ["MAILER" + " " * 29 + "30m", "none of its requests traced", "", "RECORD"]


def test_traces_of_a_node_are_those_it_had_a_part_in() -> None:
    mine = TraceSummary(id="1", start=NOON, services=("orders",))
    worse = TraceSummary(id="2", start=NOON, nodes=(ORDERS.key,), has_fault=True)
    other = TraceSummary(id="3", start=NOON, services=("mailer",), has_fault=True)
    assert traces_through(ORDERS.key, [mine, other, worse]) == [worse, mine]
