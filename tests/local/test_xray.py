import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

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


def without(*keys: str, **changes: Any) -> dict[str, Any]:
    return {key: value for key, value in segment(**changes).items() if key not in keys}


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


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (without("id"), "MissingId"),
        (without("name"), "MissingName"),
        (without("start_time"), "MissingStartTime"),
        (without("trace_id"), "MissingTraceId"),
        (without("end_time"), "MissingEndTime"),
        (segment(type="subsegment"), "MissingParentId"),
        (segment(id="not hex"), "InvalidId"),
        (segment(name="a\x1b[31m?"), "InvalidName"),
        (segment(name="x" * 201), "InvalidName"),
        (segment(trace_id="1-2-3"), "InvalidTraceId"),
        (segment(start_time="soon"), "InvalidStartTime"),
        (segment(end_time=True), "InvalidEndTime"),
        (segment(metadata={"x": "y" * 65_536}), "DocumentTooLarge"),
    ],
)
def test_a_malformed_document_comes_back_with_its_code(document: Any, code: str) -> None:
    cloud = new_cloud()
    (row,) = put(cloud, document)
    assert row["ErrorCode"] == code
    assert row["Message"].endswith(f"ErrorCode: {code}")
    assert len(cloud.xray) == 0


@pytest.mark.parametrize(
    ("text", "code"), [("{", "ParseError"), ("[]", "MissingId"), ("[" * 60_000, "ParseError")]
)
def test_what_is_no_object_is_unprocessed_without_an_id(text: str, code: str) -> None:
    reply = ask(new_cloud(), "PutTraceSegments", TraceSegmentDocuments=[text])
    assert reply["UnprocessedTraceSegments"] == [
        {"ErrorCode": code, "Message": f"Invalid segment. ErrorCode: {code}"}
    ]


def test_a_good_document_is_kept_beside_a_bad_one() -> None:
    cloud = new_cloud()
    assert [row["Id"] for row in put(cloud, segment(1), segment(2, name=""))] == [f"{2:016x}"]
    assert [body["id"] for body in documents(cloud)] == [f"{1:016x}"]


def test_a_complete_document_stands_whenever_it_comes() -> None:
    open_one = without("end_time", in_progress=True)
    for order in ((open_one, segment()), (segment(), open_one)):
        cloud = new_cloud()
        put(cloud, *order)
        (body,) = documents(cloud)
        assert body["end_time"] == BASE + 0.4
        assert summaries(cloud)["TraceSummaries"][0]["IsPartial"] is False


def test_a_trace_in_progress_is_partial_and_has_no_response_time() -> None:
    cloud = new_cloud()
    put(cloud, without("end_time", in_progress=True))
    (row,) = summaries(cloud)["TraceSummaries"]
    assert row["IsPartial"] is True
    assert "ResponseTime" not in row


def test_streamed_subsegments_are_merged_into_their_parents() -> None:
    cloud = new_cloud()
    outer = {"type": "subsegment", "trace_id": TRACE, "name": "work", "start_time": BASE}
    inside = outer | {"id": "c" * 16, "parent_id": "b" * 16, "end_time": BASE + 0.2}
    put(cloud, inside, outer | {"id": "b" * 16, "parent_id": f"{1:016x}", "end_time": BASE + 0.3})
    assert len(documents(cloud)) == 2  # nothing to hang them on yet
    put(cloud, segment())
    (body,) = documents(cloud)
    (parent,) = body["subsegments"]
    assert (parent["id"], parent["subsegments"][0]["id"]) == ("b" * 16, "c" * 16)
    assert "parent_id" not in parent


def test_subsegments_in_a_circle_stay_apart() -> None:
    cloud = new_cloud()
    common = {"type": "subsegment", "trace_id": TRACE, "name": "work", "start_time": BASE}
    rings = [
        common | {"id": mine * 16, "parent_id": other * 16, "end_time": BASE + 1}
        for mine, other in (("b", "c"), ("c", "b"))
    ]
    put(cloud, segment(), *rings)
    assert {body["id"] for body in documents(cloud)} == {f"{1:016x}", "b" * 16, "c" * 16}


def test_a_long_chain_of_streamed_subsegments_is_no_crash() -> None:
    cloud = new_cloud()
    common = {"type": "subsegment", "trace_id": TRACE, "name": "work", "start_time": BASE}
    chain = [
        common | {"id": f"{n:016x}", "parent_id": f"{n - 1:016x}", "end_time": BASE + 1}
        for n in range(2, 1500)
    ]
    for at in range(0, len(chain), 50):
        put(cloud, *chain[at : at + 50])
    put(cloud, segment())
    assert documents(cloud)[0]["id"] == f"{1:016x}"


def test_a_call_to_a_table_gets_an_inferred_segment_as_x_ray_makes_it() -> None:
    cloud = new_cloud()
    put(cloud, segment(subsegments=[CALL]))
    inferred = documents(cloud)[1]
    assert inferred["inferred"] is True
    assert (inferred["name"], inferred["origin"]) == ("DynamoDB", "AWS::DynamoDB::Table")
    assert inferred["parent_id"] == CALL["id"]
    assert inferred["aws"]["resource_names"] == ["charges"]
    names = {row["Name"] for row in summaries(cloud)["TraceSummaries"][0]["ServiceIds"]}
    assert names == {"web", "charges"}


def test_a_queue_is_named_by_the_end_of_its_address() -> None:
    cloud = new_cloud()
    aws = {"queue_url": "https://sqs.us-east-1.amazonaws.com/1/orders-q"}
    put(cloud, segment(subsegments=[CALL | {"name": "SQS", "aws": aws}]))
    assert documents(cloud)[1]["aws"]["resource_names"] == ["orders-q"]


def test_nothing_is_inferred_where_a_segment_answers_or_is_promised() -> None:
    remote = CALL | {"name": "stock", "namespace": "remote"}
    answered = segment(2, name="stock", parent_id=CALL["id"])
    promised = remote | {"http": {"request": {"traced": True, "url": "https://stock/"}}}
    for documents_put in (
        [segment(subsegments=[remote]), answered],
        [segment(subsegments=[promised])],
        [segment(subsegments=[CALL | {"namespace": ""}])],
    ):
        cloud = new_cloud()
        put(cloud, *documents_put)
        assert not any(body.get("inferred") for body in documents(cloud))


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
    with pytest.raises(Fault, match="'edge' is not understood at character 1") as caught:
        summaries(new_cloud(), FilterExpression='edge("a", "b")')
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
        ("GetTraceSummaries", {"StartTime": NOW - timedelta(3), "EndTime": NOW}),
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


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = (
    "http", "aws", "subsegments", "annotations", "cause", "user", "error", "origin", "parent_id",
    "namespace", "inferred",
)  # fmt: skip


@given(
    st.dictionaries(st.sampled_from(FIELDS), JSON), st.dictionaries(st.sampled_from(FIELDS), JSON)
)
def test_hostile_shapes_never_break_a_reader(
    outside: dict[str, Any], inside: dict[str, Any]
) -> None:
    cloud = new_cloud()
    subsegment = inside | {"id": "b" * 16, "end_time": 1}
    put(cloud, segment() | {"subsegments": [subsegment]} | outside)
    assert len(documents(cloud)) >= 1
    assert len(summaries(cloud, FilterExpression='!service("x") { fault }')["TraceSummaries"]) == 1


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
