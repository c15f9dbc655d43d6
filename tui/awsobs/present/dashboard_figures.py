"""What a dashboard shows as figures: large numbers, gauges, bars and tables."""

from collections.abc import Sequence
from statistics import fmean

from awsobs.domain.dashboards import Widget
from awsobs.domain.metrics import Series
from awsobs.domain.window import Window
from awsobs.present.metric_chart_plot import colour, words_of
from awsobs.present.numbers import NOTHING, measured, percent
from awsobs.present.rows import Row, cut, flush_right, placed
from awsobs.present.sparkline import resampled, sparkline

_DIGITS = {
    "0": ("█▀█", "█ █", "▀▀▀"),
    "1": ("▀█ ", " █ ", "▀▀▀"),
    "2": ("▀▀█", "█▀▀", "▀▀▀"),
    "3": ("▀▀█", " ▀█", "▀▀▀"),
    "4": ("█ █", "▀▀█", "  ▀"),
    "5": ("█▀▀", "▀▀█", "▀▀▀"),
    "6": ("█▀▀", "█▀█", "▀▀▀"),
    "7": ("▀▀█", "  █", "  ▀"),
    "8": ("█▀█", "█▀█", "▀▀▀"),
    "9": ("█▀█", "▀▀█", "▀▀▀"),
    ".": (" ", " ", "▄"),
    ",": (" ", " ", "▄"),
    "-": ("  ", "▀▀", "  "),
}
_LARGE_FROM = 20


def single_rows(
    widget: Widget, series: Sequence[Series], window: Window, width: int, height: int
) -> list[Row]:
    """The latest value of each series: one as large digits with its trend, several as rows."""
    if len(series) != 1:
        return _listed(widget, series, window, width)
    one = series[0]
    latest = one.points[-1][1] if one.points else None
    shown = measured(latest, one.query.unit)
    beside = f" {shown.unit}" if shown.unit else ""
    if width < _LARGE_FROM or height < 4 or not set(shown.number) <= set(_DIGITS):
        rows: list[Row] = [((shown.number, "strong bold"), (beside, "muted"), *_trend(one))]
    else:
        lines = [" ".join(_DIGITS[letter][at] for letter in shown.number) for at in range(3)]
        rows = [((line, "strong"),) for line in lines]
        rows[1] = (*rows[1], (f"  {beside.strip()}", "muted"))
        rows[0] = (*rows[0], ("  ", ""), *_trend(one))
    if widget.has_sparkline and len(rows) < height:
        rows.append(_spark(one, window, width))
    return [*rows[: height - 1], ((cut(one.query.label, width), "muted"),)][:height]


def _listed(widget: Widget, series: Sequence[Series], window: Window, width: int) -> list[Row]:
    value_end = min(width, 44)
    has_spark = widget.has_sparkline and width >= value_end + 10
    rows: list[Row] = []
    for one in series:
        value = words_of(one.points[-1][1], one.query.unit) if one.points else NOTHING
        parts = [
            (0, ((cut(one.query.label, value_end - 10), "text"),)),
            flush_right(((value, "strong bold"),), value_end),
        ]
        if has_spark:
            parts.append((value_end + 2, _spark(one, window, width - value_end - 2)))
        rows.append(placed(width, parts))
    return rows


def _spark(one: Series, window: Window, width: int) -> Row:
    return sparkline(resampled(one.points, window, width, period=one.query.period))


def _trend(one: Series) -> Row:
    """How the latest value stands against the one before."""
    if len(one.points) < 2:
        return ()
    before, latest = one.points[-2][1], one.points[-1][1]
    if latest == before:
        return ((" → 0", "muted"),)
    arrow = "↑" if latest > before else "↓"
    return ((f" {arrow} {words_of(abs(latest - before), one.query.unit)}", "muted"),)


def gauge_rows(widget: Widget, series: Sequence[Series], width: int) -> list[Row]:
    """A bar from the least to the most of the axis, and the value in words."""
    low, high = widget.left.low or 0.0, widget.left.high
    rows: list[Row] = []
    for one in series:
        latest = one.points[-1][1] if one.points else None
        most = high if high is not None and high > low else max(low + 1.0, latest or 0.0)
        share = 0.0 if latest is None else max(0.0, min(1.0, (latest - low) / (most - low)))
        past = latest is not None and any(latest >= level.value for level in widget.levels)
        full = round(share * width)
        style = "fault-area" if past else "calm-area"
        value = words_of(latest, one.query.unit) if latest is not None else NOTHING
        words = f" of {words_of(most, one.query.unit)}"
        rows.append(
            placed(
                width,
                [
                    (0, ((value, "strong bold"), (words, "muted"))),
                    flush_right(((percent(share), "text"),), width),
                ],
            )
        )
        rows.append((("█" * full, style), ("─" * (width - full), "rule")))
        rows.append(((cut(one.query.label, width), "muted"),))
    return rows


def bar_rows(series: Sequence[Series], width: int, *, shares: bool = False) -> list[Row]:
    """A bar for the latest value of each series; with `shares` as parts of the whole of them."""
    values = [one.points[-1][1] if one.points else None for one in series]
    known = [abs(value) for value in values if value is not None]
    most, whole = max(known, default=0.0), sum(known)
    name = max(8, min(30, width // 3))
    cells = max(1, width - name - 12)
    rows: list[Row] = []
    for place, (one, value) in enumerate(zip(series, values, strict=True)):
        size = 0 if value is None or not most else round(abs(value) / most * cells)
        told = words_of(value, one.query.unit) if value is not None else NOTHING
        if shares and value is not None:
            told = f"{told} {percent(abs(value) / whole if whole else 0.0)}"
        rows.append(
            placed(
                width,
                [
                    (0, ((cut(one.query.label, name - 1), "text"),)),
                    (name, (("█" * size, colour(place)),)),
                    flush_right(((told, "strong"),), width),
                ],
            )
        )
    return rows


def table_rows(series: Sequence[Series], width: int, height: int) -> list[Row]:
    """A row for each series with its latest value, least, mean and most."""
    ends = [width - 27, width - 18, width - 9, width]

    def row(name: str, figures: Sequence[str], style: str, first: str) -> Row:
        cells = [
            flush_right(((figure, first if at == 0 else style),), end)
            for at, (figure, end) in enumerate(zip(figures, ends, strict=False))
        ]
        return placed(width, [(0, ((cut(name, max(4, ends[0] - 9)), "text"),)), *cells])

    rows = [row("", ("latest", "min", "mean", "max"), "faint", "faint")]
    for one in series:
        values = [value for _, value in one.points]
        figures = (values[-1], min(values), fmean(values), max(values)) if values else ()
        told = [words_of(value, one.query.unit) for value in figures] or [NOTHING]
        rows.append(row(one.query.label, told, "muted", "strong"))
    if len(rows) > height:
        left = len(rows) - height + 1
        rows = [*rows[: height - 1], ((f"… {left} more rows", "muted"),)]
    return rows
