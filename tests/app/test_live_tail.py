"""The live tail from the console: its price is asked first, and its badge is told."""

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.app.live_tail_choice import live_tail_question
from awsobs.domain.live_tail import LiveTailState
from awsobs.present.live_tail import live_tail_words

Screen = Callable[[Console], str]
Settled = Callable[[Pilot[None]], Awaitable[None]]


def badge(*, is_narrow: bool = False, **state: object) -> str:
    made = LiveTailState(**state)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - the fields differ
    return "".join(text for text, _ in live_tail_words(made, is_narrow=is_narrow)).strip()


@pytest.mark.parametrize(("typed", "begun"), [("yes", 1), ("no", 0), ("", 0)])
async def test_nothing_begins_before_yes_was_said_to_the_price(
    console: Console, screen: Screen, settled: Settled, typed: str, begun: int
) -> None:
    said: list[str] = []
    question = live_tail_question(4, lambda: said.append("begin"), is_free=False)
    async with console.run_test(size=(120, 40)) as pilot:
        console.open_over(question, lambda then: then() if then else None)
        await settled(pilot)
        assert "$0.01 a minute beyond 1,800" in screen(console)
        assert "4 groups" in screen(console)
        await pilot.press(*typed, "enter")
        await settled(pilot)
    assert len(said) == begun


def test_the_badge_tells_minutes_and_list_price_and_sampling() -> None:
    assert badge() == ""
    assert badge(is_on=True) == "live tail begins"
    assert badge(is_on=True, what="no update for 8 s") == "live tail waits"
    assert badge(is_on=True, is_streaming=True, minutes=12) == "live tail 12 min $0.12"
    assert badge(is_on=True, is_streaming=True, minutes=12, is_free=True).endswith("$0.00")
    sampled = badge(is_on=True, is_streaming=True, minutes=1, sampled=True, is_narrow=True)
    assert sampled == "live tail $0.01   SAMPLED ≥500/s"
