"""Which cells of a line have to be painted again."""

from collections.abc import Iterator
from typing import NamedTuple

from rich.cells import cell_len

from awsobs_widgets.palette import Row


class Line(NamedTuple):
    """One row on screen, and whether the cursor stands on it."""

    row: Row
    selected: bool = False


def changed_cells(old: Line, new: Line, width: int) -> Iterator[tuple[int, int]]:
    """The stretch (first cell, cell after the last) where two lines differ, if they do."""
    if old == new:
        return
    if old.selected != new.selected:
        yield 0, width
        return
    start = _common_cells(old.row, new.row)
    old_cells, new_cells = _cells(old.row), _cells(new.row)
    end = width
    if old_cells == new_cells:
        back = _common_cells(_reversed(old.row), _reversed(new.row))
        end = max(start, new_cells - back)
    if start < min(end, width):
        yield start, min(end, width)


def _common_cells(one: Row, other: Row) -> int:
    """Cells that two rows share from the left, in text and style."""
    cells = 0
    for (text, style), (other_text, other_style) in zip(one, other, strict=False):
        if style != other_style:
            break
        if text != other_text:
            pairs = enumerate(zip(text, other_text, strict=False))
            shared = next((at for at, (a, b) in pairs if a != b), min(len(text), len(other_text)))
            return cells + cell_len(text[:shared])
        cells += cell_len(text)
    return cells


def _cells(row: Row) -> int:
    return sum(cell_len(text) for text, _ in row)


def _reversed(row: Row) -> Row:
    return tuple((text[::-1], style) for text, style in reversed(row))
