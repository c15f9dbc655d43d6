"""The screen of patterns: what is new comes first, and `enter` leads to its lines."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.app.panes.logs import LogsPane
from awsobs.app.screens.patterns import PatternsScreen
from awsobs.domain.clock import FrozenClock
from awsobs.domain.logs import Level, LogEvent
from awsobs.store.memory import Memory

Screen = Callable[[Console], str]
Settled = Callable[[Pilot[None]], Awaitable[None]]


@pytest.fixture
def event(clock: FrozenClock) -> Callable[..., LogEvent]:
    """A line so many minutes ago."""

    def made(text: str, minutes: float, level: Level = Level.INFO) -> LogEvent:
        at = int((clock.now() - timedelta(minutes=minutes)).timestamp() * 1000)
        return LogEvent(
            timestamp=at,
            ingestion_time=at,
            group="/aws/lambda/payments",
            stream="a",
            message=text,
            event_id=f"{text}{minutes}",
            level=level,
        )

    return made


@pytest.fixture
def incident(memory: Memory, event: Callable[..., LogEvent]) -> Memory:
    """Orders all the time, a cache that is silent since the alarm, and a new error."""
    memory.logs.clear()
    memory.logs.extend(event(f"order={n} placed", n / 4) for n in range(160))
    memory.logs.extend(event(f"cache warmed in {n} ms", 12 + n / 4) for n in range(60))
    memory.logs.extend(
        event(f"ERROR timeout after {n} ms POST /charge", n / 10, Level.ERROR) for n in range(40)
    )
    return memory


async def opened(console: Console, pilot: Pilot[None], settled: Settled) -> None:
    await settled(pilot)
    await pilot.press("P")
    await console.workers.wait_for_complete()
    await settled(pilot)


def change_and_words(row: str) -> str:
    return " ".join(word for word in row.strip("▌ ").split() if not set(word) & set("▁▂▃▄▅▆▇"))


@pytest.mark.usefixtures("incident")
async def test_what_is_new_comes_first_and_then_what_is_gone(
    console: Console, screen: Screen, settled: Settled
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(console, pilot, settled)
        rows = screen(console).splitlines()
        assert "P PATTERNS  since 07:36 vs 07:06–07:36" in rows[2]
        assert "3 patterns, 1 unchanged  lines 77  before 180" in rows[2]
        assert [change_and_words(row) for row in rows[4:7]] == [
            "NEW ERR timeout after <n> ms POST /charge 40 was 0",
            "GONE INF cache warmed in <n> ms 0 was 60",
            "INF order=<n> placed 37 120",
        ]


@pytest.mark.usefixtures("incident")
async def test_enter_leads_to_the_lines_of_the_pattern(
    console: Console, screen: Screen, settled: Settled
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(console, pilot, settled)
        await pilot.press("enter")
        await settled(pilot)
        pane = console.screen.query_one(LogsPane)
        assert pane.filter_text == 'pattern="timeout after * ms POST *"'
        assert pane.hidden() == 220
        assert "timeout after 3" in screen(console)
        assert "cache warmed" not in screen(console)
        await pilot.press("escape")
        await settled(pilot)
        assert not pane.filter_text


async def test_new_lines_are_taken_in_while_it_is_open(
    console: Console,
    incident: Memory,
    event: Callable[..., LogEvent],
    clock: FrozenClock,
    screen: Screen,
    settled: Settled,
) -> None:
    async with console.run_test(size=(80, 24)) as pilot:
        await opened(console, pilot, settled)
        incident.logs.extend(event(f"FATAL disk {n} is full", 0.1, Level.FATAL) for n in range(2))
        clock.advance(timedelta(seconds=1))
        assert isinstance(console.screen, PatternsScreen)
        console.screen.refresh_page()
        await console.workers.wait_for_complete()
        await settled(pilot)
        assert "FTL disk <n> is full" in screen(console).splitlines()[4]


async def test_without_a_baseline_it_says_so_and_marks_nothing(
    console: Console, memory: Memory, screen: Screen, settled: Settled
) -> None:
    memory.alarms.replace([])
    async with console.run_test(size=(80, 24)) as pilot:
        await opened(console, pilot, settled)
        shown = screen(console)
        assert "no baseline: no line is known from 06:45–07:15, so all are new" in shown
        assert "NEW" not in shown
        assert "order=<n> done" in shown


async def test_without_lines_it_says_that_there_are_none(
    console: Console, memory: Memory, screen: Screen, settled: Settled
) -> None:
    memory.logs.clear()
    async with console.run_test(size=(80, 24)) as pilot:
        await opened(console, pilot, settled)
        assert "no lines in 07:36–07:45" in screen(console)
        await pilot.press("enter", "minus")
        await settled(pilot)
        assert not isinstance(console.screen, PatternsScreen)
