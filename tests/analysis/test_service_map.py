import json
from collections.abc import Mapping
from typing import Any

import pytest

from awsobs.analysis.segments import trace_of
from awsobs.analysis.service_map import ServiceMap
from awsobs.domain.service_graph import GraphEdge, GraphNode, ServiceGraph, Statistics
from awsobs.domain.traces import Trace

EPOCH = 1732246528.0
TRACE = "1-67400000-0123456789abcdef01234567"
Document = dict[str, Any]


def at_epoch(document: Mapping[str, Any]) -> Document:
    moved = {k: EPOCH + v if k in ("start_time", "end_time") else v for k, v in document.items()}
    if "subsegments" in moved:
        moved["subsegments"] = [at_epoch(part) for part in moved["subsegments"]]
    return moved


def trace(*documents: Mapping[str, Any], trace_id: str = TRACE) -> Trace:
    return trace_of(trace_id, [json.dumps(at_epoch(d) | {"trace_id": trace_id}) for d in documents])


def graph_of(*traces: Trace) -> ServiceGraph:
    services = ServiceMap()
    for each in traces:
        services.put(each)
    return services.graph(0, 1e12)


def node(graph: ServiceGraph, name: str, kind: str | None = None) -> GraphNode:
    (found,) = (n for n in graph.nodes if n.key.name == name and kind in (None, n.key.type))
    return found


def edge(graph: ServiceGraph, source: str, target: str) -> GraphEdge:
    (found,) = (e for e in graph.edges if (e.source.name, e.target.name) == (source, target))
    return found


def told(statistics: Statistics | None) -> dict[str, float]:
    """What is not zero, with the mean in milliseconds."""
    assert statistics is not None
    words = ("count", "ok", "error", "throttle", "fault", "in_progress")
    known: dict[str, float] = {w: getattr(statistics, w) for w in words if getattr(statistics, w)}
    if statistics.mean is not None:
        known["ms"] = round(statistics.mean * 1000)
    return known


def names(graph: ServiceGraph) -> set[tuple[str, str]]:
    return {(n.key.name, n.key.type) for n in graph.nodes}


def arrows(graph: ServiceGraph) -> set[tuple[str, str, str]]:
    return {(e.source.name, e.target.name, e.kind) for e in graph.edges}


WEB: Document = {
    "id": "a000000000000001", "name": "web", "origin": "AWS::ECS::Container",
    "start_time": 0.0, "end_time": 0.4, "fault": True, "error": True, "throttle": True,
    "http": {
        "request": {"method": "POST", "url": "https://shop.example/buy"},
        "response": {"status": 500},
    },
    "subsegments": [
        {"id": "a0000000000000b1", "name": "## validate", "start_time": 0.01, "end_time": 0.39,
         "subsegments": [
             {"id": "a0000000000000b2", "name": "stock", "namespace": "remote",
              "start_time": 0.02, "end_time": 0.22,
              "http": {"request": {"method": "GET", "url": "https://stock.example/7",
                                   "traced": True}, "response": {"status": 200}}}]},
        {"id": "a0000000000000b3", "name": "DynamoDB", "namespace": "aws",
         "start_time": 0.23, "end_time": 0.26, "error": True, "throttle": True,
         "http": {"response": {"status": 429}},
         "aws": {"operation": "PutItem", "table_name": "orders"}},
    ],
}  # fmt: skip
STOCK: Document = {
    "id": "c000000000000001", "name": "stock", "origin": "AWS::EC2::Instance",
    "parent_id": "a0000000000000b2", "start_time": 0.06, "end_time": 0.18,
    "http": {"response": {"status": 200}},
}  # fmt: skip


def test_e1_instrumented_callee_inferred_store_throttled_call() -> None:
    graph = graph_of(trace(WEB, STOCK))
    assert names(graph) == {
        ("web", "client"),
        ("web", "AWS::ECS::Container"),
        ("stock", "AWS::EC2::Instance"),
        ("orders", "AWS::DynamoDB::Table"),
    }
    web = node(graph, "web", "AWS::ECS::Container")
    assert told(web.statistics) == {"count": 1, "fault": 1, "ms": 400}
    assert web.root
    assert told(node(graph, "stock").statistics) == {"count": 1, "ok": 1, "ms": 120}
    orders = node(graph, "orders")
    assert told(orders.statistics) == {"count": 1, "throttle": 1, "ms": 30}
    assert orders.inferred
    assert told(edge(graph, "web", "web").statistics) == {"count": 1, "fault": 1, "ms": 400}
    assert told(edge(graph, "web", "stock").statistics) == {"count": 1, "ok": 1, "ms": 200}
    assert told(edge(graph, "web", "orders").statistics) == {"count": 1, "throttle": 1, "ms": 30}
    assert len(graph.edges) == 3


def test_e2_a_promised_callee_that_never_reported() -> None:
    graph = graph_of(trace(WEB))
    stock = node(graph, "stock")
    assert stock.key.type == "remote"
    assert stock.statistics is None
    assert told(edge(graph, "web", "stock").statistics) == {"count": 1, "ok": 1, "ms": 200}
    assert len(graph.nodes) == 4


def test_a_promise_is_tied_to_the_only_node_of_that_name_when_the_graph_is_read() -> None:
    services = ServiceMap()
    services.put(trace(WEB))
    assert node(services.graph(0, 1e12), "stock").statistics is None
    other = {"id": "99", "name": "stock", "origin": "AWS::EC2::Instance", "start_time": 5.0,
             "end_time": 5.1}  # fmt: skip
    services.put(trace(other, trace_id="1-67400001-0123456789abcdef01234567"))
    graph = services.graph(0, 1e12)
    assert node(graph, "stock").key.type == "AWS::EC2::Instance"
    assert told(edge(graph, "web", "stock").statistics) == {"count": 1, "ok": 1, "ms": 200}


def test_e3_a_missing_parent_gives_no_edge_and_marks_the_node() -> None:
    graph = graph_of(
        trace({"id": "d1", "name": "mailer", "parent_id": "ff", "start_time": 1, "end_time": 1.2})
    )
    mailer = node(graph, "mailer")
    assert (mailer.broken, mailer.root, graph.edges) == (1, True, ())
    assert names(graph) == {("mailer", "")}


BATCH_BEGINS: Document = {"id": "e1", "name": "batch", "start_time": 0.0, "in_progress": True}
BATCH_CALLS: Document = {
    "type": "subsegment", "id": "eb", "parent_id": "e1", "name": "S3", "namespace": "aws",
    "start_time": 0.1, "end_time": 0.3, "aws": {"operation": "GetObject", "bucket_name": "drop"},
}  # fmt: skip
BATCH_ENDS: Document = {"id": "e1", "name": "batch", "start_time": 0.0, "end_time": 5.0}


def test_e4_in_progress_then_complete() -> None:
    graph = graph_of(trace(BATCH_BEGINS, BATCH_CALLS))
    assert told(node(graph, "batch").statistics) == {"in_progress": 1}
    assert told(edge(graph, "batch", "drop").statistics) == {"count": 1, "ok": 1, "ms": 200}
    whole = graph_of(trace(BATCH_ENDS, BATCH_CALLS, BATCH_BEGINS))
    assert whole == graph_of(trace(BATCH_BEGINS, BATCH_CALLS, BATCH_ENDS))
    assert told(node(whole, "batch").statistics) == {"count": 1, "ok": 1, "ms": 5000}
    assert told(edge(whole, "batch", "drop").statistics) == {"count": 1, "ok": 1, "ms": 200}
    assert names(whole) == {("batch", ""), ("drop", "AWS::S3::Bucket")}


def test_e5_a_lambda_pair_and_the_inferred_double() -> None:
    api = {
        "id": "f1", "name": "api", "start_time": 0, "end_time": 1.0,
        "http": {"request": {"url": "https://x/"}, "response": {"status": 200}},
        "subsegments": [{"id": "fb", "name": "Lambda", "namespace": "aws", "start_time": 0.1,
                         "end_time": 0.9, "aws": {"operation": "Invoke",
                                                  "function_name": "resize"}}],
    }  # fmt: skip
    service = {"id": "f2", "name": "resize", "origin": "AWS::Lambda", "parent_id": "fb",
               "start_time": 0.15, "end_time": 0.85}  # fmt: skip
    function = {"id": "f3", "name": "resize", "origin": "AWS::Lambda::Function",
                "parent_id": "f2", "start_time": 0.3, "end_time": 0.8}  # fmt: skip
    double = {"id": "f4", "name": "Lambda", "inferred": True, "parent_id": "fb",
              "start_time": 0.1, "end_time": 0.9}  # fmt: skip
    graph = graph_of(trace(api, service, function, double))
    assert names(graph) == {
        ("api", "client"),
        ("api", ""),
        ("resize", "AWS::Lambda"),
        ("resize", "AWS::Lambda::Function"),
    }
    assert told(edge(graph, "api", "resize").statistics) == {"count": 1, "ok": 1, "ms": 800}
    assert told(edge(graph, "resize", "resize").statistics) == {"count": 1, "ok": 1, "ms": 500}


PRODUCER = "1-67400000-00000000000000000000000a"
CONSUMER = "1-67400001-00000000000000000000000b"
SENDS: Document = {
    "id": "9101", "name": "orders", "start_time": 0, "end_time": 0.2,
    "subsegments": [{
        "id": "91b1", "name": "SQS", "namespace": "aws", "start_time": 0.1, "end_time": 0.12,
        "aws": {"operation": "SendMessage",
                "queue_url": "https://sqs.eu-west-1.amazonaws.com/1/ship"}}],
}  # fmt: skip
SHIPS: Document = {
    "id": "9201", "name": "shipper", "origin": "AWS::Lambda::Function", "start_time": 3,
    "end_time": 3.5,
    "links": [{"trace_id": PRODUCER, "id": "91b1", "attributes": {"ReferenceType": "parent"}}],
}  # fmt: skip


def test_e6_a_queue_links_two_traces() -> None:
    services = ServiceMap()
    services.put(trace(SHIPS, trace_id=CONSUMER))
    alone = services.graph(0, 1e12)
    assert (names(alone), alone.edges) == ({("shipper", "AWS::Lambda::Function")}, ())
    assert services.unresolved_links() == {(PRODUCER, "91b1")}
    services.put(trace(SENDS, trace_id=PRODUCER))
    both = services.graph(0, 1e12)
    assert arrows(both) == {("orders", "ship", "sync"), ("ship", "shipper", "link")}
    assert edge(both, "ship", "shipper").statistics.total_time == 0
    assert services.unresolved_links() == frozenset()


def test_a_lambda_below_a_queue_call_is_reached_through_the_queue() -> None:
    consumer = {"id": "93", "name": "worker", "origin": "AWS::Lambda", "parent_id": "91b1",
                "start_time": 1, "end_time": 2}  # fmt: skip
    graph = graph_of(trace(SENDS, consumer))
    assert arrows(graph) == {("orders", "ship", "sync"), ("ship", "worker", "link")}
    assert told(node(graph, "ship").statistics) == {"count": 1, "ok": 1, "ms": 20}


def test_e8_nested_remote_calls_clock_skew_and_retries() -> None:
    caller = {
        "id": "81", "name": "a", "start_time": 0, "end_time": 1,
        "subsegments": [{
            "id": "b0", "name": "svc", "namespace": "remote", "start_time": 0.1, "end_time": 0.5,
            "subsegments": [
                {"id": "b1", "name": "svc", "namespace": "remote", "start_time": 0.1,
                 "end_time": 0.2, "fault": True},
                {"id": "b2", "name": "svc", "namespace": "remote", "start_time": 0.25,
                 "end_time": 0.5}]}],
    }  # fmt: skip
    callee = {"id": "82", "name": "svc", "parent_id": "b2", "start_time": 0.24, "end_time": 0.46}
    graph = graph_of(trace(caller, callee))
    assert names(graph) == {("a", ""), ("svc", "")}
    assert told(edge(graph, "a", "svc").statistics) == {"count": 2, "ok": 1, "fault": 1, "ms": 175}
    assert told(node(graph, "svc").statistics) == {"count": 1, "ok": 1, "ms": 220}


def test_a_time_that_runs_backwards_counts_as_none_and_is_told() -> None:
    graph = graph_of(trace({"id": "1", "name": "a", "start_time": 2, "end_time": 1}))
    assert told(node(graph, "a").statistics) == {"count": 1, "ok": 1, "ms": 0}
    assert graph.bad_clocks == 1


def calling(*calls: Document, **more: Any) -> Document:
    """A service that makes some calls, one after the other."""
    made = [
        {"id": f"c{i}", "start_time": i / 10, "end_time": i / 10 + 0.05} | call
        for i, call in enumerate(calls)
    ]
    return {"id": "s1", "name": "a", "start_time": 0, "end_time": 1, "subsegments": made} | more


def aws_call(name: str, **aws: Any) -> Document:
    return {"name": name, "namespace": "aws", "aws": aws}


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (aws_call("DynamoDB", table_name="orders"), ("orders", "AWS::DynamoDB::Table")),
        (aws_call("AmazonDynamoDB", table_name="orders"), ("orders", "AWS::DynamoDB::Table")),
        (aws_call("SQS", queue_url="https://sqs.x/1/ship"), ("ship", "AWS::SQS::Queue")),
        (aws_call("SNS", topic_arn="arn:aws:sns:x:1:news"), ("news", "AWS::SNS")),
        (aws_call("S3", bucket_name="drop"), ("drop", "AWS::S3::Bucket")),
        (aws_call("Lambda", function_name="resize"), ("resize", "AWS::Lambda")),
        (aws_call("Kinesis"), ("Kinesis", "AWS::Kinesis")),
        (aws_call("DynamoDB"), ("DynamoDB", "AWS::DynamoDB")),
        (
            {"name": "db@host", "namespace": "remote", "sql": {"database_type": "PostgreSQL"}},
            ("db@host", "Database::SQL"),
        ),
        ({"name": "api.example", "namespace": "remote"}, ("api.example", "remote")),
    ],
)
def test_a_call_that_nobody_answers_gives_the_node_x_ray_would_infer(
    call: Document, expected: tuple[str, str]
) -> None:
    graph = graph_of(trace(calling(call)))
    (found,) = (n for n in graph.nodes if n.inferred)
    assert (found.key.name, found.key.type) == expected
    assert told(found.statistics) == {"count": 1, "ok": 1, "ms": 50}


def test_equal_names_of_other_types_and_accounts_are_other_nodes() -> None:
    services = [
        {"id": str(i), "name": "a", "origin": origin, "start_time": 0, "end_time": 1,
         "aws": {"account_id": account}}
        for i, (origin, account) in enumerate([("X", "1"), ("X", "2"), ("Y", "1"), ("X", "1")])
    ]  # fmt: skip
    graph = graph_of(trace(*services))
    counts = {(n.key.account, n.key.type): n.statistics.count for n in graph.nodes if n.statistics}
    assert counts == {("1", "X"): 2, ("2", "X"): 1, ("1", "Y"): 1}


def test_a_call_into_another_account_infers_its_node_there() -> None:
    own = aws_call("DynamoDB", table_name="ours")
    theirs = aws_call("DynamoDB", table_name="theirs", account_id="2")
    graph = graph_of(trace(calling(own, theirs, aws={"account_id": "1"})))
    accounts = {n.key.name: n.key.account for n in graph.nodes}
    assert (accounts["ours"], accounts["theirs"]) == ("1", "2")


def test_each_call_counts_in_its_worst_class_and_flags_beat_the_status() -> None:
    status = {"http": {"response": {"status": 429}}}
    calls = [aws_call("S3", bucket_name="b") | more for more in (
        {"fault": True, "error": True, "throttle": True}, {"error": True, "throttle": True},
        {"error": True}, {}, status, {"fault": True} | status,
        {"http": {"response": {"status": 404}}}, {"http": {"response": {"status": 503}}},
    )]  # fmt: skip
    (edge,) = graph_of(trace(calling(*calls))).edges
    assert told(edge.statistics) | {"ms": 0} == {
        "count": 8, "fault": 3, "throttle": 2, "error": 2, "ok": 1, "ms": 0,
    }  # fmt: skip


def test_a_call_that_goes_on_counts_apart() -> None:
    open_call = aws_call("S3", bucket_name="b") | {"id": "c", "start_time": 0, "in_progress": True}
    graph = graph_of(trace(calling() | {"subsegments": [open_call]}))
    assert told(edge(graph, "a", "b").statistics) == {"in_progress": 1}


def test_a_timer_has_no_client_and_an_inferred_root_neither() -> None:
    inferred = {"id": "2", "name": "x", "inferred": True, "start_time": 0, "end_time": 1,
                "http": {"request": {"url": "https://x/"}}}  # fmt: skip
    graph = graph_of(trace(calling(), inferred))
    assert not any(n.key.type == "client" for n in graph.nodes)


def test_two_answers_to_one_call_are_one_call() -> None:
    call = {"name": "b", "namespace": "remote"}
    retried = [
        {"id": f"b{i}", "name": "b", "parent_id": "c0", "start_time": 0, "end_time": 0.01}
        for i in range(2)
    ]
    graph = graph_of(trace(calling(call), *retried))
    assert told(node(graph, "b").statistics) == {"count": 2, "ok": 2, "ms": 10}
    assert told(edge(graph, "a", "b").statistics) == {"count": 1, "ok": 1, "ms": 50}


def test_a_promise_with_two_nodes_of_that_name_is_tied_to_neither() -> None:
    services = ServiceMap()
    services.put(trace(WEB))
    for number, origin in enumerate(("X", "Y")):
        other = {"id": f"9{number}", "name": "stock", "origin": origin, "start_time": 5,
                 "end_time": 5.1}  # fmt: skip
        services.put(trace(other, trace_id=f"1-6740000{number + 1}-0123456789abcdef01234567"))
    (promised,) = (e for e in services.graph(0, 1e12).edges if e.target.name == "stock")
    assert promised.target.type == "remote"


def test_two_services_that_are_each_others_parent_are_broken_and_no_crash() -> None:
    circle = [
        {"id": "1", "name": "a", "parent_id": "2", "start_time": 0, "end_time": 1},
        {"id": "2", "name": "b", "parent_id": "1", "start_time": 0, "end_time": 1},
    ]
    graph = graph_of(trace(*circle))
    assert sum(n.broken for n in graph.nodes) == 1
    assert len(graph.edges) == 1


def test_a_service_that_calls_itself_has_an_edge_to_itself() -> None:
    call = {"name": "a", "namespace": "remote"}
    again = {"id": "s2", "name": "a", "parent_id": "c0", "start_time": 0, "end_time": 0.02}
    graph = graph_of(trace(calling(call), again))
    assert arrows(graph) == {("a", "a", "sync")}
    assert told(node(graph, "a").statistics)["count"] == 2


def test_a_trace_is_in_the_graph_of_the_windows_it_began_in() -> None:
    services = ServiceMap()
    services.put(trace(WEB, STOCK))
    services.put(trace(SENDS | {"start_time": 60}, trace_id=PRODUCER))
    first = services.graph(EPOCH, EPOCH + 60)
    assert (first.traces, first.minutes) == (1, 1)
    assert ("ship", "AWS::SQS::Queue") not in names(first)
    assert services.graph(EPOCH, EPOCH + 120).traces == 2
    assert services.graph(EPOCH, EPOCH + 60) == first


def test_a_forgotten_trace_leaves_nothing_behind() -> None:
    services = ServiceMap()
    services.put(trace(WEB, STOCK))
    services.put(trace(SENDS, trace_id=PRODUCER))
    services.graph(0, 1e12)
    services.forget(PRODUCER)
    assert services.graph(0, 1e12) == graph_of(trace(WEB, STOCK))
    services.forget(TRACE)
    assert services.graph(0, 1e12).nodes == ()
