"""Results of Logs Insights as a table and as a chart, and words for how far a query is."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from math import isfinite

from awsobs.domain.insights import Estimate, QueryAnswer, QueryRow
from awsobs.domain.window import Window
from awsobs.present.chart import chart_rows
from awsobs.present.numbers import short_measure
from awsobs.present.rows import Row, cut, fitted, left, right, width_of

_GAP = 2
_WIDEST = 60
_MEASURED = 200
"""So many rows tell how wide a column is."""

_BIN = re.compile(r"bin\((\d+)\s*([a-z]+)\)", re.IGNORECASE)
_PERIODS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def progress_words(answer: QueryAnswer) -> str:
    """`Running · 52,000 of … `: how far a query is, and what it has cost so far."""
    asked = len(answer.groups)
    groups = f"{asked} groups" if asked != 1 else "1 group"
    if answer.matching > asked:
        groups = f"the first {asked} of {answer.matching} groups"
    so_far = " so far" if answer.is_running else ""
    return (
        f"{answer.status} · {answer.records_scanned:,} records scanned, "
        f"{answer.records_matched:,} matched · {_size(answer.bytes_scanned)} of {groups}, "
        f"{dollars(answer.usd)}{so_far}"
    )


def estimate_words(estimate: Estimate) -> str:
    """What a query may cost: an estimate, and said as such."""
    groups = f"{estimate.groups} groups" if estimate.groups != 1 else "1 group"
    size = _size(estimate.bytes)
    return f"about {size} to scan in {groups}, {dollars(estimate.usd)} by estimate"


def dollars(usd: float) -> str:
    """A price; what is less than a hundredth of a cent is not nothing."""
    if 0 < usd < 0.0001:
        return "under $0.0001"
    return f"${usd:,.4f}" if usd < 1 else f"${usd:,.2f}"


def position_row(query: str, start: int, end: int, width: int, message: str = "") -> Row:
    """Carets under the part of a query that is wrong, and what is wrong with it."""
    line_start = query.rfind("\n", 0, start) + 1
    at = min(start - line_start, max(0, width - 2))
    carets = "^" * max(1, min(end - start, width - at))
    room = width - at - len(carets) - 1
    if len(message) <= room:
        return fitted(((" " * at, ""), (f"{carets} ", "fault bold"), (message, "fault")), width)
    return fitted(((" " * at, ""), (carets, "fault bold")), width)


def widths_of(answer: QueryAnswer) -> tuple[int, ...]:
    """Cells of each column: as wide as its widest value, within reason."""
    some = [dict(row.fields) for row in answer.rows[:_MEASURED]]
    widths: list[int] = []
    for name in answer.columns:
        values = [name, *(row.get(name, "") for row in some)]
        widths.append(min(_WIDEST, max(width_of(((value, ""),)) for value in values)))
    return tuple(widths)


def heads_row(answer: QueryAnswer, widths: Sequence[int], width: int, first: int = 0) -> Row:
    """The names of the columns from the `first` on."""
    return _cells(answer, widths, width, first, {name: name for name in answer.columns}, "muted")


def result_row(
    row: QueryRow, answer: QueryAnswer, widths: Sequence[int], width: int, first: int = 0
) -> Row:
    """One row of results; the last column that there is room for takes what is left."""
    return _cells(answer, widths, width, first, dict(row.fields), "text")


def sorted_rows(rows: Sequence[QueryRow], column: str, *, falling: bool) -> list[QueryRow]:
    """Rows by one column: numbers by size and before texts, what is missing always last."""

    def key(row: QueryRow) -> tuple[bool, float, str]:
        text = dict(row.fields)[column]
        number = number_in(text)
        return (number is None, number or 0.0, text)

    there = [row for row in rows if column in dict(row.fields)]
    rest = [row for row in rows if column not in dict(row.fields)]
    return [*sorted(there, key=key, reverse=falling), *rest]


def number_in(text: str) -> float | None:
    """A finite number, or None where a text is none."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


def chart(answer: QueryAnswer, window: Window, width: int, height: int) -> tuple[Row, ...]:
    """The first column of numbers over time, where rows are binned; nothing where not."""
    named = [(name, found) for name in answer.columns if (found := _BIN.search(name))]
    if len(named) != 1:
        return ()
    name, found = named[0]
    seconds = int(found.group(1)) * _PERIODS.get(found.group(2).lower()[:1], 0)
    value = _first_numbers(answer, name)
    if not seconds or not value:
        return ()
    points = _points(answer, name, value)
    return chart_rows(
        points,
        title=value,
        unit="",
        period=timedelta(seconds=seconds),
        window=window,
        width=width,
        height=height,
    )


def _first_numbers(answer: QueryAnswer, but: str) -> str:
    some = [dict(row.fields) for row in answer.rows[:_MEASURED]]
    for name in answer.columns:
        values = [row[name] for row in some if name in row]
        if name != but and values and all(number_in(value) is not None for value in values):
            return name
    return ""


def _points(answer: QueryAnswer, time: str, value: str) -> list[tuple[datetime, float]]:
    """Values of the same time, of several groups, come to one sum."""
    sums: dict[datetime, float] = {}
    for row in answer.rows:
        cells = dict(row.fields)
        at, number = _moment(cells.get(time, "")), number_in(cells.get(value, ""))
        if at is not None and number is not None:
            sums[at] = sums.get(at, 0.0) + number
    return sorted(sums.items())


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def _cells(
    answer: QueryAnswer,
    widths: Sequence[int],
    width: int,
    first: int,
    values: Mapping[str, str],
    style: str,
) -> Row:
    spans: list[tuple[str, str]] = []
    room = width
    shown = answer.columns[first:]
    for number, name in enumerate(shown, first):
        if room <= 0:
            break
        is_last = number == len(answer.columns) - 1
        cells = room if is_last else min(room, widths[number])
        text = values.get(name, "")
        is_number = style == "text" and not is_last and number_in(text) is not None
        spans.append(((right if is_number else left)(text, cells), style))
        spans.append((" " * _GAP, ""))
        room -= cells + _GAP
    return fitted(tuple(spans[:-1]), width) if spans else fitted((), width)


def _size(count: int) -> str:
    return cut(short_measure(float(count), "B"), 12)
