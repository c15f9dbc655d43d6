"""A pattern is new, surged or gone only where chance would not do as much."""

from datetime import UTC, datetime, timedelta
from math import inf

import pytest

from awsobs.analysis.pattern_changes import (
    Change,
    PatternCount,
    Stretches,
    change_of,
    known_part,
    stretches_of,
    stretches_since,
    worst_first,
)
from awsobs.domain.logs import Level
from awsobs.domain.window import Window

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [
        (1, 0, Change.NEW),
        (328, 10, Change.SURGED),
        (9, 1, Change.SAME),  # too few
        (29, 10, Change.SAME),  # less than three times as many
        (30, 10, Change.SAME),  # as many as chance may bring
        (40, 10, Change.SURGED),
        (0, 340, Change.GONE),
        (0, 9, Change.SAME),
        (1, 340, Change.SAME),
        (340, 340, Change.SAME),
    ],
)
def test_changes_in_spans_of_one_length(now: int, before: int, change: Change) -> None:
    assert change_of(now, before, 1800, 1800)[0] is change


def test_the_ratio_is_one_of_rates() -> None:
    assert change_of(100, 100, 60, 1800) == (Change.SURGED, 30.0)
    assert change_of(100, 3000, 60, 1800) == (Change.SAME, 1.0)
    assert change_of(7, 0, 60, 0) == (Change.NEW, inf)
    assert change_of(0, 12, 0, 60) == (Change.SAME, 0.0)


def test_the_baseline_is_no_longer_than_lines_are_known() -> None:
    border = datetime(2031, 3, 9, 4, 30, tzinfo=UTC)
    half, minute = timedelta(minutes=30), timedelta(minutes=1)
    whole = Stretches(now=(border, border + half), before=(border - half, border))
    assert known_part(whole, border - minute).before == (border - minute, border)
    for since in (None, border - half - minute, border, border + minute):
        assert known_part(whole, since) == whole


def pattern(name: str, change: Change, level: Level = Level.INFO, now: int = 1) -> PatternCount:
    return PatternCount(
        id=name,
        key=name,
        is_wide=False,
        template=name,
        level=level,
        now=now,
        before=0,
        change=change,
        ratio=1.0,
        first=None,
        last=None,
    )


def test_new_errors_come_first() -> None:
    patterns = [
        pattern("same", Change.SAME, Level.ERROR, 900),
        pattern("gone", Change.GONE),
        pattern("often", Change.NEW, now=500),
        pattern("error", Change.NEW, Level.ERROR),
        pattern("surged", Change.SURGED, Level.FATAL),
    ]
    names = [one.template for one in worst_first(patterns)]
    assert names == ["error", "often", "surged", "gone", "same"]


def test_a_map_is_told_since_the_onset_itself() -> None:
    window = Window(start=NOON - timedelta(minutes=30), end=NOON, live=False)
    onset = NOON - timedelta(minutes=10)
    found = stretches_since(window, onset)
    assert found.now == (onset, NOON)
    assert found.before == stretches_of(window, onset).before
    assert stretches_since(window, None) == stretches_of(window, None)
    early = NOON - timedelta(hours=3)
    assert stretches_since(window, early) == stretches_of(window, early)
