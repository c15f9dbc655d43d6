"""From a firing alarm to what changed before it, with the reasons."""

from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.app.picture import text_on
from awsobs.app.screens.suspects import SuspectsScreen


async def pressed(console: Console, pilot: Pilot[None], *keys: str) -> str:
    await pilot.press(*keys)
    await console.workers.wait_for_complete()
    await pilot.pause()
    return text_on(console)


async def test_two_keys_lead_from_the_alarm_to_the_ranked_changes(console: Console) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        shown = await pressed(console, pilot, "3", "C")
        assert isinstance(console.screen, SuspectsScreen)
        assert "WHAT CHANGED" in shown
        assert "checkout-5xx-rate went off" in shown
        shown = await pressed(console, pilot, "minus")
        assert not isinstance(console.screen, SuspectsScreen)


async def test_without_an_onset_that_is_said(console: Console) -> None:
    console.scene.memory.alarms.replace([])
    async with console.run_test(size=(120, 40)) as pilot:
        assert "there is no onset to rank from" in await pressed(console, pilot, "2", "C")
