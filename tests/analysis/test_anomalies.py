"""Marks of points that are unlike what came before, and how their score is reckoned."""

import runpy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from awsobs.analysis.anomalies import marks_of, period_of
from awsobs.domain.metrics import Mark

START = datetime(2026, 11, 1, tzinfo=UTC)
FIVE = timedelta(minutes=5)
BENCH = runpy.run_path(str(Path(__file__).parents[1] / "bench" / "anomalies.py"))


def series(values: list[float]) -> list[tuple[datetime, float]]:
    return [(START + n * FIVE, value) for n, value in enumerate(values)]


def places(values: list[float]) -> list[int]:
    return [round((mark.at - START) / FIVE) for mark in marks_of(series(values), FIVE)]


def wave(count: int) -> list[float]:
    """A day that rises and falls, the same each day."""
    return [100 + 20 * abs((n % 288) - 144) / 144 for n in range(count)]


def test_what_repeats_is_no_news_and_a_level_that_never_was_is() -> None:
    values = wave(5 * 288)
    assert [place for place in places(values) if place > 288] == []
    (mark,) = [
        mark
        for mark in marks_of(series([*values, *[180.0] * 40]), FIVE)
        if mark.at > START + timedelta(days=1)
    ]
    assert 5 * 288 <= round((mark.at - START) / FIVE) <= 5 * 288 + 3
    assert "above" in mark.why


def test_a_busy_night_is_unlike_the_night_before() -> None:
    values = wave(5 * 288)
    values[4 * 288 + 100 : 4 * 288 + 180] = [118.0] * 80
    marks = [m for m in marks_of(series(values), FIVE) if m.at > START + timedelta(days=2)]
    assert any("a day before" in mark.why or "lowest tenth" in mark.why for mark in marks)


def test_what_never_changed_is_left_by_the_first_change() -> None:
    (mark,) = marks_of(series([5.0] * 200 + [6.0]), FIVE)
    assert mark.value == 6.0
    assert "what never changed before" in mark.why


def test_few_points_tell_nothing_and_no_numbers_are_left_out() -> None:
    assert places([1.0] * 50 + [99.0] * 40) == []
    assert places([float("nan"), float("inf")] * 200) == []


@settings(max_examples=40)
@given(st.lists(st.floats(-1e6, 1e6), min_size=150, max_size=400), st.integers(120, 399))
def test_marks_use_nothing_that_comes_later(values: list[float], cut: int) -> None:
    whole, part = places(values), places(values[:cut])
    assert [place for place in whole if place < cut] == part


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=300))
def test_any_floats_are_survived_and_marks_are_a_day_apart(values: list[float]) -> None:
    found: list[Mark] = marks_of(series(values), FIVE)
    assert len(found) <= 2


def test_the_period_is_the_usual_step() -> None:
    times = [START + timedelta(minutes=m) for m in (0, 5, 10, 60, 65)]
    assert period_of(times) == FIVE
    assert period_of([START]) == FIVE


# --- the benchmark's score, by hand -----------------------------------------------------------


def score(marks: list[int], windows: list[tuple[int, int]], points: int = 1000) -> Any:
    return BENCH["score"](marks, points, windows)


def test_windows_are_worth_most_at_their_start_and_a_miss_costs_one() -> None:
    raw, wrong = score([500], [(500, 599)])
    assert (raw, wrong) == (pytest.approx(1.0), 0)
    assert BENCH["normalised"](raw, 1) == pytest.approx(100)
    assert score([], [(500, 599)]) == (-1.0, 0)
    assert BENCH["normalised"](-1.0, 1) == 0
    # In the middle: -(599 - 550 + 1) / 100 = -0.5, sigmoid 0.8483 of 0.9866.
    assert score([550], [(500, 599)])[0] == pytest.approx(0.8483 / 0.98661, abs=1e-3)
    assert score([590, 550, 520], [(500, 599)])[0] == score([520], [(500, 599)])[0]


def test_false_marks_cost_little_soon_after_a_window_and_all_before_any() -> None:
    assert score([400], [(500, 599)]) == (pytest.approx(-1 - 0.11), 1)
    # 10 of 99 points behind its end: sigmoid(0.101) = -0.2477.
    assert score([500, 609], [(500, 599)])[0] == pytest.approx(1 - 0.11 * 0.2477, abs=1e-3)
    assert score([500, 999], [(500, 599)])[0] == pytest.approx(1 - 0.11, abs=1e-3)


def test_the_beginning_is_not_judged() -> None:
    assert score([10, 149], [(500, 599)]) == (-1.0, 0)
    assert BENCH["probation"](10_000) == 750


def test_real_series_are_marked_as_well_as_promised(shared: Path) -> None:
    raw, windows, wrong, points = 0.0, 0, 0, 0
    for name, series_, spans in BENCH["labelled"](shared / "data" / "metrics"):
        del name
        found = [place for place, _ in BENCH["placed"](series_)]
        one, false = score(found, spans, len(series_))
        raw, windows = raw + one, windows + len(spans)
        wrong, points = wrong + false, points + len(series_)
    assert BENCH["normalised"](raw, windows) >= 58
    assert 1e4 * wrong / points <= 3
