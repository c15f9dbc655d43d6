"""The line that `:` opens: what it points at, what it runs, and what it only suggests."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from textual.geometry import Offset
from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.app.screens.command import CommandScreen
from awsobs.app.screens.health import HealthScreen
from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.domain.clock import FrozenClock
from awsobs.domain.metrics import MetricKey
from awsobs.store.memory import Memory
from awsobs_widgets import ItemList

Text = Callable[[Console], str]
Settled = Callable[[Pilot[None]], Awaitable[None]]


def listed(console: Console) -> list[tuple[str, bool]]:
    """The rows of the list, and whether each is pointed at."""
    items = console.screen.query_one(ItemList)
    lines = items.lines_for(*items.size)
    return [("".join(text for text, _ in line.row), line.selected) for line in lines]


def pointed(console: Console) -> str:
    """The row that is pointed at, or nothing."""
    return next((row for row, selected in listed(console) if selected), "")


async def opened(pilot: Pilot[None], typed: str, settled: Settled) -> None:
    await pilot.press("colon", *("space" if letter == " " else letter for letter in typed))
    await settled(pilot)


@pytest.mark.parametrize(
    ("typed", "points_at"),
    [("log", "logs"), ("window 1h", "window"), ("widow", ""), ("win 1h", ""), ("", "")],
)
async def test_the_list_points_at_what_enter_would_run(
    console: Console, settled: Settled, typed: str, points_at: str
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(pilot, typed, settled)
        assert pointed(console).strip().split(" ")[0] == points_at


@pytest.mark.parametrize(("typed", "near"), [("widow", "window"), ("lgos", "logs")])
async def test_an_unknown_command_is_never_guessed_but_the_nearest_is_offered(
    console: Console, screen: Text, settled: Settled, typed: str, near: str
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(pilot, typed, settled)
        assert f"no such command · did you mean {near}?" in screen(console)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(console.screen, CommandScreen)
        assert f"unknown command {typed} · did you mean {near}?" in screen(console)
        await pilot.press("tab")
        await settled(pilot)
        assert pointed(console).split()[0] == near


async def test_what_is_like_nothing_is_only_refused(
    console: Console, screen: Text, settled: Settled
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(pilot, "jjjjjj", settled)
        await pilot.press("enter")
        await settled(pilot)
        assert "unknown command jjjjjj" in screen(console)
        assert "did you mean" not in screen(console)


async def test_the_arrows_choose_the_first_and_then_the_next(
    console: Console, settled: Settled
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(pilot, "", settled)
        await pilot.press("down")
        await settled(pilot)
        assert pointed(console).split()[0] == "alarms"
        await pilot.press("down")
        await settled(pilot)
        assert pointed(console).split()[0] == "logs"


async def test_two_clicks_run_a_row(console: Console, settled: Settled) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(pilot, "al", settled)
        at = next(y for y, (row, _) in enumerate(listed(console)) if "health" in row)
        await pilot.click(ItemList, offset=Offset(5, at), times=2)
        await settled(pilot)
        assert isinstance(console.screen, HealthScreen)


async def test_nothing_typed_runs_nothing(console: Console, settled: Settled) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(pilot, "", settled)
        await pilot.press("enter")
        await settled(pilot)
        assert not isinstance(console.screen, CommandScreen)
        assert len(console.screen_stack) == 1


async def test_a_bill_is_offered_as_a_warning(
    console: Console, screen: Text, settled: Settled, memory: Memory, clock: FrozenClock
) -> None:
    since = clock.now() - timedelta(days=2)
    charges = MetricKey("AWS/Billing", "EstimatedCharges")
    bill = Alarm(name="charges", state=AlarmState.ALARM, since=since, metric=charges)
    memory.alarms.replace([*memory.alarms.alarms(), bill])
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(pilot, "alarm ", settled)
        rows = screen(console).split("\n")
        assert any("alarm charges" in row and "! BILL since 27 Feb" in row for row in rows)
        assert any("alarm checkout" in row and "✖ since 07:41" in row for row in rows)


async def test_commands_of_the_focused_pane_come_first_and_more_are_told(
    console: Console, screen: Text, settled: Settled
) -> None:
    async with console.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "colon")
        await settled(pilot)
        assert "lines as they are ingested" in screen(console)
        assert "more: keep typing, or ↓" in screen(console)
        await pilot.press(*["down"] * 60)
        await settled(pilot)
        assert "lines as they are ingested" not in screen(console)
