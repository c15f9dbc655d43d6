"""The big chart, the picker and the resources, over a collector that answers at once."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from awsobs.app.console import Console
from awsobs.app.screens.metric_chart import ChartScreen
from awsobs.app.screens.metric_picker import MetricPicker
from awsobs.app.screens.metric_sets import SetsScreen
from awsobs.domain.clock import FrozenClock
from awsobs.domain.metrics import MetricKey, Series, SeriesQuery
from awsobs.domain.source_state import Condition, SourceError
from awsobs.settings import Settings
from awsobs.store.memory import Memory

Until = Callable[[Callable[[], object]], Awaitable[None]]
Screen = Callable[[Console], str]
ERRORS, LATENCY = (
    MetricKey("AWS/Lambda", name, (("FunctionName", "checkout"),))
    for name in ("Errors", "Duration")
)


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


class Account:
    """Answers the questions about metrics by their names; `error` goes before all answers."""

    def __init__(self, now: Any) -> None:
        self.now = now
        self.asked: list[str] = []
        self.error: SourceError | None = None
        self.refused = ""

    def answer(self, question: Any) -> object:
        name = question.__qualname__.partition(".")[0]
        cells = dict(
            zip(
                question.__code__.co_freevars,
                (cell.cell_contents for cell in question.__closure__ or ()),
                strict=True,
            )
        )
        self.asked.append(name)
        if self.error is not None:
            return self.error
        if name == "which_metrics":
            return (ERRORS, LATENCY)
        if name == "what_a_metric_was":
            return Series(query=cells["query"])
        if any(query.expression == self.refused != "" for query in cells["queries"]):
            return SourceError(f"ValidationError: {self.refused}")
        return tuple(self.series(query) for query in cells["queries"])

    def series(self, query: SeriesQuery) -> Series:
        points = tuple((self.now - timedelta(minutes=30 - n), 40.0 + n) for n in range(30))
        return Series(query=query, points=points)


def console_of(memory: Memory, clock: FrozenClock, collecting: Any) -> tuple[Console, Account]:
    account = Account(clock.now())
    query = SeriesQuery(id="m9", label="checkout errors", metric=ERRORS, statistic="Sum")
    memory.metrics.replace([account.series(query)])
    return Console(Settings(), memory, clock, lambda: collecting(account.answer)), account


async def test_a_series_is_shown_large_compared_restated_and_kept(
    memory: Memory, clock: FrozenClock, collecting: Any, until: Until, screen: Screen
) -> None:
    console, account = console_of(memory, clock, collecting)
    async with console.run_test(size=(120, 40), notifications=True) as pilot:
        await until(lambda: console.collecting)
        await pilot.press("2", "enter")
        await until(lambda: isinstance(console.screen, ChartScreen) and "usual" in screen(console))
        await until(lambda: account.asked.count("what_series_were") == 1)
        await pilot.press("t")
        await until(lambda: "yesterday" in screen(console))
        await pilot.press("p", "f", "s", "left")
        await until(lambda: "checkout errors Average" in screen(console))
        await until(lambda: "log scale" in screen(console))
        (kept,) = memory.metrics.choice.favourites
        assert (kept.metric, kept.statistic) == (ERRORS, "Average")
        account.error = SourceError("throttled", condition=Condition.THROTTLED)
        await pilot.press("r")
        await until(lambda: "✖ throttled" in screen(console))
        assert "checkout errors Average" in screen(console)
        account.error = None
        await pilot.press("colon")
        await pilot.press(*"math", "space", *"m0*2", "enter")
        await until(lambda: "e0 m0*2" in screen(console))
        account.refused = "m7"
        await pilot.press("colon")
        await pilot.press(*"math", "space", *"m7", "enter")
        await until(lambda: "ValidationError: m7" in screen(console))
        await until(lambda: "e1" not in screen(console).replace("m7", ""))
        assert "e0 m0*2" in screen(console)
        await pilot.press("escape")
        assert console.screen is console.cockpit


async def test_any_metric_is_found_by_words_and_every_resource_has_a_row(
    memory: Memory, clock: FrozenClock, collecting: Any, until: Until, screen: Screen
) -> None:
    console, _ = console_of(memory, clock, collecting)
    async with console.run_test(size=(120, 40)) as pilot:
        await until(lambda: console.collecting)
        await pilot.press("2", "i")
        await until(lambda: isinstance(console.screen, SetsScreen) and "69" in screen(console))
        assert "Lambda" in screen(console)
        await pilot.press("escape", "s")
        await until(lambda: isinstance(console.screen, MetricPicker))
        await until(lambda: "2 of 2" in screen(console))
        await pilot.press(*"check", "space", *"dur")
        await until(lambda: "1 of 2" in screen(console))
        await pilot.press("enter")
        await until(lambda: isinstance(console.screen, ChartScreen))
        await until(lambda: "checkout p99" in screen(console))
