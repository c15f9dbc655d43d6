"""The list of traces: narrowed by a filter, by a range of times, and by what failing ones share."""

from datetime import UTC, datetime, timedelta
from typing import Any

from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.app.picture import text_on
from awsobs.app.screens.traces import TracesScreen
from awsobs.domain.clock import StillClock
from awsobs.domain.traces import TraceSummary
from awsobs.settings import Settings
from awsobs.store.memory import Memory

NOW = datetime(2026, 11, 25, 7, 45, tzinfo=UTC)


def filled() -> Memory:
    """Twenty requests that failed, all Ada's and slow; forty of others that did not."""
    memory = Memory()
    memory.traces.add_summaries(
        TraceSummary(
            id=f"1-67412f0c-{n:024x}",
            start=NOW - timedelta(seconds=n + 1),
            duration=3.0 + n / 10 if n < 20 else 0.05 + n / 1000,
            has_fault=n < 20,
            status=502 if n < 20 else 200,
            entry="gateway",
            services=("gateway",),
            users=("ada",) if n < 20 else ("bob",),
        )
        for n in range(60)
    )
    return memory


async def pressed(console: Console, pilot: Pilot[None], *keys: str) -> str:
    await pilot.press(*keys)
    await console.workers.wait_for_complete()
    await pilot.pause()
    return text_on(console)


async def test_a_list_is_narrowed_and_widened_again_step_by_step() -> None:
    console = Console(Settings(mode="demo"), filled(), StillClock(NOW))
    async with console.run_test(size=(120, 40)) as pilot:
        shown = await pressed(console, pilot, "7")
        assert isinstance(console.screen, TracesScreen)
        assert "60 traces · 0 read whole · sampled" in shown
        assert "p50 99 ms" in shown
        shown = await pressed(console, pilot, "s", "s", "s", "S")
        assert "reverse status first" in shown

        shown = await pressed(console, pilot, "slash", *"status>=500 (")
        assert "^ the filter ends too early" in shown
        shown = await pressed(console, pilot, "backspace", "backspace", "enter")
        assert "20 of 60 traces" in shown

        shown = await pressed(console, pilot, "escape")
        assert "60 traces" in shown
        shown = await pressed(console, pilot, "D")
        assert "what faults share" in shown
        assert "20 of 20" in shown
        shown = await pressed(console, pilot, "enter")
        assert "20 of 60 traces" in shown
        assert "only " in shown
        shown = await pressed(console, pilot, "right")
        assert "from 3" in shown
        await pressed(console, pilot, "escape", "escape")
        assert isinstance(console.screen, TracesScreen)
        await pressed(console, pilot, "escape")
        assert not isinstance(console.screen, TracesScreen)


async def test_nothing_sampled_says_so_and_no_failing_request_shares_nothing() -> None:
    console = Console(Settings(mode="demo"), Memory(), StillClock(NOW))
    async with console.run_test(size=(80, 24)) as pilot:
        shown = await pressed(console, pilot, "7")
        assert "traces…" in shown or "no traces" in shown
        await pressed(console, pilot, "D", "s", "y", "L", "right", "enter")
        assert isinstance(console.screen, TracesScreen)


async def test_traces_that_x_ray_finds_are_listed_alone(collecting: type[Any]) -> None:
    found = filled().traces.summaries()[:3]

    def answer(question: object) -> object:
        del question
        return found

    console = Console(Settings(mode="demo"), filled(), StillClock(NOW), lambda: collecting(answer))
    async with console.run_test(size=(120, 40)) as pilot:
        shown = await pressed(console, pilot, "colon", *"traces =fault = ", "enter")
        assert not isinstance(console.screen, TracesScreen)
        shown = await pressed(console, pilot, *"true", "enter")
        assert isinstance(console.screen, TracesScreen)
        assert "found by fault = true" in shown
        assert "3 traces" in shown
        shown = await pressed(console, pilot, "escape", "7")
        assert "60 traces" in shown
