"""How far back the tail reads again, and what it learns of how late lines come."""

from collections.abc import Sequence
from itertools import pairwise

import pytest

from awsobs.sources.log_sweeps import (
    FIRST_OVERLAP,
    LEAST_OVERLAP,
    MOST_OVERLAP,
    SWEEPS,
    Overlap,
    Sweeps,
)
from awsobs.sources.service_time import ServiceTime

INTERVAL = 2.2
"""Seconds between two passes, at most."""


def starts(
    sweeps: Sweeps, *, seconds: int, late_at: float | None = None
) -> list[tuple[float, int]]:
    """When the tail was read, and how far back."""
    found: list[tuple[float, int]] = []
    now = 0.0
    while now < seconds:
        cursor = int(now * 1000)
        if late_at is not None and now >= late_at:
            sweeps.late_seen(now)
        start = sweeps.start(cursor, now, overlap=FIRST_OVERLAP, is_busy=False)
        sweeps.done(start, cursor, now, pages=1, is_busy=False)
        found.append((now, cursor - start))
        now += INTERVAL
    return found


def longest_pause(found: Sequence[tuple[float, int]], reach: int) -> float:
    times = [now for now, back in found if back >= reach]
    return max(b - a for a, b in pairwise(times))


def test_the_wider_sweep_comes_every_twenty_seconds_and_every_eight_while_lines_are_late() -> None:
    calm = starts(Sweeps(), seconds=200)
    assert longest_pause(calm, SWEEPS[0].reach) <= 20.1
    late = starts(Sweeps(), seconds=200, late_at=0.0)
    assert longest_pause(late, SWEEPS[0].reach) <= 8.1
    assert longest_pause(calm, SWEEPS[1].reach) <= 60.1
    narrow = [back for _, back in calm if back < SWEEPS[0].reach]
    assert set(narrow) == {FIRST_OVERLAP}
    assert len(narrow) > len(calm) * 0.8


@pytest.mark.parametrize("reach", [sweep.reach for sweep in SWEEPS])
def test_whatever_comes_within_a_sweeps_reach_of_its_time_is_read_by_the_next(reach: int) -> None:
    """A line that arrives just after a sweep is as late as can be when the next one comes."""
    found = starts(Sweeps(), seconds=400)
    sweeps = [(now, back) for now, back in found if back >= reach]
    for (before, _), (now, back) in pairwise(sweeps):
        assert now * 1000 - back <= before * 1000 - reach + 1


def test_many_pages_are_read_again_less_often() -> None:
    sweeps = Sweeps()
    sweeps.done(0, 0, 0.0, pages=12, is_busy=True)
    sweeps.late_seen(0.0)
    assert sweeps.start(40_000, 40.0, overlap=15_000, is_busy=True) == 25_000
    assert sweeps.start(48_000, 48.0, overlap=15_000, is_busy=True) == -SWEEPS[0].reach


@pytest.mark.parametrize(
    ("lags", "overlap"),
    [
        ([], FIRST_OVERLAP),
        ([100] * 50, FIRST_OVERLAP),
        ([100] * 500, LEAST_OVERLAP),
        ([8_000] * 500, 15_000),
        ([100] * 99 + [30_000], LEAST_OVERLAP),
        ([90_000] * 500, MOST_OVERLAP),
    ],
)
def test_the_overlap_is_what_the_lines_need_but_for_the_slowest_twentieth(
    lags: list[int], overlap: int
) -> None:
    learner = Overlap()
    learner.note(lags)
    learner.learn()
    assert learner.milliseconds == overlap


def test_the_services_time_is_never_taken_for_later_than_it_is() -> None:
    time = ServiceTime()
    assert time.at(5.0) is None
    time.heard(100_000, 10.0)
    assert time.at(10.0) == 100_000
    assert time.at(12.0) == 102_000
    time.heard(101_000, 12.0)  # stamped a second before it could be read
    assert time.at(12.0) == 102_000
    time.heard(103_000, 12.0)
    assert time.at(12.0) == 103_000
    assert time.at(11.0) == 102_000
