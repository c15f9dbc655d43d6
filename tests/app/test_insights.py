"""The screen of Logs Insights on a real account on loopback, and what leaving it does there."""

import json
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

import pytest
from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.app.screens.insights import InsightsScreen
from awsobs.app.screens.record import RecordScreen
from awsobs.collecting.collector import Collector
from awsobs.collecting.questions import Question
from awsobs.domain.clock import SystemClock
from awsobs.local.cloud import Cloud
from awsobs.local.server import running
from awsobs.settings import Settings
from awsobs.sources.access import Access
from awsobs.sources.pace import Pace
from awsobs.sources.session import Aws
from awsobs.store.memory import Memory

Answer = TypeVar("Answer")

GROUP = "/aws/lambda/shop"
MANY = 100_000
SLOW = "stats pct(ms, 50), pct(ms, 90), pct(ms, 99), stddev(ms), avg(ms), max(ms), min(ms) by ms"
"""Takes seconds, in which the screen is left."""


Screen = Callable[[Console], str]
Settled = Callable[[Pilot[None]], Awaitable[None]]
Until = Callable[[Callable[[], object]], Awaitable[None]]


@pytest.fixture
def cloud() -> Cloud:
    return Cloud(SystemClock())


@pytest.fixture
async def console(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Console]:
    """A console whose collector is connected, and which reads one group."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    async with running(cloud) as server:
        settings = Settings(endpoint_url=server.url, region="us-east-1", log_groups=(GROUP,))
        memory, clock = Memory(), SystemClock()
        yield Console(settings, memory, clock, lambda: Collector(settings, memory, clock))


def filled(cloud: Cloud, count: int) -> None:
    at = int(cloud.clock.now().timestamp() * 1000) - 5_000
    lines = [(at - count + one, json.dumps({"ms": one, "side": one % 2})) for one in range(count)]
    cloud.logs.put(GROUP, "s", lines, at)


async def opened(console: Console, pilot: Pilot[None], until: Until, query: str) -> None:
    """Run a query once the account is there."""
    await until(lambda: console.scene.memory.feeds.identity)
    console.desk.open_insights(query)
    await pilot.pause()
    assert isinstance(console.screen, InsightsScreen)


async def test_rows_and_the_price_are_shown_and_enter_opens_the_record(
    console: Console, cloud: Cloud, until: Until, screen: Screen, settled: Settled
) -> None:
    filled(cloud, 20)
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(console, pilot, until, "fields ms, side | filter ms in [3, 7] | sort ms")
        await until(lambda: "Complete" in screen(console))
        await settled(pilot)
        shown = screen(console)
        assert "20 records scanned, 2 matched" in shown
        assert "$0.0001" in shown
        await pilot.press("enter")
        await until(lambda: isinstance(console.screen, RecordScreen))
        await settled(pilot)
        assert "@logStream" in screen(console)


async def test_leaving_stops_the_query(cloud: Cloud, until: Until) -> None:
    filled(cloud, MANY)
    memory, clock = Memory(), SystemClock()
    console = Console(Settings(), memory, clock)
    async with running(cloud) as server, console.run_test(size=(120, 40)):
        access = Access(endpoint_url=server.url, access_key=("a", "b"), region="us-east-1")
        async with Aws(access, clock, pace=Pace(clock, budget=math.inf, own_endpoint=True)) as aws:

            async def ask(question: "Question[Answer]") -> Answer:
                return await question(aws)

            page = InsightsScreen(console.scene, [GROUP], ask, lambda _: ((), ()), [], SLOW)
            await console.push_screen(page)
            await until(lambda: cloud.insights.queries)
            page.action_back()
            (run,) = cloud.insights.queries.values()
            await until(lambda: run.has_ended)
            assert run.status == "Cancelled"
            assert run.scanned < MANY


async def test_a_mistake_is_told_under_the_query(
    console: Console, cloud: Cloud, until: Until, screen: Screen
) -> None:
    filled(cloud, 2)
    async with console.run_test(size=(80, 24)) as pilot:
        await opened(console, pilot, until, "fields ms | filtre x")
        await until(lambda: "^" in screen(console))
        rows = screen(console).splitlines()
        (line,) = [row for row in rows if "filtre x" in row and "✖" not in row]
        assert rows[rows.index(line) + 1].index("^") == line.index("filtre")


async def test_a_query_that_is_offered_is_put_into_the_editor(
    console: Console, cloud: Cloud, until: Until, screen: Screen, settled: Settled
) -> None:
    filled(cloud, 2)
    cloud.insights.save(
        "1", {"name": "slow ones", "queryDefinitionId": "1", "queryString": "filter ms > 9"}
    )
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(console, pilot, until, "")
        await until(lambda: "slow ones" in screen(console))
        assert "by estimate" in screen(console)
        assert "enter run" in screen(console)
        await pilot.press("down", "end")
        await settled(pilot)
        assert "enter open" in screen(console)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("enter")
        await until(lambda: cloud.insights.queries)
        (run,) = cloud.insights.queries.values()
        assert run.asking.query.text == "filter ms > 9"


async def test_numbers_over_time_are_drawn(
    console: Console, cloud: Cloud, until: Until, screen: Screen, settled: Settled
) -> None:
    filled(cloud, 50)
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(console, pilot, until, "stats count(*) as lines by bin(5m)")
        await until(lambda: "Complete" in screen(console))
        await settled(pilot)
        assert any(letter in screen(console) for letter in "▁▂▃▄▅▆▇█")
