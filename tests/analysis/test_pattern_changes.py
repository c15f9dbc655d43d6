"""A pattern is new, surged or gone only where chance would not do as much."""

from math import inf

import pytest

from awsobs.analysis.pattern_changes import Change, PatternCount, change_of, worst_first
from awsobs.domain.logs import Level


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
