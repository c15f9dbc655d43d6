"""A filter over a long history, look by look."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from awsobs.app.console import Console
from awsobs.app.panes.line_search import LineSearch
from awsobs.app.panes.logs import LogsPane
from awsobs.domain.clock import FrozenClock
from awsobs.domain.logs import LogEvent
from awsobs.store.lines import LineStore
from awsobs.store.log_view import LogView
from awsobs.store.memory import Memory

Until = Callable[[Callable[[], object]], Awaitable[None]]


def events(count: int) -> list[LogEvent]:
    return [
        LogEvent(
            timestamp=number,
            ingestion_time=number,
            group="/aws/lambda/orders",
            stream="a",
            message=f"order={number}",
            event_id=f"{number:08}",
        )
        for number in range(count)
    ]


@pytest.mark.parametrize(("microseconds", "fitting"), [(1_000, 10), (100, 100), (20, 500)])
def test_as_many_lines_are_looked_at_as_fit_into_ten_milliseconds(
    clock: FrozenClock, microseconds: int, fitting: int
) -> None:
    asked = 0

    def slow(_: LogEvent) -> bool:
        nonlocal asked
        asked += 1
        clock.advance(timedelta(microseconds=microseconds))
        return False

    store = LineStore()
    store.extend(events(20_000))
    view, search = LogView(store, slow), LineSearch(clock)
    for turn in range(1, 4):
        search.look(view)
        assert view.behind
        assert asked == pytest.approx(turn * fitting, abs=turn * 32)


async def test_a_filter_goes_through_a_long_history_by_itself(
    console: Console, memory: Memory, until: Until
) -> None:
    memory.logs.extend(events(30_000))
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press("1")
        pane = console.screen.query_one(LogsPane)
        pane.filter_by(r"/r=29999$|^nothing/")  # nothing in it can be looked up
        await until(lambda: pane.hidden() == 30_199)
        assert pane.hidden() == len(memory.logs) - 1
        pane.filter_by("29998")
        await until(lambda: pane.hidden() == 30_199)
