"""The words of the big chart: what it shows, what it comes to, and a row for each series."""

from collections.abc import Sequence
from datetime import datetime

from awsobs.present.charted import Charted, ChartLook
from awsobs.present.durations import age, clock_minute, clock_time
from awsobs.present.metric_chart_plot import Drawn, colour, shifted, words_of
from awsobs.present.metric_reading import Reading, series_key
from awsobs.present.rows import Row, Span, cut, flush_right, placed
from awsobs.present.view import Item
from awsobs.present.wrapping import wrapped

LEFT = 20
"""Cells beside the plot."""

_GROUPS = 4
"""Rows from one number to the next beside the plot."""


def subtitle(reading: Reading) -> str:
    """`p99 ms 1m`: statistic, unit and period."""
    query = reading.query
    unit = "ms" if reading.unit in ("s", "µs") else reading.unit
    what = query.statistic if query.metric is not None else "expression"
    return "  ".join(part for part in (what, unit, age(query.period)) if part)


def title_row(charted: Charted, front: Reading, look: ChartLook, width: int) -> Row:
    """All of it in one row, where there is no room beside the plot."""
    words = subtitle(front) + ("  log scale" if look.is_log else "")
    limit = flush_right(((f"╌ {front.limit}", "fault"),), width - 1) if front.limit else None
    head: Row = (
        (cut(front.query.label, width // 2), "strong bold"),
        (f"  {words}  ", "muted"),
        *(span for row in _ghost_lines(charted, front) for span in row),
    )
    return placed(width, [(1, head), *((limit,) if limit else ())])


def beside_left(
    charted: Charted, front: Reading, look: ChartLook, plot: Drawn, rows: int
) -> dict[int, Row]:
    """Title and legend from the top down, by row; as much as there is room for."""
    lines: list[Row] = [((text, "strong bold"),) for text in wrapped(front.query.label, LEFT)[:3]]
    lines += [((subtitle(front), "muted"),), ()]
    if front.limit and front.threshold is not None:
        away = "" if plot.scale.holds(front.threshold) else " (off scale)"
        lines.append(((f"╌╌ {front.limit}{away}", "fault"),))
    if charted.suspect is not None:
        words = f"◆  {clock_minute(charted.suspect.at)} {charted.suspect.word}"
        lines.append(((words, "warning"),))
    lines += _ghost_lines(charted, front)
    if len(charted.band) == 2:
        lines.append((("░░ expected", "muted"),))
    if look.is_log:
        lines.append((("log scale", "muted"),))
    if front.series.marks:
        last = front.series.marks[-1]
        lines += [(), ((f"!  {clock_minute(last.at)} unusual", "mark"),)]
        lines += [((text, "muted"),) for text in wrapped(last.why, LEFT)]
    return dict(enumerate(lines[:rows]))


def _ghost_lines(charted: Charted, front: Reading) -> list[Row]:
    """What the day or week before came to."""
    if charted.shift is None:
        return []
    name = "yesterday" if charted.shift.days == 1 else "a week ago"
    found = (one for one in charted.before if one.query.id == front.query.id)
    ghost = next(found, None)
    values = [value for _, value in shifted(ghost, charted.shift).points] if ghost else []
    told = f"max {words_of(max(values), front.unit)}" if values else "no data"
    return [((f"── {name} ", "muted"), (told, "text"))]


def beside_right(front: Reading, rows: int) -> dict[int, Row]:
    """The value now, the most, and the usual one: a number, and under it what it is."""
    if front.latest is None or front.extremes is None:
        return {}
    style = f"{front.style} bold" if front.is_past else "strong bold"
    told: list[tuple[Span, str]] = [
        ((words_of(front.latest, front.unit), style), "now"),
        ((words_of(front.extremes[1], front.unit), "text"), "max"),
        ((words_of(front.usual, front.unit), "text"), "usual"),
    ]
    made: dict[int, Row] = {}
    for place, (value, name) in enumerate(told):
        at = 1 + place * (_GROUPS - 1)
        if at + 1 < rows:
            made[at], made[at + 1] = (value,), ((name, "muted"),)
    return made


def legend_heads(cursor: datetime | None, width: int) -> Row:
    """What stands in which column of the rows under the chart."""
    at = _Columns(width)
    now = clock_time(cursor) if cursor is not None else "now"
    return placed(
        width,
        [
            (1, (("series", "faint"),)),
            flush_right(((now, "accent" if cursor else "faint"),), at.value_end),
            *(
                flush_right(((name, "faint"),), end)
                for name, end in zip(("min", "mean", "max"), at.ends, strict=True)
            ),
            (at.limit, (("alarm", "faint"),)),
        ],
    )


def legend_items(
    readings: Sequence[Reading], front: Reading, cursor: datetime | None, width: int
) -> tuple[Item, ...]:
    """A row for each series, with its value at the cursor or its latest one."""
    several = len(readings) > 1
    return tuple(
        Item(
            key=series_key(reading.query),
            rows=(_legend_row(reading, place, front, cursor, width, several),),
            record=reading.series,
        )
        for place, reading in enumerate(readings)
    )


def _legend_row(
    reading: Reading,
    place: int,
    front: Reading,
    cursor: datetime | None,
    width: int,
    several: bool,
) -> Row:
    at = _Columns(width)
    glyph = ("──", colour(place)) if several else ("██", "calm-area")
    value = reading.latest if cursor is None else reading.value_at(cursor)
    shown = words_of(value, reading.unit) if value is not None else "–"
    unit = "ms" if reading.unit in ("s", "µs") else "" if reading.unit == "B" else reading.unit
    words = reading.trouble or reading.limit
    apart = "  own scale" if reading.unit != front.unit and width >= 100 else ""
    style = f"{reading.style} bold" if reading.is_wrong(value) else "strong"
    figures = (reading.extremes[0], reading.mean, reading.extremes[1]) if reading.extremes else ()
    return placed(
        width,
        [
            (1, (glyph, (f" {reading.query.id} ", "muted"), (reading.query.label, "text"))),
            *(((at.own, ((apart, "faint"),)),) if apart else ()),
            flush_right(((shown, style),), at.value_end),
            (at.value_end + 1, ((unit, "muted"),)),
            *(
                flush_right(((words_of(figure, reading.unit), "muted"),), end)
                for figure, end in zip(figures, at.ends, strict=False)
            ),
            (at.limit, ((cut(words, 12), "warning" if reading.trouble else "muted"),)),
        ],
    )


class _Columns:
    """Where everything stands at a width."""

    def __init__(self, width: int) -> None:
        self.limit = width - 13
        self.ends = (self.limit - 20, self.limit - 11, self.limit - 2)
        self.value_end = self.ends[0] - 14
        self.own = self.value_end - 20
