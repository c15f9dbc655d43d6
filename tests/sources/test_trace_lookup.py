"""One trace by its id."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from awsobs.domain.clock import FrozenClock
from awsobs.domain.source_state import Condition, SourceError
from awsobs.sources.session import Aws
from awsobs.sources.trace_lookup import read_trace

Put = Callable[..., Any]
Serve = Callable[..., Awaitable[str]]

NOTHING_INDEXED = {"Probabilistic": {"DesiredSamplingPercentage": 0.0}}


def document(number: int, trace_id: str, at: float) -> str:
    return json.dumps(
        {
            "id": f"{number:016x}",
            "trace_id": trace_id,
            "name": f"service-{number}",
            "start_time": at,
            "end_time": at + 0.1,
        }
    )


async def test_all_segments_of_a_trace_are_read(aws: Aws, clock: FrozenClock, put: Put) -> None:
    at = (clock.now() - timedelta(seconds=30)).timestamp()
    trace_id = f"1-{int(at):08x}-{7:024x}"
    documents = [document(number, trace_id, at) for number in range(3)]
    put("xray:PutTraceSegments", TraceSegmentDocuments=documents)
    found = await read_trace(aws, trace_id)
    assert found is not None
    assert found.id == trace_id
    assert {segment.name for segment in found.segments} == {f"service-{n}" for n in range(3)}
    assert not found.limit_exceeded


async def test_a_trace_that_was_not_sampled_is_none(aws: Aws, clock: FrozenClock) -> None:
    assert await read_trace(aws, f"1-{int(clock.now().timestamp()):08x}-{8:024x}") is None


async def test_a_trace_that_is_not_indexed_is_retrieved(
    aws: Aws, clock: FrozenClock, put: Put
) -> None:
    put("xray:UpdateTraceSegmentDestination", Destination="CloudWatchLogs")
    put("xray:UpdateIndexingRule", Name="Default", Rule=NOTHING_INDEXED)
    at = (clock.now() - timedelta(seconds=30)).timestamp()
    trace_id = f"1-{int(at):08x}-{7:024x}"
    put("xray:PutTraceSegments", TraceSegmentDocuments=[document(1, trace_id, at)])
    assert put("xray:BatchGetTraces", TraceIds=[trace_id])["Traces"] == []
    found = await read_trace(aws, trace_id)
    assert found is not None
    assert [segment.name for segment in found.segments] == ["service-1"]
    assert await read_trace(aws, f"1-{int(at):08x}-{8:024x}") is None


async def test_an_id_that_tells_no_time_is_looked_for_in_the_last_hours(
    aws: Aws, clock: FrozenClock, put: Put
) -> None:
    put("xray:UpdateTraceSegmentDestination", Destination="CloudWatchLogs")
    put("xray:UpdateIndexingRule", Name="Default", Rule=NOTHING_INDEXED)
    at = (clock.now() - timedelta(seconds=30)).timestamp()
    trace_id = "1-4efaaf4d-1e8720b39541901950019ee5"
    put("xray:PutTraceSegments", TraceSegmentDocuments=[document(1, trace_id, at)])
    assert await read_trace(aws, trace_id) is not None


async def test_who_may_not_ask_where_segments_go_finds_no_trace(
    open_aws: Callable[..., Aws], serve: Serve, refuse: Callable[..., web.Response]
) -> None:
    def answer(operation: str, number: int, body: Any) -> web.Response:
        del number, body
        if operation.endswith("Traces"):
            return web.json_response({"Traces": [], "UnprocessedTraceIds": ["1-a"]})
        return refuse("AccessDeniedException", 403)

    assert await read_trace(open_aws(await serve(answer)), "1-a") is None


async def test_a_retrieval_that_fails_is_told(open_aws: Callable[..., Aws], serve: Serve) -> None:
    def answer(operation: str, number: int, body: Any) -> web.Response:
        del number, body
        return web.json_response(
            {
                "Traces": [],
                "Destination": "CloudWatchLogs",
                "RetrievalToken": "token",
                "RetrievalStatus": "FAILED",
            }
        )

    with pytest.raises(SourceError, match="ended as FAILED"):
        await read_trace(open_aws(await serve(answer)), "1-a")


async def test_pages_are_followed_and_other_traces_passed_over(
    open_aws: Callable[..., Aws], serve: Serve
) -> None:
    def answer(operation: str, number: int, body: Any) -> web.Response:
        del operation, body
        segment = {"Id": str(number), "Document": document(number, "1-a", 5.0)}
        own = {"Id": "1-a", "LimitExceeded": number == 1, "Segments": [segment]}
        other = {"Id": "1-b", "Segments": [segment]}
        more = {"NextToken": "more"} if number == 0 else {}
        return web.json_response({"Traces": [other, own], **more})

    found = await read_trace(open_aws(await serve(answer)), "1-a")
    assert found is not None
    assert len(found.segments) == 2
    assert found.limit_exceeded


async def test_a_refusal_is_told(
    open_aws: Callable[..., Aws], serve: Serve, refuse: Callable[..., web.Response]
) -> None:
    def answer(operation: str, number: int, body: Any) -> web.Response:
        del operation, number, body
        return refuse("AccessDeniedException", 403)

    with pytest.raises(SourceError) as raised:
        await read_trace(open_aws(await serve(answer)), "1-a")
    assert raised.value.condition is Condition.DENIED
