"""Events of the trail from a queue: received, not doubled, and deleted by wish alone."""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from tests.sources.test_trail import record

from awsobs.domain.accounting import Counts
from awsobs.domain.clock import FrozenClock
from awsobs.domain.source_state import SourceError
from awsobs.domain.trail import TrailEvent
from awsobs.domain.window import live_window
from awsobs.sources.access import USER_AGENT
from awsobs.sources.session import Aws
from awsobs.sources.trail_queue import TrailQueueSource

OpenAws = Callable[..., Aws]
Serve = Callable[..., Awaitable[str]]


class Queue:
    """Holds messages; those that were received stay until they are deleted."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.bodies: dict[str, str] = {}
        self.deleted: list[str] = []
        self._next = 0

    def put(self, number: int, **more: Any) -> None:
        detail = record(number, self.now - timedelta(seconds=number), **more)
        envelope = {"detail-type": "AWS API Call via CloudTrail", "detail": detail}
        self.put_text(json.dumps(envelope))

    def put_text(self, body: str) -> None:
        self._next += 1
        self.bodies[f"r{self._next}"] = body

    def answer(self, operation: str, number: int, body: dict[str, Any]) -> web.Response:
        if operation == "DeleteMessageBatch":
            for entry in body["Entries"]:
                self.deleted.append(entry["ReceiptHandle"])
                del self.bodies[entry["ReceiptHandle"]]
            done = [{"Id": entry["Id"]} for entry in body["Entries"]]
            return web.json_response({"Successful": done, "Failed": []})
        given = list(self.bodies.items())[: body["MaxNumberOfMessages"]]
        messages = [{"MessageId": h, "ReceiptHandle": h, "Body": text} for h, text in given]
        return web.json_response({"Messages": messages} if messages else {})


@pytest.fixture
def queue(clock: FrozenClock) -> Queue:
    return Queue(clock.now())


async def read(source: TrailQueueSource, clock: FrozenClock) -> tuple[list[TrailEvent], Counts]:
    events: list[TrailEvent] = []
    counts = Counts()
    async for batch in source.poll(live_window(clock.now())):
        events += batch.records
        counts += batch.counts
    return events, counts


async def test_what_may_not_be_deleted_is_read_once_and_stays(
    queue: Queue, serve: Serve, open_aws: OpenAws, clock: FrozenClock
) -> None:
    url = await serve(queue.answer)
    source = TrailQueueSource(open_aws(url), f"{url}/123456789012/trail")
    for number in range(3):
        queue.put(number)
    events, counts = await read(source, clock)
    assert [event.id for event in events] == ["event-0", "event-1", "event-2"]
    assert counts.adds_up
    again, counts = await read(source, clock)
    assert (again, counts.duplicate) == ([], 3)
    assert queue.deleted == []
    assert len(queue.bodies) == 3


async def test_by_wish_what_was_read_is_taken_out_and_the_rest_follows(
    queue: Queue, serve: Serve, open_aws: OpenAws, clock: FrozenClock
) -> None:
    url = await serve(queue.answer)
    source = TrailQueueSource(open_aws(url), f"{url}/123456789012/trail", takes=True)
    for number in range(25):
        queue.put(number)
    events, _ = await read(source, clock)
    assert len(events) == 25
    assert queue.bodies == {}
    assert not source.behind


async def test_what_is_no_event_is_counted_and_our_own_calls_are_left_out(
    queue: Queue, serve: Serve, open_aws: OpenAws, clock: FrozenClock
) -> None:
    url = await serve(queue.answer)
    source = TrailQueueSource(open_aws(url), f"{url}/123456789012/trail")
    queue.put_text("no json")
    queue.put_text('{"detail": {"state": "no call"}}')
    queue.put(1, userAgent=f"Boto3/1.40 {USER_AGENT}")
    queue.put(2)
    events, counts = await read(source, clock)
    assert [event.id for event in events] == ["event-2"]
    assert (counts.malformed, counts.filtered) == (2, 1)
    assert counts.adds_up


async def test_nothing_is_deleted_by_a_source_that_only_reads(
    queue: Queue, serve: Serve, open_aws: OpenAws
) -> None:
    from awsobs.sources.allowed import NotAllowed

    url = await serve(queue.answer)
    aws = open_aws(url)
    TrailQueueSource(aws, f"{url}/1/trail")
    with pytest.raises(NotAllowed):
        await aws.call("sqs:DeleteMessageBatch", QueueUrl=f"{url}/1/trail", Entries=[])


async def test_a_queue_that_is_not_there_is_told(
    serve: Serve, open_aws: OpenAws, clock: FrozenClock, refuse: Callable[..., Any]
) -> None:
    def answer(operation: str, number: int, body: dict[str, Any]) -> Any:
        return refuse("AWS.SimpleQueueService.NonExistentQueue")

    url = await serve(answer)
    source = TrailQueueSource(open_aws(url), f"{url}/1/gone")
    with pytest.raises(SourceError):
        await read(source, clock)
