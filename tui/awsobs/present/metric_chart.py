"""The big chart: several series over the window's own cells, with all that explains them."""

from collections.abc import Sequence
from datetime import datetime

from awsobs.domain.alarms import Alarm
from awsobs.domain.window import Window
from awsobs.present.charted import Charted, ChartLook
from awsobs.present.layout import bar_cells
from awsobs.present.metric_chart_legend import (
    LEFT,
    beside_left,
    beside_right,
    legend_heads,
    legend_items,
    title_row,
)
from awsobs.present.metric_chart_plot import Drawn, drawn
from awsobs.present.metric_reading import Reading, series_key, watches
from awsobs.present.rows import Row, cut, fitted, flush_right, merged, placed
from awsobs.present.state_lines import state_line
from awsobs.present.time_bar import tick_row
from awsobs.present.view import Item

WIDE_FROM = 100
"""Cells from which on there is room beside the plot for words."""

_LEAST_ROWS = 4
_MOST_ALARMS = 3
_MOST_ITEMS = 8


def chart_view(
    charted: Charted, look: ChartLook, *, window: Window, now: datetime, width: int, height: int
) -> tuple[tuple[Row, ...], tuple[Item, ...]]:
    """The rows of the chart, and under them an item a series."""
    is_wide = width >= WIDE_FROM
    first, cells = bar_cells(width, 2 if is_wide else 1)
    readings = [Reading(series, charted.alarms, window) for series in charted.series]
    front = front_of(readings, look.selected)
    watching = [alarm for alarm in charted.alarms if watches(alarm, front.query)][:_MOST_ALARMS]
    strips = _strips(charted, watching, window, first, cells, width)
    items = legend_items(readings, front, look.cursor, width)
    fixed = len(strips) + 3 + (0 if is_wide else 1)
    rows = max(_LEAST_ROWS, height - fixed - min(_MOST_ITEMS, len(items)) - 1)
    plot = drawn(charted, look, readings, front, window, cells, rows)
    body = _body(plot, charted, front, look, first, cells, width, is_wide)
    head = () if is_wide else (title_row(charted, front, look, width),)
    ticks = tick_row(
        window=window,
        now=now,
        width=width,
        first=first,
        cells=cells,
        onset=charted.onset,
        change_at=charted.suspect.at if charted.suspect else None,
    )
    heads = legend_heads(look.cursor, width)
    return (*head, *body, ticks, *strips, placed(width, ()), heads), items


def front_of(readings: Sequence[Reading], selected: str) -> Reading:
    """The series that the words beside the plot are about."""
    found = (one for one in readings if series_key(one.query) == selected)
    return next(found, readings[0])


def _body(
    plot: Drawn,
    charted: Charted,
    front: Reading,
    look: ChartLook,
    first: int,
    cells: int,
    width: int,
    is_wide: bool,
) -> list[Row]:
    """The plot with its axis, and beside it what it is about and what it comes to."""
    count = len(plot.rows)
    left = beside_left(charted, front, look, plot, count) if is_wide else {}
    right = beside_right(front, count)
    made: list[Row] = []
    for place, row in enumerate(plot.rows):
        label = plot.labels.get(count - 1 - place)
        at, words = flush_right((label,) if label else (), first - 1)
        parts: list[tuple[int, Row]] = []
        if place in left:
            parts.append((1, fitted(left[place], max(1, min(LEFT, at - 2)))))
        parts += [(max(0, at), words), (first, row)]
        if place in right:
            parts.append((first + cells + 1, right[place]))
        made.append(placed(width, parts))
    return made


def _strips(
    charted: Charted,
    watching: Sequence[Alarm],
    window: Window,
    first: int,
    cells: int,
    width: int,
) -> list[Row]:
    """What state the alarms on the series were in, and what was changed, cell by cell."""
    made: list[Row] = []
    for alarm in watching:
        changes = charted.history.get(alarm.name, ())
        line = state_line(alarm, changes, window.start, window.end, cells)
        name = cut(alarm.name, first - 2)
        made.append(placed(width, [(1, ((name, "muted"),)), (first, line)]))
    if charted.changes or charted.suspect:
        marks, name = _change_marks(charted, window, cells), "changes" if first > 8 else "◆ ◇"
        made.append(placed(width, [(1, ((name, "muted"),)), (first, marks)]))
    return made


def _change_marks(charted: Charted, window: Window, cells: int) -> Row:
    marks = [("─", "rule")] * cells
    for at in charted.changes:
        if window.start <= at < window.end:
            marks[int((at - window.start) / window.width * cells)] = ("◇", "muted")
    suspect = charted.suspect
    if suspect is not None and window.start <= suspect.at < window.end:
        marks[int((suspect.at - window.start) / window.width * cells)] = ("◆", "warning")
    return merged(marks)
