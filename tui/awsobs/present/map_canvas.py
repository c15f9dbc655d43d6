"""Cells to draw a plan on: lines by the arms of each cell, over and beside the nodes."""

from collections.abc import Callable, Mapping, Sequence

from rich.cells import get_character_cell_size

from awsobs.analysis.maps.plan import Plan, Stroke
from awsobs.present.rows import Row, Span

_UP, _RIGHT, _DOWN, _LEFT = 1, 2, 4, 8
_CHARACTERS = {
    _UP | _DOWN: "│",
    _LEFT | _RIGHT: "─",
    _DOWN | _RIGHT: "┌",
    _DOWN | _LEFT: "┐",
    _UP | _RIGHT: "└",
    _UP | _LEFT: "┘",
    _UP | _DOWN | _RIGHT: "├",
    _UP | _DOWN | _LEFT: "┤",
    _DOWN | _LEFT | _RIGHT: "┬",
    _UP | _LEFT | _RIGHT: "┴",
    _UP | _RIGHT | _DOWN | _LEFT: "┼",
}
_DASHED = {"│": "┆", "─": "╌"}
_TEES = {("─", _DOWN): "┬", ("─", _UP): "┴", ("━", _DOWN): "┯", ("━", _UP): "┷"}

StyleOf = Callable[[tuple[int, ...]], str]
"""The style of a piece of line, by the edges that pass it; the first in order of rank wins."""

Cell = tuple[str, str]
_BLANK: Cell = (" ", "")
_REST = ""  # the second cell of a wide character


class Canvas:
    """A grid of cells, each a character with a style."""

    def __init__(self, width: int, height: int, *, plain: bool = False) -> None:
        self.width = width
        self._plain = plain
        self._cells: list[list[Cell]] = [[_BLANK] * width for _ in range(height)]
        self._written: set[tuple[int, int]] = set()
        self.crossings = 0

    def rows(self) -> tuple[Row, ...]:
        """The cells as rows of spans."""
        return tuple(_spans(cells) for cells in self._cells)

    def text(self, x: int, y: int, row: Row) -> None:
        """Write spans from a cell on; what would leave the canvas is cut."""
        for text, style in row:
            for character in text:
                size = get_character_cell_size(character)
                if not size or x + size > self.width or not 0 <= y < len(self._cells):
                    continue
                self._cells[y][x] = (character, style)
                self._written.add((x, y))
                for rest in range(1, size):
                    self._cells[y][x + rest] = (_REST, style)
                x += size

    def room(self, x: int, y: int) -> int:
        """How many cells a text may take from here, two short of what comes next."""
        if not 0 <= y < len(self._cells):
            return 0
        cells = self._cells[y]
        taken = (i for i in range(x, self.width) if cells[i] != _BLANK)
        return max(0, next(taken, self.width + 2) - 2 - x)

    def lines(self, plan: Plan, style_of: StyleOf, order: Mapping[str, int]) -> None:
        """Draw a plan's strokes and heads; `order` ranks styles, higher ones paint over."""
        arms: dict[tuple[int, int], int] = {}
        styles: dict[tuple[int, int], str] = {}
        owners: dict[tuple[int, int], set[int]] = {}
        dashed: set[tuple[int, int]] = set()
        for stroke in plan.strokes:
            style = style_of(stroke.edges)
            for cell, arm in _arms(stroke):
                arms[cell] = arms.get(cell, 0) | arm
                owners.setdefault(cell, set()).add(stroke.line)
                if cell not in styles or order.get(style, 0) > order.get(styles[cell], 0):
                    styles[cell] = style
                if stroke.dashed:
                    dashed.add(cell)
        crossed = (cell for cell, lines in owners.items() if len(lines) > 1)
        self.crossings = sum(cell not in self._written for cell in crossed)
        for cell, arm in arms.items():
            self._line(cell, arm, styles[cell], is_dashed=cell in dashed)
        for head in plan.heads:
            mark = ("^" if head.upward else "v") if self._plain else "▲" if head.upward else "▼"
            self._cells[head.y][head.x] = (mark, style_of(head.edges))

    def _line(self, cell: tuple[int, int], arms: int, style: str, *, is_dashed: bool) -> None:
        x, y = cell
        there, border = self._cells[y][x]
        if cell in self._written:
            tee = _TEES.get((there, arms))
            if tee is not None and not self._plain:
                self._cells[y][x] = (tee, border)
            return
        character = _CHARACTERS.get(arms, "│" if arms & (_UP | _DOWN) else "─")
        if is_dashed and not self._plain:
            character = _DASHED.get(character, character)
        self._cells[y][x] = (_ascii(arms) if self._plain else character, style)


def _ascii(arms: int) -> str:
    if arms & (_UP | _DOWN) == arms:
        return "|"
    return "-" if arms & (_LEFT | _RIGHT) == arms else "+"


def _arms(stroke: Stroke) -> Sequence[tuple[tuple[int, int], int]]:
    """Each cell of a stroke with the arms it gives it: at its ends only the inward one."""
    if stroke.x0 == stroke.x1:
        return [
            (
                (stroke.x0, y),
                (_UP if y > stroke.y0 else 0) | (_DOWN if y < stroke.y1 else 0),
            )
            for y in range(stroke.y0, stroke.y1 + 1)
        ]
    return [
        ((x, stroke.y0), (_LEFT if x > stroke.x0 else 0) | (_RIGHT if x < stroke.x1 else 0))
        for x in range(stroke.x0, stroke.x1 + 1)
    ]


def _spans(cells: Sequence[Cell]) -> Row:
    spans: list[Span] = []
    for character, style in cells:
        if spans and spans[-1][1] == style:
            spans[-1] = (spans[-1][0] + character, style)
        else:
            spans.append((character, style))
    return tuple(spans)
