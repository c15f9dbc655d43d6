"""A drawing that may be larger than its pane, and pans both ways."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from typing_extensions import override

from awsobs_widgets.cursor_keys import WHEEL_STEP
from awsobs_widgets.guard import Guard
from awsobs_widgets.line_changes import Line
from awsobs_widgets.palette import Row, Span
from awsobs_widgets.row_surface import RowSurface

_SIDE_STEP = 8


class CellView(RowSurface, can_focus=True):
    """Rows of cells; the keys move the view, which never leaves the drawing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "pan(0, 1)", "move", id="cells.down", show=False),
        Binding("k,up", "pan(0, -1)", "move", id="cells.up", show=False),
        Binding("h,left", "pan(-1, 0)", "left", id="cells.left", show=False),
        Binding("l,right", "pan(1, 0)", "right", id="cells.right", show=False),
        Binding("g,home", "corner", "corner", id="cells.corner", show=False),
    ]

    def __init__(self, *, dom_id: str | None = None, guard: Guard | None = None) -> None:
        super().__init__(dom_id=dom_id, guard=guard)
        self._rows: tuple[Row, ...] = ()
        self._breadth = 0
        self._left = 0
        self._top = 0

    def show(self, rows: Sequence[Row]) -> None:
        """Show another drawing at the same place."""
        self._rows = tuple(rows)
        self._breadth = max((_width(row) for row in rows), default=0)
        self.redraw()

    def action_pan(self, columns: int, rows: int) -> None:
        self._left += columns * _SIDE_STEP
        self._top += rows
        self.redraw()

    def action_corner(self) -> None:
        self._left = self._top = 0
        self.redraw()

    @override
    def lines_for(self, width: int, height: int) -> Sequence[Line]:
        self._left = max(0, min(self._left, self._breadth - width))
        self._top = max(0, min(self._top, len(self._rows) - height))
        visible = self._rows[self._top : self._top + height]
        return [Line(cropped(row, self._left, width)) for row in visible]

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.action_pan(0, WHEEL_STEP)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.action_pan(0, -WHEEL_STEP)


def cropped(row: Row, left: int, width: int) -> Row:
    """The cells `left` to `left + width` of a row; half a wide character becomes a blank."""
    spans: list[Span] = []
    at = 0
    for text, style in row:
        cells = cell_len(text)
        if at + cells > left and at < left + width:
            shown = _window(text, max(0, left - at), min(cells, left + width - at))
            spans.append((shown, style))
        at += cells
    return tuple(spans)


def _window(text: str, start: int, end: int) -> str:
    if len(text) == cell_len(text):
        return text[start:end]
    cells = [part for char in text for part in _cells(char)]
    shown = cells[start:end]
    if shown and shown[0] == "":
        shown[0] = " "
    if shown and end < len(cells) and cells[end] == "":
        shown[-1] = " "
    return "".join(shown)


def _cells(char: str) -> list[str]:
    width = cell_len(char)
    return [char] if width <= 1 else [char, *[""] * (width - 1)]


def _width(row: Row) -> int:
    return sum(cell_len(text) for text, _ in row)
