"""Cells to draw series on: filled columns, lines, bands, levels and uprights, by layers."""

from collections.abc import Callable, Sequence

from awsobs.present.plot_scale import Scale, row_of
from awsobs.present.rows import Row, Span, merged

Values = Sequence[float | None]
"""One value a cell; None is a gap."""

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_BLANK: Span = (" ", "")


class Plot:
    """What is drawn later stands over what was drawn before, but where it is asked to spare it."""

    def __init__(self, cells: int, rows: int, scale: Scale) -> None:
        self._cells, self._rows, self._scale = cells, rows, scale
        self._grid: list[list[Span]] = [[_BLANK] * cells for _ in range(rows)]

    def rows(self) -> list[Row]:
        """The rows from the top down, each of all cells."""
        return [merged(cells) for cells in reversed(self._grid)]

    def columns(self, values: Values, style_of: Callable[[int, float], str]) -> None:
        """Fill from zero to each value by eighths of a cell; a gap is a dot at the bottom."""
        zero = 0.0 if self._scale.is_log else self._scale.share(0.0)
        for cell, value in enumerate(values):
            if value is None:
                self._put(cell, 0, "·", "faint")
            else:
                self._column(cell, zero, self._scale.share(value), style_of(cell, value))

    def _column(self, cell: int, zero: float, share: float, style: str) -> None:
        low, high = sorted((zero, share))
        if share >= zero:
            first = min(self._rows - 1, round(low * self._rows))
            # one eighth at least: zero is a value, and no gap
            eighths = max(1, round(high * self._rows * 8) - first * 8)
            for row in range(first, self._rows):
                glyph = _EIGHTHS[max(0, min(8, eighths - (row - first) * 8))]
                if glyph != " ":
                    self._put(cell, row, glyph, style)
            return
        # what hangs down from zero has no glyphs of eighths: halves must do
        top, bottom = round(high * self._rows), low * self._rows
        for row in range(top - 1, -1, -1):
            if row >= bottom - 0.25:
                self._put(cell, row, "█", style)
            elif row + 0.5 >= bottom - 0.25:
                self._put(cell, row, "▀", style)

    def line(self, values: Values, style: str, *, spares: bool = False) -> None:
        """Draw a line, one column a value; it ends where a value is missing.

        With `spares` only empty cells are taken, as for what is drawn behind the rest.
        """
        before: int | None = None
        for cell, value in enumerate(values):
            row = None if value is None else row_of(self._scale, value, self._rows)
            if row is not None:
                self._stroke(cell, row if before is None else before, row, style, spares)
            before = row

    def _stroke(self, cell: int, before: int, row: int, style: str, spares: bool) -> None:
        if before == row:
            self._put(cell, row, "─", style, spares)
            return
        rises = row > before
        self._put(cell, before, "╯" if rises else "╮", style, spares)
        self._put(cell, row, "╭" if rises else "╰", style, spares)
        for between in range(min(before, row) + 1, max(before, row)):
            self._put(cell, between, "│", style, spares)

    def band(self, low: Values, high: Values, style: str) -> None:
        """Fill what lies between two lines, where it is empty."""
        for cell, (bottom, top) in enumerate(zip(low, high, strict=False)):
            if bottom is None or top is None:
                continue
            first, last = (row_of(self._scale, v, self._rows) for v in sorted((bottom, top)))
            for row in range(first, last + 1):
                self._put(cell, row, "░", style, spares=True)

    def level(self, value: float, style: str = "fault") -> None:
        """A dashed line over the whole width, where it is empty and on the scale."""
        if self._scale.holds(value):
            row = row_of(self._scale, value, self._rows)
            for cell in range(self._cells):
                self._put(cell, row, "╌", style, spares=True)

    def zero(self) -> None:
        """The line of zero, where there are values below it."""
        if not self._scale.is_log and self._scale.low < 0:
            row = row_of(self._scale, 0.0, self._rows)
            for cell in range(self._cells):
                self._put(cell, row, "─", "rule", spares=True)

    def upright(self, cell: int, glyph: str, style: str, *, spares: bool = True) -> None:
        """A line from the bottom to the top."""
        if 0 <= cell < self._cells:
            for row in range(self._rows):
                self._put(cell, row, glyph, style, spares)

    def point(self, cell: int, value: float, glyph: str, style: str) -> None:
        """A mark one row above a value, or at the top."""
        if 0 <= cell < self._cells:
            row = min(self._rows - 1, row_of(self._scale, value, self._rows) + 1)
            self._put(cell, row, glyph, style)

    def _put(self, cell: int, row: int, glyph: str, style: str, spares: bool = False) -> None:
        if not spares or self._grid[row][cell] == _BLANK:
            self._grid[row][cell] = (glyph, style)
