from datetime import UTC, datetime, timedelta
from typing import cast

from awsobs.domain.metrics import MetricKey, Series, SeriesQuery
from awsobs.domain.service_graph import GraphEdge, GraphNode, NodeKey, ServiceGraph, Statistics
from awsobs.present.records import node_record, series_record

PAYMENTS, TABLE, CHECKOUT = (
    NodeKey("", "payments", "AWS::Lambda::Function"),
    NodeKey("", "charges", "AWS::DynamoDB::Table"),
    NodeKey("", "checkout", ""),
)
FAILING = Statistics(count=50, ok=33, fault=17, total_time=40.0, histogram={0.2: 33, 2.0: 17})


def test_a_node_tells_its_requests_its_callers_and_its_calls() -> None:
    node = GraphNode(key=PAYMENTS, statistics=FAILING)
    graph = ServiceGraph(
        nodes=(node,),
        edges=(
            GraphEdge(source=CHECKOUT, target=PAYMENTS, statistics=FAILING),
            GraphEdge(source=PAYMENTS, target=TABLE, statistics=Statistics()),
        ),
        minutes=5,
    )
    told = node_record(node, graph)
    assert told["requests"] == {
        "traced": "50",
        "per minute": "10",
        "ok": "33   66 %",
        "fault 5xx": "17   34 %",
        "mean": "800 ms",
        "p50": "200 ms",
        "p95": "2.0 s",
        "p99": "2.0 s",
    }
    assert told["called by"] == {"checkout": "50   mean 800 ms   34 % fault 5xx"}
    assert told["calls"] == {"charges (AWS::DynamoDB::Table)": "none traced"}


def test_a_node_that_never_reported_says_so() -> None:
    node = GraphNode(key=PAYMENTS, inferred=True)
    told = node_record(node, ServiceGraph(nodes=(node,)))
    assert (told["requests"], told["seen through"]) == ("none traced", "its callers only")


def test_a_series_tells_its_newest_datapoint_first() -> None:
    noon = datetime(2026, 11, 25, 12, tzinfo=UTC)
    metric = MetricKey("Shop", "Errors", (("Service", "checkout"),))
    query = SeriesQuery(id="m0", label="errors", metric=metric, threshold=5, comparison=">")
    points = ((noon, 1.0), (noon + timedelta(minutes=1), 41.0))
    told = series_record(Series(query=query, points=points))
    assert told["datapoints"] == {"2026-11-25 12:01:00": "41", "2026-11-25 12:00:00": "1"}
    assert next(iter(cast("dict[str, str]", told["datapoints"]))) == "2026-11-25 12:01:00"
    assert (told["threshold"], told["dimensions"]) == ("> 5", {"Service": "checkout"})
