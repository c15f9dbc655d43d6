"""LOGS while it does not follow."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.app.panes.logs import LogsPane
from awsobs.domain.clock import FrozenClock
from awsobs.domain.logs import LogEvent
from awsobs.store.memory import Memory

Text = Callable[[Console], str]
Settled = Callable[[Pilot[None]], Awaitable[None]]


def near(memory: Memory, seconds: Sequence[float]) -> list[LogEvent]:
    """Lines so many seconds after the newest one that there is."""
    newest = memory.logs.event(len(memory.logs) - 1)
    return [
        replace(newest, timestamp=newest.timestamp + int(1000 * late), event_id=f"near-{late}")
        for late in seconds
    ]


@pytest.mark.parametrize("keys", [["space"], ["k"], ["g"], ["pageup", "pageup", "j"]])
async def test_lines_that_are_filled_in_before_what_was_shown_are_not_new(
    console: Console, memory: Memory, screen: Text, settled: Settled, keys: list[str]
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press("1")
        await settled(pilot)
        await pilot.press(*keys)
        memory.logs.extend(near(memory, (-3600, -20, -0.1)))
        console.screen_stack[0].query_one(LogsPane).refresh_view()
        await settled(pilot)
        assert "‖ paused · 0 new" in screen(console)
        memory.logs.extend(near(memory, (0.1, 0.2, 5)))
        console.screen_stack[0].query_one(LogsPane).refresh_view()
        await settled(pilot)
        assert "‖ paused · 3 new" in screen(console)


async def test_what_the_user_scrolls_to_is_no_longer_new(
    console: Console, memory: Memory, screen: Text, settled: Settled
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press("1")
        await settled(pilot)
        await pilot.press("space")
        memory.logs.extend(near(memory, [n / 10 for n in range(1, 101)]))
        console.screen_stack[0].query_one(LogsPane).refresh_view()
        await settled(pilot)
        assert "‖ paused · 100 new" in screen(console)
        await pilot.press("pagedown")
        await settled(pilot)
        assert "‖ paused · 87 new" in screen(console)


async def test_the_top_line_does_not_move_for_a_minute_of_200_lines_a_second(
    console: Console, memory: Memory, clock: FrozenClock, screen: Text, settled: Settled
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press("1", "z")
        await settled(pilot)
        await pilot.press("pageup", "pageup", *["j"] * 25)
        await settled(pilot)
        pane = console.screen_stack[0].query_one(LogsPane)
        first, chosen = lines_of(screen(console))[0], pane.record
        for second in range(1, 61):
            clock.advance(timedelta(seconds=1))
            late = [second + n / 200 for n in range(199)]
            # one comes between the line at the top and the cursor, one before both
            memory.logs.extend(near(memory, [*late, -12.0, -40.0]))
            pane.refresh_view()
            assert lines_of(screen(console))[0] == first
        assert pane.record == chosen


@pytest.mark.parametrize("following", [True, False])
async def test_a_key_moves_from_the_line_on_the_screen_whatever_came_in_before_it(
    console: Console, memory: Memory, screen: Text, settled: Settled, following: bool
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press("1", "z", *([] if following else ["k", "k"]))
        await settled(pilot)
        pane = console.screen_stack[0].query_one(LogsPane)
        shown = [row[1:] for row in lines_of(screen(console))]
        before = memory.logs.event(len(memory.logs) - (2 if following else 4))
        memory.logs.extend(near(memory, [-3600 - n for n in range(50)]))
        pane.action_step(-1)
        assert pane.record == before
        pane.refresh_view()
        await settled(pilot)
        assert pane.record == before
        assert [row[1:] for row in lines_of(screen(console))] == shown


def lines_of(shown: str) -> list[str]:
    """The rows of lines on the screen."""
    return [row for row in shown.splitlines() if " order=" in row]
