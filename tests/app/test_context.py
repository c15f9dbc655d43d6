"""The lines around a line, from its stream or from what is kept."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.app.screens.context import ContextScreen
from awsobs.app.screens.record import RecordScreen
from awsobs.domain.clock import FrozenClock
from awsobs.domain.logs import Surroundings
from awsobs.domain.source_state import SourceError
from awsobs.settings import Settings
from awsobs.store.memory import Memory

Screen = Callable[[Console], str]
Settled = Callable[[Pilot[None]], Awaitable[None]]
Collecting = Callable[[Callable[[object], object]], Any]


async def opened(console: Console, pilot: Pilot[None], settled: Settled) -> None:
    await console.workers.wait_for_complete()
    await settled(pilot)
    await pilot.press("1", "up", "c")
    await console.workers.wait_for_complete()
    await settled(pilot)


async def test_the_line_is_marked_among_those_of_its_stream(
    memory: Memory, clock: FrozenClock, screen: Screen, settled: Settled, collecting: Collecting
) -> None:
    own = memory.logs.event(198)
    events = tuple(
        own if n == 3 else replace(own, message=f"before and after {n}", event_id=str(n))
        for n in range(7)
    )
    collector = collecting(lambda _: Surroundings(events=events, from_start=True))
    console = Console(Settings(mode="demo"), memory, clock, lambda: collector)
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(console, pilot, settled)
        rows = screen(console).splitlines()
        assert "AROUND A LINE  /aws/lambda/gateway a" in rows[2]
        assert "3 before from the start  3 after" in rows[2]
        (marked,) = [row for row in rows if own.message in row]
        assert marked.startswith(("▌", "m"))
        await pilot.press("c")
        await console.workers.wait_for_complete()
        assert collector.asked == 2
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(console.screen, RecordScreen)
        assert own.message in screen(console)


async def test_what_is_kept_is_shown_where_the_stream_cannot_be_read(
    memory: Memory, clock: FrozenClock, screen: Screen, settled: Settled, collecting: Collecting
) -> None:
    denied = SourceError("denied: logs:GetLogEvents")
    console = Console(Settings(mode="demo"), memory, clock, lambda: collecting(lambda _: denied))
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(console, pilot, settled)
        assert isinstance(console.screen, ContextScreen)
        assert "✖ denied: logs:GetLogEvents · only lines that were read" in screen(console)
        assert "order=198" in screen(console)
        assert "order=199" not in screen(console)  # of another group


async def test_lines_of_files_are_around_a_line_too(
    memory: Memory, clock: FrozenClock, screen: Screen, settled: Settled
) -> None:
    console = Console(Settings(log_files=("a.log",), pane="logs"), memory, clock)
    async with console.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("up", "c")
        await console.workers.wait_for_complete()
        await settled(pilot)
        assert "to the end" in screen(console)
        await pilot.press("escape")
        assert not isinstance(console.screen, ContextScreen)
