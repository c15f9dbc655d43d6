"""One row of a chart: seven steps, so that rows above each other never touch."""

from collections.abc import Sequence, Set as AbstractSet
from datetime import datetime, timedelta

from awsobs.domain.window import Window
from awsobs.present.rows import Row, Span, merged

STEPS = "▁▂▃▄▅▆▇"
GAP = "·"
_LARGEST = 1e300
"""Beyond it a sum or a product may be infinite."""


def sparkline(
    cells: Sequence[float | None],
    *,
    threshold: float | None = None,
    below: bool = False,
    past: str = "fault",
    provisional: int | None = None,
    marked: AbstractSet[int] = frozenset(),
) -> Row:
    """The cells on a scale 0..max(max, threshold); those past the threshold in style `past`.

    None is a gap. With `below`, values under the threshold are the wrong ones. What stands from
    the cell `provisional` on still changes, and is faint; `marked` cells are underlined.
    """
    known = [value for value in cells if value is not None]
    limits = [bounded(threshold)] if threshold is not None else []
    top = max([*known, *limits], default=0.0)
    bottom = min([0.0, *known])
    drawn: list[Span] = []
    for cell, value in enumerate(cells):
        glyph, style = GAP, "faint"
        if value is not None:
            glyph = step_of(value - bottom, top - bottom)
            is_past = threshold is not None and (value < threshold if below else value > threshold)
            style = past if is_past else "calm"
            if provisional is not None and cell >= provisional:
                style = "muted"
        drawn.append((glyph, f"{style} underline" if cell in marked else style))
    return merged(drawn)


def bounded(value: float) -> float:
    """A value that a scale can be made of."""
    return max(-_LARGEST, min(_LARGEST, value))


def step_of(value: float, top: float) -> str:
    """One of the seven steps for a value of 0..top."""
    share = value / top if top > 0 else 0.0
    return STEPS[min(6, max(0, round(share * 6)))]


def cell_of(at: datetime, window: Window, cells: int) -> int:
    """The cell of a moment, which may lie outside of all cells."""
    share = (at - window.start) / window.width if window.width else 0.0
    return int(share * cells // 1)


def resampled(
    points: Sequence[tuple[datetime, float]],
    window: Window,
    cells: int,
    *,
    period: timedelta,
    lowest: bool = False,
) -> list[float | None]:
    """The worst value in each of so many equal parts of the window; None where there is none.

    A point stands for the period that starts at it.
    """
    result: list[float | None] = [None] * cells
    seconds = window.width.total_seconds()
    if cells <= 0 or seconds <= 0:
        return result
    worse = min if lowest else max
    for at, value in points:
        begin = (at - window.start).total_seconds() / seconds * cells
        end = begin + period.total_seconds() / seconds * cells
        # a hair less than the end: a point must not colour the cell that starts where it ends
        for cell in range(max(0, int(begin // 1)), min(cells, int((end - 1e-9) // 1) + 1)):
            known = result[cell]
            result[cell] = bounded(value if known is None else worse(known, value))
    return result
