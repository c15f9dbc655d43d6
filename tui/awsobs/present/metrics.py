"""METRICS: one sparkline a row, the value beside it, and the alarm's condition once it is past."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from awsobs.domain.alarms import Alarm
from awsobs.domain.context import Context
from awsobs.domain.metrics import Series
from awsobs.domain.source_state import SourceState
from awsobs.domain.window import Window
from awsobs.present.chart import Guide, Limit, chart_rows
from awsobs.present.durations import age
from awsobs.present.emptiness import empty_row, no_match_row
from awsobs.present.metric_long_rows import LONG_FROM, long_heads
from awsobs.present.metric_reading import Reading, series_key, watching
from awsobs.present.metric_rows import FULL_FROM, metric_items
from awsobs.present.rows import Row, placed
from awsobs.present.states import Asked, Told, dimmed, told
from awsobs.present.view import Header, Item, PaneView

_CHART_FROM = 16
_CHART_HEIGHT = 9
_CHOSEN = 2
"""So many stay first whatever they do: the most closely watched ones."""
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
    facts = said.facts or _facts(series, window, received, now)
    header = Header(number="2", title="METRICS", facts=facts)
    if not series:
        notice = said.notice or (empty_row("metrics", width),)
        return PaneView(header=header, notice=notice)
    wanted = [one for one in series if matches is None or matches(one)]
    if not wanted:
        return PaneView(header=header, notice=(no_match_row(len(series), width),))
    about = watching(alarms, wanted)
    readings = [Reading(one, about, window) for one in wanted]
    readings = _most_interesting_first(readings)
    items = metric_items(readings, width)
    foot = _foot(readings, said, width, height, kind, zoomed, selected, change)
    if said.faded:
        items = [_faded(item) for item in items]
        foot = tuple(dimmed(row) for row in foot)
    notice = said.notice
    if width >= LONG_FROM and zoomed:
        notice = (*notice, long_heads(width))
    return PaneView(header=header, notice=notice, items=tuple(items), foot=foot)


def _most_interesting_first(readings: Sequence[Reading]) -> list[Reading]:
    def rank(placed_reading: tuple[int, Reading]) -> int:
        place, reading = placed_reading
        is_fixed = place < _CHOSEN and reading.threshold is not None
        return 0 if is_fixed and reading.latest is not None else reading.interest

    return [reading for _, reading in sorted(enumerate(readings), key=rank)]


def _facts(
    series: Sequence[Series], window: Window, received: datetime | None, now: datetime
) -> Row:
    """`! 1 unusual · 1m · 12s`: series with marks, the period, and how old the answer is."""
    parts: list[str] = []
    shown = [any(window.start <= mark.at < window.end for mark in one.marks) for one in series]
    if marked := sum(shown):
        parts.append(f"! {marked} unusual")
    if series:
        parts.append(age(min(one.query.period for one in series)))
    if received is not None:
        parts.append(age(now - received))
    return ((" · ".join(parts), "muted"),) if parts else ()


def _faded(item: Item) -> Item:
    return Item(key=item.key, rows=tuple(dimmed(r) for r in item.rows), record=item.record)


# --- the chart of the selected series ------------------------------------------------------


def _foot(
    readings: Sequence[Reading],
    said: Told,
    width: int,
    height: int,
    kind: str,
    zoomed: bool,
    selected: str,
    change: Guide | None,
) -> tuple[Row, ...]:
    if height < _CHART_FROM or width < FULL_FROM or not (zoomed or kind == "wide"):
        return said.foot
    reading = _chosen(readings, selected)
    if reading.latest is None:
        return said.foot
    rows = _chart(reading, width, _CHART_HEIGHT + max(0, height - 2 * _CHART_HEIGHT) // 2, change)
    blank = placed(width, ())
    return (blank, *rows, *(said.foot or (blank,)))


def _chosen(readings: Sequence[Reading], selected: str) -> Reading:
    """The selected series; without one the worst: the first past its threshold."""
    for reading in readings:
        if series_key(reading.query) == selected:
            return reading
    past = (reading for reading in readings if reading.is_past and not reading.is_billing)
    return next(past, readings[0])


def _chart(reading: Reading, width: int, height: int, change: Guide | None) -> tuple[Row, ...]:
    limit = None
    if reading.threshold is not None:
        limit = Limit(reading.threshold, f"alarm {reading.limit}", below=reading.is_low_wrong)
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
