import itertools
import math

import pytest
from hypothesis import given, strategies as st

from awsobs.present.plot import Plot
from awsobs.present.plot_scale import Scale, axis_labels, scale_of
from awsobs.present.rows import text_of


def drawn(plot: Plot) -> list[str]:
    return [text_of(row) for row in plot.rows()]


def test_columns_rise_by_eighths_and_a_gap_is_a_dot() -> None:
    plot = Plot(4, 2, Scale(0, 16))
    plot.columns((16, 9, None, 4), lambda cell, value: "calm-area")
    assert drawn(plot) == ["█▁  ", "██·▄"]


def test_values_below_zero_hang_from_its_line() -> None:
    plot = Plot(4, 4, Scale(-2, 2))
    plot.columns((2, -2, -0.5, 0), lambda cell, value: "calm-area")
    plot.zero()
    assert drawn(plot) == ["█   ", "█──▁", " █▀ ", " █  "]


def test_a_line_takes_one_column_a_value_and_ends_at_a_gap() -> None:
    plot = Plot(6, 3, Scale(0, 3))
    plot.line((0, 2, 2, None, 1, 0), "series-1")
    assert drawn(plot) == [" ╭─   ", " │  ─╮", "─╯   ╰"]


def test_levels_bands_and_uprights_spare_what_stands_there() -> None:
    plot = Plot(3, 3, Scale(0, 3))
    plot.columns((3, 0, 0), lambda cell, value: "calm-area")
    plot.upright(1, "┊", "warning")
    plot.level(1)
    plot.band((0, 0, 0), (3, 3, 3), "faint")
    assert drawn(plot) == ["█┊░", "█┊╌", "█▁▁"]


@pytest.mark.parametrize(
    ("values", "limits", "scale"),
    [
        ((), (), Scale(0, 1)),
        ((0, 0), (), Scale(0, 1)),
        ((3, 41), (5,), Scale(0, 45)),
        ((0, 0), (5,), Scale(0, 6)),
        ((1, 2), (800,), Scale(0, 2.4)),
        ((-7, 3), (), Scale(-7.5, 3)),
    ],
)
def test_zero_is_on_the_scale_and_a_far_threshold_does_not_flatten_the_rest(
    values: tuple[float, ...], limits: tuple[float, ...], scale: Scale
) -> None:
    found = scale_of(values, limits)
    assert found.low == pytest.approx(scale.low)
    assert found.high == pytest.approx(scale.high)


def test_the_scale_of_logarithms_ends_at_powers_of_ten() -> None:
    assert scale_of((3, 41, 0, -2), is_log=True) == Scale(1, 100, is_log=True)
    assert scale_of((0,), is_log=True) == Scale(0.1, 1, is_log=True)


def test_labels_begin_with_the_threshold_and_never_touch() -> None:
    labels = axis_labels(Scale(0, 45), 12, (5,))
    assert labels[1] == ("5", "fault bold")
    assert labels[11] == ("45", "muted")
    rows = sorted(labels)
    assert all(later - row >= 2 for row, later in itertools.pairwise(rows))


@given(
    st.lists(st.none() | st.floats(allow_nan=False, allow_infinity=False), max_size=12),
    st.booleans(),
)
def test_any_numbers_are_drawn_within_the_plot(values: list[float | None], is_log: bool) -> None:
    known = [value for value in values if value is not None]
    scale = scale_of(known, (1e308,), is_log=is_log)
    assert math.isfinite(scale.high)
    assert math.isfinite(scale.low)
    plot = Plot(12, 5, scale)
    plot.columns(values, lambda cell, value: "calm-area")
    plot.line(values, "series-1")
    plot.zero()
    assert [len(row) for row in drawn(plot)] == [12] * 5
    assert axis_labels(scale, 5, (1e308,))
