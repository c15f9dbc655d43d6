"""What a pane gives of the row at its cursor, and that the keys find their way back to it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.app.screens.record import RecordScreen
from awsobs.domain.source_state import Condition, SourceState
from awsobs.store.memory import Memory

Text = Callable[[Console], str]
Settled = Callable[[Pilot[None]], Awaitable[None]]


async def test_a_denied_pane_gives_its_policy_line_and_the_whole_error(
    console: Console, memory: Memory, screen: Text, settled: Settled
) -> None:
    memory.trail.clear()
    denied = SourceState(
        condition=Condition.DENIED,
        since=console.scene.now(),
        what="denied",
        operation="cloudtrail:LookupEvents",
    )
    memory.feeds.set_state("trail", denied)
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press("4", "y")
        await settled(pilot)
        assert '"Action": "cloudtrail:LookupEvents"' in console.clipboard
        await pilot.press("v")
        await settled(pilot)
        assert "cloudtrail:LookupEvents" in screen(console)
        assert isinstance(console.screen, RecordScreen)


async def test_a_row_is_copied_as_text(console: Console, settled: Settled) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press("1", "y")
        await settled(pilot)
        assert "order=199 done" in console.clipboard


async def test_what_json_hides_is_not_copied_into_another_terminal(
    console: Console, memory: Memory, settled: Settled
) -> None:
    newest = memory.logs.event(len(memory.logs) - 1)
    hostile = replace(newest, message='{"message": "\\u001b]52;c;eA==\\u0007 done"}', event_id="z")
    memory.logs.extend([hostile])
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press("1", "y")
        await settled(pilot)
        assert console.clipboard.endswith(" done")
        assert "\x1b" not in console.clipboard


@pytest.mark.parametrize("small", [(30, 8), (1, 1)])
async def test_the_focused_pane_has_the_keys_again_after_a_tiny_size(
    console: Console, small: tuple[int, int], settled: Settled
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press("1")
        await pilot.resize_terminal(*small)
        await settled(pilot)
        await pilot.resize_terminal(120, 40)
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(console.screen, RecordScreen)
