"""GetServiceGraph, GetTraceGraph and time series of the local X-Ray."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, Fault

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
EPOCH = NOW.timestamp() - 600
TRACE = "1-67400000-0123456789abcdef01234567"
Document = dict[str, Any]


def new_cloud() -> Cloud:
    return Cloud(FrozenClock(NOW), quotas=False)


def ask(cloud: Cloud, operation: str, **parameters: Any) -> Any:
    return cloud.answer(Call(service="xray", operation=operation, parameters=parameters))


def at_epoch(document: Mapping[str, Any]) -> Document:
    moved = {k: EPOCH + v if k in ("start_time", "end_time") else v for k, v in document.items()}
    if "subsegments" in moved:
        moved["subsegments"] = [at_epoch(part) for part in moved["subsegments"]]
    return moved


def put(cloud: Cloud, *documents: Mapping[str, Any], trace_id: str = TRACE) -> None:
    texts = [json.dumps({"trace_id": trace_id} | at_epoch(document)) for document in documents]
    for first in range(0, len(texts), 50):
        reply = ask(cloud, "PutTraceSegments", TraceSegmentDocuments=texts[first : first + 50])
        assert reply["UnprocessedTraceSegments"] == []


def window(**more: Any) -> dict[str, Any]:
    return {"StartTime": NOW - timedelta(hours=1), "EndTime": NOW} | more


def services(cloud: Cloud, **more: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = ask(cloud, "GetServiceGraph", **window(**more))["Services"]
    return rows


def service(rows: list[dict[str, Any]], name: str, kind: str | None = None) -> dict[str, Any]:
    (row,) = (r for r in rows if r["Name"] == name and kind in (None, r.get("Type", "")))
    return row


def edge(rows: list[dict[str, Any]], source: dict[str, Any], target: dict[str, Any]) -> Any:
    (row,) = (e for e in source["Edges"] if e["ReferenceId"] == target["ReferenceId"])
    assert source in rows
    return row


def told(row: Mapping[str, Any]) -> dict[str, float]:
    """What is not zero, with the mean in milliseconds."""
    summary = row["SummaryStatistics"]
    counts = {
        "ok": summary["OkCount"],
        "error": summary["ErrorStatistics"]["OtherCount"],
        "throttle": summary["ErrorStatistics"]["ThrottleCount"],
        "fault": summary["FaultStatistics"]["TotalCount"],
    }
    assert sum(counts.values()) == summary["TotalCount"]
    assert summary["ErrorStatistics"]["TotalCount"] == counts["error"] + counts["throttle"]
    mean = summary["TotalResponseTime"] / max(1, summary["TotalCount"])
    return {word: n for word, n in counts.items() if n} | {"ms": round(mean * 1000)}


WEB: Document = {
    "id": "a000000000000001", "name": "web", "origin": "AWS::ECS::Container",
    "start_time": 0.0, "end_time": 0.4, "fault": True, "error": True, "throttle": True,
    "http": {"request": {"method": "POST", "url": "https://shop.example/buy"},
             "response": {"status": 500}},
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


def test_e1_an_instrumented_callee_and_an_inferred_store() -> None:
    cloud = new_cloud()
    put(cloud, WEB, STOCK)
    rows = services(cloud)
    assert {(row["Name"], row.get("Type")) for row in rows} == {
        ("web", "client"),
        ("web", "AWS::ECS::Container"),
        ("stock", "AWS::EC2::Instance"),
        ("orders", "AWS::DynamoDB::Table"),
    }
    client, web = service(rows, "web", "client"), service(rows, "web", "AWS::ECS::Container")
    stock, orders = service(rows, "stock"), service(rows, "orders")
    assert "SummaryStatistics" not in client
    assert told(web) == {"fault": 1, "ms": 400}
    assert told(stock) == {"ok": 1, "ms": 120}
    assert told(orders) == {"throttle": 1, "ms": 30}
    assert told(edge(rows, client, web)) == {"fault": 1, "ms": 400}
    assert told(edge(rows, web, stock)) == {"ok": 1, "ms": 200}
    assert told(edge(rows, web, orders)) == {"throttle": 1, "ms": 30}
    assert [row["Name"] for row in rows if row.get("Root")] == ["web"]
    assert (web["State"], orders["State"]) == ("active", "unknown")


def test_rows_have_times_histograms_and_the_name_that_callers_use() -> None:
    cloud = new_cloud()
    put(cloud, WEB, STOCK)
    rows = services(cloud)
    web, orders = service(rows, "web", "AWS::ECS::Container"), service(rows, "orders")
    assert web["StartTime"].timestamp() == pytest.approx(EPOCH)
    assert web["EndTime"].timestamp() == pytest.approx(EPOCH + 0.4)
    assert web["ResponseTimeHistogram"] == [{"Value": 0.4, "Count": 1}]
    assert web["DurationHistogram"] == [{"Value": 0.4, "Count": 1}]
    call = edge(rows, web, orders)
    assert call["ResponseTimeHistogram"] == [{"Value": 0.03, "Count": 1}]
    assert call["Aliases"] == [{"Name": "DynamoDB", "Names": ["DynamoDB"]}]


def test_e2_a_promised_callee_that_never_reported_has_no_figures() -> None:
    cloud = new_cloud()
    put(cloud, WEB)
    rows = services(cloud)
    stock = service(rows, "stock")
    assert (stock["Type"], "SummaryStatistics" in stock) == ("remote", False)
    assert told(edge(rows, service(rows, "web", "AWS::ECS::Container"), stock))["ms"] == 200


def test_e3_a_missing_parent_gives_no_edge() -> None:
    cloud = new_cloud()
    mailer = {"id": "d" * 16, "name": "mailer", "parent_id": "f" * 16}
    put(cloud, mailer | {"start_time": 1.0, "end_time": 1.2})
    (row,) = services(cloud)
    assert (row["Name"], row["Root"], row["Edges"]) == ("mailer", True, [])


def test_e4_what_goes_on_is_there_and_counts_once_it_has_ended() -> None:
    cloud = new_cloud()
    batch = {"id": "e000000000000001", "name": "batch", "start_time": 0.0}
    call = {"type": "subsegment", "id": "e0000000000000b1", "parent_id": batch["id"],
            "name": "S3", "namespace": "aws", "start_time": 0.1, "end_time": 0.3,
            "aws": {"operation": "GetObject", "bucket_name": "drop"}}  # fmt: skip
    put(cloud, batch | {"in_progress": True}, call)
    rows = services(cloud)
    assert service(rows, "batch")["SummaryStatistics"]["TotalCount"] == 0
    put(cloud, batch | {"end_time": 5.0})
    rows = services(cloud)
    assert told(service(rows, "batch")) == {"ok": 1, "ms": 5000}
    drop = service(rows, "drop", "AWS::S3::Bucket")
    assert told(edge(rows, service(rows, "batch"), drop)) == {"ok": 1, "ms": 200}
    assert len(rows) == 2


def test_e5_a_lambda_is_two_nodes_and_an_inferred_double_is_dropped() -> None:
    cloud = new_cloud()
    invoke = {"id": "f0000000000000b1", "name": "Lambda", "namespace": "aws", "start_time": 0.1,
              "end_time": 0.9, "aws": {"function_name": "resize"}}  # fmt: skip
    put(
        cloud,
        {"id": "f000000000000001", "name": "api", "start_time": 0, "end_time": 1.0,
         "http": {"request": {"url": "https://x/"}}, "subsegments": [invoke]},
        {"id": "f000000000000002", "name": "resize", "origin": "AWS::Lambda",
         "parent_id": invoke["id"], "start_time": 0.15, "end_time": 0.85},
        {"id": "f000000000000003", "name": "resize", "origin": "AWS::Lambda::Function",
         "parent_id": "f000000000000002", "start_time": 0.3, "end_time": 0.8},
    )  # fmt: skip
    rows = services(cloud)
    lambda_service = service(rows, "resize", "AWS::Lambda")
    function = service(rows, "resize", "AWS::Lambda::Function")
    assert told(edge(rows, service(rows, "api", ""), lambda_service))["ms"] == 800
    assert told(edge(rows, lambda_service, function))["ms"] == 500
    assert len(rows) == 4


def test_e6_a_linked_consumer_is_reached_through_its_queue() -> None:
    cloud = new_cloud()
    producer, consumer = "1-67400000-" + "a" * 24, "1-67400001-" + "b" * 24
    send = {"id": "91000000000000b1", "name": "SQS", "namespace": "aws",
            "start_time": 0.1, "end_time": 0.12,
            "aws": {"queue_url": "https://sqs.x.amazonaws.com/1/ship"}}  # fmt: skip
    orders = {"id": "9100000000000001", "name": "orders", "start_time": 0, "end_time": 0.2}
    ships = {"id": "9200000000000001", "name": "shipper", "origin": "AWS::Lambda::Function",
             "start_time": 3, "end_time": 3.5,
             "links": [{"trace_id": producer, "id": send["id"]}]}  # fmt: skip
    put(cloud, ships, trace_id=consumer)
    assert [row["Name"] for row in services(cloud)] == ["shipper"]
    put(cloud, orders | {"subsegments": [send]}, trace_id=producer)
    rows = services(cloud)
    link = edge(rows, service(rows, "ship"), service(rows, "shipper"))
    assert (link["EdgeType"], "ResponseTimeHistogram" in link) == ("link", False)
    assert link["ReceivedEventAgeHistogram"] == [{"Value": 2.88, "Count": 1}]
    assert "EdgeType" not in edge(rows, service(rows, "orders"), service(rows, "ship"))


def test_the_graph_of_one_trace_leaves_others_out() -> None:
    cloud = new_cloud()
    put(cloud, WEB, STOCK)
    put(cloud, {"id": "1" * 16, "name": "cron", "start_time": 0, "end_time": 1},
        trace_id="1-67400000-" + "c" * 24)  # fmt: skip
    rows = ask(cloud, "GetTraceGraph", TraceIds=[TRACE, "1-67400000-" + "9" * 24])["Services"]
    assert {row["Name"] for row in rows} == {"web", "stock", "orders"}
    assert {row["Name"] for row in services(cloud)} == {"web", "stock", "orders", "cron"}


def test_a_thousand_services_come_in_pages_whose_numbers_agree() -> None:
    cloud = new_cloud()
    chain: list[Document] = [
        {"id": f"{n + 1:016x}", "name": f"s{n:04}", "start_time": 0.0, "end_time": 1.0}
        | ({"parent_id": f"{n:016x}"} if n else {})
        for n in range(1000)
    ]
    put(cloud, *chain)
    rows: list[Any] = []
    token: dict[str, str] = {}
    pages = 0
    while True:
        page = ask(cloud, "GetServiceGraph", **window(**token))
        rows += page["Services"]
        pages += 1
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    names = {row["ReferenceId"]: row["Name"] for row in rows}
    arrows = {(row["Name"], names[e["ReferenceId"]]) for row in rows for e in row["Edges"]}
    assert (len(rows), len(names), pages) == (1000, 1000, 10)
    assert arrows == {(f"s{n:04}", f"s{n + 1:04}") for n in range(999)}


def series(cloud: Cloud, **more: Any) -> list[Any]:
    reply = ask(cloud, "GetTimeSeriesServiceStatistics", **window(**more))
    rows: list[Any] = reply["TimeSeriesServiceStatistics"]
    return rows


def test_time_series_are_of_a_service_of_an_edge_or_of_what_clients_asked() -> None:
    cloud = new_cloud()
    put(cloud, WEB, STOCK)
    later = {"id": "2" * 16, "name": "web", "origin": "AWS::ECS::Container"}
    put(cloud, later | {"start_time": 120, "end_time": 121}, trace_id="1-67400000-" + "2" * 24)
    first, second = series(cloud, EntitySelectorExpression='service("web")')
    assert first["ServiceSummaryStatistics"]["FaultStatistics"]["TotalCount"] == 1
    assert second["ServiceSummaryStatistics"]["OkCount"] == 1
    assert (second["Timestamp"] - first["Timestamp"]) == timedelta(minutes=2)
    (edges,) = series(cloud, EntitySelectorExpression='edge("web", id(name: "stock"))')
    assert edges["EdgeSummaryStatistics"]["TotalResponseTime"] == pytest.approx(0.2)
    assert edges["ResponseTimeHistogram"] == [{"Value": 0.2, "Count": 1}]
    (asked,) = series(cloud)
    assert asked["EdgeSummaryStatistics"]["FaultStatistics"]["TotalCount"] == 1
    kind = 'service(id(name: "web", type: "AWS::Lambda"))'
    assert series(cloud, EntitySelectorExpression=kind) == []


def test_five_minutes_make_one_point() -> None:
    cloud = new_cloud()
    for n in range(4):
        timed = {"start_time": 60.0 * n, "end_time": 60.0 * n + 1}
        put(cloud, {"id": f"{n + 1:016x}", "name": "web"} | timed, trace_id=f"1-67400000-{n:024x}")
    selector = 'service("web")'
    assert len(series(cloud, EntitySelectorExpression=selector)) == 4
    (whole,) = series(cloud, EntitySelectorExpression=selector, Period=300)
    assert whole["ServiceSummaryStatistics"]["TotalCount"] == 4


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("GetServiceGraph", {"StartTime": NOW - timedelta(hours=7), "EndTime": NOW}),
        ("GetServiceGraph", {"StartTime": NOW, "EndTime": NOW - timedelta(1)}),
        ("GetServiceGraph", window(GroupName="nobody")),
        ("GetServiceGraph", window(GroupARN="arn:aws:xray:us-east-1:1:group/x")),
        ("GetServiceGraph", window(NextToken="?")),
        ("GetTraceGraph", {"TraceIds": [TRACE] * 6}),
        ("GetTraceGraph", {"TraceIds": ["moon"]}),
        ("GetTimeSeriesServiceStatistics", window(Period=61)),
        ("GetTimeSeriesServiceStatistics", window(EntitySelectorExpression="moon")),
        ("GetTimeSeriesServiceStatistics", window(EntitySelectorExpression='edge("a")')),
        ("GetTimeSeriesServiceStatistics", window(EntitySelectorExpression='service("a" "b")')),
        ("GetTimeSeriesServiceStatistics", window(EntitySelectorExpression='service(id(n: "b"))')),
        ("GetTimeSeriesServiceStatistics", window(ForecastStatistics=True)),
    ],
)  # fmt: skip
def test_a_bad_request_is_refused(operation: str, parameters: dict[str, Any]) -> None:
    with pytest.raises(Fault) as caught:
        ask(new_cloud(), operation, **parameters)
    assert caught.value.code == "InvalidRequestException"
