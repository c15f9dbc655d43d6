"""How many lines there were over the window, errors at the bottom, in three rows of blocks."""

from collections.abc import Sequence
from itertools import groupby

from awsobs.present.layout import bar_cells
from awsobs.present.numbers import number
from awsobs.present.rows import Row, Span, cut, placed

HEIGHT = 3
_EIGHTHS = " ▁▂▃▄▅▆▇█"
_FULL = 8


def buckets_for(width: int) -> int:
    """How many equal parts of the window the rows show: the cells of the time bar."""
    return bar_cells(width, 2)[1]


def histogram_rows(
    errors: Sequence[int],
    others: Sequence[int],
    width: int,
    *,
    span: float,
    cursor: float | None = None,
    filtered: bool = False,
) -> tuple[Row, ...]:
    """Three rows of `width` cells; each part of the window is one cell, as in the time bar.

    `span` are the window's seconds. Where lines are `filtered`, only those shown are counted.
    `cursor` is where the line at the cursor stands, from 0 to 1, and None where it is outside.
    The scale goes from zero to the largest part, which stands at the right of the first row.
    """
    first, count = bar_cells(width, 2)
    most = max((e + o for e, o in zip(errors, others, strict=True)), default=0)
    marked = None if cursor is None else min(count - 1, int(cursor * count))
    columns = [
        _column(e, o, most, at_cursor=index == marked)
        for index, (e, o) in enumerate(zip(errors, others, strict=True))
    ]
    said = _sides(errors, others, most, span / count, filtered=filtered)
    rows: list[Row] = []
    for row in range(HEIGHT):
        label, value = said[row]
        parts = [(0, label), (first, _run([column[row] for column in columns]))]
        if value:
            parts.append((first + count + 1, value))
        rows.append(placed(width, parts))
    return tuple(rows)


def _sides(
    errors: Sequence[int], others: Sequence[int], most: int, part: float, *, filtered: bool
) -> list[tuple[Row, Row]]:
    """What stands at the left and at the right of each row: a legend, and the scale."""
    failed, rest = sum(errors), sum(others)
    counted = "shown" if filtered else "in window"
    return [
        (((f" {counted}, per {_time(part)}", "muted"),), ((cut(number(most), 6), "muted"),)),
        (((" █", "fault"), (" ERR ", "text"), (f"{failed:,}", "text")), ()),
        (((" █", "rule"), (" other ", "muted"), (f"{rest:,}", "muted")), (("0", "muted"),)),
    ]


def _time(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.2g} s"
    return f"{seconds / 60:.2g} min" if seconds < 5_400 else f"{seconds / 3600:.2g} h"


def _column(errors: int, others: int, most: int, *, at_cursor: bool) -> list[Span]:
    """One cell of each row, the upper one first."""
    total = errors + others
    high = _eighths(total, most)
    failed = min(high, _eighths(errors, most))
    cells: list[Span] = []
    for row in reversed(range(HEIGHT)):
        low = row * _FULL
        of_errors, of_all = (min(_FULL, max(0, part - low)) for part in (failed, high))
        cells.append(_cell(of_errors, of_all, at_cursor=at_cursor))
    return cells


def _cell(errors: int, all_of_them: int, *, at_cursor: bool) -> Span:
    if not all_of_them:
        return ("│", "accent") if at_cursor else (" ", "")
    if not errors:
        return (_EIGHTHS[all_of_them], "accent" if at_cursor else "rule")
    if errors == all_of_them:
        return (_EIGHTHS[errors], "fault")
    # Errors stand on the others: exact to an eighth where the others fill the cell.
    return (_EIGHTHS[errors], "fault on rule" if all_of_them == _FULL else "fault")


def _eighths(count: int, most: int) -> int:
    """The height of a count in eighths of a cell; what is there at all is seen."""
    if not count or not most:
        return 0
    return max(1, round(count / most * HEIGHT * _FULL))


def _run(cells: Sequence[Span]) -> Row:
    """Neighbours of one style as one span."""
    return tuple(
        ("".join(text for text, _ in same), style)
        for style, same in groupby(cells, key=lambda cell: cell[1])
    )
