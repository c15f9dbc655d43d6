"""One series in one row: its sparkline, its value, and how both stand to the threshold."""

from collections.abc import Sequence
from statistics import fmean

from awsobs.domain.alarms import Alarm
from awsobs.domain.metrics import Series, SeriesQuery
from awsobs.domain.window import Window
from awsobs.present.metric_names import short_names
from awsobs.present.numbers import condition, is_past, measured, series_unit
from awsobs.present.rows import Row, cut, flush_right, left, placed
from awsobs.present.sparkline import GAP, resampled, sparkline
from awsobs.present.view import Item

FULL_FROM = 46
"""Cells from which on a row has a condition and whole names."""

_LONGEST_SPARK = 26
_LIMIT, _LONGEST_LIMIT = 5, 9


def series_key(query: SeriesQuery) -> str:
    """What stays the same of a series over refreshes; its id does not."""
    return f"{query.label}|{query.statistic}|{query.expression}"


class Reading:
    """One series with what its row says."""

    def __init__(self, series: Series, alarms: Sequence[Alarm], window: Window) -> None:
        query = series.query
        self.series, self.query, self.window = series, query, window
        self.points = [point for point in series.points if window.start <= point[0] < window.end]
        self.threshold, self.comparison = _limit(query, alarms)
        self.unit = series_unit(query.unit)
        self.is_billing = query.metric is not None and query.metric.namespace == "AWS/Billing"
        self.latest = self.points[-1][1] if self.points else None
        self.is_past = is_past(self.latest, self.comparison, self.threshold)

    @property
    def is_low_wrong(self) -> bool:
        return self.comparison.startswith("LessThan")

    @property
    def interest(self) -> int:
        """What to show first: 0 what moves, 1 watched zeros, 2 other zeros, 3 no data."""
        if self.latest is None:
            return 3
        if any(value for _, value in self.points):
            return 0
        return 1 if self.threshold is not None else 2

    @property
    def limit(self) -> str:
        """The condition of its alarm, or nothing."""
        return condition(self.comparison, self.threshold, self.query.unit)

    @property
    def style(self) -> str:
        """The style of a value that is past its threshold."""
        return "warning" if self.is_billing else "fault"

    def cells(self, count: int) -> list[float | None]:
        return resampled(
            self.series.points,
            self.window,
            count,
            period=self.query.period,
            lowest=self.is_low_wrong,
        )

    def spark(self, count: int) -> Row:
        return sparkline(
            self.cells(count), threshold=self.threshold, below=self.is_low_wrong, past=self.style
        )

    def trend(self) -> tuple[str, str]:
        """The last value against the mean of the first half."""
        values = [value for _, value in self.points]
        if len(values) < 2:
            return "", ""
        usual, last = fmean(values[: max(1, len(values) // 2)]), values[-1]
        margin = abs(usual) * (0.005 if self.is_billing else 0.1)
        if abs(last - usual) <= margin:
            return "→", "faint"
        alarming = self.is_past and not self.is_billing
        return "↑" if last > usual else "↓", "fault" if alarming else "muted"


def _limit(query: SeriesQuery, alarms: Sequence[Alarm]) -> tuple[float | None, str]:
    if query.threshold is not None:
        return query.threshold, query.comparison
    for alarm in alarms:
        same = alarm.metric is not None and alarm.metric == query.metric
        if same and alarm.statistic == query.statistic and alarm.threshold is not None:
            return alarm.threshold, alarm.comparison
    return None, ""


def metric_items(readings: Sequence[Reading], width: int) -> list[Item]:
    """One item a series, with short names where the pane is narrow."""
    if width >= FULL_FROM:
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
        return _silent_row(name, spark_at, cells, value_end, width)
    limit = cut(reading.limit, limit_cells) if reading.is_past else ""
    return placed(
        width,
        [
            (1, ((name, "text"),)),
            (spark_at, reading.spark(cells)),
            *_numbers(reading, value_end, condition_at - 7, condition_at - 2),
            (condition_at, ((limit, "muted"),)),
        ],
    )


def _short_row(reading: Reading, name: str, longest: int, width: int) -> Row:
    """Short name, sparkline, value, unit, trend: the compact layout."""
    spark_at, value_end = longest + 2, width - 9
    cells = max(4, value_end - 9 - spark_at)
    if width < longest + 26:
        return placed(width, [(1, ((name, "text"),)), *_numbers(reading, width - 9, width - 8)])
    if reading.latest is None:
        return _silent_row(name, spark_at, cells, value_end, width)
    return placed(
        width,
        [
            (1, ((name, "text"),)),
            (spark_at, reading.spark(cells)),
            *_numbers(reading, value_end, width - 8, width - 3),
        ],
    )


def _silent_row(name: str, spark_at: int, cells: int, end: int, width: int) -> Row:
    return placed(
        width,
        [
            (1, ((name, "muted"),)),
            (spark_at, ((GAP * cells, "faint"),)),
            flush_right((("no data", "faint"),), end),
        ],
    )


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
