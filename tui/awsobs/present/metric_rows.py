"""One series in one row: its sparkline, its value, and how both stand to the threshold."""

from collections.abc import Sequence

from awsobs.present.metric_long_rows import LONG_FROM, long_row
from awsobs.present.metric_names import short_names
from awsobs.present.metric_reading import Reading, series_key
from awsobs.present.numbers import measured
from awsobs.present.rows import Row, cut, flush_right, left, placed
from awsobs.present.sparkline import GAP
from awsobs.present.view import Item

FULL_FROM = 46
"""Cells from which on a row has a condition and whole names."""

_LONGEST_SPARK = 26
_LIMIT, _LONGEST_LIMIT = 5, 9


def metric_items(readings: Sequence[Reading], width: int) -> list[Item]:
    """One item a series, with short names where the pane is narrow."""
    if width >= LONG_FROM:
        rows = [long_row(reading, width) for reading in readings]
    elif width >= FULL_FROM:
        # room for every condition, met or not: no column moves when an alarm goes off
        longest = max((len(reading.limit) for reading in readings), default=0)
        limit_cells = min(_LONGEST_LIMIT, max(_LIMIT, longest))
        rows = [_full_row(reading, width, limit_cells) for reading in readings]
    else:
        names = short_names([reading.query.label for reading in readings])
        longest = max(len(name) for name in names)
        rows = [
            _short_row(reading, name, longest, width)
            for reading, name in zip(readings, names, strict=True)
        ]
    return [
        Item(key=series_key(reading.query), rows=(row,), record=reading.series)
        for reading, row in zip(readings, rows, strict=True)
    ]


def _full_row(reading: Reading, width: int, limit_cells: int) -> Row:
    """Name, sparkline, value, unit, trend, condition, and a blank before what is beside it."""
    condition_at = width - 1 - limit_cells
    spark_end = condition_at - 16
    cells = max(8, min(_LONGEST_SPARK, spark_end - 19))
    spark_at = spark_end - cells
    name = left(reading.query.label, max(1, spark_at - 2)).rstrip()
    value_end = condition_at - 8
    if reading.latest is None:
        return _silent_row(reading, name, spark_at, cells, value_end, width)
    limit = reading.trouble or (reading.limit if reading.is_past else "")
    return placed(
        width,
        [
            (0, reading.gutter),
            (1, ((name, "text"),)),
            (spark_at, reading.spark(cells)),
            *_numbers(reading, value_end, condition_at - 7, condition_at - 2),
            (condition_at, ((cut(limit, limit_cells), _limit_style(reading)),)),
        ],
    )


def _short_row(reading: Reading, name: str, longest: int, width: int) -> Row:
    """Short name, sparkline, value, unit, trend: the compact layout."""
    spark_at, value_end = longest + 2, width - 9
    cells = max(4, value_end - 9 - spark_at)
    if width < longest + 26:
        numbers = _numbers(reading, width - 9, width - 8)
        return placed(width, [(0, reading.gutter), (1, ((name, "text"),)), *numbers])
    if reading.latest is None:
        return _silent_row(reading, name, spark_at, cells, value_end, width)
    return placed(
        width,
        [
            (0, reading.gutter),
            (1, ((name, "text"),)),
            (spark_at, reading.spark(cells)),
            *_numbers(reading, value_end, width - 8, width - 3),
        ],
    )


def _silent_row(
    reading: Reading, name: str, spark_at: int, cells: int, end: int, width: int
) -> Row:
    """A series without points, and why if CloudWatch says so."""
    words = (reading.trouble, "warning") if reading.trouble else ("no data", "faint")
    return placed(
        width,
        [
            (0, reading.gutter),
            (1, ((name, "muted"),)),
            (spark_at, ((GAP * cells, "faint"),)),
            flush_right((words,), end),
        ],
    )


def _limit_style(reading: Reading) -> str:
    return "warning" if reading.trouble else "muted"


def _numbers(
    reading: Reading, value_end: int, unit_at: int, trend_at: int = -1
) -> list[tuple[int, Row]]:
    """The value, its unit, and its trend where there is a place for it."""
    shown = measured(reading.latest, reading.unit)
    style = f"{reading.style} bold" if reading.is_past else "strong"
    value_at, value = flush_right(((shown.number, style),), value_end)
    parts: list[tuple[int, Row]] = [
        (max(0, value_at), value),
        (max(0, unit_at), ((shown.unit, "muted"),)),
    ]
    if trend_at >= 0:
        parts.append((trend_at, (reading.trend(),)))
    return parts
