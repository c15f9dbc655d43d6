import json
from pathlib import Path
from typing import Any

import pytest

from awsobs.domain.service_graph import Basis, GraphEdge, GraphNode, NodeKey, ServiceGraph
from awsobs.sources.service_rows import reported_graph

FINE: dict[str, Any] = {"OkCount": 3, "TotalCount": 4, "TotalResponseTime": 0.8,
    "ErrorStatistics": {"ThrottleCount": 0, "OtherCount": 1, "TotalCount": 1},
    "FaultStatistics": {"TotalCount": 0}}  # fmt: skip


def row(number: int, name: str, kind: str = "", *calls: Any, **more: Any) -> dict[str, Any]:
    return {"ReferenceId": number, "Name": name, "Type": kind, "Edges": list(calls), **more}


def call(target: int, **more: Any) -> dict[str, Any]:
    return {"ReferenceId": target, "SummaryStatistics": FINE, **more}


def node(graph: ServiceGraph, name: str, kind: str = "") -> GraphNode:
    (found,) = (n for n in graph.nodes if (n.key.name, n.key.type) == (name, kind))
    return found


def edge(graph: ServiceGraph, source: str, target: str) -> GraphEdge:
    (found,) = (e for e in graph.edges if (e.source.name, e.target.name) == (source, target))
    return found


def test_an_edge_leads_to_the_service_with_its_number() -> None:
    rows = [row(0, "web", "client", call(1)), row(1, "web", "EC2", SummaryStatistics=FINE)]
    graph, useless = reported_graph(rows, 30)
    assert (graph.basis, useless) == (Basis.SERVICE_GRAPH, 0)
    assert edge(graph, "web", "web").target == NodeKey("", "web", "EC2")
    web = node(graph, "web", "EC2").statistics
    assert web is not None
    assert (web.count, web.ok, web.error) == (4, 3, 1)
    assert web.mean == pytest.approx(0.2)
    assert graph.traces == 4


def test_a_client_has_the_sum_of_its_calls() -> None:
    rows = [row(0, "x", "client", call(1), call(2)), row(1, "a"), row(2, "b")]
    client = node(reported_graph(rows, 30)[0], "x", "client").statistics
    assert client is not None
    assert (client.count, client.error) == (8, 2)


def test_two_numbers_of_one_service_are_one_node() -> None:
    rows = [
        row(1, "a", "", call(9), SummaryStatistics=FINE, AccountId="1"),
        row(2, "a", "", call(9), SummaryStatistics=FINE, AccountId="1"),
        row(3, "a", "", SummaryStatistics=FINE, AccountId="2"),
        row(9, "b"),
    ]
    graph, _ = reported_graph(rows, 30)
    counts = {n.key.account: n.statistics.count for n in graph.nodes if n.statistics}
    assert counts == {"1": 8, "2": 4}
    assert edge(graph, "a", "b").statistics.count == 8


def test_a_target_on_no_page_keeps_its_place() -> None:
    graph, _ = reported_graph([row(1, "a", "", call(7))], 30)
    assert node(graph, "#7").statistics is None
    assert edge(graph, "a", "#7").statistics.count == 4


def test_a_link_has_ages_and_no_time() -> None:
    ages = [{"Value": 2.0, "Count": 3}, {"Value": 1.0, "Count": 1}, {"Value": 2.0, "Count": 1}]
    link = call(2, EdgeType="link", ReceivedEventAgeHistogram=ages)
    graph, _ = reported_graph([row(1, "q", "AWS::SQS::Queue", link), row(2, "worker")], 30)
    found = edge(graph, "q", "worker")
    assert (found.kind, found.ages) == ("link", {1.0: 1, 2.0: 4})
    assert found.statistics.mean is None


def test_throttles_are_counted_apart_from_other_errors() -> None:
    told = FINE | {"ErrorStatistics": {"ThrottleCount": 2, "TotalCount": 3},
                   "FaultStatistics": {"TotalCount": 5}}  # fmt: skip
    statistics = node(reported_graph([row(1, "a", SummaryStatistics=told)], 1)[0], "a").statistics
    assert statistics is not None
    assert (statistics.error, statistics.throttle, statistics.fault) == (1, 2, 5)
    assert statistics.count == 11


def test_rows_of_no_use_are_counted() -> None:
    rows: list[Any] = [{}, {"ReferenceId": 1}, {"Name": "a"}, row(1, "a", "", {"EdgeType": "x"})]
    graph, useless = reported_graph(rows, 30)
    assert ([n.key.name for n in graph.nodes], useless) == (["a"], 4)


def test_the_answer_in_awss_own_example_is_read(shared: Path) -> None:
    text = (shared / "data/xray/awscli_get_service_graph.txt").read_text()
    whole = json.loads(text.replace("... TRUNCATED FOR BREVITY ...", "{}"))
    graph, useless = reported_graph(whole["Services"], 1)
    scorekeep = node(graph, "Scorekeep", "AWS::ElasticBeanstalk::Environment")
    assert (scorekeep.root, useless) == (True, 1)
    found = edge(graph, "Scorekeep", "#1").statistics
    assert found.ok == 14
    assert found.mean == pytest.approx(0.13 / 14)
    assert sum(found.histogram.values()) == 14
