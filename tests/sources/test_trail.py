import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from awsobs.domain.accounting import Counts
from awsobs.domain.clock import FrozenClock
from awsobs.domain.source_state import SourceError
from awsobs.domain.trail import Coverage, TrailEvent
from awsobs.domain.window import Window, live_window
from awsobs.local.cloud import Cloud
from awsobs.present.trail_words import is_shown, words_of
from awsobs.sources.access import USER_AGENT
from awsobs.sources.cloudtrail import TrailSource
from awsobs.sources.session import Aws

Serve = Callable[..., Awaitable[str]]
OpenAws = Callable[..., Aws]


def record(number: int, at: datetime, **more: Any) -> dict[str, Any]:
    return {
        "eventID": f"event-{number}",
        "eventTime": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventName": "PutThing",
        "eventSource": "things.amazonaws.com",
        "userIdentity": {"type": "IAMUser", "userName": "alice"},
        "readOnly": False,
    } | more


class Watched:
    """A source with all that came out of it."""

    def __init__(self, aws: Aws, *, only_window: bool = False) -> None:
        self.coverage: Coverage | None = None
        self.events: list[TrailEvent] = []
        self.counts = Counts()
        self.source = TrailSource(aws, self._cover, only_window=only_window)

    async def poll(self, window: Window) -> list[TrailEvent]:
        before = len(self.events)
        async for batch in self.source.poll(window):
            self.events += batch.records
            self.counts += batch.counts
        return self.events[before:]

    def _cover(self, coverage: Coverage) -> None:
        self.coverage = coverage


async def test_three_hours_are_read_back_page_by_page_and_the_coverage_says_so(
    aws: Aws, cloud: Cloud, clock: FrozenClock
) -> None:
    for number in range(120):
        cloud.trail.put(record(number, clock.now() - timedelta(minutes=number)))
    watched = Watched(aws)
    await watched.poll(live_window(clock.now()))
    assert len(watched.events) == 120
    assert watched.coverage is not None
    assert watched.coverage.is_complete
    assert watched.coverage.start == clock.now() - timedelta(hours=3)
    assert watched.coverage.scanned == 120
    assert not watched.source.behind
    assert watched.counts.adds_up


async def test_a_window_alone_is_read_where_nothing_else_is_wanted(
    aws: Aws, cloud: Cloud, clock: FrozenClock
) -> None:
    for number in range(120):
        cloud.trail.put(record(number, clock.now() - timedelta(minutes=number)))
    watched = Watched(aws, only_window=True)
    ago = [clock.now() - timedelta(minutes=minutes) for minutes in (30, 20)]
    await watched.poll(Window(start=ago[0], end=ago[1], live=False))
    times = [event.time for event in watched.events]
    assert set(times) <= {ago[1] - timedelta(minutes=m) for m in range(-1, 11)}
    assert {ago[0], ago[1] - timedelta(minutes=1)} <= set(times)
    assert watched.coverage is not None
    assert (watched.coverage.start, watched.coverage.is_complete) == (ago[0], True)
    assert not watched.source.behind


async def test_a_later_pass_brings_what_is_new_and_late_events_too(
    aws: Aws, cloud: Cloud, clock: FrozenClock
) -> None:
    watched = Watched(aws)
    cloud.trail.put(record(1, clock.now() - timedelta(seconds=10)))
    await watched.poll(live_window(clock.now()))
    clock.advance(timedelta(seconds=10))
    cloud.trail.put(record(2, clock.now() - timedelta(minutes=10)))
    cloud.trail.put(record(3, clock.now()))
    assert {e.id for e in await watched.poll(live_window(clock.now()))} == {"event-2", "event-3"}
    assert await watched.poll(live_window(clock.now())) == []
    assert watched.counts.adds_up


async def test_our_own_calls_are_counted_and_not_shown(
    aws: Aws, cloud: Cloud, clock: FrozenClock
) -> None:
    agent = f"Boto3/1.40 {USER_AGENT}"
    cloud.trail.put(record(1, clock.now() - timedelta(seconds=5), userAgent=agent))
    watched = Watched(aws)
    assert await watched.poll(live_window(clock.now())) == []
    assert watched.coverage is not None
    assert watched.coverage.own_calls == 1
    assert watched.counts.filtered == 1


async def test_reading_goes_on_where_throttling_stopped_it(
    serve: Serve, open_aws: OpenAws, clock: FrozenClock, refuse: Callable[..., web.Response]
) -> None:
    now = clock.now()
    records = [record(n, now - timedelta(minutes=n)) for n in range(150)]

    def answer(operation: str, number: int, body: dict[str, Any]) -> web.Response:
        if number == 1:
            return refuse("ThrottlingException")
        if "EventCategory" in body:
            return web.json_response({"Events": []})
        start = int(body.get("NextToken") or 0)
        wanted = [r for r in records if moment(r) <= body["EndTime"]]
        rows = [lookup_row(r) for r in wanted[start : start + 50]]
        more = {"NextToken": str(start + 50)} if start + 50 < len(wanted) else {}
        return web.json_response({"Events": rows} | more)

    watched = Watched(open_aws(await serve(answer), attempts=1))
    with pytest.raises(SourceError, match="throttled"):
        await watched.poll(live_window(now))
    assert watched.coverage is not None
    assert not watched.coverage.is_complete
    await watched.poll(live_window(now))
    assert [e.id for e in watched.events] == [f"event-{n}" for n in range(150)]
    assert watched.coverage.is_complete


async def test_a_broken_record_keeps_its_row(
    serve: Serve, open_aws: OpenAws, clock: FrozenClock
) -> None:
    row = lookup_row(record(1, clock.now())) | {"CloudTrailEvent": "{broken", "Username": "bob"}

    def answer(operation: str, number: int, body: dict[str, Any]) -> web.Response:
        if "EventCategory" in body:
            return web.json_response({"Events": []})
        return web.json_response({"Events": [row, {"EventId": "no name, no time"}]})

    watched = Watched(open_aws(await serve(answer)))
    (event,) = await watched.poll(live_window(clock.now()))
    assert (event.name, event.who, event.where) == ("PutThing", "bob", "-")
    assert watched.counts.malformed >= 1
    assert watched.counts.adds_up


async def test_what_cloudtrail_insights_found_is_told_and_is_nobodys_change(
    aws: Aws, cloud: Cloud, clock: FrozenClock
) -> None:
    averages = {"baseline": {"average": 0.4}, "insight": {"average": 12.0}}
    details = {
        "state": "Start",
        "eventSource": "ssm.amazonaws.com",
        "eventName": "GetParameter",
        "insightType": "ApiCallRateInsight",
        "insightContext": {"statistics": averages},
    }
    cloud.trail.put(
        {
            "eventID": "insight",
            "eventTime": (clock.now() - timedelta(minutes=20)).isoformat(),
            "eventType": "AwsCloudTrailInsight",
            "insightDetails": details,
        }
    )
    watched = Watched(aws)
    (event,) = await watched.poll(live_window(clock.now()))
    assert (event.name, event.source) == ("GetParameter", "ssm.amazonaws.com")
    assert event.who == "CloudTrail Insights"
    assert event.is_insight
    assert not event.is_write
    assert words_of(event, is_narrow=False) == ("  unusual calls, 12/min, usually 0.4, begins")
    assert is_shown(event, is_narrow=True)
    assert await watched.poll(live_window(clock.now())) == []


async def test_a_history_without_insights_is_complete_but_for_them(
    serve: Serve, open_aws: OpenAws, clock: FrozenClock, refuse: Callable[..., web.Response]
) -> None:
    row = lookup_row(record(1, clock.now() - timedelta(minutes=1)))

    def answer(operation: str, number: int, body: dict[str, Any]) -> web.Response:
        if "EventCategory" in body:
            return refuse("UnsupportedOperationException")
        return web.json_response({"Events": [row]})

    watched = Watched(open_aws(await serve(answer), attempts=1))
    assert len(await watched.poll(live_window(clock.now()))) == 1
    assert watched.source.shortfall.startswith("CloudTrail Insights: ")
    assert watched.coverage is not None
    assert watched.coverage.is_complete


def moment(of: dict[str, Any]) -> float:
    return datetime.strptime(of["eventTime"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()


def lookup_row(of: dict[str, Any]) -> dict[str, Any]:
    return {
        "EventId": of["eventID"],
        "EventName": of["eventName"],
        "EventTime": moment(of),
        "CloudTrailEvent": json.dumps(of),
    }
