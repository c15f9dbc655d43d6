"""METRICS: one sparkline a row, the value beside it, and the alarm's condition once it is past."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from statistics import fmean

from awsobs.domain.alarms import Alarm
from awsobs.domain.context import Context
from awsobs.domain.metrics import Series, SeriesQuery
from awsobs.domain.source_state import SourceState
from awsobs.domain.window import Window
from awsobs.present.chart import Guide, Limit, chart_rows
from awsobs.present.durations import age
from awsobs.present.emptiness import empty_row, no_match_row
from awsobs.present.metric_names import short_names
from awsobs.present.numbers import condition, is_past, measured, series_unit
from awsobs.present.rows import Row, flush_right, left, placed
from awsobs.present.sparkline import GAP, resampled, sparkline
from awsobs.present.states import Asked, Told, dimmed, told
from awsobs.present.view import Header, Item, PaneView

_FULL_FROM = 46
_LONGEST_SPARK = 26
_CHART_FROM = 16
_CHART_HEIGHT = 9
_NOWHERE = Context()


def metrics_view(
    series: Sequence[Series],
    *,
    state: SourceState | None,
    received: datetime | None,
    now: datetime,
    window: Window,
    width: int,
    height: int,
    kind: str,
    alarms: Sequence[Alarm] = (),
    matches: Callable[[Series], bool] | None = None,
    zoomed: bool = False,
    selected: str = "",
    change: Guide | None = None,
    progress: str = "",
    context: Context = _NOWHERE,
    role: str = "",
) -> PaneView:
    """The pane; `height` is its rows under the header.

    `alarms` lend their thresholds to series that have none. With room for it (the wide
    layout, or zoomed) the item whose key is `selected` is drawn as a chart, with the
    suspected `change` in it.
    """
    window = window.at(now)
    asked = Asked(
        pane="metrics",
        now=now,
        width=width,
        height=height,
        has_data=bool(series),
        progress=progress,
        context=context,
        role=role,
    )
    said = told(state, asked)
    header = Header(number="2", title="METRICS", facts=said.facts or _facts(series, received, now))
    if not series:
        notice = said.notice or (empty_row("metrics", width),)
        return PaneView(header=header, notice=notice)
    wanted = [one for one in series if matches is None or matches(one)]
    if not wanted:
        return PaneView(header=header, notice=(no_match_row(len(series), width),))
    readings = [_Reading(one, alarms, window) for one in wanted]
    readings.sort(key=lambda reading: reading.latest is None)
    items = _items(readings, width, kind)
    foot = _foot(readings, said, width, height, kind, zoomed, selected, change)
    if said.faded:
        items = [_faded(item) for item in items]
        foot = tuple(dimmed(row) for row in foot)
    return PaneView(header=header, notice=said.notice, items=tuple(items), foot=foot)


def series_key(query: SeriesQuery) -> str:
    """What stays the same of a series over refreshes; its id does not."""
    return f"{query.label}|{query.statistic}|{query.expression}"


class _Reading:
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


def _facts(series: Sequence[Series], received: datetime | None, now: datetime) -> Row:
    """`1m · 12s`: the period, and how old the answer is."""
    parts: list[str] = []
    if series:
        parts.append(age(min(one.query.period for one in series)))
    if received is not None:
        parts.append(age(now - received))
    return ((" · ".join(parts), "muted"),) if parts else ()


def _faded(item: Item) -> Item:
    return Item(key=item.key, rows=tuple(dimmed(r) for r in item.rows), record=item.record)


# --- rows ----------------------------------------------------------------------------------


def _items(readings: Sequence[_Reading], width: int, kind: str) -> list[Item]:
    if width >= _FULL_FROM:
        rows = [_full_row(reading, width, kind) for reading in readings]
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


def _full_row(reading: _Reading, width: int, kind: str) -> Row:
    """Name, sparkline, value, unit, trend, condition."""
    condition_at = width - (5 if kind == "wide" else 6)
    spark_end = condition_at - 16
    cells = max(8, min(_LONGEST_SPARK, spark_end - 19))
    spark_at = spark_end - cells
    name = left(reading.query.label, max(1, spark_at - 2)).rstrip()
    value_end = condition_at - 8
    if reading.latest is None:
        return _silent_row(name, spark_at, cells, value_end, width)
    limit = ""
    if reading.is_past:
        limit = condition(reading.comparison, reading.threshold, reading.query.unit)
    return placed(
        width,
        [
            (1, ((name, "text"),)),
            (spark_at, reading.spark(cells)),
            *_numbers(reading, value_end, condition_at - 7, condition_at - 2),
            (condition_at, ((limit, "muted"),)),
        ],
    )


def _short_row(reading: _Reading, name: str, longest: int, width: int) -> Row:
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
    reading: _Reading, value_end: int, unit_at: int, trend_at: int = -1
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


# --- the chart of the selected series ------------------------------------------------------


def _foot(
    readings: Sequence[_Reading],
    said: Told,
    width: int,
    height: int,
    kind: str,
    zoomed: bool,
    selected: str,
    change: Guide | None,
) -> tuple[Row, ...]:
    if height < _CHART_FROM or width < _FULL_FROM or not (zoomed or kind == "wide"):
        return said.foot
    reading = _chosen(readings, selected)
    if reading.latest is None:
        return said.foot
    rows = _chart(reading, width, _CHART_HEIGHT + max(0, height - 2 * _CHART_HEIGHT) // 2, change)
    blank = placed(width, ())
    return (blank, *rows, *(said.foot or (blank,)))


def _chosen(readings: Sequence[_Reading], selected: str) -> _Reading:
    """The selected series; without one the worst: the first past its threshold."""
    for reading in readings:
        if series_key(reading.query) == selected:
            return reading
    past = (reading for reading in readings if reading.is_past and not reading.is_billing)
    return next(past, readings[0])


def _chart(reading: _Reading, width: int, height: int, change: Guide | None) -> tuple[Row, ...]:
    limit = None
    if reading.threshold is not None:
        words = condition(reading.comparison, reading.threshold, reading.query.unit)
        limit = Limit(reading.threshold, f"alarm {words}", below=reading.is_low_wrong)
    period: timedelta = reading.query.period
    return chart_rows(
        reading.series.points,
        title=reading.query.label,
        unit=reading.unit,
        period=period,
        window=reading.window,
        width=width,
        height=height,
        limit=limit,
        change=change,
    )
