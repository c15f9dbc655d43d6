import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, Fault
from awsobs.local.services.xray import XrayState

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
BASE = NOW.timestamp() - 60
TRACE = "1-67400000-0123456789abcdef01234567"


def new_cloud() -> Cloud:
    return Cloud(FrozenClock(NOW))


def ask(cloud: Cloud, operation: str, **parameters: Any) -> Any:
    return cloud.answer(Call(service="xray", operation=operation, parameters=parameters))


def segment(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"{number:016x}",
        "name": "web",
        "trace_id": TRACE,
        "start_time": BASE,
        "end_time": BASE + 0.4,
    } | changes


def put(cloud: Cloud, *documents: dict[str, Any]) -> list[dict[str, str]]:
    texts = [json.dumps(document) for document in documents]
    reply = ask(cloud, "PutTraceSegments", TraceSegmentDocuments=texts)
    unprocessed: list[dict[str, str]] = reply["UnprocessedTraceSegments"]
    return unprocessed


def summaries(cloud: Cloud, **more: Any) -> Any:
    window = {"StartTime": NOW - timedelta(hours=1), "EndTime": NOW}
    return ask(cloud, "GetTraceSummaries", **window | more)


def documents(cloud: Cloud, trace_id: str = TRACE) -> list[dict[str, Any]]:
    (trace,) = ask(cloud, "BatchGetTraces", TraceIds=[trace_id])["Traces"]
    return [json.loads(row["Document"]) for row in trace["Segments"]]


CALL = {
    "id": "a0000000000000b1",
    "name": "DynamoDB",
    "namespace": "aws",
    "start_time": BASE + 0.1,
    "end_time": BASE + 0.13,
    "aws": {"operation": "PutItem", "table_name": "charges"},
}


def test_a_summary_tells_the_root_and_the_throttle_apart() -> None:
    cloud = new_cloud()
    http = {
        "request": {"method": "POST", "url": "https://shop/checkout", "client_ip": "192.0.2.1"},
        "response": {"status": 502},
    }
    throttled = CALL | {"error": True, "throttle": True}
    root = segment(fault=True, http=http, user="u1", annotations={"zone": "b", "n": 2, "vip": True})
    put(cloud, root | {"subsegments": [throttled], "origin": "AWS::Lambda::Function"})
    (row,) = summaries(cloud)["TraceSummaries"]
    assert (row["HasFault"], row["HasError"], row["HasThrottle"]) == (True, False, True)
    assert row["Http"]["HttpStatus"] == 502
    assert row["Http"]["ClientIp"] == "192.0.2.1"
    assert row["EntryPoint"]["Type"] == "AWS::Lambda::Function"
    assert row["ResponseTime"] == pytest.approx(0.4)
    assert row["Users"][0]["UserName"] == "u1"
    assert row["Annotations"]["vip"][0]["AnnotationValue"] == {"BooleanValue": True}
    assert row["Annotations"]["n"][0]["AnnotationValue"] == {"NumberValue": 2.0}


def test_work_after_the_answer_counts_for_the_duration_only() -> None:
    cloud = new_cloud()
    late = segment(2, name="mail", parent_id=f"{1:016x}", end_time=BASE + 3)
    put(cloud, segment(), late)
    (row,) = summaries(cloud)["TraceSummaries"]
    assert (row["ResponseTime"], row["Duration"]) == (pytest.approx(0.4), pytest.approx(3.0))


def test_a_fault_is_followed_to_where_it_began() -> None:
    cloud = new_cloud()
    call = CALL | {"name": "payments", "namespace": "remote", "fault": True}
    cause = {"exceptions": [{"id": "e" * 16, "type": "Timeout", "message": "after 2000 ms"}]}
    put(
        cloud,
        segment(fault=True, subsegments=[call]),
        segment(2, name="payments", parent_id=CALL["id"], fault=True, cause=cause),
    )
    (row,) = summaries(cloud)["TraceSummaries"]
    (found,) = row["FaultRootCauses"]
    assert found["ClientImpacting"] is True
    web, payments = found["Services"]
    assert [step["Name"] for step in web["EntityPath"]] == ["web", "payments"]
    assert web["EntityPath"][1]["Remote"] is True
    assert payments["EntityPath"][0]["Exceptions"] == [
        {"Name": "Timeout", "Message": "after 2000 ms"}
    ]
    assert row["ErrorRootCauses"] == []


def many(cloud: Cloud, count: int) -> None:
    for number in range(count):
        trace_id = f"1-67400000-{number:024x}"
        put(cloud, segment(number + 1, trace_id=trace_id, start_time=BASE - number))


def test_pages_come_newest_first_and_reach_every_trace_once() -> None:
    cloud = new_cloud()
    many(cloud, 450)
    starts: list[datetime] = []
    ids: list[str] = []
    token: dict[str, str] = {}
    processed: list[int] = []
    while True:
        page = summaries(cloud, **token)
        ids += [row["Id"] for row in page["TraceSummaries"]]
        starts += [row["StartTime"] for row in page["TraceSummaries"]]
        processed.append(page["TracesProcessedCount"])
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert processed == [200, 200, 50]
    assert len(set(ids)) == len(ids) == 450
    assert starts == sorted(starts, reverse=True)


def test_a_filter_may_leave_a_page_empty_though_more_follows() -> None:
    cloud = new_cloud()
    many(cloud, 450)
    page = summaries(cloud, FilterExpression="fault")
    assert page["TraceSummaries"] == []
    assert page["NextToken"]


def test_a_filter_that_is_not_understood_is_refused_in_words() -> None:
    with pytest.raises(Fault, match="'corner' is not understood at character 11") as caught:
        summaries(new_cloud(), FilterExpression='fault AND corner("a", "b")')
    assert caught.value.code == "InvalidRequestException"


def test_filters_look_at_services_and_annotations() -> None:
    cloud = new_cloud()
    put(cloud, segment(annotations={"zone": "b"}, subsegments=[CALL | {"throttle": True}]))
    for expression, found in (
        ('service("charges") { throttle }', 1),
        ('service("web") { throttle }', 0),
        ('annotation.zone = "b" AND duration < 1', 1),
        ('annotation[zone] = "c"', 0),
    ):
        rows = summaries(cloud, FilterExpression=expression)["TraceSummaries"]
        assert len(rows) == found, expression


def test_times_mean_what_the_range_type_says() -> None:
    cloud = new_cloud()
    put(cloud, segment(start_time=BASE - 7200, end_time=BASE))
    window = {"StartTime": NOW - timedelta(minutes=5), "EndTime": NOW}
    assert summaries(cloud, **window)["TraceSummaries"] == []
    for kind in ("Event", "Service"):
        assert len(summaries(cloud, TimeRangeType=kind, **window)["TraceSummaries"]) == 1


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("BatchGetTraces", {"TraceIds": [TRACE] * 6}),
        ("PutTraceSegments", {"TraceSegmentDocuments": ["{}"] * 51}),
        ("GetTraceSummaries", {"StartTime": NOW, "EndTime": NOW - timedelta(1)}),
        ("GetTraceSummaries", {"StartTime": NOW - timedelta(hours=6.1), "EndTime": NOW}),
        ("GetTraceSummaries", {"StartTime": NOW, "EndTime": NOW, "NextToken": "?"}),
        ("GetTraceSummaries", {"StartTime": NOW, "EndTime": NOW, "TimeRangeType": "Moon"}),
    ],
)
def test_a_bad_request_is_refused(operation: str, parameters: dict[str, Any]) -> None:
    with pytest.raises(Fault) as caught:
        ask(new_cloud(), operation, **parameters)
    assert caught.value.code == "InvalidRequestException"


def test_unknown_traces_are_told() -> None:
    reply = ask(new_cloud(), "BatchGetTraces", TraceIds=[TRACE])
    assert reply == {"Traces": [], "UnprocessedTraceIds": [TRACE]}


def test_a_trace_past_its_limit_says_so() -> None:
    cloud = new_cloud()
    for number in range(1, 10):
        assert put(cloud, segment(number, metadata={"x": "y" * 60_000})) == []
    (trace,) = ask(cloud, "BatchGetTraces", TraceIds=[TRACE])["Traces"]
    assert trace["LimitExceeded"] is True
    assert len(trace["Segments"]) == 8


def test_the_oldest_traces_are_evicted() -> None:
    cloud = new_cloud()
    cloud.xray = XrayState(max_traces=10)
    many(cloud, 25)
    assert (len(cloud.xray), cloud.xray.evicted) == (10, 15)
    assert cloud.xray.bytes == sum(trace.bytes for trace in cloud.xray.newest_first())
    assert {row["Id"][-2:] for row in summaries(cloud)["TraceSummaries"]} == {
        f"{number:02x}" for number in range(10)
    }


def test_samplers_learn_the_default_rule_and_its_targets() -> None:
    cloud = new_cloud()
    (record,) = ask(cloud, "GetSamplingRules")["SamplingRuleRecords"]
    assert (record["SamplingRule"]["FixedRate"], record["SamplingRule"]["Priority"]) == (
        0.05,
        10000,
    )
    reports = [{"RuleName": "Default", "RequestCount": 1}, {"RuleName": "gone"}]
    reply = ask(cloud, "GetSamplingTargets", SamplingStatisticsDocuments=reports)
    assert reply["SamplingTargetDocuments"][0]["ReservoirQuota"] == 1
    assert [row["RuleName"] for row in reply["UnprocessedStatistics"]] == ["gone"]


def test_the_account_sends_segments_to_x_ray() -> None:
    cloud = new_cloud()
    assert ask(cloud, "GetTraceSegmentDestination") == {"Destination": "XRay", "Status": "ACTIVE"}
    assert ask(cloud, "GetGroups")["Groups"][0]["GroupName"] == "Default"
    assert ask(cloud, "GetIndexingRules")["IndexingRules"][0]["Name"] == "Default"
    assert ask(cloud, "PutTelemetryRecords", TelemetryRecords=[]) == {}


def test_summaries_are_remembered_within_a_bound_and_stay_right() -> None:
    cloud = new_cloud()
    many(cloud, 2300)
    for _ in range(2):
        token: dict[str, str] = {}
        seen = 0
        while True:
            page = summaries(cloud, **token)
            seen += len(page["TraceSummaries"])
            if "NextToken" not in page:
                break
            token = {"NextToken": page["NextToken"]}
        assert seen == 2300
    assert sum(trace.summary is not None for trace in cloud.xray.newest_first()) <= 2000
