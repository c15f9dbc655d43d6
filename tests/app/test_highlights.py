"""Highlights: what stands out in LOGS, and the counts in its header."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.store.memory import Memory

Screen = Callable[[Console], str]
Settled = Callable[[Pilot[None]], Awaitable[None]]


async def typed(pilot: Pilot[None], settled: Settled, command: str) -> None:
    await pilot.press("colon", *command, "enter")
    await settled(pilot)


async def test_a_text_is_counted_over_all_lines_and_goes_on_being_counted(
    console: Console, memory: Memory, screen: Screen, settled: Settled
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press("1", "z")
        await typed(pilot, settled, "highlight order=19")
        assert "order=19 11" in screen(console)  # 19 and 190 to 199
        newest = memory.logs.event(len(memory.logs) - 1)
        memory.logs.extend([replace(newest, event_id="late", message="order=19 again")])
        console.desk.lines.refresh_view()
        await settled(pilot)
        assert "order=19 12" in screen(console)
        await typed(pilot, settled, "highlight")
        assert "order=19 12" not in screen(console)


async def test_the_same_text_again_ends_it_and_a_sixth_is_refused(
    console: Console, settled: Settled
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        for text in ("a", "b", "c", "d", "re:e+", "f", "b"):
            console.desk.highlight(text)
        await settled(pilot)
        marks = console.desk.lines.highlights.marks
        assert [mark.text for mark in marks] == ["a", "c", "d", "re:e+"]
        assert console.desk.lines.look.highlights == marks
