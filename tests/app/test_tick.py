from datetime import UTC, datetime, timedelta

import pytest

from awsobs.app.tick import BUSY, CALM, Pace, Tick
from awsobs.domain.alarms import Alarm
from awsobs.domain.clock import FrozenClock
from awsobs.store.memory import Memory


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(datetime(2026, 3, 1, 7, 45, 2, tzinfo=UTC))


def test_a_beat_tells_what_changed_since_the_one_before(clock: FrozenClock) -> None:
    memory = Memory()
    tick = Tick(memory, clock)
    tick.beat()
    assert tick.beat().is_empty
    memory.alarms.replace([Alarm(name="a")])
    assert tick.beat().changed == {"alarms"}
    assert tick.beat().is_empty


def test_a_new_second_is_told_once(clock: FrozenClock) -> None:
    tick = Tick(Memory(), clock)
    tick.beat()
    clock.advance(timedelta(milliseconds=500))
    assert not tick.beat().new_second
    clock.advance(timedelta(milliseconds=500))
    assert tick.beat().new_second


def test_it_looks_often_while_things_change_and_seldom_later(clock: FrozenClock) -> None:
    memory = Memory()
    tick = Tick(memory, clock)
    tick.beat()
    assert tick.pause == BUSY
    clock.advance(timedelta(seconds=2))
    tick.beat()
    assert tick.pause == CALM
    memory.alarms.replace([Alarm(name="a")])
    tick.beat()
    assert tick.pause == BUSY


def test_a_pace_holds_back_and_does_not_forget(clock: FrozenClock) -> None:
    pace = Pace(clock, 1.0)
    assert not pace.due()
    pace.wanted = True
    assert pace.due()
    pace.wanted = True
    assert not pace.due()
    clock.advance(timedelta(seconds=1))
    assert pace.due()
    assert not pace.due()
