"""A graph of a dashboard: lines or stacked areas, annotations, the times, and a legend."""

from collections.abc import Callable, Sequence
from datetime import datetime

from awsobs.domain.dashboards import Axis, Widget
from awsobs.domain.metrics import Series
from awsobs.domain.window import Window
from awsobs.present.metric_chart_plot import colour, words_of
from awsobs.present.plot import Plot
from awsobs.present.plot_scale import Scale, axis_labels, scale_of
from awsobs.present.rows import Row, Span, cut, flush_right, placed, width_of
from awsobs.present.sparkline import bounded, cell_of, resampled
from awsobs.present.time_bar import tick_row

_AXIS = 8
_LEAST_PLOT = 3
_Values = list[float | None]


def graph_rows(
    widget: Widget,
    series: Sequence[Series],
    right: Sequence[bool],
    limits: Sequence[float],
    window: Window,
    now: datetime,
    width: int,
    height: int,
) -> list[Row]:
    """The plot with its axis, the times under it, and what is drawn in which colour.

    `right` says of each series whether it has the axis at the right; `limits` are thresholds.
    """
    legend = _legend(series, right, width, most=max(1, min(3, height - _LEAST_PLOT - 1)))
    rows = max(_LEAST_PLOT, height - 1 - len(legend))
    cells = max(1, width - _AXIS)
    values = [resampled(one.points, window, cells, period=one.query.period) for one in series]
    left = [one for one, other in zip(values, right, strict=True) if not other]
    levels = [level.value for level in widget.levels if not level.is_right]
    sums = _sums(left) if widget.is_stacked else left
    scale = _scale(sums, [*levels, *limits], widget.left)
    plot = Plot(cells, rows, scale)
    _draw(plot, widget, values, right)
    for level in widget.levels:
        if level.until is not None and not level.is_right:
            plot.band([level.value] * cells, [level.until] * cells, "faint")
    for value in levels:
        plot.level(value, "warning")
    for limit in limits:
        plot.level(limit, "fault")
    for upright in widget.uprights:
        plot.upright(cell_of(upright.at, window, cells), "┊", "warning")
    plot.zero()
    made = plot.rows()
    if any(right):
        made = _over(made, _right_rows(widget, values, right, cells, rows))
    unit = series[0].query.unit if series else ""
    labels = axis_labels(scale, rows, limits, lambda value: words_of(value, unit))
    body = [_with_label(row, labels.get(rows - 1 - at), width) for at, row in enumerate(made)]
    ticks = tick_row(window=window, now=now, width=width, first=_AXIS, cells=cells)
    return [*body, ticks, *legend]


def _draw(plot: Plot, widget: Widget, values: Sequence[_Values], right: Sequence[bool]) -> None:
    places = [place for place, other in enumerate(right) if not other]
    if widget.is_stacked:
        sums = _sums([values[place] for place in places])
        for place, column in reversed(list(zip(places, sums, strict=True))):
            plot.columns(column, _always(colour(place)))
        return
    for place in reversed(places):
        plot.line(values[place], colour(place))


def _always(style: str) -> Callable[[int, float], str]:
    return lambda _cell, _value: style


def _sums(values: Sequence[_Values]) -> list[_Values]:
    """Each series with those before it added."""
    made: list[_Values] = []
    for column in values:
        under = made[-1] if made else [None] * len(column)
        made.append(
            [
                one if below is None else below if one is None else bounded(below + one)
                for one, below in zip(column, under, strict=True)
            ]
        )
    return made


def _scale(values: Sequence[_Values], limits: Sequence[float], axis: Axis) -> Scale:
    known = [value for column in values for value in column if value is not None]
    scale = scale_of(known, limits)
    low = scale.low if axis.low is None else bounded(axis.low)
    high = scale.high if axis.high is None else bounded(axis.high)
    return Scale(low, high) if low < high else scale


def _right_rows(
    widget: Widget, values: Sequence[_Values], right: Sequence[bool], cells: int, rows: int
) -> list[Row]:
    """The series of the other axis over the whole height, on their own scale."""
    mine = [(place, values[place]) for place, other in enumerate(right) if other]
    levels = [level.value for level in widget.levels if level.is_right]
    plot = Plot(cells, rows, _scale([column for _, column in mine], levels, widget.right))
    for place, column in reversed(mine):
        plot.line(column, colour(place))
    return plot.rows()


def _over(back: list[Row], front: list[Row]) -> list[Row]:
    made: list[Row] = []
    for below, above in zip(back, front, strict=True):
        under = [(glyph, style) for text, style in below for glyph in text]
        over = [(glyph, style) for text, style in above for glyph in text]
        made.append(
            tuple(one if one[0] != " " else other for one, other in zip(over, under, strict=True))
        )
    return made


def _with_label(row: Row, label: Span | None, width: int) -> Row:
    at, words = flush_right((label,) if label else (), _AXIS - 1)
    return placed(width, [(max(0, at), words), (_AXIS, row)])


def _legend(series: Sequence[Series], right: Sequence[bool], width: int, *, most: int) -> list[Row]:
    """Names with their latest values, as many rows as there may be, and how many are left."""
    rows: list[list[Span]] = [[]]
    for place, one in enumerate(series):
        name = one.query.label or one.query.id
        value = words_of(one.points[-1][1], one.query.unit) if one.points else "–"
        unit = one.query.unit if one.query.unit in ("%", "ms") else ""
        mark = "▀▀" if right[place] else "──"
        entry: list[Span] = [
            (f"{mark} ", colour(place)),
            (cut(name, max(6, width - 14)), "text"),
            (f" {value}{unit}  ", "strong" if one.points else "muted"),
        ]
        if rows[-1] and width_of(rows[-1]) + width_of(entry) > width:
            if len(rows) == most:
                rows[-1].append((f"+{len(series) - place}", "muted"))
                break
            rows.append([])
        rows[-1] += entry
    return [tuple(row) for row in rows if row]
