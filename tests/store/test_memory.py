from typing import Any

from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.domain.context import Context
from awsobs.store.feeds import Meter
from awsobs.store.memory import Memory

HERE, THERE = Context(region="eu-west-1"), Context(region="us-east-1", profile="ops")
ALARMS = [Alarm(name="a", state=AlarmState.OK)]


def test_a_switch_forgets_everything_but_the_meter() -> None:
    memory = Memory()
    memory.alarms.replace(ALARMS)
    memory.feeds.set_progress("logs", "4 groups")
    memory.feeds.meter = Meter(calls=7)
    visit = memory.switch(HERE)
    assert memory.alarms.alarms() == ()
    assert (memory.feeds.progress("logs"), memory.feeds.meter.calls) == ("", 7)
    assert (visit.epoch, memory.feeds.context) == (1, HERE)


def test_the_board_of_an_earlier_visit_is_seen_by_nobody() -> None:
    memory = Memory()
    before = memory.visit
    memory.switch(THERE)
    before.board.set_progress("logs", "of long ago")
    before.board.context = HERE
    assert memory.feeds.progress("logs") == ""
    assert memory.feeds.context == THERE


def test_only_the_present_epoch_gets_in_and_the_others_are_counted() -> None:
    memory = Memory()
    old = memory.visit.epoch
    new = memory.switch(THERE).epoch
    assert not memory.write(old, lambda: memory.alarms.replace(ALARMS), records=3)
    assert (memory.alarms.alarms(), memory.left_out) == ((), 3)
    assert memory.write(new, lambda: memory.alarms.replace(ALARMS), records=1)
    assert (len(memory.alarms.alarms()), memory.left_out) == (1, 3)


def test_revisions_rise_over_switches_so_that_views_notice() -> None:
    memory = Memory()
    stores: tuple[Any, ...] = (memory.logs, memory.alarms, memory.trail, memory.traces)
    before = [store.revision for store in stores]
    memory.switch(HERE)
    memory.switch(THERE)
    assert all(store.revision > old for store, old in zip(stores, before, strict=True))
