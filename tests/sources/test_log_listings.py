"""What the group picker lists, and the lines around a line."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web

from awsobs.domain.logs import LogEvent
from awsobs.domain.source_state import Condition, SourceError
from awsobs.domain.window import live_window
from awsobs.languages.linear_regex import RegexError
from awsobs.sources.log_context import lines_around
from awsobs.sources.log_listings import MAX_STREAM_PAGES, listed_groups, listed_streams
from awsobs.sources.logs import LogSource
from awsobs.sources.session import Aws

Put = Callable[..., Any]
Serve = Callable[..., Awaitable[str]]
NOON = 1795608000000
GROUP = {"logGroupName": "/shop"}


@pytest.fixture
def shop(put: Put) -> Put:
    """A group with the streams `a`, of 40 lines, and `b`, of one in their midst."""
    put("logs:CreateLogGroup", **GROUP)
    for stream in ("a", "b"):
        put("logs:CreateLogStream", **GROUP, logStreamName=stream)
    lines = [{"timestamp": NOON - 1000 * (40 - n), "message": f"a {n}"} for n in range(40)]
    put("logs:PutLogEvents", **GROUP, logStreamName="a", logEvents=lines)
    one = [{"timestamp": NOON - 20_000, "message": "b"}]
    put("logs:PutLogEvents", **GROUP, logStreamName="b", logEvents=one)
    return put


def line(number: int, stream: str = "a") -> LogEvent:
    at = NOON - 1000 * (40 - number)
    return LogEvent(
        timestamp=at, ingestion_time=NOON, group="/shop", stream=stream, message=f"a {number}"
    )


async def test_groups_come_with_what_they_store_and_streams_newest_first(
    aws: Aws, shop: Put
) -> None:
    shop("logs:CreateLogGroup", logGroupName="/empty")
    shop("logs:CreateLogGroup", logGroupName="/firehose", logGroupClass="DELIVERY")
    listing = await listed_groups(aws)
    assert [group.name for group in listing.groups] == ["/empty", "/shop"]
    assert [group.stored_bytes > 0 for group in listing.groups] == [False, True]
    assert listing.whole
    streams = (await listed_streams(aws, "/shop")).streams
    assert [(s.name, s.last_event) for s in streams] == [("a", NOON - 1000), ("b", NOON - 20_000)]


async def test_more_streams_than_are_asked_for_are_told(
    serve: Serve, open_aws: Callable[..., Aws]
) -> None:
    def answer(operation: str, number: int, body: dict[str, Any]) -> web.Response:
        stream = {"logStreamName": f"s{number}\u202e"}
        return web.json_response({"logStreams": [stream, {}], "nextToken": f"t{number}"})

    listing = await listed_streams(open_aws(await serve(answer)), "/shop")
    assert len(listing.streams) == MAX_STREAM_PAGES
    assert not listing.whole
    assert all("\u202e" not in stream.name for stream in listing.streams)


@pytest.mark.usefixtures("shop")
async def test_lines_around_a_line_are_of_its_stream_alone(aws: Aws) -> None:
    around = await lines_around(aws, line(20), 3)
    assert [event.message for event in around.events] == [f"a {n}" for n in range(17, 24)]
    assert (around.from_start, around.to_end) == (False, False)
    ids = [event.event_id for event in around.events]
    assert ids == sorted(set(ids))


@pytest.mark.usefixtures("shop")
async def test_both_ends_of_a_stream_are_told(aws: Aws) -> None:
    around = await lines_around(aws, line(1), 100)
    assert [event.message for event in around.events] == [f"a {n}" for n in range(40)]
    assert (around.from_start, around.to_end) == (True, True)


@pytest.mark.usefixtures("shop")
async def test_a_stream_that_is_gone_is_told(aws: Aws) -> None:
    with pytest.raises(SourceError) as told:
        await lines_around(aws, line(1, "gone"), 3)
    assert told.value.condition is Condition.FAILING
    assert told.value.operation == "logs:GetLogEvents"


async def test_secrets_around_a_line_are_masked_as_elsewhere(aws: Aws, shop: Put) -> None:
    texts = ("-----BEGIN RSA PRIVATE KEY-----", "MIIEowIBAAKCAQEA75", "a password=hunter22 is")
    lines = [{"timestamp": NOON + n, "message": text} for n, text in enumerate(texts)]
    shop("logs:PutLogEvents", **GROUP, logStreamName="b", logEvents=lines)
    around = await lines_around(aws, line(40, "b"), 5)
    said = " ".join(event.message for event in around.events)
    assert "MIIE" not in said
    assert "hunter22" not in said
    assert "password=" in said


async def test_other_groups_are_read_from_the_next_pass_on_and_the_old_lines_forgotten(
    aws: Aws, shop: Put
) -> None:
    for name in ("/orders-1", "/orders-2"):
        shop("logs:CreateLogGroup", logGroupName=name)
        shop("logs:CreateLogStream", logGroupName=name, logStreamName="s")
        lines = [{"timestamp": NOON - 500, "message": name}]
        shop("logs:PutLogEvents", logGroupName=name, logStreamName="s", logEvents=lines)
    kept: list[str] = []
    source = LogSource(aws, ["/shop"], forget=kept.clear)

    async def poll() -> list[str]:
        async for batch in source.poll(live_window(aws.clock.now())):
            kept.extend(event.message for event in batch.records)
        return sorted(kept)

    assert len(await poll()) == 41
    source.choose([r"re:^/orders-\d$"])
    assert await poll() == ["/orders-1", "/orders-2"]
    source.choose(["/orders-2", "/sh?p"])
    assert (await poll())[:2] == ["/orders-2", "a 0"]
    with pytest.raises(RegexError):
        source.choose(["re:("])
