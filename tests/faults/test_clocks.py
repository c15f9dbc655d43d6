"""C1 and C2: this machine's clock is wrong, jumps, or stood still while the lid was closed."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awsobs.collecting.collector import Collector
from awsobs.collecting.schedules import SCHEDULES
from awsobs.domain.clock import Clock, ServerClock, SystemClock
from awsobs.domain.source_state import Condition
from awsobs.local.cloud import Cloud
from awsobs.local.faults import FaultPlan, Rule, Skew
from awsobs.local.operations import Call, Reply
from awsobs.local.server import running
from awsobs.settings import Settings
from awsobs.sources.server_time import moment_of
from awsobs.store.memory import Memory

Until = Callable[[Callable[[], object]], Awaitable[None]]
Play = Callable[..., None]

CLOSE = timedelta(seconds=5)
POLLS = (("DescribeAlarms", "alarms"), ("GetTraceSummaries", "traces"), ("ListMetrics", "metrics"))


@pytest.mark.fault("C1")
@pytest.mark.parametrize("minutes", [10, -10])
async def test_a_clock_ten_minutes_off_is_told_and_the_services_is_used_instead(
    until: Until, minutes: int
) -> None:
    skew = timedelta(minutes=minutes)
    cloud = Cloud(SystemClock())
    plan = FaultPlan([Rule(harm=Skew(by=skew))])  # which refuses what is signed by our clock
    memory, clock = Memory(), ServerClock(SystemClock())
    async with running(cloud, faults=plan) as server:
        settings = Settings(
            endpoint_url=server.url, access_key=("test", "test"), region="us-east-1"
        )
        collector = Collector(settings, memory, clock)
        collector.start()
        sources = ("identity", "alarms", "logs", "metrics", "trail", "traces")
        states = memory.feeds
        await until(lambda: all((s := states.state(n)) and s.is_current for n in sources))
        assert abs(clock.skew - skew) < CLOSE
        assert abs(clock.now() - SystemClock().now() - skew) < CLOSE
        # Once refused, and at once asked again with the right time: nobody had to sign in.
        assert states.counts("identity").received == 1
        server.use(None)
        collector.refresh("alarms")
        await until(lambda: not clock.skew)
        collector.stop()


class JumpingClock:
    """A played clock whose wall time can be set, as NTP, a user or a lid does."""

    def __init__(self, played: Clock) -> None:
        self._played = played
        self.jumped = timedelta()

    def now(self) -> datetime:
        return self._played.now() + self.jumped

    def monotonic(self) -> float:
        return self._played.monotonic()

    async def sleep(self, seconds: float) -> None:
        await self._played.sleep(seconds)


@pytest.mark.fault("C2")
@pytest.mark.parametrize("hours", [-1, 8])
def test_no_feed_asks_more_often_because_the_wall_clock_jumped(played: Play, hours: int) -> None:
    async def scene(stage: Any) -> None:
        passes: list[tuple[float, str]] = []
        ask = stage.cloud.answer

        def noted(call: Call) -> Reply:
            passes.append((stage.clock.monotonic(), call.operation))
            answer: Reply = ask(call)
            return answer

        stage.cloud.answer = noted
        clock = JumpingClock(stage.clock)
        memory = Memory()
        settings = Settings(endpoint_url=stage.server.url, access_key=("t", "t"))
        collector = Collector(settings, memory, clock)
        collecting = asyncio.create_task(collector.collect())
        try:
            await stage.play(30)
            clock.jumped = timedelta(hours=hours)
            jumped_at = stage.clock.monotonic()
            await stage.play(30)
        finally:
            collector.stop()
            await collecting
        after = Counter(name for at, name in passes if at >= jumped_at)
        for poll, name in POLLS:
            # The stage's own collector asks too; each may catch up on one pass that it missed.
            fastest = 0.9 * SCHEDULES[name].on_own
            assert 0 < after[poll] <= 2 * (30 / fastest + 2), poll
        for source in ("alarms", "logs", "trail", "traces"):
            state = memory.feeds.state(source)
            assert state is not None
            assert state.condition is Condition.READY, (source, state.what)
            assert abs((state.data_until or clock.now()) - clock.now()) < timedelta(seconds=10)

    played(scene)


@pytest.mark.parametrize(
    ("header", "moment"),
    [
        ("Wed, 25 Nov 2026 12:00:00 GMT", datetime(2026, 11, 25, 12, tzinfo=UTC)),
        ("Wed, 25 Nov 2026 12:00:00 -0000", datetime(2026, 11, 25, 12, tzinfo=UTC)),
        ("Wed, 25 Nov 2026 14:00:00 +0200", datetime(2026, 11, 25, 12, tzinfo=UTC)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -2359", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_only_a_date_of_todays_computers_counts(header: str | None, moment: object) -> None:
    assert moment_of(header) == moment
