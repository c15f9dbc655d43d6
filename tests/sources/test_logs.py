from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given, strategies as st

from awsobs.domain.accounting import Counts
from awsobs.domain.batch import Batch
from awsobs.domain.clock import FrozenClock
from awsobs.domain.logs import Level, LogEvent
from awsobs.domain.source_state import Condition, SourceError
from awsobs.domain.window import Window, live_window
from awsobs.sources.log_rows import event_of
from awsobs.sources.logs import LogSource
from awsobs.sources.replies import LogRow
from awsobs.sources.session import Aws
from awsobs.sources.spans import Spans

Answer = Callable[[str, int, dict[str, Any]], Any]
Serve = Callable[[Answer], Awaitable[str]]
OpenAws = Callable[..., Aws]
Put = Callable[..., Any]

GROUP = "/aws/lambda/payments"


async def polled(source: LogSource, window: Window) -> list[Batch[LogEvent]]:
    return [batch async for batch in source.poll(window)]


def events_in(batches: Sequence[Batch[LogEvent]]) -> list[LogEvent]:
    return [event for batch in batches for event in batch.records]


def counts_in(batches: Sequence[Batch[LogEvent]]) -> Counts:
    return sum((batch.counts for batch in batches), Counts())


def milliseconds(clock: FrozenClock, ago: float = 0.0) -> int:
    return int((clock.now().timestamp() - ago) * 1000)


@pytest.fixture
def group(put: Put) -> str:
    put("logs:CreateLogGroup", logGroupName=GROUP)
    put("logs:CreateLogStream", logGroupName=GROUP, logStreamName="a")
    return GROUP


@pytest.fixture
def write(put: Put, clock: FrozenClock, group: str) -> Callable[..., None]:
    """Put lines into the group: pairs of seconds ago and text."""

    def lines(*pairs: tuple[float, str]) -> None:
        events = [{"timestamp": milliseconds(clock, ago), "message": m} for ago, m in pairs]
        put("logs:PutLogEvents", logGroupName=group, logStreamName="a", logEvents=events)

    return lines


async def test_the_newest_lines_come_first_and_the_window_is_filled_behind_them(
    aws: Aws, clock: FrozenClock, write: Callable[..., None]
) -> None:
    write((1700, "oldest"), (600, "older"), (30, "new"), (1, "newest"))
    batches = await polled(LogSource(aws), live_window(clock.now()))
    messages = [event.message for event in events_in(batches)]
    assert messages == ["new", "newest", "older", "oldest"]
    assert counts_in(batches).adds_up


async def test_a_second_pass_brings_only_what_is_new(
    aws: Aws, clock: FrozenClock, write: Callable[..., None]
) -> None:
    source = LogSource(aws)
    write((2, "first"))
    await polled(source, live_window(clock.now()))
    clock.advance(timedelta(seconds=2))
    write((1, "second"))
    batches = await polled(source, live_window(clock.now()))
    assert [event.message for event in events_in(batches)] == ["second"]
    counts = counts_in(batches)
    assert (counts.kept, counts.duplicate) == (1, 1)
    assert counts.adds_up


async def test_a_line_of_the_same_millisecond_that_comes_later_is_not_lost(
    aws: Aws, clock: FrozenClock, write: Callable[..., None]
) -> None:
    source = LogSource(aws)
    write((0, "one"))
    await polled(source, live_window(clock.now()))
    write((0, "two"))
    batches = await polled(source, live_window(clock.now()))
    assert [event.message for event in events_in(batches)] == ["two"]


async def test_a_line_that_arrives_late_is_kept_and_marked(
    aws: Aws, clock: FrozenClock, write: Callable[..., None]
) -> None:
    source = LogSource(aws)
    write((1, "on time"))
    await polled(source, live_window(clock.now()))
    clock.advance(timedelta(seconds=2))
    write((12, "late"))
    batches = await polled(source, live_window(clock.now()))
    assert [(event.message, event.late) for event in events_in(batches)] == [("late", True)]
    assert counts_in(batches).late == 1


async def test_lines_that_come_minutes_late_are_found_by_the_wider_pass(
    aws: Aws, clock: FrozenClock, write: Callable[..., None]
) -> None:
    source = LogSource(aws)
    write((1, "on time"))
    await polled(source, live_window(clock.now()))
    clock.advance(timedelta(seconds=61))
    write((200, "very late"))
    batches = await polled(source, live_window(clock.now()))
    assert [event.message for event in events_in(batches)] == ["very late"]


async def test_after_an_outage_the_newest_lines_come_first_and_the_gap_is_filled_and_told(
    aws: Aws, clock: FrozenClock, write: Callable[..., None]
) -> None:
    source = LogSource(aws)
    write((1, "before"))
    await polled(source, live_window(clock.now()))
    clock.advance(timedelta(minutes=10))
    write((400, "meanwhile"), (1, "after"))
    batches = await polled(source, live_window(clock.now()))
    assert [event.message for event in events_in(batches)] == ["after", "meanwhile"]
    [(start, end)] = counts_in(batches).gaps
    assert end == milliseconds(clock)
    assert end - 700_000 < start < end - 600_000


async def test_a_line_from_the_future_is_shown_and_does_not_hold_up_the_others(
    aws: Aws, clock: FrozenClock, write: Callable[..., None]
) -> None:
    source = LogSource(aws)
    write((-3600, "future"))
    assert len(events_in(await polled(source, live_window(clock.now())))) == 1
    clock.advance(timedelta(seconds=2))
    write((0, "present"))
    batches = await polled(source, live_window(clock.now()))
    assert [(event.message, event.late) for event in events_in(batches)] == [("present", False)]


async def test_an_earlier_window_is_read_once(
    aws: Aws, clock: FrozenClock, write: Callable[..., None]
) -> None:
    source = LogSource(aws)
    write((5000, "long ago"))
    end = clock.now() - timedelta(hours=1)
    window = Window(start=end - timedelta(hours=1), end=end, live=False)
    assert len(events_in(await polled(source, window))) == 1
    assert await polled(source, window) == []


async def test_a_group_that_is_made_later_appears(
    aws: Aws, clock: FrozenClock, put: Put, write: Callable[..., None]
) -> None:
    source = LogSource(aws)
    await polled(source, live_window(clock.now()))
    put("logs:CreateLogGroup", logGroupName="/new")
    put("logs:CreateLogStream", logGroupName="/new", logStreamName="a")
    clock.advance(timedelta(seconds=11))
    events = [{"timestamp": milliseconds(clock), "message": "hello"}]
    put("logs:PutLogEvents", logGroupName="/new", logStreamName="a", logEvents=events)
    batches = await polled(source, live_window(clock.now()))
    assert [event.group for event in events_in(batches)] == ["/new"]


async def test_globs_choose_groups(aws: Aws, clock: FrozenClock, put: Put) -> None:
    for name in ("/aws/lambda/a", "/aws/lambda/b", "/ecs/c"):
        put("logs:CreateLogGroup", logGroupName=name)
    said: list[str] = []
    await polled(LogSource(aws, ["/aws/*"], said.append), live_window(clock.now()))
    assert said == ["2 groups"]


async def test_a_name_that_leads_nowhere_is_told_beside_others_that_lead_somewhere(
    aws: Aws, clock: FrozenClock, put: Put
) -> None:
    put("logs:CreateLogGroup", logGroupName="/aws/lambda/a")
    source = LogSource(aws, ["/aws/*", "/nope", "/ecs/*"])
    await polled(source, live_window(clock.now()))
    assert source.shortfall == "no log group matches /nope, /ecs/*"


def row(number: int, at: int) -> dict[str, Any]:
    return {
        "timestamp": at,
        "ingestionTime": at,
        "message": f"line {number}",
        "eventId": str(number),
        "logStreamName": "s",
    }


async def test_empty_pages_with_a_token_are_followed(
    serve: Serve, open_aws: OpenAws, clock: FrozenClock
) -> None:
    at = milliseconds(clock, 1)

    def answer(operation: str, number: int, body: dict[str, Any]) -> web.Response:
        if number < 3:
            return web.json_response({"events": [], "nextToken": f"t{number}"})
        return web.json_response({"events": [row(1, at)]})

    source = LogSource(open_aws(await serve(answer)), [GROUP])
    assert len(events_in(await polled(source, live_window(clock.now())))) == 1


async def test_a_repeated_token_stops_the_pass_at_once_and_is_told(
    serve: Serve, open_aws: OpenAws, clock: FrozenClock
) -> None:
    asked = 0

    def answer(operation: str, number: int, body: dict[str, Any]) -> web.Response:
        nonlocal asked
        asked += 1
        return web.json_response({"events": [], "nextToken": "same"})

    source = LogSource(open_aws(await serve(answer)), [GROUP])
    with pytest.raises(SourceError) as caught:
        await polled(source, live_window(clock.now()))
    assert caught.value.condition is Condition.PARTIAL
    assert asked == 2


async def test_a_reset_in_the_middle_of_a_body_neither_loses_nor_doubles(
    serve: Serve, open_aws: OpenAws, clock: FrozenClock
) -> None:
    at = milliseconds(clock, 1)
    cut: list[str] = []

    def answer(operation: str, number: int, body: dict[str, Any]) -> web.Response | None:
        page = {"events": [row(1, at), row(2, at)], "nextToken": "more"}
        if body.get("nextToken"):
            page = {"events": [row(3, at)]}
            if not cut:
                cut.append("once")
                return None
        return web.json_response(page)

    source = LogSource(open_aws(await serve(answer), attempts=2), [GROUP])
    events = events_in(await polled(source, live_window(clock.now())))
    assert [event.event_id for event in events] == ["1", "2", "3"]
    assert cut == ["once"]


async def test_a_pass_that_broke_off_is_done_again_from_the_same_place(
    serve: Serve, open_aws: OpenAws, clock: FrozenClock, refuse: Callable[..., web.Response]
) -> None:
    at = milliseconds(clock, 1)

    def answer(operation: str, number: int, body: dict[str, Any]) -> web.Response:
        if body.get("nextToken"):
            return (
                refuse("ThrottlingException")
                if number == 1
                else web.json_response({"events": [row(2, at)]})
            )
        recent = body["startTime"] <= at and "endTime" not in body
        return web.json_response(
            {"events": [row(1, at)], "nextToken": "more"} if recent else {"events": []}
        )

    source = LogSource(open_aws(await serve(answer), attempts=1), [GROUP])
    taken: list[Batch[LogEvent]] = []

    async def drain() -> None:
        async for batch in source.poll(live_window(clock.now())):
            taken.append(batch)

    with pytest.raises(SourceError, match="throttled"):
        await drain()
    taken += await polled(source, live_window(clock.now()))
    assert [event.event_id for event in events_in(taken)] == ["1", "2"]
    assert counts_in(taken).duplicate == 1
    assert counts_in(taken).adds_up


async def test_a_group_that_is_denied_does_not_keep_the_others_from_being_read(
    serve: Serve, open_aws: OpenAws, clock: FrozenClock, refuse: Callable[..., web.Response]
) -> None:
    at = milliseconds(clock, 1)
    asked: list[str] = []

    def answer(operation: str, number: int, body: dict[str, Any]) -> web.Response:
        asked.append(body["logGroupName"])
        if body["logGroupName"] == "/secret":
            return refuse("AccessDeniedException")
        return web.json_response({"events": [row(1, at)]})

    source = LogSource(open_aws(await serve(answer)), ["/open", "/secret"])
    assert len(events_in(await polled(source, live_window(clock.now())))) == 1
    assert source.shortfall == "denied: logs:FilterLogEvents on /secret"
    clock.advance(timedelta(seconds=60))
    await polled(source, live_window(clock.now()))
    assert asked.count("/secret") == 1


async def test_broken_rows_are_counted_and_the_others_kept(
    serve: Serve, open_aws: OpenAws, clock: FrozenClock
) -> None:
    rows = [row(1, milliseconds(clock, 1)), {"message": "no time"}, 7, {"timestamp": "x"}]

    def answer(operation: str, number: int, body: dict[str, Any]) -> web.Response:
        return web.json_response({"events": rows if number == 0 else []})

    source = LogSource(open_aws(await serve(answer)), [GROUP])
    batches = await polled(source, live_window(clock.now()))
    assert len(events_in(batches)) == 1
    assert counts_in(batches).malformed == 3
    assert counts_in(batches).adds_up


def test_a_line_is_made_safe_and_its_level_and_trace_are_read() -> None:
    trace = "1-6565a1b2-0123456789abcdef01234567"
    line = f'{{"level":"ERROR","trace_id":"{trace}","m":"\x1b[31mred"}}\n'
    event = event_of(LogRow(timestamp=1, message=line), "g")
    assert event.level is Level.ERROR
    assert event.trace_id == trace
    assert "\x1b" not in event.message
    assert not event.message.endswith("␊")


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60))), st.integers(0, 60))
def test_spans_cover_what_was_added_and_their_gaps_are_the_rest(
    pairs: list[tuple[int, int]], end: int
) -> None:
    spans, covered = Spans(), set[int]()
    for first, last in pairs:
        spans.add(first, last)
        covered |= set(range(first, last))
    gaps = spans.gaps(0, end)
    assert {n for a, b in gaps for n in range(a, b)} == set(range(end)) - covered
    assert {n for a, b in spans.intervals for n in range(a, b)} == covered
    assert all(a[1] < b[0] for a, b in zip(spans.intervals, spans.intervals[1:], strict=False))
