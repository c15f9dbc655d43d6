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
