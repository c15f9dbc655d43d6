"""One series as a chart of four rows and more: filled columns, by eighths of a cell."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil, floor, log10
from typing import NamedTuple

from awsobs.domain.window import Window
from awsobs.present.durations import age, clock_minute
from awsobs.present.numbers import number
from awsobs.present.rows import Row, Span, cut, fitted, flush_right, placed, width_of
from awsobs.present.sparkline import bounded, resampled

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_LABEL_END = 7
_PLOT_AT = 8
_TICKS = 6
_SMALLEST = 1e-300
"""What is less is drawn as nothing."""


class Limit(NamedTuple):
    """An alarm's threshold, its words for the legend, and whether what is below it is wrong."""

    value: float
    words: str
    below: bool = False


class Guide(NamedTuple):
    """A change: when it was made, and a word for the legend."""

    at: datetime
    word: str


def chart_rows(
    points: Sequence[tuple[datetime, float]],
    *,
    title: str,
    unit: str,
    period: timedelta,
    window: Window,
    width: int,
    height: int,
    limit: Limit | None = None,
    change: Guide | None = None,
) -> tuple[Row, ...]:
    """A title with the legend, the plot with its axis, and the ticks: `height` rows in all."""
    cells, rows = width - _PLOT_AT - 1, height - 2
    head = _title(title, unit, period, width, limit, change)
    if rows < 2 or cells < 8:
        return (head,)[:height]
    values = resampled(points, window, cells, period=period, lowest=bool(limit and limit.below))
    seconds = window.width.total_seconds()
    values = _rescaled(values, unit)
    shown_limit = limit._replace(value=_scaled(bounded(limit.value), unit)) if limit else None
    plot = _Plot(values, rows, shown_limit)
    mark = None
    if change is not None and window.start <= change.at < window.end and seconds > 0:
        mark = int((change.at - window.start).total_seconds() / seconds * cells)
    body = [plot.row(row, mark, width) for row in range(rows - 1, -1, -1)]
    return (head, *body, _tick_row(window, cells, mark, width))


def _scaled(value: float, unit: str) -> float:
    return value * 1000 if unit == "s" else value / 1000 if unit == "µs" else value


def _rescaled(values: Sequence[float | None], unit: str) -> list[float | None]:
    """Latencies are always shown in milliseconds."""
    return [None if value is None else _scaled(value, unit) for value in values]


class _Plot:
    """The scale, and one row of cells at a time, counted from the bottom."""

    def __init__(self, values: Sequence[float | None], rows: int, limit: Limit | None) -> None:
        self._values, self._rows, self._limit = values, rows, limit
        highest = max((value for value in values if value is not None), default=0.0)
        self._top = _top_of(max(0.0, highest), limit.value if limit else None)
        self._limit_row = self._row_of(limit.value) if limit else None
        self._labels = self._label_rows()

    def row(self, row: int, mark: int | None, width: int) -> Row:
        spans: list[Span] = []
        for cell, value in enumerate(self._values):
            glyph, style = self._cell(row, value)
            if glyph == " " and cell == mark:
                glyph, style = "┊", "warning"
            elif glyph == " " and row == self._limit_row:
                glyph, style = "╌", "fault"
            if spans and spans[-1][1] == style:
                spans[-1] = (spans[-1][0] + glyph, style)
            else:
                spans.append((glyph, style))
        label = self._labels.get(row)
        axis = [flush_right((label,), _LABEL_END)] if label else []
        return placed(width, [*((max(0, at), text) for at, text in axis), (_PLOT_AT, tuple(spans))])

    def _cell(self, row: int, value: float | None) -> Span:
        if value is None:
            return ("·", "faint") if row == 0 else (" ", "")
        eighths = round(max(0.0, value) / self._top * self._rows * 8) - row * 8
        glyph = _EIGHTHS[min(8, max(0, eighths))]
        if glyph == " ":
            return " ", ""
        return glyph, "fault-area" if self._is_wrong(value) else "calm-area"

    def _is_wrong(self, value: float) -> bool:
        if self._limit is None:
            return False
        return value < self._limit.value if self._limit.below else value > self._limit.value

    def _row_of(self, value: float) -> int:
        return max(0, min(self._rows - 1, int(value / self._top * self._rows)))

    def _label_rows(self) -> dict[int, Span]:
        """At most four labels; the threshold's own first, those that would touch it never."""
        labels: dict[int, Span] = {}
        if self._limit is not None and self._limit_row is not None:
            labels[self._limit_row] = (number(self._limit.value), "fault bold")
        wanted = [0.0, self._top, self._top * 2 / 3, self._top / 3]
        for value in wanted:
            row = self._row_of(value)
            if len(labels) < 4 and not any(abs(row - taken) < 2 for taken in labels):
                labels[row] = (number(value), "muted")
        return labels


def _top_of(highest: float, threshold: float | None) -> float:
    """The value at the top: a few times the threshold, or a round number."""
    if threshold is not None and threshold > 0 and highest <= 3 * threshold:
        return threshold * max(1.5, ceil(highest / threshold))
    if highest < _SMALLEST:
        return 1.0
    scale = 10.0 ** floor(log10(highest))
    steps = (1, 1.2, 1.5, 1.8, 2.4, 3, 4.5, 6, 7.5, 9, 10, 12)
    return next(step * scale for step in steps if step * scale >= highest)


def _title(
    title: str,
    unit: str,
    period: timedelta,
    width: int,
    limit: Limit | None,
    change: Guide | None,
) -> Row:
    legend: list[Span] = []
    if limit is not None:
        legend.append((f"╌ {limit.words}", "fault"))
    if change is not None:
        words = f"◆ {clock_minute(change.at)} {cut(change.word, 16)}"
        legend += [("   ", ""), (words, "warning")] if legend else [(words, "warning")]
    shown = f" {'ms' if unit in ('s', 'µs') else unit}   {age(period)}"
    room = max(1, width - 4 - width_of(legend) - len(shown))
    head: Row = ((" ", ""), (cut(title, room), "strong bold"), (shown, "muted"))
    at, row = flush_right(legend, width - 1)
    if at < width_of(head) + 2:
        return fitted(head, width)
    return placed(width, [(0, head), (at, row)])


def _tick_row(window: Window, cells: int, mark: int | None, width: int) -> Row:
    """Times under the plot, `◆` under the change; ticks that it would touch are left out."""
    count = min(_TICKS, max(1, cells // 8))
    ticks = [
        (
            round(index / count * (cells - 1)),
            clock_minute(window.start + window.width * (index / count)),
        )
        for index in range(count)
    ]
    ticks = [(at, text) for at, text in ticks if at + 6 < cells - 5]
    ticks.append((cells - 5, clock_minute(window.end)))
    parts: list[tuple[int, str, str]] = [
        (_PLOT_AT + at, text, "faint")
        for at, text in ticks
        if mark is None or not at - 1 <= mark <= at + 5
    ]
    if mark is not None:
        parts.append((_PLOT_AT + mark, "◆", "warning"))
    return placed(width, [(at, ((text, style),)) for at, text, style in sorted(parts)])
