"""The cells of the big chart: one series as columns, several as lines, each unit on its scale."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from awsobs.domain.metrics import Series
from awsobs.domain.window import Window
from awsobs.present.charted import Charted, ChartLook
from awsobs.present.metric_reading import Reading
from awsobs.present.numbers import measured
from awsobs.present.plot import Plot
from awsobs.present.plot_scale import Scale, axis_labels, scale_of
from awsobs.present.rows import Row, Span
from awsobs.present.sparkline import cell_of, resampled

COLOURS = 6
"""Styles that tell series apart."""


class Drawn(NamedTuple):
    """The rows from the top down, the labels of the axis by row from the bottom, and the scale."""

    rows: list[Row]
    labels: dict[int, Span]
    scale: Scale


def colour(place: int) -> str:
    """The style of the series in a place."""
    return f"series-{place % COLOURS + 1}"


def drawn(
    charted: Charted,
    look: ChartLook,
    readings: Sequence[Reading],
    front: Reading,
    window: Window,
    cells: int,
    rows: int,
) -> Drawn:
    """What is alike in unit shares the scale of the series in front; others have one each."""
    alike = [one for one in readings if one.unit == front.unit]
    ghosts = [shifted(one, charted.shift) for one in charted.before if charted.shift]
    ghost = next((one for one in ghosts if one.query.id == front.query.id), None)
    around = [*(one.series for one in alike), *charted.band, *((ghost,) if ghost else ())]
    limits = [front.threshold] if front.threshold is not None else []
    scale = scale_of(_values(around, window), limits, is_log=look.is_log)
    plot = Plot(cells, rows, scale)
    if len(readings) == 1:
        _columns(plot, front, window, cells)
    for place, reading in enumerate(readings):
        if len(readings) > 1 and reading.unit == front.unit and reading is not front:
            plot.line(_cells(reading, window, cells), colour(place))
    if len(readings) > 1:
        plot.line(_cells(front, window, cells), f"{colour(readings.index(front))} bold")
    _behind(plot, charted, front, ghost, window, cells)
    if look.cursor is not None:
        plot.upright(cell_of(look.cursor, window, cells), "┃", "accent")
    made = plot.rows()
    for place, reading in enumerate(readings):
        if reading.unit != front.unit:
            made = _under(made, _apart(reading, colour(place), window, cells, rows, look))
    labels = axis_labels(scale, rows, limits, lambda value: words_of(value, front.unit))
    return Drawn(made, labels, scale)


def words_of(value: float, unit: str) -> str:
    """A value on the axis; bytes with their unit, which goes with their size."""
    shown = measured(value, unit)
    return f"{shown.number}{shown.unit}" if unit == "B" else shown.number


def shifted(series: Series, by: timedelta | None) -> Series:
    """A series of another day as if it were of this one."""
    moved = tuple((at + (by or timedelta()), value) for at, value in series.points)
    return replace(series, points=moved, provisional=None)


def _values(series: Sequence[Series], window: Window) -> list[float]:
    return [
        value
        for one in series
        for at, value in (*one.points, *((one.provisional,) if one.provisional else ()))
        if at < window.end and at + one.query.period > window.start
    ]


def _cells(reading: Reading, window: Window, cells: int) -> list[float | None]:
    return _of_points(reading.series.points, reading, window, cells)


def _of_points(
    points: Sequence[tuple[datetime, float]], reading: Reading, window: Window, cells: int
) -> list[float | None]:
    period, lowest = reading.query.period, reading.is_low_wrong
    return resampled(points, window, cells, period=period, lowest=lowest)


def _columns(plot: Plot, reading: Reading, window: Window, cells: int) -> None:
    growing = reading.series.provisional
    points = [*reading.series.points, *((growing,) if growing else ())]
    open_from = cell_of(growing[0], window, cells) if growing else cells

    def style_of(cell: int, value: float) -> str:
        if cell >= open_from:
            return "muted"
        return "fault-area" if reading.is_wrong(value) else "calm-area"

    plot.columns(_of_points(points, reading, window, cells), style_of)


def _behind(
    plot: Plot,
    charted: Charted,
    front: Reading,
    ghost: Series | None,
    window: Window,
    cells: int,
) -> None:
    """What is drawn only where nothing stands yet, but for marks, which stand above values."""
    for mark in front.series.marks:
        plot.point(cell_of(mark.at, window, cells), mark.value, "!", "mark bold")
    suspect = charted.suspect
    if suspect is not None:
        plot.upright(cell_of(suspect.at, window, cells), "┊", "warning")
    if ghost is not None:
        plot.line(_of_points(ghost.points, front, window, cells), "muted", spares=True)
    if front.threshold is not None:
        plot.level(front.threshold)
    plot.zero()
    if len(charted.band) == 2:
        low, high = (_of_points(one.points, front, window, cells) for one in charted.band)
        plot.band(low, high, "faint")


def _apart(
    reading: Reading, style: str, window: Window, cells: int, rows: int, look: ChartLook
) -> list[Row]:
    """A series of another unit, over the whole height."""
    scale = scale_of(_values([reading.series], window), is_log=look.is_log)
    plot = Plot(cells, rows, scale)
    plot.line(_cells(reading, window, cells), style)
    return plot.rows()


def _under(front: list[Row], back: list[Row]) -> list[Row]:
    """Rows, and what others show where the first are blank."""
    return [_laid(one, other) for one, other in zip(front, back, strict=True)]


def _laid(front: Row, back: Row) -> Row:
    over = [(glyph, style) for text, style in front for glyph in text]
    under = [(glyph, style) for text, style in back for glyph in text]
    return tuple(
        above if above[0] != " " else below for above, below in zip(over, under, strict=True)
    )
