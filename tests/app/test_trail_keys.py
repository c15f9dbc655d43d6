"""From an event of the trail to what it changed, what belongs to it, counts and findings."""

from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.app.picture import text_on
from awsobs.app.screens.trail_event import EventScreen
from awsobs.app.screens.trail_facets import FacetsScreen
from awsobs.app.screens.trail_findings import FindingsScreen
from awsobs.domain.clock import FrozenClock
from awsobs.domain.trail_status import Governance, TrailStatus
from awsobs.settings import Settings
from awsobs.store.memory import Memory


async def pressed(console: Console, pilot: Pilot[None], *keys: str) -> str:
    await pilot.press(*keys)
    await console.workers.wait_for_complete()
    await pilot.pause()
    return text_on(console)


async def test_an_event_leads_to_all_that_its_principal_did(console: Console) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        shown = await pressed(console, pilot, "4", "enter")
        assert isinstance(console.screen, EventScreen)
        assert "CALLER" in shown
        assert "RECORD" in shown
        await pressed(console, pilot, "o", "down", "enter")
        assert console.screen is console.cockpit
        who = console.scene.memory.trail.events()[0].who
        assert console.cockpit.pane("trail").filter_text == f'user="{who}"'


async def test_counts_and_findings_open_on_their_keys_and_a_choice_is_the_filter(
    console: Console,
) -> None:
    pane = console.cockpit.pane("trail")
    async with console.run_test(size=(80, 24)) as pilot:
        await pressed(console, pilot, "4", "i", "enter")
        assert isinstance(console.screen, FacetsScreen)
        assert pane.filter_text.startswith("user=")
        await pressed(console, pilot, "minus", "i", "enter", "minus")
        assert pane.filter_text == ""
        shown = await pressed(console, pilot, "F")
        assert isinstance(console.screen, FindingsScreen)
        assert "records by" in shown


async def test_whether_the_trails_are_on_is_asked_by_a_key(
    memory: Memory, clock: FrozenClock, collecting: Callable[..., Any]
) -> None:
    trail = TrailStatus(
        name="main",
        arn="arn:main",
        home_region="eu-west-1",
        bucket="b",
        is_multi_region=True,
        has_global_events=True,
        is_validated=False,
        is_logging=True,
        management="All",
        record={"trail": {"HomeRegion": "eu-west-1"}},
    )
    governance = Governance(region="eu-west-1", trails=(trail,))

    def answer(_: object) -> Governance:
        return governance

    collector = collecting(answer)
    console = Console(Settings(mode="demo"), memory, clock, lambda: collector)
    async with console.run_test(size=(120, 40)) as pilot:
        await console.workers.wait_for_complete()
        await pressed(console, pilot, "4", "t")
        shown = await pressed(console, pilot)
        assert "log files are not validated" in shown
        assert "✔ logging  main" in shown
        assert "1 of 1 logging" in shown
        shown = await pressed(console, pilot, "G", "enter")
        assert "HomeRegion" in shown
        shown = await pressed(console, pilot, "minus", "minus")
        assert "TRAILS" not in shown
