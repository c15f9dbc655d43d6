"""Every state of every pane, at the sizes of the pictures: what is known stays on the screen."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.app.screens.cockpit import CockpitScreen
from awsobs.domain.source_state import Condition, SourceState
from awsobs.present.states import PANE_SOURCES
from awsobs.store.memory import Memory

Text = Callable[[Console], str]
Settled = Callable[[Pilot[None]], Awaitable[None]]

TITLES = ("3 ALARMS", "2 METRICS", "1 LOGS", "4 TRAIL", "5 MAP")
KEPT = ("checkout-5xx-rate", "order=199", "UpdateFunction")
SIZES = [(120, 40), (80, 24)]
SAID = {
    Condition.LOADING: "loading",
    Condition.THROTTLED: "↯ throttled",
    Condition.DENIED: "✖ denied",
    Condition.EXPIRED: "◌ stale 40s",
    Condition.OFFLINE: "○ offline 2m",
    Condition.FAILING: "✖ failing 2m",
    Condition.STALE: "◌ stale 40s",
    Condition.UNSUPPORTED: "! not available",
}


def state(condition: Condition, now: datetime) -> SourceState:
    return SourceState(
        condition=condition,
        since=now - timedelta(minutes=2),
        what="503 ServiceUnavailable",
        hint="run: aws sso login",
        operation="logs:FilterLogEvents",
        next_try=now + timedelta(seconds=6),
        data_until=now - timedelta(seconds=40),
    )


def headers(text: str) -> dict[str, str]:
    """The header of each pane by its title."""
    found: dict[str, str] = {}
    for row in text.split("\n"):
        for title in TITLES:
            if title in row:
                start = row.index(title)
                ends = [row.index(t) for t in TITLES if t in row and row.index(t) > start]
                found[title] = row[start : min(ends, default=len(row))]
    return found


@pytest.mark.parametrize("size", SIZES)
async def test_an_error_never_blanks_good_data_and_is_told_in_each_header(
    console: Console, memory: Memory, screen: Text, settled: Settled, size: tuple[int, int]
) -> None:
    async with console.run_test(size=size) as pilot:
        cockpit = console.screen_stack[0]
        assert isinstance(cockpit, CockpitScreen)
        for condition, words in SAID.items():
            for source in PANE_SOURCES:
                memory.feeds.set_state(source, state(condition, console.scene.now()))
            cockpit.show_all()
            await settled(pilot)
            text = screen(console)
            assert all(kept in text for kept in KEPT), condition
            told = headers(text)
            with_data = [title for title in TITLES if title != "5 MAP"]
            assert all(words in told[title] for title in with_data), (condition, told)


@pytest.mark.parametrize("size", SIZES)
async def test_without_data_each_pane_says_what_it_waits_for(
    console: Console, memory: Memory, screen: Text, settled: Settled, size: tuple[int, int]
) -> None:
    for store in (memory.alarms, memory.metrics, memory.logs, memory.trail, memory.traces):
        store.clear()
    async with console.run_test(size=size) as pilot:
        cockpit = console.screen_stack[0]
        assert isinstance(cockpit, CockpitScreen)
        for condition, words in (
            (Condition.LOADING, ("listing alarms…", "connecting to", "events 07:15-07:45…")),
            (Condition.READY, ("no alarms in ", "no lines from any log group", "no traces · is")),
            (Condition.EXPIRED, ("503 ServiceUnavailable", "? no data")),
            (Condition.OFFLINE, ("○ 503 ServiceUnavailable", "○ offline 2m")),
            (Condition.THROTTLED, ("↯ next try in 6 s", "↯ throttled")),
            (Condition.DENIED, ("✖ denied", "logs:FilterLogEvents")),
        ):
            for source in PANE_SOURCES:
                memory.feeds.set_state(source, state(condition, console.scene.now()))
            cockpit.show_all()
            await settled(pilot)
            text = screen(console)
            assert all(word in text for word in words), (condition, text)
            assert "stale" not in "\n".join(headers(text).values())
