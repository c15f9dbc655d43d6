"""The tail where groups go away, refuse, stamp lines wrong, or hold more than a pass reads."""

import math
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from email.utils import format_datetime
from random import Random
from typing import Any

import pytest
from aiohttp import web

from awsobs.domain.accounting import Counts
from awsobs.domain.batch import Batch
from awsobs.domain.clock import FrozenClock
from awsobs.domain.logs import LogEvent
from awsobs.domain.source_state import SourceError
from awsobs.domain.window import live_window
from awsobs.sources.logs import LogSource
from awsobs.sources.pace import Pace
from awsobs.sources.session import Aws

Answer = Callable[[str, int, dict[str, Any]], Any]
Serve = Callable[[Answer], Awaitable[str]]
OpenAws = Callable[..., Aws]
Put = Callable[..., Any]
Refuse = Callable[..., web.Response]


def now_of(clock: FrozenClock, ago: float = 0.0) -> int:
    return int((clock.now().timestamp() - ago) * 1000)


async def passed(source: LogSource, clock: FrozenClock, **window: Any) -> list[Batch[LogEvent]]:
    return [batch async for batch in source.poll(live_window(clock.now(), **window))]


def messages(batches: Sequence[Batch[LogEvent]]) -> list[str]:
    return [event.message for batch in batches for event in batch.records]


def counts_of(batches: Sequence[Batch[LogEvent]]) -> Counts:
    return sum((batch.counts for batch in batches), Counts())


@pytest.fixture
def write(put: Put, clock: FrozenClock) -> Callable[..., None]:
    """Put a line of `ago` seconds ago into a group, which is made if it is not there."""
    made: set[str] = set()

    def line(group: str, text: str, ago: float = 0.0, kind: str = "STANDARD") -> None:
        if group not in made:
            put("logs:CreateLogGroup", logGroupName=group, logGroupClass=kind)
            put("logs:CreateLogStream", logGroupName=group, logStreamName="s")
            made.add(group)
        events = [{"timestamp": now_of(clock, ago), "message": text}]
        put("logs:PutLogEvents", logGroupName=group, logStreamName="s", logEvents=events)

    return line


async def test_a_group_that_is_deleted_is_dropped_with_a_word_and_the_others_go_on(
    aws: Aws, clock: FrozenClock, put: Put, write: Callable[..., None]
) -> None:
    source = LogSource(aws, ["/shop/*"])
    write("/shop/pay", "pay 1")
    write("/shop/web", "web 1")
    await passed(source, clock)
    put("logs:DeleteLogGroup", logGroupName="/shop/pay")
    clock.advance(timedelta(seconds=2))
    write("/shop/web", "web 2")
    assert messages(await passed(source, clock)) == ["web 2"]
    assert source.shortfall == "log group /shop/pay is gone"
    clock.advance(timedelta(seconds=31))
    write("/shop/web", "web 3")
    assert messages(await passed(source, clock)) == ["web 3"]
    assert source.shortfall == ""


async def test_a_group_that_never_was_is_named(aws: Aws, clock: FrozenClock) -> None:
    with pytest.raises(SourceError, match="ResourceNotFoundException on /nowhere"):
        await passed(LogSource(aws, ["/nowhere"]), clock)


async def test_a_group_of_the_infrequent_access_class_is_polled_like_others(
    aws: Aws, clock: FrozenClock, write: Callable[..., None]
) -> None:
    write("/rare", "one", kind="INFREQUENT_ACCESS")
    assert messages(await passed(LogSource(aws, ["/rare"]), clock)) == ["one"]


async def test_a_group_whose_class_refuses_is_left_alone_and_the_others_go_on(
    serve: Serve, open_aws: OpenAws, clock: FrozenClock, refuse: Refuse
) -> None:
    asked: list[str] = []

    def answer(operation: str, number: int, body: dict[str, Any]) -> web.Response:
        asked.append(body["logGroupName"])
        if body["logGroupName"] == "/rare":
            return refuse("InvalidOperationException", message="not for this log class")
        return web.json_response({"events": [row(1, now_of(clock, 1))]})

    source = LogSource(open_aws(await serve(answer)), ["/rare", "/shop"])
    assert messages(await passed(source, clock)) == ["line 1"]
    assert source.shortfall == "InvalidOperationException: not for this log class"
    clock.advance(timedelta(seconds=60))
    await passed(source, clock)
    assert asked.count("/rare") == 1


async def test_streams_whose_clocks_are_wrong_neither_lose_lines_nor_hide_those_of_others(
    aws: Aws, clock: FrozenClock, put: Put, write: Callable[..., None]
) -> None:
    source, written = LogSource(aws), list[str]()
    found: list[Batch[LogEvent]] = []
    for second in range(0, 120, 2):
        for name, ago in (("right", 0), ("ahead", -600), ("behind", 90)):
            write("/g", f"{name} {second}", ago)
            written.append(f"{name} {second}")
        found += await passed(source, clock)
        clock.advance(timedelta(seconds=2))
    clock.advance(timedelta(seconds=20))
    found += await passed(source, clock)
    assert sorted(messages(found)) == sorted(written)
    assert counts_of(found).adds_up
    on_time = [e for b in found for e in b.records if e.message.startswith("right")]
    assert not any(event.late for event in on_time)


@pytest.mark.fault("D5")
async def test_a_shuffled_feed_with_duplicates_that_is_two_minutes_late_comes_once(
    serve: Serve, open_aws: OpenAws, clock: FrozenClock
) -> None:
    """Every tenth line is answered twice, some two minutes after their time, in any order."""
    random = Random(5)
    start = now_of(clock)
    rows: list[tuple[float, dict[str, Any]]] = []
    for number in range(600):
        lag = 120.0 if random.random() < 0.02 else random.uniform(0, 5)
        at = start + number * 200
        rows.append((number * 0.2 + lag, row(number, at) | {"ingestionTime": at + int(lag * 1000)}))
    began = clock.monotonic()

    def answer(operation: str, number: int, body: dict[str, Any]) -> web.Response:
        passed_by = clock.monotonic() - began
        there = [r for due, r in rows if due <= passed_by and r["timestamp"] >= body["startTime"]]
        there = [r for r in there if r["timestamp"] <= body.get("endTime", math.inf)]
        there += random.sample(there, len(there) // 10)
        random.shuffle(there)
        return web.json_response({"events": there})

    source = LogSource(open_aws(await serve(answer)), ["/g"])
    found: list[Batch[LogEvent]] = []
    for _ in range(140):
        found += await passed(source, clock)
        clock.advance(timedelta(seconds=2))
    ids = [event.event_id for batch in found for event in batch.records]
    assert len(ids) == len(set(ids)) == 600
    counts = counts_of(found)
    assert counts.adds_up
    assert counts.late >= 5
    assert counts.duplicate > 60


async def test_history_that_breaks_off_goes_on_where_it_ended(
    serve: Serve, open_aws: OpenAws, clock: FrozenClock, refuse: Refuse
) -> None:
    """Two lines a page, two of the same moment where pages meet, and every fourth call fails."""
    rows = [row(n, now_of(clock, 1500 - n // 3)) for n in range(60)]
    calls: list[int] = []

    def answer(operation: str, number: int, body: dict[str, Any]) -> web.Response:
        calls.append(number)
        if number % 4 == 3:
            return refuse("ThrottlingException")
        first, end = body["startTime"], body.get("endTime", math.inf)
        there = [r for r in rows if first <= r["timestamp"] <= end]
        at = int(body.get("nextToken", "0"))
        page = {"events": there[at : at + 2]}
        date = {"Date": format_datetime(clock.now().replace(microsecond=0), usegmt=True)}
        more = {"nextToken": str(at + 2)} if at + 2 < len(there) else {}
        return web.json_response(page | more, headers=date)

    source = LogSource(open_aws(await serve(answer), attempts=1), ["/g"])
    found: list[str] = []

    async def drain() -> None:
        async for batch in source.poll(live_window(clock.now())):
            found.extend(event.message for event in batch.records)

    for _ in range(200):
        with suppress(SourceError):
            await drain()
            break
        clock.advance(timedelta(milliseconds=200))
    assert sorted(found) == sorted(r["message"] for r in rows)
    assert len(calls) < 110  # from the start again each time, it would never end


async def test_a_pass_ends_after_two_seconds_and_the_next_goes_on_with_the_others(
    aws: Aws, clock: FrozenClock, open_aws: OpenAws, write: Callable[..., None]
) -> None:
    groups = [f"/g{n:02}" for n in range(60)]
    for group in groups:
        write(group, group, ago=1.0)
        write(group, f"old {group}", ago=900.0)
    slow = open_aws(aws.access.endpoint_url, pace=Pace(clock, budget=4.0, own_endpoint=True))
    said: list[str] = []
    source = LogSource(slow, ["/g*"], said.append)
    found: list[Batch[LogEvent]] = []
    passes, longest = 0, 0.0
    while not passes or source.behind:
        began = clock.monotonic()
        found += await passed(source, clock)
        longest = max(longest, clock.monotonic() - began)
        passes += 1
        assert passes < 100
    assert sorted(messages(found)) == sorted([*groups, *(f"old {group}" for group in groups)])
    assert passes > 5
    assert longest <= 3.0
    for _ in range(40):
        await passed(source, clock)
        clock.advance(timedelta(seconds=2))
    assert "60 groups, each every " in said[-1] or ", each within " in said[-1]


def row(number: int, at: int) -> dict[str, Any]:
    return {
        "timestamp": at,
        "ingestionTime": at,
        "message": f"line {number}",
        "eventId": f"{number:05}",
        "logStreamName": "s",
    }
