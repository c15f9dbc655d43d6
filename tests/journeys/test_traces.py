"""From the cockpit of the demo to the new error, its first line, what was around it, its trace."""

from datetime import timedelta

import pytest
from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.app.picture import text_on
from awsobs.app.screens.context import ContextScreen
from awsobs.app.screens.patterns import PatternsScreen
from awsobs.app.screens.trace import TraceScreen
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
        shown = await pressed(console, pilot, "g")
        (line,) = (row for row in shown.splitlines() if row.startswith("▌") and "ERR" in row)
        assert "timeout after 2000 ms" in line
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
