"""What PutTraceSegments takes, and what it makes of the documents."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call

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


MALFORMED = [
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
]


@pytest.mark.parametrize(("document", "code"), MALFORMED)
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


@pytest.mark.fault("D2")
def test_broken_documents_of_a_batch_are_refused_one_by_one_and_the_rest_is_taken() -> None:
    cloud = new_cloud()
    good = [segment(number) for number in range(1, len(MALFORMED) + 2)]
    batch = [good[0]]
    for (broken, _), fine in zip(MALFORMED, good[1:], strict=True):
        batch += [broken, fine]
    codes = [row["ErrorCode"] for row in put(cloud, *batch)]
    assert codes == [code for _, code in MALFORMED]
    assert {body["id"] for body in documents(cloud)} == {body["id"] for body in good}


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
