from datetime import UTC, datetime, timedelta

from awsobs.domain.clock import FrozenClock, StillClock, SystemClock

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
