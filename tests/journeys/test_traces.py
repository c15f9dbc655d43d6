"""From the cockpit of the demo to the new error, its first line, what was around it, its trace."""

from datetime import timedelta

import pytest
from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.app.picture import text_on
from awsobs.app.screens.context import ContextScreen
from awsobs.app.screens.patterns import PatternsScreen
from awsobs.app.screens.trace import TraceScreen
from awsobs.app.screens.traces import TracesScreen
from awsobs.app.stage import moment_of
from awsobs.domain.clock import StillClock
from awsobs.settings import Settings

AT = timedelta(seconds=95)
SETTINGS = Settings(mode="demo", account_alias="demo", access_key=("demo", "demo"))


async def pressed(console: Console, pilot: Pilot[None], key: str) -> str:
    await pilot.press(key)
    await console.workers.wait_for_complete()
    for _ in range(3):
        await pilot.pause()
    return text_on(console)


async def marked(console: Console, pilot: Pilot[None], wanted: str) -> str:
    """The row that the bar stands on, as soon as it is one that is wanted."""
    while True:
        for row in text_on(console).splitlines():
            if row.startswith("▌") and wanted in row:
                return row
        await pilot.pause()


@pytest.mark.timeout(90)
async def test_six_keys_lead_from_the_cockpit_to_a_trace_of_the_new_error() -> None:
    memory, now = await moment_of(SETTINGS, scenario="checkout", seed=1, at=AT)
    console = Console(SETTINGS, memory, StillClock(now))
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        shown = await pressed(console, pilot, "P")
        assert isinstance(console.screen, PatternsScreen)
        (first,) = (row for row in shown.splitlines() if row.startswith("▌"))
        assert "NEW     ERR timeout after 2000 ms POST /charge" in first
        await pressed(console, pilot, "enter")
        await pressed(console, pilot, "g")
        assert "timeout after 2000 ms" in await marked(console, pilot, "ERR")
        shown = await pressed(console, pilot, "c")
        assert isinstance(console.screen, ContextScreen)
        assert "charge accepted" in shown
        shown = await pressed(console, pilot, "X")
        assert isinstance(console.screen, TraceScreen)
        assert "lines like this one whose traces were read" in shown  # it was not sampled itself
        shown = await pressed(console, pilot, "enter")
        assert "critical path gateway → checkout → payments → authorize northbank" in shown
        assert "✖ AcquirerTimeout  northbank did not answer" in shown
        assert "ERR payments timeout after 2000 ms" in shown


@pytest.mark.timeout(90)
async def test_an_alarm_leads_to_its_worst_trace_the_exception_and_its_lines() -> None:
    memory, now = await moment_of(SETTINGS, scenario="checkout", seed=1, at=AT)
    console = Console(SETTINGS, memory, StillClock(now))
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pressed(console, pilot, "3")
        ranked = await pressed(console, pilot, "C")
        assert "1 " in ranked.splitlines()[3]
        assert "UpdateFunctionConfiguration  payments" in ranked.splitlines()[3]
        assert "timeout 10 → 2 s" in ranked
        await pressed(console, pilot, "minus")
        shown = await pressed(console, pilot, "X")
        assert isinstance(console.screen, TracesScreen)
        (worst,) = (row for row in shown.splitlines() if row.startswith("▌"))
        assert "✖ FAULT     3.3 s  502 gateway" in worst
        shown = await pressed(console, pilot, "enter")
        assert isinstance(console.screen, TraceScreen)
        assert "✖ AcquirerTimeout  northbank did not answer" in shown
        await pressed(console, pilot, "L")
        assert console.cockpit.focused_pane.NAME == "logs"
        while "ERR payments  timeout after 2000 ms" not in text_on(console):
            await pilot.pause()
        await pressed(console, pilot, "minus")
        assert isinstance(console.screen, TraceScreen)
