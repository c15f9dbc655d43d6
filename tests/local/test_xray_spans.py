"""Where spans go with Transaction Search, and traces that are large or odd."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
BASE = NOW.timestamp() - 60
TRACE = f"1-{int(BASE):08x}-{1:024x}"


def ask(cloud: Cloud, operation: str, **parameters: Any) -> Any:
    service, name = operation.split(":")
    return cloud.answer(Call(service=service, operation=name, parameters=parameters))


def segment(number: int = 1, **changes: Any) -> dict[str, Any]:
    times = {"start_time": BASE, "end_time": BASE + 0.4}
    return {"id": f"{number:016x}", "name": "web", "trace_id": TRACE} | times | changes


def put(cloud: Cloud, *documents: dict[str, Any]) -> None:
    for at in range(0, len(documents), 50):
        texts = [json.dumps(document) for document in documents[at : at + 50]]
        reply = ask(cloud, "xray:PutTraceSegments", TraceSegmentDocuments=texts)
        assert reply["UnprocessedTraceSegments"] == []


def found(cloud: Cloud, expression: str = "") -> int:
    window = {"StartTime": NOW - timedelta(hours=1), "EndTime": NOW + timedelta(hours=1)}
    reply = ask(cloud, "xray:GetTraceSummaries", FilterExpression=expression, **window)
    return len(reply["TraceSummaries"])


@pytest.fixture
def cloud() -> Cloud:
    return Cloud(FrozenClock(NOW))


def test_spans_are_log_events_once_they_go_to_the_group(cloud: Cloud) -> None:
    put(cloud, segment(1))
    ask(cloud, "xray:UpdateTraceSegmentDestination", Destination="CloudWatchLogs")
    put(cloud, segment(2, in_progress=True) | {"end_time": None})
    put(cloud, segment(2, subsegments=[segment(3, name="query")]))
    events = ask(cloud, "logs:FilterLogEvents", logGroupName="aws/spans")["events"]
    spans = [json.loads(event["message"]) for event in events]
    assert [(span["name"], span["kind"]) for span in spans] == [
        ("web", "SERVER"),
        ("query", "INTERNAL"),
    ]
    assert spans[1]["parentSpanId"] == spans[0]["spanId"]


def test_a_share_of_the_traces_is_indexed(cloud: Cloud) -> None:
    ask(cloud, "xray:UpdateTraceSegmentDestination", Destination="CloudWatchLogs")
    put(cloud, *(segment(trace_id=f"1-{int(BASE):08x}-{n:024x}") for n in range(100)))
    shares: list[int] = []
    for percentage in (0.0, 50.0, 100.0):
        rule = {"Probabilistic": {"DesiredSamplingPercentage": percentage}}
        ask(cloud, "xray:UpdateIndexingRule", Name="Default", Rule=rule)
        shares.append(found(cloud))
    assert shares[0] == 0
    assert 30 < shares[1] < 70
    assert shares[2] == 100


def test_ten_thousand_spans_in_a_trace_are_cut_at_its_limit(cloud: Cloud) -> None:
    put(cloud, segment(1))
    parent = {"type": "subsegment", "parent_id": f"{1:016x}"}
    put(cloud, *(segment(number, **parent) for number in range(2, 10_001)))
    (trace,) = ask(cloud, "xray:BatchGetTraces", TraceIds=[TRACE])["Traces"]
    assert trace["LimitExceeded"] is True
    (root,) = trace["Segments"]
    assert len(json.loads(root["Document"])["subsegments"]) > 1000
    assert found(cloud, 'service("web")') == 1


def test_two_types_of_one_name_are_told_apart(cloud: Cloud) -> None:
    put(cloud, segment(1, origin="AWS::EC2::Instance"))
    put(cloud, segment(2, origin="AWS::Lambda::Function", parent_id=f"{1:016x}", fault=True))
    assert found(cloud, 'service(id(name: "web", type: "AWS::Lambda::Function")) { fault }') == 1
    assert found(cloud, 'service(id(name: "web", type: "AWS::EC2::Instance")) { fault }') == 0
    both = 'edge(id(type: "AWS::EC2::Instance"), id(type: "AWS::Lambda::Function"))'
    assert found(cloud, both) == 1


def test_a_segment_that_ends_before_it_begins_takes_no_time(cloud: Cloud) -> None:
    put(cloud, segment(1, end_time=BASE - 5))
    assert found(cloud, "responsetime = 0") == 1
    assert found(cloud, 'service("web") { responsetime = 0 AND duration = 0 }') == 1
