"""X-Ray of the local AWS through botocore's own client."""

import asyncio
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.server import LocalServer

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
BASE = NOW.timestamp() - 60
TRACE = f"1-{int(BASE):08x}-{1:024x}"
FUNCTION = "AWS::Lambda::Function"
SHARE = {"DesiredSamplingPercentage": 5.0}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A server on a loop in a thread of its own, as the client blocks."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    starting = LocalServer.start(Cloud(FrozenClock(NOW)))
    server = asyncio.run_coroutine_threadsafe(starting, loop).result()
    yield server.url
    asyncio.run_coroutine_threadsafe(server.stop(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture(scope="module")
def xray(url: str) -> Iterator[Any]:
    session: Any = botocore.session.get_session()
    keys = {"aws_access_key_id": "AKIATESTTESTTESTTEST", "aws_secret_access_key": "any"}
    client = session.create_client("xray", endpoint_url=url, region_name="us-east-1", **keys)
    texts = [json.dumps(part) for part in (CALLEE, CARD, ROOT)]
    assert client.put_trace_segments(TraceSegmentDocuments=texts)["UnprocessedTraceSegments"] == []
    yield client
    client.close()


ROOT: dict[str, Any] = {
    "id": "00000000000000a1",
    "name": "web",
    "trace_id": TRACE,
    "start_time": BASE,
    "end_time": BASE + 1.5,
    "fault": True,
    "user": "u1",
    "annotations": {"zone": "b", "attempt": 3, "vip": True},
    "aws": {"account_id": "111122223333", "ec2": {"instance_id": "i-1"}},
    "http": {
        "request": {"method": "POST", "url": "https://shop/checkout", "user_agent": "curl"},
        "response": {"status": 502},
    },
    "subsegments": [
        {
            "id": "00000000000000b1",
            "name": "payments",
            "namespace": "remote",
            "start_time": BASE + 0.1,
            "end_time": BASE + 1.4,
            "fault": True,
        }
    ],
}
CALLEE: dict[str, Any] = {
    "id": "00000000000000c1",
    "name": "payments",
    "trace_id": TRACE,
    "parent_id": "00000000000000b1",
    "origin": FUNCTION,
    "start_time": BASE + 0.2,
    "end_time": BASE + 1.3,
    "fault": True,
    "cause": {"exceptions": [{"id": "e1", "type": "Timeout", "message": "card timed out"}]},
}
CARD: dict[str, Any] = {
    "type": "subsegment",
    "id": "00000000000000d1",
    "name": "DynamoDB",
    "namespace": "aws",
    "trace_id": TRACE,
    "parent_id": "00000000000000c1",
    "start_time": BASE + 0.3,
    "end_time": BASE + 0.5,
    "throttle": True,
    "error": True,
    "aws": {"table_name": "cards", "operation": "GetItem"},
}


def summaries(xray: Any, expression: str = "", **more: Any) -> list[Any]:
    window = {"StartTime": NOW - timedelta(hours=1), "EndTime": NOW} | more
    asked = {"FilterExpression": expression} if expression else {}
    rows: list[Any] = xray.get_trace_summaries(**window, **asked)["TraceSummaries"]
    return rows


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("fault", True),
        ("ok", False),
        ("throttle", True),
        ("inferred", True),
        ("responsetime > 1 AND duration < 2", True),
        ('http.method = "POST" http.status = 502', True),
        ('http.useragent BEGINSWITH "cu"', True),
        ('user = "u1" AND instance.id = "i-1"', True),
        ("annotation.attempt >= 3 AND annotation[vip] = true", True),
        ('service("payments") { fault AND responsetime < 1.2 }', True),
        (f'service(id(name: "payments", type: "{FUNCTION}"))', True),
        ('service(id(name: "payments", type: "AWS::EC2::Instance"))', False),
        ('service(id(name: "web", account.id: "111122223333")) { root }', True),
        ('edge("web", "payments") { fault }', True),
        ('edge("payments", "cards") { throttle }', True),
        ('edge("payments", "web")', False),
        ('rootcause.fault.service { name = "payments" }', True),
        ('rootcause.fault.exception { message CONTAINS "timed out" }', True),
        ('rootcause.fault.entity { name = "moon" }', False),
        ('rootcause.json = #{"Services": [{"Name": "web"}, {"Name": "payments"}]}', True),
        ('rootcause.json = #{"Services": [{"Name": "moon"}]}', False),
        ('group.name = "Default"', True),
        ('group.name = "moon"', False),
    ],
)
def test_a_filter_finds_the_trace_or_does_not(xray: Any, expression: str, *, found: bool) -> None:
    assert [row["Id"] for row in summaries(xray, expression)] == [TRACE] * found


def test_a_summary_has_all_that_was_told(xray: Any) -> None:
    (row,) = summaries(xray)
    assert (row["HasFault"], row["HasError"], row["HasThrottle"]) == (True, False, True)
    assert row["IsPartial"] is False
    assert row["Revision"] == 3
    assert row["EntryPoint"]["Name"] == "web"
    assert [user["UserName"] for user in row["Users"]] == ["u1"]
    assert [found["Id"] for found in row["InstanceIds"]] == ["i-1"]
    causes = [service["Name"] for service in row["FaultRootCauses"][0]["Services"]]
    assert causes == ["web", "payments"]


def test_a_streamed_call_is_in_its_place(xray: Any) -> None:
    (trace,) = xray.batch_get_traces(TraceIds=[TRACE])["Traces"]
    bodies = {row["Id"]: json.loads(row["Document"]) for row in trace["Segments"]}
    assert bodies[CALLEE["id"]]["subsegments"][0]["name"] == "DynamoDB"
    assert trace["LimitExceeded"] is False


def code_of(error: ClientError) -> str:
    response: Any = error.response
    code: str = response["Error"]["Code"]
    return code


@pytest.mark.parametrize(
    ("operation", "asked"),
    [
        ("batch_get_traces", {"TraceIds": [TRACE] * 6}),
        ("get_trace_summaries", {"StartTime": NOW - timedelta(hours=7), "EndTime": NOW}),
        ("get_trace_summaries", {"StartTime": NOW, "EndTime": NOW, "FilterExpression": "moon"}),
        ("get_trace_summaries", {"StartTime": NOW, "EndTime": NOW, "NextToken": "moon"}),
        ("start_trace_retrieval", {"TraceIds": [TRACE], "StartTime": NOW, "EndTime": 0}),
        ("update_indexing_rule", {"Name": "Moon", "Rule": {"Probabilistic": SHARE}}),
    ],
)
def test_a_bad_request_is_refused(xray: Any, operation: str, asked: dict[str, Any]) -> None:
    with pytest.raises(ClientError) as caught:
        getattr(xray, operation)(**asked)
    assert code_of(caught.value) == "InvalidRequestException"


def test_bad_documents_are_named_and_the_good_one_is_kept(xray: Any) -> None:
    good = ROOT | {"id": "00000000000000a2", "trace_id": f"1-{int(BASE):08x}-{2:024x}"}
    good |= {"start_time": BASE - 7200, "end_time": BASE - 7199}
    texts = ["{", json.dumps({"id": "x"}), json.dumps(good), json.dumps(good | {"m": "x" * 66_000})]
    rows = xray.put_trace_segments(TraceSegmentDocuments=texts)["UnprocessedTraceSegments"]
    assert [row["ErrorCode"] for row in rows] == ["ParseError", "MissingName", "DocumentTooLarge"]
    assert len(xray.batch_get_traces(TraceIds=[good["trace_id"]])["Traces"]) == 1
    assert all(row["Message"].startswith("Invalid segment") for row in rows)


def retrieved(xray: Any, form: str) -> list[dict[str, Any]]:
    window = {"StartTime": NOW - timedelta(hours=1), "EndTime": NOW}
    token = xray.start_trace_retrieval(TraceIds=[TRACE], **window)["RetrievalToken"]
    first = xray.list_retrieved_traces(RetrievalToken=token, TraceFormat=form)
    assert (first["RetrievalStatus"], first["Traces"]) == ("RUNNING", [])
    reply = xray.list_retrieved_traces(RetrievalToken=token, TraceFormat=form)
    assert (reply["RetrievalStatus"], reply["TraceFormat"]) == ("COMPLETE", form)
    graph = xray.get_retrieved_traces_graph(RetrievalToken=token)["Services"]
    assert {"web", "payments"} <= {row["Service"]["Name"] for row in graph}
    xray.cancel_trace_retrieval(RetrievalToken=token)
    ended = xray.list_retrieved_traces(RetrievalToken=token)
    assert (ended["RetrievalStatus"], ended["Traces"]) == ("CANCELLED", [])
    (trace,) = reply["Traces"]
    return [json.loads(row["Document"]) for row in trace["Spans"]]


def test_a_trace_is_retrieved_as_segments(xray: Any) -> None:
    assert {"web", "payments"} <= {body["name"] for body in retrieved(xray, "XRAY")}


def test_a_trace_is_retrieved_as_spans(xray: Any) -> None:
    spans = {span["spanId"]: span for span in retrieved(xray, "OTEL")}
    assert set(spans) == {ROOT["id"], "00000000000000b1", CALLEE["id"], CARD["id"]}
    callee = spans[CALLEE["id"]]
    assert callee["parentSpanId"] == "00000000000000b1"
    assert callee["traceId"] == TRACE[2:].replace("-", "")
    assert callee["status"]["code"] == "ERROR"
    assert callee["events"][0]["attributes"]["exception.type"] == "Timeout"
    assert spans[ROOT["id"]]["attributes"]["http.response.status_code"] == 502


def test_an_unknown_retrieval_is_not_found(xray: Any) -> None:
    with pytest.raises(ClientError) as caught:
        xray.list_retrieved_traces(RetrievalToken="moon")
    assert code_of(caught.value) == "ResourceNotFoundException"


def test_all_is_indexed_until_spans_go_to_a_log_group(xray: Any) -> None:
    assert xray.get_trace_segment_destination()["Destination"] == "XRay"
    (rule,) = xray.get_indexing_rules()["IndexingRules"]
    assert rule["Rule"]["Probabilistic"]["ActualSamplingPercentage"] == 100.0
