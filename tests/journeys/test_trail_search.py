"""A search in TRAIL over a history that honours one attribute and grants two calls a second."""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from aiohttp import web

from awsobs.domain.clock import FrozenClock
from awsobs.domain.source_state import SourceError
from awsobs.domain.trail import Coverage
from awsobs.domain.window import Window, live_window
from awsobs.languages.lookup_attribute import lookup_attribute
from awsobs.present.rows import text_of
from awsobs.present.searchable import TRAIL
from awsobs.present.trail import trail_view
from awsobs.sources.access import Access
from awsobs.sources.cloudtrail import TrailSource
from awsobs.sources.pace import Pace
from awsobs.sources.session import Aws
from awsobs.store.trail import TrailStore

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
SEARCH = "user:x event:Update* error:*"
USERS = ("x", "alice", "bob", "x-ray-deployer")
NAMES = ("UpdateStack", "CreateThing", "UpdateService", "DescribeThings")


class History:
    """900 events in six hours; every fifth was refused, those called Describe are reads."""

    def __init__(self, clock: FrozenClock) -> None:
        self._clock = clock
        self._tokens, self._filled = 1.0, clock.monotonic()
        self.requests: list[dict[str, Any]] = []
        self.refused = 0
        self.records = [self._record(number) for number in range(900)]

    def _record(self, number: int) -> dict[str, Any]:
        user, name = USERS[number % 4], NAMES[number // 4 % 4]
        at = NOON - timedelta(seconds=24 * number)
        return {
            "eventID": f"e{number}",
            "eventTime": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "eventName": name,
            "eventSource": "things.amazonaws.com",
            "userIdentity": {"type": "IAMUser", "userName": user},
            "readOnly": name.startswith("Describe"),
            **({"errorCode": "AccessDenied"} if number % 5 == 0 else {}),
        }

    def answer(self, body: dict[str, Any]) -> web.Response:
        """Two calls a second, one attribute, newest first, 50 a page."""
        now = self._clock.monotonic()
        self._tokens = min(2.0, self._tokens + 2.0 * (now - self._filled))
        self._filled = now
        if self._tokens < 1:
            self.refused += 1
            error = {"__type": "ThrottlingException", "message": "Rate exceeded"}
            return web.json_response(error, status=400)
        self._tokens -= 1
        if "EventCategory" in body:
            return web.json_response({"Events": []})
        self.requests.append(body)
        first, *_ignored = body["LookupAttributes"]
        rows = [self._row(one) for one in self.records]
        found = [
            row
            for row in rows
            if body["StartTime"] <= row["EventTime"] <= body["EndTime"]
            and row[first["AttributeKey"]] == first["AttributeValue"]
        ]
        start = int(body.get("NextToken") or 0)
        more = {"NextToken": str(start + 50)} if start + 50 < len(found) else {}
        return web.json_response({"Events": found[start : start + 50]} | more)

    def _row(self, record: dict[str, Any]) -> dict[str, Any]:
        at = datetime.fromisoformat(record["eventTime"])
        return {
            "EventId": record["eventID"],
            "EventName": record["eventName"],
            "EventTime": at.timestamp(),
            "EventSource": record["eventSource"],
            "Username": record["userIdentity"]["userName"],
            "ReadOnly": str(record["readOnly"]).lower(),
            "CloudTrailEvent": json.dumps(record),
        }


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOON)


@pytest.fixture
def history(clock: FrozenClock) -> History:
    return History(clock)


@pytest.fixture
async def aws(history: History, clock: FrozenClock) -> AsyncIterator[Aws]:
    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        return history.answer(await request.json())

    async with AsyncExitStack() as stack:
        runner = web.ServerRunner(web.Server(handle, access_log=None), shutdown_timeout=0.1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        access = Access(endpoint_url=url, access_key=("test", "test"), region="us-east-1")
        aws = Aws(access, clock, pace=Pace(clock, budget=5.0, own_endpoint=True))
        stack.push_async_callback(aws.close)
        yield aws


class Pane:
    """TRAIL with a filter, over a store that a source fills."""

    def __init__(self, aws: Aws) -> None:
        self.clock = aws.clock
        self.store = TrailStore()
        self.source = TrailSource(aws, self.store.set_coverage)

    def filter_by(self, text: str) -> None:
        self._filter = TRAIL.filter(text)
        self.source.seek(lookup_attribute(text, TRAIL.fields))

    async def look(self, window: Window, passes: int = 100) -> None:
        for _ in range(passes):
            async for batch in self.source.poll(window):
                self.store.add(batch.records)
            if not self.source.behind:
                return

    @property
    def coverage(self) -> Coverage:
        assert self.store.coverage is not None
        return self.store.coverage

    @property
    def ids(self) -> list[str]:
        """The events that the pane lists, the newest first."""
        return [item.record.id for item in self._view().items if item.record is not None]  # type: ignore[attr-defined] - they are events

    @property
    def text(self) -> str:
        view = self._view()
        rows = [row for item in view.items for row in item.rows]
        return "\n".join([text_of(view.header.facts), *(text_of(row) for row in rows)])

    def _view(self) -> Any:
        return trail_view(
            self.store.events(),
            coverage=self.coverage,
            state=None,
            now=self.clock.now(),
            onset=None,
            suspect=None,
            width=120,
            height=30,
            kind="standard",
            matches=self._filter.matches,
            zoomed=True,
        )


def wanted(history: History, since: datetime) -> list[str]:
    """The plain reading of the search: `x` in the name, Update, refused."""
    return [
        one["eventID"]
        for one in history.records
        if "x" in one["userIdentity"]["userName"]
        and one["eventName"].startswith("Update")
        and "errorCode" in one
        and datetime.fromisoformat(one["eventTime"]) >= since
    ]


async def test_the_set_is_right_no_request_is_refused_and_the_coverage_is_true(
    aws: Aws, history: History, clock: FrozenClock
) -> None:
    pane = Pane(aws)
    pane.filter_by(SEARCH)
    window = live_window(clock.now(), timedelta(hours=6))
    await pane.look(window)
    assert pane.ids == wanted(history, window.start)
    assert len(pane.ids) > 30
    assert history.refused == 0
    assert all(len(body["LookupAttributes"]) == 1 for body in history.requests)
    assert not pane.coverage.unread
    assert pane.coverage.is_complete
    assert "100 % covered 06:00–12:0" in pane.text
    assert "gap" not in pane.text


async def test_what_was_looked_up_comes_first_and_what_is_not_read_is_told(
    aws: Aws, history: History, clock: FrozenClock
) -> None:
    pane = Pane(aws)
    pane.filter_by(SEARCH)
    pages = pane.source.poll(live_window(clock.now(), timedelta(hours=6)))
    for _ in range(5):
        batch = await anext(pages)
        pane.store.add(batch.records)
    keys = {body["LookupAttributes"][0]["AttributeKey"] for body in history.requests}
    assert keys == {"Username"}
    users = {event.who for event in pane.store.events()}
    assert users == {"x"}
    assert pane.coverage.sought is not None
    assert not pane.coverage.is_complete
    assert "Username x: since 06:0" in pane.text
    assert "‥ before 12:0" in pane.text
    missing = set(wanted(history, NOON - timedelta(hours=6))) - set(pane.ids)
    assert missing, "x-ray-deployer is found by reading on"


async def test_reads_come_where_the_filter_asks_for_them(
    aws: Aws, history: History, clock: FrozenClock
) -> None:
    pane = Pane(aws)
    pane.filter_by("write:no event:Describe*")
    await pane.look(live_window(clock.now()))
    since = clock.now() - timedelta(hours=3)
    reads = [
        one["eventID"]
        for one in history.records
        if one["readOnly"] and datetime.fromisoformat(one["eventTime"]) >= since
    ]
    assert set(pane.ids) >= set(reads)
    assert len(reads) > 50


async def test_a_window_in_the_past_is_read_from_itself_outwards(
    aws: Aws, history: History, clock: FrozenClock
) -> None:
    pane = Pane(aws)
    pane.filter_by("")
    start = NOON - timedelta(hours=5)
    window = Window(start=start, end=start + timedelta(minutes=30), live=False)
    batches = cast("AsyncGenerator[Any]", pane.source.poll(window))
    for _ in range(3):
        pane.store.add((await anext(batches)).records)
    times = [event.time for event in pane.store.events()]
    assert {t for t in times if window.start <= t < window.end} == {
        datetime.fromisoformat(one["eventTime"])
        for one in history.records
        if not one["readOnly"]
        and window.start <= datetime.fromisoformat(one["eventTime"]) < window.end
    }
    assert max(times) < NOON - timedelta(hours=3)
    assert "‥ gap 0" in pane.text
    await batches.aclose()
    await pane.look(window)
    assert not pane.coverage.unread
    assert "‥ gap" not in pane.text


async def test_reading_back_stops_when_told_and_says_so(
    aws: Aws, history: History, clock: FrozenClock
) -> None:
    pane = Pane(aws)
    pane.filter_by("")
    window = live_window(clock.now(), timedelta(hours=6))
    batches = cast("AsyncGenerator[Any]", pane.source.poll(window))
    for _ in range(4):
        pane.store.add((await anext(batches)).records)
    clock.advance(timedelta(seconds=3))
    pane.store.add((await anext(batches)).records)
    assert "left, S stops" in pane.text
    await batches.aclose()
    pane.source.stop(stopped=True)
    before = len(history.requests)
    await pane.look(window)
    assert len(history.requests) <= before + 1
    assert not pane.source.behind
    assert "stopped, S goes on" in pane.text
    pane.source.stop(stopped=False)
    await pane.look(window)
    assert pane.coverage.is_complete


async def test_a_history_that_refuses_all_the_same_loses_nothing(
    aws: Aws, history: History, clock: FrozenClock
) -> None:
    pane = Pane(aws)
    pane.filter_by(SEARCH)
    window = live_window(clock.now(), timedelta(hours=6))
    history._tokens = -20.0  # pyright: ignore[reportPrivateUsage] - somebody else has used it up
    for _ in range(60):
        try:
            await pane.look(window)
        except SourceError:
            clock.advance(timedelta(seconds=5))
    assert pane.ids == wanted(history, window.start)
    assert history.refused > 0
