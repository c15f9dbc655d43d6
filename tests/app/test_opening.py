"""The console opens where the command line says."""

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.domain.clock import FrozenClock
from awsobs.settings import Settings
from awsobs.store.memory import Memory

Screen = Callable[[Console], str]
Settle = Callable[[Pilot[None]], Awaitable[None]]
SIZE = (120, 40)


@pytest.mark.parametrize(
    ("pane", "focused"), [("", "alarms"), ("logs", "logs"), ("map", "map"), ("trail", "trail")]
)
async def test_it_opens_on_the_pane_of_its_command(
    pane: str, focused: str, memory: Memory, clock: FrozenClock, screen: Screen
) -> None:
    console = Console(Settings(pane=pane), memory, clock)
    async with console.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert focused == console.get_default_screen().focused_pane.NAME
        assert f"cockpit ▸ {focused}" in screen(console)


async def test_it_opens_with_the_filter_in_force(
    memory: Memory, clock: FrozenClock, screen: Screen, settled: Settle
) -> None:
    console = Console(Settings(pane="trail", filter="ci-deploy"), memory, clock)
    async with console.run_test(size=SIZE) as pilot:
        await settled(pilot)
        pane = console.get_default_screen().focused_pane
        assert (pane.NAME, pane.filter_text, pane.editing) == ("trail", "ci-deploy", False)
        shown = screen(console)
        assert "/ ci-deploy" in shown
        assert "alice" not in shown
        await pilot.press("escape")
        assert pane.filter_text == ""


async def test_a_wrong_filter_is_told_under_the_input_as_if_it_were_typed(
    memory: Memory, clock: FrozenClock, screen: Screen, settled: Settle
) -> None:
    console = Console(Settings(pane="logs", filter="(oops"), memory, clock)
    async with console.run_test(size=SIZE) as pilot:
        await settled(pilot)
        pane = console.get_default_screen().focused_pane
        assert (pane.editing, pane.filter_text) == (True, "")
        rows = screen(console).splitlines()
        at = next(number for number, row in enumerate(rows) if "/ (oops" in row)
        assert "^ " in rows[at + 1]
        await pilot.press("home", "delete", "enter")
        assert (pane.editing, pane.filter_text) == (False, "oops")
