"""A regular expression that another engine would never finish."""

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.domain.logs import Level, LogEvent
from awsobs.store.memory import Memory

Settle = Callable[[Pilot[None]], Awaitable[None]]
Text = Callable[[Console], str]
KEYS = {" ": "space", "(": "left_parenthesis", ")": "right_parenthesis", "/": "slash"} | {
    "+": "plus",
    "$": "dollar_sign",
    "?": "question_mark",
    "<": "less_than_sign",
    "=": "equals_sign",
}


def keys(text: str) -> list[str]:
    return [KEYS.get(character, character) for character in text]


def line(number: int, message: str) -> LogEvent:
    return LogEvent(
        timestamp=1_772_351_102_000 + number,
        ingestion_time=1_772_351_102_000,
        group="/bomb",
        stream="a",
        message=message,
        event_id=f"bomb-{number}",
        level=Level.INFO,
    )


@pytest.mark.fault("L10")
async def test_a_bomb_is_one_filter_among_others(
    console: Console, memory: Memory, screen: Text, settled: Settle
) -> None:
    memory.logs.extend([line(1, "x " + "a" * 5_000 + "b"), line(2, "ends in aaa")])
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press("1", "slash", *keys(" /(a+)+$/"), "enter")
        await settled(pilot)
        assert "ends in aaa" in screen(console)
        assert "aaab" not in screen(console)
        await pilot.press("3")
        await settled(pilot)
        assert "enter open" in screen(console)


@pytest.mark.fault("L10")
async def test_what_the_engine_refuses_is_told_with_its_place_and_the_old_filter_stays(
    console: Console, screen: Text, settled: Settle
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press("1", "slash", *keys("order=199"), "enter", "slash")
        await pilot.press(*keys(" /(?<=a)b/"))
        await settled(pilot)
        assert "invalid" in screen(console)
        await pilot.press("escape")
        await settled(pilot)
        assert "order=199" in screen(console)
        assert "order=180" not in screen(console)
