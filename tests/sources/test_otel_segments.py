"""Spans of OpenTelemetry read as segments: by hand, and back from what local X-Ray gives."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from awsobs.analysis.segments import trace_of
from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call
from awsobs.local.services.xray import put_documents
from awsobs.sources.otel_segments import segment_of, segment_text

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
BEGIN = NOW.timestamp() - 60
TRACE = "1-67400000-0123456789abcdef01234567"
SEGMENT = {
    "id": "a" * 16, "name": "web", "trace_id": TRACE, "start_time": BEGIN, "end_time": BEGIN + 1,
    "origin": "AWS::ECS::Container", "fault": True, "annotations": {"order": 7},
    "http": {"request": {"method": "GET", "url": "http://web/"}, "response": {"status": 502}},
    "cause": {"exceptions": [{"id": "e" * 16, "type": "KeyError", "message": "boom"}]},
    "subsegments": [
        {
            "id": "b" * 16, "name": "DynamoDB", "namespace": "aws", "start_time": BEGIN + 0.1,
            "end_time": BEGIN + 0.2, "aws": {"operation": "PutItem", "table_name": "t"},
        },
        {"id": "c" * 16, "name": "## work", "start_time": BEGIN + 0.3, "end_time": BEGIN + 0.4},
    ],
}  # fmt: skip


def spans() -> list[str]:
    """What a retrieval of the segment gives in OpenTelemetry's form."""
    cloud = Cloud(FrozenClock(NOW), quotas=False)
    assert put_documents(cloud, [json.dumps(SEGMENT)]) == []

    def ask(operation: str, **parameters: Any) -> Any:
        return cloud.answer(Call(service="xray", operation=operation, parameters=parameters))

    start = NOW - timedelta(hours=1)
    begun = ask("StartTraceRetrieval", TraceIds=[TRACE], StartTime=start, EndTime=NOW)
    while True:
        token = begun["RetrievalToken"]
        page = ask("ListRetrievedTraces", RetrievalToken=token, TraceFormat="OTEL")
        if page["RetrievalStatus"] == "COMPLETE":
            return [row["Document"] for row in page["Traces"][0]["Spans"]]


def test_a_segment_comes_back_from_its_spans() -> None:
    web, call, work = (json.loads(segment_text(text)) for text in spans())
    for key in ("id", "name", "trace_id", "origin", "fault", "annotations", "http"):
        assert web[key] == SEGMENT[key]
    (raised,) = web["cause"]["exceptions"]
    assert (raised["type"], raised["message"]) == ("KeyError", "boom")
    assert web["end_time"] - web["start_time"] == pytest.approx(1, abs=1e-5)
    assert (call["type"], call["parent_id"]) == ("subsegment", "a" * 16)
    assert call["aws"]["table_name"] == "t"
    assert (work["name"], "namespace" in work) == ("## work", False)


def test_a_trace_is_made_of_spans_as_of_segments() -> None:
    trace = trace_of(TRACE, [segment_text(text) for text in spans()])
    assert [segment.name for segment in trace.segments] == ["web"]


@pytest.mark.parametrize(
    ("status", "code", "verdict"),
    [
        (200, "UNSET", set[str]()),
        (404, "ERROR", {"error"}),
        (429, "UNSET", {"error", "throttle"}),
        (503, "UNSET", {"fault"}),
        (None, "STATUS_CODE_ERROR", {"fault"}),
    ],
)
def test_the_answer_tells_whose_error_it_was(status: Any, code: str, verdict: set[str]) -> None:
    made = segment_of(
        {
            "traceId": "f" * 32,
            "spanId": "a" * 16,
            "kind": "SPAN_KIND_SERVER",
            "attributes": {"http.status_code": status},
            "status": {"code": code},
        }
    )
    assert {key for key in ("fault", "error", "throttle") if key in made} == verdict
    assert made["in_progress"] is True


def test_what_is_no_span_comes_back_as_it_is() -> None:
    for text in ("{", "[]", json.dumps(SEGMENT), "[" * 60_000):
        assert segment_text(text) == text


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
KEYS = ("kind", "name", "attributes", "resource", "status", "events", "startTimeUnixNano")


@given(st.fixed_dictionaries({"traceId": JSON, "spanId": JSON}, optional=dict.fromkeys(KEYS, JSON)))
def test_hostile_spans_make_segments_or_nothing_and_break_no_reader(span: dict[str, Any]) -> None:
    trace_of(TRACE, [segment_text(json.dumps(span))])
