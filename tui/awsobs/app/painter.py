"""Frames with what the screen shows already left out, and rows that move up scrolled."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby, islice
from typing import TypeAlias

from rich.cells import get_character_cell_size

Cell: TypeAlias = "tuple[str, str] | None"
"""Style and character of a cell, none behind a wide one; or it is not known what is there."""

_TOKEN = re.compile(
    r"\x1b\[(?P<row>\d+);(?P<column>\d+)H|\x1b\[(?P<style>[\d;]*)m|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|(?P<end>\n(?=\x1b\[\d+;\d+H))|(?P<sync>\x1b\[\?2026[hl])"
)
_BLANK = ("", " ")
_GAP = 6
"""Cells that are written again rather than a jump over them: a jump takes as many bytes."""

_WORTH = 3
"""Rows that must be spared, or the screen is not scrolled."""


class Painter:
    """Keeps what stands in each cell of a screen, and writes only what is new.

    What is no frame, and a frame of the whole screen, goes on as it is.
    """

    def __init__(self) -> None:
        self._rows: list[list[Cell]] = []
        self._size = (0, 0)

    def paint(self, text: str, size: tuple[int, int]) -> str:
        """A shorter text that has the same effect on a screen of (columns, rows)."""
        if size != self._size:
            self.forget()
            self._size = size
            self._rows = [[None] * size[0] for _ in range(size[1])]
        fresh = _Frame(self._rows, size[0])
        if not fresh.read(text):
            self.forget()
            return text
        before, self._rows = self._rows, fresh.rows
        if fresh.painted >= size[0] * size[1]:
            return text
        shorter = _difference(before, fresh)
        return shorter if len(shorter) < len(text) else text

    def forget(self) -> None:
        """Who knows what the screen shows by now."""
        self._size = (0, 0)


class _Frame:
    """The rows of a screen after a frame has been written to it."""

    def __init__(self, rows: list[list[Cell]], columns: int) -> None:
        self.rows = [row.copy() for row in rows]
        self.is_synchronized = False
        self.cursor = ""
        self.painted = 0
        self.touched: set[int] = set()
        self._columns = columns
        self._row, self._column, self._style = -1, 0, ""

    def read(self, text: str) -> bool:
        """Whether all of a text was understood."""
        at = 0
        while at < len(text):
            token = _TOKEN.match(text, at)
            if token is None or not self._take(token):
                return False
            at = token.end()
        return not self._style and bool(self.cursor)

    def _take(self, token: re.Match[str]) -> bool:
        match token.lastgroup:
            case "column":
                self.cursor = token[0]
                self._row, self._column = int(token["row"]) - 1, int(token["column"]) - 1
                return self._row < len(self.rows)
            case "style":
                more = token["style"]
                self._style = "" if more in {"", "0"} else f"{self._style};{more}".lstrip(";")
            case "text":
                return self._row >= 0 and self._write(token["text"])
            case "sync":
                self.is_synchronized = True
            case _:
                pass
        return True

    def _write(self, text: str) -> bool:
        cells = self._cells(text)
        end = self._column + len(cells)
        if end > self._columns:
            return False
        row = self.rows[self._row]
        if _cuts(row, self._column) or _cuts(row, end):
            return False
        row[self._column : end] = cells
        self._column = end
        self.painted += len(cells)
        self.touched.add(self._row)
        return True

    def _cells(self, text: str) -> list[Cell]:
        style = self._style
        if text.isascii():
            return [(style, letter) for letter in text]
        cells: list[Cell] = []
        for letter in text:
            width = get_character_cell_size(letter)
            if width:
                cells += [(style, letter), *[(style, "")] * (width - 1)]
            elif cells and (last := cells[-1]):
                cells[-1] = (style, last[1] + letter)
        return cells


def _cuts(row: list[Cell], column: int) -> bool:
    """Whether a wide character stands on both sides of a column."""
    cell = row[column] if column < len(row) else None
    return cell is not None and not cell[1]


def _difference(before: list[list[Cell]], frame: _Frame) -> str:
    parts: list[str] = []
    scrolled = _scrolled(before, frame)
    if scrolled is not None:
        top, bottom, by = scrolled
        blank: list[list[Cell]] = [[_BLANK] * len(before[0]) for _ in range(by)]
        before = [*before[:top], *before[top + by : bottom], *blank, *before[bottom:]]
        parts.append(f"\x1b[0m\x1b[{top + 1};{bottom}r\x1b[{bottom};1H{chr(10) * by}\x1b[r")
    for number, (old, new) in enumerate(zip(before, frame.rows, strict=True)):
        if old != new:
            parts += _changes(number, old, new)
    parts.append(frame.cursor)
    whole = "".join(parts)
    return f"\x1b[?2026h{whole}\x1b[?2026l" if frame.is_synchronized else whole


def _scrolled(before: list[list[Cell]], frame: _Frame) -> tuple[int, int, int] | None:
    """The band of rows, (first, behind), that is worth to be moved up, and by how many."""
    places: dict[tuple[Cell, ...], list[int]] = {}
    for number, row in enumerate(before):
        places.setdefault(tuple(row), []).append(number)
    moved = [
        (old - new, new)
        for new in sorted(frame.touched)
        if frame.rows[new] != before[new]
        for old in places.get(tuple(frame.rows[new]), ())
        if old > new
    ]
    if not moved:
        return None
    by, _ = Counter(by for by, _ in moved).most_common(1)[0]
    rows = [new for one, new in moved if one == by]
    top, bottom = rows[0], rows[-1] + by + 1
    if any(None in row for row in frame.rows[top:bottom]):
        return None
    spoiled = sum(
        frame.rows[new] == before[new] and (new + by >= bottom or before[new + by] != before[new])
        for new in range(top, bottom)
    )
    return (top, bottom, by) if len(rows) - spoiled >= _WORTH else None


def _changes(number: int, old: list[Cell], new: list[Cell]) -> Iterator[str]:
    """What turns a row into another."""
    changed = [column for column, cell in enumerate(new) if cell != old[column] and cell]
    is_plain = all(len(cell[1]) == 1 for row in (old, new) for cell in row if cell)
    if not is_plain:  # terminals differ in how wide they draw some
        changed = [column for column, cell in enumerate(new) if cell]
    for first, last in _runs(changed, new):
        yield f"\x1b[{number + 1};{first + 1}H"
        cells = [cell for cell in islice(new, first, last + 1) if cell]
        for style, some in groupby(cells, key=lambda cell: cell[0]):
            letters = "".join(letter for _, letter in some)
            yield f"\x1b[{style}m{letters}\x1b[0m" if style else letters


def _runs(columns: list[int], row: list[Cell]) -> Iterator[tuple[int, int]]:
    """The first and the last of columns that are written in one go."""
    start = last = -1
    for column in columns:
        if start >= 0 and (column - last > _GAP or None in row[last:column]):
            yield start, last
            start = column
        start, last = (column if start < 0 else start), column
    if start >= 0:
        yield start, last
