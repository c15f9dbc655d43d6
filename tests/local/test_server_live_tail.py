"""A live tail through the server, from botocore's own event stream."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import closing
from typing import Any

import pytest
from aiobotocore.session import get_session
from botocore.config import Config
from botocore.exceptions import EventStreamError

from awsobs.local.operations import EventStream, Fault
from awsobs.local.server import LocalServer

KEYS = {"aws_access_key_id": "AKIATESTTESTTESTTEST", "aws_secret_access_key": "any"}


class Tail:
    """A stream that gives what it is told to, and knows when it was closed."""

    def __init__(self) -> None:
        self.updates: asyncio.Queue[Fault | str | None] = asyncio.Queue()
        self.closed = asyncio.Event()

    async def events(self) -> AsyncIterator[tuple[str, Mapping[str, Any]]]:
        try:
            yield "sessionStart", {"sessionId": "one"}
            while (update := await self.updates.get()) is not None:
                if isinstance(update, Fault):
                    raise update
                yield "sessionUpdate", {"sessionResults": [{"message": update}]}
        finally:
            self.closed.set()


@pytest.fixture
def tail(stage: Any) -> Tail:
    tail = Tail()
    stage.replies["StartLiveTail"] = EventStream(tail.events())
    return tail


def live_client(server: LocalServer) -> Any:
    session: Any = get_session()
    options: Any = {"config": Config(inject_host_prefix=False), **KEYS}
    return session.create_client(
        "logs", endpoint_url=server.url, region_name="eu-west-1", **options
    )


GROUPS = ["arn:aws:logs:eu-west-1:123456789012:log-group:g"]


async def test_a_live_tail_streams_events_to_its_end(server: LocalServer, tail: Tail) -> None:
    for update in ("é <one>", "two", None):
        tail.updates.put_nowait(update)
    async with live_client(server) as client:
        reply = await client.start_live_tail(logGroupIdentifiers=GROUPS)
        events = [event async for event in reply["responseStream"]]
    assert events[0] == {"sessionStart": {"sessionId": "one"}}
    assert [event["sessionUpdate"]["sessionResults"][0]["message"] for event in events[1:]] == [
        "é <one>",
        "two",
    ]


async def test_a_fault_inside_a_live_tail_reaches_the_client(
    server: LocalServer, tail: Tail
) -> None:
    tail.updates.put_nowait(Fault("SessionTimeoutException", "Three hours are over."))
    async with live_client(server) as client:
        reply = await client.start_live_tail(logGroupIdentifiers=GROUPS)
        with closing(reply["responseStream"]) as stream, pytest.raises(EventStreamError) as caught:
            _ = [event async for event in stream]
    response: Any = caught.value.response
    assert response["Error"]["Code"] == "SessionTimeoutException"


async def test_a_live_tail_ends_cleanly_when_the_server_stops(stage: Any, tail: Tail) -> None:
    server = await LocalServer.start(stage)
    async with live_client(server) as client:
        reply = await client.start_live_tail(logGroupIdentifiers=GROUPS)
        with closing(reply["responseStream"]) as stream:
            events = aiter(stream)
            await anext(events)
            await server.stop()
            with pytest.raises(StopAsyncIteration):
                await anext(events)
    assert tail.closed.is_set()


async def test_a_live_tail_whose_reader_left_is_closed(server: LocalServer, tail: Tail) -> None:
    async with live_client(server) as client:
        reply = await client.start_live_tail(logGroupIdentifiers=GROUPS)
        await anext(aiter(reply["responseStream"]))
        reply["responseStream"].close()
    while not tail.closed.is_set():
        tail.updates.put_nowait("anybody there")
        await asyncio.sleep(0)
