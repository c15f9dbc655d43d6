from datetime import UTC, datetime, timedelta

import pytest

from awsobs.domain.window import (
    WIDTHS,
    GoLive,
    MoveBy,
    Resize,
    SetAnchor,
    ShowWindow,
    changed,
    live_window,
)

NOW = datetime(2026, 11, 25, 7, 45, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)


def test_a_live_window_follows_the_clock() -> None:
    later = live_window(NOW).at(NOW + timedelta(minutes=1))
    assert (later.start, later.end) == (NOW - timedelta(minutes=29), NOW + timedelta(minutes=1))


def test_a_fixed_window_stays() -> None:
    fixed = changed(live_window(NOW), ShowWindow(NOW - HALF_HOUR, NOW), NOW)
    assert fixed.at(NOW + HALF_HOUR) == fixed


def test_moving_leaves_live_and_never_goes_past_now() -> None:
    earlier = changed(live_window(NOW), MoveBy(-0.5), NOW)
    assert not earlier.live
    assert earlier.end == NOW - HALF_HOUR / 2
    assert changed(earlier, MoveBy(5), NOW).end == NOW


def test_there_is_nothing_later_than_live() -> None:
    live = live_window(NOW)
    assert changed(live, MoveBy(0.5), NOW) == live


def test_resizing_steps_through_the_widths_and_stops_at_both_ends() -> None:
    window = live_window(NOW)
    assert changed(window, Resize(1), NOW).width == timedelta(hours=1)
    assert changed(window, Resize(-1), NOW).width == timedelta(minutes=15)
    for _ in WIDTHS:
        window = changed(window, Resize(1), NOW)
    assert window.width == WIDTHS[-1]
    for _ in WIDTHS:
        window = changed(window, Resize(-1), NOW)
    assert window.width == WIDTHS[0]


def test_going_live_keeps_the_width() -> None:
    fixed = changed(live_window(NOW), MoveBy(-4), NOW)
    live = changed(fixed, GoLive(), NOW)
    assert (live.live, live.end, live.width) == (True, NOW, fixed.width)


def test_the_baseline_is_as_wide_and_ends_at_the_anchor() -> None:
    anchor = NOW - timedelta(minutes=4)
    window = changed(live_window(NOW), SetAnchor(anchor), NOW)
    assert window.baseline == (anchor - HALF_HOUR, anchor)
    assert live_window(NOW).baseline[1] == NOW - HALF_HOUR


def test_a_window_that_ends_before_its_start_is_refused() -> None:
    with pytest.raises(ValueError, match="before its start"):
        changed(live_window(NOW), ShowWindow(NOW, NOW - HALF_HOUR), NOW)
