from datetime import UTC, datetime, timedelta

import pytest

from awsobs.domain.clock import FrozenClock, ServerClock, StillClock, SystemClock, skew_of

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


async def test_a_frozen_clock_moves_only_when_told_or_slept_on() -> None:
    clock = FrozenClock(NOON)
    assert (clock.now(), clock.monotonic()) == (NOON, 0.0)
    await clock.sleep(90)
    clock.advance(timedelta(seconds=1))
    assert (clock.now(), clock.monotonic()) == (NOON + timedelta(seconds=91), 91.0)


def test_the_system_clock_is_aware() -> None:
    assert SystemClock().now().tzinfo is UTC


async def test_a_still_clock_shows_one_moment_while_intervals_go_on() -> None:
    clock = StillClock(NOON)
    before = clock.monotonic()
    await clock.sleep(0.001)
    assert clock.now() == NOON
    assert clock.monotonic() > before


@pytest.mark.parametrize("seconds", [0, 59, -59])
def test_a_machine_that_is_right_to_a_minute_is_believed(seconds: int) -> None:
    machine = FrozenClock(NOON)
    clock = ServerClock(machine)
    clock.heard(NOON + timedelta(seconds=seconds))
    assert (clock.now(), clock.skew) == (NOON, timedelta())


@pytest.mark.parametrize("seconds", [61, -600, 86_400])
async def test_past_a_minute_the_servers_are_believed_and_intervals_stay(seconds: int) -> None:
    machine = FrozenClock(NOON)
    clock = ServerClock(machine)
    clock.heard(NOON + timedelta(seconds=seconds))
    await clock.sleep(2)
    assert clock.now() == NOON + timedelta(seconds=seconds + 2)
    assert clock.monotonic() == 2.0


def test_replies_that_agree_to_some_seconds_do_not_shake_the_clock() -> None:
    clock = ServerClock(FrozenClock(NOON))
    for seconds in (600, 601, 597, 604):
        clock.heard(NOON + timedelta(seconds=seconds))
    assert clock.skew == timedelta(seconds=600)
    clock.heard(NOON + timedelta(seconds=700))
    assert clock.skew == timedelta(seconds=700)


def test_a_machine_that_was_set_right_is_believed_again() -> None:
    machine = FrozenClock(NOON)
    clock = ServerClock(machine)
    clock.heard(NOON + timedelta(minutes=10))
    machine.advance(timedelta(minutes=10))
    clock.heard(NOON + timedelta(minutes=10))
    assert (clock.now(), skew_of(clock)) == (NOON + timedelta(minutes=10), timedelta())


def test_other_clocks_listen_to_nobody() -> None:
    assert skew_of(FrozenClock(NOON)) == timedelta()
