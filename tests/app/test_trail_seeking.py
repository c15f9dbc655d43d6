"""What the filter of TRAIL demands is looked up where the events are; S ends reading back."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from awsobs.analysis.trail_records import event_of
from awsobs.app.console import Console
from awsobs.domain.clock import FrozenClock
from awsobs.domain.source_state import SourceError
from awsobs.domain.trail import Coverage
from awsobs.languages.lookup_attribute import Attribute
from awsobs.settings import Settings
from awsobs.store.memory import Memory

EVENT = event_of({"eventID": "1", "eventTime": "2026-11-25T07:40:00Z", "eventName": "PutThing"})
Screen = Callable[[Console], str]
Settled = Callable[[Pilot[None]], Awaitable[None]]
Collecting = Callable[[Callable[[object], object]], Any]


@pytest.fixture
def collector(collecting: Collecting) -> Any:
    return collecting(lambda _: SourceError("nobody there"))


@pytest.fixture
def console(memory: Memory, clock: FrozenClock, collector: Any) -> Console:
    return Console(Settings(mode="demo"), memory, clock, lambda: collector)


async def test_the_attribute_of_a_filter_is_looked_up_once_it_is_agreed_on(
    console: Console, collector: Any, screen: Screen, settled: Settled
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await console.workers.wait_for_complete()
        await pilot.press("4", "slash", *"user:x")
        console.desk.desks.on_beat()
        assert collector.sought == []
        await pilot.press("enter")
        await settled(pilot)
        console.desk.desks.on_beat()
        assert collector.sought == [Attribute("Username", "x")]
        assert "[server+local]" in screen(console)
        console.desk.desks.on_beat()
        console.show_pane("trail", "user:x event:Up*")
        console.desk.desks.on_beat()
        assert collector.sought == [Attribute("Username", "x")]
        console.show_pane("trail", "error:*")
        await settled(pilot)
        console.desk.desks.on_beat()
        assert collector.sought == [Attribute("Username", "x"), None]
        assert "[local]" in screen(console)


async def test_reading_back_stops_and_goes_on_by_a_key(
    console: Console,
    memory: Memory,
    clock: FrozenClock,
    collector: Any,
    screen: Screen,
    settled: Settled,
) -> None:
    async with console.run_test(size=(120, 40), notifications=True) as pilot:
        await console.workers.wait_for_complete()
        await pilot.press("4", "S")
        await settled(pilot)
        assert collector.stopped == []
        now = clock.now()
        gap = (now - timedelta(hours=3), now - timedelta(hours=1))
        memory.trail.add([EVENT])
        memory.trail.set_coverage(
            Coverage(
                start=gap[0],
                end=now,
                complete_from=gap[1],
                gaps=(gap,),
                left=timedelta(seconds=40),
            )
        )
        await pilot.press("4")
        await settled(pilot)
        assert "~40s left, S stops" in screen(console)
        await pilot.press("S")
        await pilot.press("S")
        await settled(pilot)
        assert collector.stopped == [True, False]
