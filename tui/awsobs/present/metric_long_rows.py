"""One series in a row as long as the screen: its statistic, its least and its most too."""

from awsobs.present.metric_reading import Reading
from awsobs.present.numbers import measured
from awsobs.present.rows import Row, cut, flush_right, left, placed
from awsobs.present.sparkline import GAP

LONG_FROM = 100
"""Cells from which on there is room for them."""

_NAME, _STATISTIC = 30, 8
_LIMIT = 11


def long_heads(width: int) -> Row:
    """What stands in which column."""
    at = _Columns(width)
    return placed(
        width,
        [
            (1, (("series", "faint"),)),
            (at.statistic, (("stat", "faint"),)),
            flush_right((("now", "faint"),), at.value_end),
            flush_right((("min", "faint"),), at.least_end),
            flush_right((("max", "faint"),), at.most_end),
            (at.limit, (("alarm", "faint"),)),
        ],
    )


def long_row(reading: Reading, width: int) -> Row:
    """The condition of its alarm is always told; what is wrong with the series goes before it."""
    at = _Columns(width)
    query = reading.query
    name = left(query.label, _NAME).rstrip()
    statistic = cut(query.statistic if query.metric is not None else "math", _STATISTIC)
    head: list[tuple[int, Row]] = [
        (0, reading.gutter),
        (1, ((name, "text" if reading.latest is not None else "muted"),)),
        (at.statistic, ((statistic, "muted"),)),
    ]
    words = (reading.trouble, "warning") if reading.trouble else (reading.limit, "muted")
    tail = [(at.limit, ((cut(words[0], _LIMIT), words[1]),))]
    extremes = reading.extremes
    if reading.latest is None or extremes is None:
        silent = flush_right((("no data", "faint"),), at.value_end)
        return placed(width, [*head, (at.spark, ((GAP * at.cells, "faint"),)), silent, *tail])
    shown = measured(reading.latest, reading.unit)
    style = f"{reading.style} bold" if reading.is_past else "strong"
    least, most = (measured(value, reading.unit).number for value in extremes)
    base: Row = (("±", "muted"),) if extremes[0] < 0 else ()
    return placed(
        width,
        [
            *head,
            (at.spark - 1, base),
            (at.spark, reading.spark(at.cells)),
            flush_right(((shown.number, style),), at.value_end),
            (at.value_end + 1, ((shown.unit, "muted"),)),
            (at.trend, (reading.trend(),)),
            flush_right(((least, "muted"),), at.least_end),
            flush_right(((most, "muted"),), at.most_end),
            *tail,
        ],
    )


class _Columns:
    """Where everything stands at a width."""

    def __init__(self, width: int) -> None:
        self.statistic = _NAME + 2
        self.spark = self.statistic + _STATISTIC + 2
        self.limit = width - _LIMIT - 1
        self.most_end = self.limit - 2
        self.least_end = self.most_end - 9
        self.trend = self.least_end - 9
        self.value_end = self.trend - 6
        self.cells = self.value_end - 9 - self.spark
