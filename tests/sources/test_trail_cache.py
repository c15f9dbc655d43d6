"""What was read of the trail is kept on disk, and a second look asks nothing."""

import sqlite3
import stat
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from tests.sources.test_trail import lookup_row, moment, record

from awsobs.analysis.trail_records import event_of
from awsobs.domain.clock import FrozenClock
from awsobs.domain.trail import Coverage, TrailEvent
from awsobs.domain.window import live_window
from awsobs.sources.cloudtrail import TrailSource
from awsobs.sources.session import Aws
from awsobs.sources.trail_cache import MOST_BYTES, TrailCache

Serve = Callable[..., Awaitable[str]]
OpenAws = Callable[..., Aws]
SCOPE = "123456789012/us-east-1/ReadOnly/false"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "trail.sqlite"


def event(number: int, at: datetime, **more: Any) -> TrailEvent:
    return event_of(record(number, at, **more))


def test_a_stretch_comes_back_as_it_was_kept(path: Path, clock: FrozenClock) -> None:
    cache, now = TrailCache(path), clock.now()
    span = (now - timedelta(hours=2), now - timedelta(hours=1))
    kept = [event(n, span[1] - timedelta(minutes=n)) for n in range(5)]
    cache.keep(SCOPE, span, kept)
    found = TrailCache(path).kept(SCOPE, now - timedelta(hours=3), now)
    assert found.spans.parts == (span,)
    assert list(found.events) == kept
    assert cache.kept("another", *span).events == ()


def test_only_its_owner_may_read_the_file(path: Path, clock: FrozenClock) -> None:
    now = clock.now()
    TrailCache(path).keep(SCOPE, (now - timedelta(hours=1), now), [])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_events_beside_what_is_whole_are_not_told(path: Path, clock: FrozenClock) -> None:
    cache, now = TrailCache(path), clock.now()
    hours = [now - timedelta(hours=n) for n in range(5)]
    cache.keep(SCOPE, (hours[4], hours[3]), [event(1, hours[4])])
    cache.keep(SCOPE, (hours[2], hours[1]), [event(2, hours[1])])
    found = cache.kept(SCOPE, hours[3] + timedelta(minutes=1), now)
    assert found.spans.parts == ((hours[2], hours[1]),)
    assert [one.id for one in found.events] == ["event-2"]


def test_what_cloudtrail_has_no_more_is_dropped(path: Path, clock: FrozenClock) -> None:
    cache, now = TrailCache(path), clock.now()
    old = now - timedelta(days=91)
    cache.keep(SCOPE, (old, old + timedelta(hours=1)), [event(1, old)])
    cache.keep(SCOPE, (now - timedelta(hours=1), now), [])
    assert cache.kept(SCOPE, old, now).spans.parts == ((now - timedelta(hours=1), now),)
    assert cache.kept(SCOPE, old, now).events == ()


def test_a_file_that_grew_too_large_starts_afresh(path: Path, clock: FrozenClock) -> None:
    cache, now = TrailCache(path, most_bytes=100_000), clock.now()
    rows = [event(n, now, note=str(n) * 50) for n in range(2_000)]
    cache.keep(SCOPE, (now - timedelta(hours=1), now), rows)
    assert TrailCache(path).kept(SCOPE, now - timedelta(hours=1), now).events == ()
    assert MOST_BYTES > 100_000


@pytest.mark.parametrize("damage", ["no database", "newer", "a broken event", "a list"])
def test_a_file_that_cannot_be_used_is_left_alone(
    path: Path, clock: FrozenClock, damage: str
) -> None:
    now = clock.now()
    span = (now - timedelta(hours=1), now)
    TrailCache(path).keep(SCOPE, span, [event(1, now)])
    with sqlite3.connect(path) as file:
        if damage == "newer":
            file.execute("PRAGMA user_version = 99")
        elif damage == "a broken event":
            file.execute("UPDATE events SET body = 'text'")
        elif damage == "a list":
            file.execute("UPDATE events SET body = x'789c8b8e0500011b00b9'")
    file.close()
    if damage == "no database":
        path.write_text("no database at all, but long enough to be looked at as one" * 20)
    before = path.read_bytes()
    cache = TrailCache(path)
    assert cache.kept(SCOPE, *span).events == ()
    cache.keep(SCOPE, span, [event(2, now)])
    assert path.read_bytes() == before


class Endpoint:
    """A history that counts what it is asked."""

    def __init__(self, records: list[dict[str, Any]]) -> None:
        self.records = records
        self.asked = 0

    def answer(self, operation: str, number: int, body: dict[str, Any]) -> web.Response:
        del operation, number
        if "EventCategory" in body:
            return web.json_response({"Events": []})
        self.asked += 1
        start = int(body.get("NextToken") or 0)
        found = [one for one in self.records if body["StartTime"] <= moment(one) <= body["EndTime"]]
        more = {"NextToken": str(start + 50)} if start + 50 < len(found) else {}
        return web.json_response(
            {"Events": [lookup_row(one) for one in found[start : start + 50]]} | more
        )


async def looked(aws: Aws, path: Path) -> tuple[list[TrailEvent], Coverage]:
    """One look of a program that has just begun."""
    covered: list[Coverage] = []
    source = TrailSource(
        aws, covered.append, cache=TrailCache(path), account=lambda: "123456789012"
    )
    found: list[TrailEvent] = []
    async for batch in source.poll(live_window(aws.clock.now())):
        found += batch.records
    return found, covered[-1]


async def test_a_second_look_asks_for_the_newest_alone(
    serve: Serve, open_aws: OpenAws, clock: FrozenClock, path: Path
) -> None:
    now = clock.now()
    endpoint = Endpoint([record(n, now - timedelta(minutes=n)) for n in range(170)])
    url = await serve(endpoint.answer)
    first, coverage = await looked(open_aws(url), path)
    assert coverage.is_complete
    assert endpoint.asked == 4
    clock.advance(timedelta(minutes=1))
    again, coverage = await looked(open_aws(url), path)
    assert coverage.is_complete
    assert endpoint.asked == 5, "a quarter of an hour may still lack something"
    assert {one.id for one in again} == {one.id for one in first}
    assert {one.id: one for one in again} == {one.id: one for one in first}
    assert coverage.scanned == 170


async def test_another_account_finds_nothing_of_it(
    serve: Serve, open_aws: OpenAws, clock: FrozenClock, path: Path
) -> None:
    endpoint = Endpoint([record(n, clock.now() - timedelta(minutes=n)) for n in range(100)])
    url = await serve(endpoint.answer)
    await looked(open_aws(url), path)
    other = TrailSource(open_aws(url), cache=TrailCache(path), account=lambda: "210987654321")
    before = endpoint.asked
    async for _ in other.poll(live_window(clock.now())):
        pass
    assert endpoint.asked == before + 2


async def test_what_comes_while_it_runs_is_kept_once_nothing_can_come_late_beside_it(
    serve: Serve, open_aws: OpenAws, clock: FrozenClock, path: Path
) -> None:
    endpoint = Endpoint([])
    url = await serve(endpoint.answer)
    source = TrailSource(open_aws(url), cache=TrailCache(path), account=lambda: "123456789012")
    start = clock.now()
    for number in range(40):
        endpoint.records.insert(0, record(number, clock.now()))
        async for _ in source.poll(live_window(clock.now())):
            pass
        clock.advance(timedelta(minutes=1))
    kept = TrailCache(path).kept(SCOPE, start - timedelta(hours=3), clock.now())
    (span,) = kept.spans.parts
    assert timedelta(minutes=15) <= clock.now() - span[1] <= timedelta(minutes=17)
    assert {one.id for one in kept.events} == {f"event-{n}" for n in range(len(kept.events))}
    assert len(kept.events) >= 23
