"""`6` puts everything on one axis of time, with the verdict; `<` and `>` step through it."""

import json
from pathlib import Path

import pytest
from textual.pilot import Pilot

from awsobs.app.command_line import CommandError
from awsobs.app.console import Console
from awsobs.app.incident_vocabulary import incident_commands
from awsobs.app.picture import text_on
from awsobs.app.screens.suspects import SuspectsScreen
from awsobs.app.screens.timeline import TimelineScreen


async def pressed(console: Console, pilot: Pilot[None], *keys: str) -> str:
    await pilot.press(*keys)
    for _ in range(3):
        await console.workers.wait_for_complete()
        await pilot.pause()
    return text_on(console)


async def test_all_lanes_stand_on_one_axis_with_the_verdict_below(console: Console) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        shown = await pressed(console, pilot, "6")
        assert isinstance(console.screen, TimelineScreen)
        for title in ("ALARMS", "CHANGES", "OUR DATA"):
            assert title in shown
        assert "checkout-5xx-rate" in shown
        assert "VERDICT" in shown
        assert "SUSPECTED CHANGE" in shown
        assert "1 cell = " in shown
        await pressed(console, pilot, "minus")
        assert console.screen is console.cockpit


async def test_steps_go_through_the_events_of_all_lanes_and_enter_opens_one(
    console: Console,
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await pressed(console, pilot, "6")
        screen = console.screen
        assert isinstance(screen, TimelineScreen)
        first = await pressed(console, pilot, "greater_than_sign")
        assert "step through them" not in first
        last = await pressed(console, pilot, *["greater_than_sign"] * 30)
        back = await pressed(console, pilot, *["less_than_sign"] * 30)
        assert last != first
        line = next(row for row in first.splitlines() if "  change  " in row or "alarm" in row)
        assert line in back
        await pressed(console, pilot, "enter")
        assert console.screen is not screen


async def test_the_verdicts_terms_are_one_key_away(console: Console) -> None:
    async with console.run_test(size=(80, 24)) as pilot:
        await pressed(console, pilot, "6")
        await pressed(console, pilot, "C")
        assert isinstance(console.screen, SuspectsScreen)


async def test_where_nothing_fails_the_verdict_says_so(console: Console) -> None:
    console.scene.memory.alarms.replace([])
    console.scene.memory.traces.clear()
    async with console.run_test(size=(120, 40)) as pilot:
        shown = await pressed(console, pilot, "6")
        assert "there is no onset to explain" in shown


def written(folder: Path) -> list[Path]:
    return list(folder.glob("awsobs-handover-*.md"))


async def test_the_hand_over_holds_notes_and_marked_lines_and_overwrites_nothing(
    console: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with console.run_test(size=(120, 40), notifications=True) as pilot:
        await pressed(console, pilot, "colon", *"note rolled back", "enter")
        await pressed(console, pilot, "1", "m", "H")
        shown = await pressed(console, pilot, "enter")
        (file,) = written(tmp_path)
        assert "written to" in shown
        text = file.read_text(encoding="utf-8")
        assert "checkout-5xx-rate" in text
        assert "rolled back" in text
        assert "## Marked lines" in text
        assert console.clipboard == text
        document = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        assert document["notes"][0]["text"] == "rolled back"
        assert len(document["marked"]) == 1
        *_, command = incident_commands(console.desk.desks.incident, lambda *_: "")
        with pytest.raises(CommandError, match="exists already"):
            command.ready(str(file))
        assert file.read_text(encoding="utf-8") == text
