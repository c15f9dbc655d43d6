"""One row whose end changes more often than its beginning."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from typing_extensions import override

from awsobs_widgets.cell_view import cropped
from awsobs_widgets.palette import Row
from awsobs_widgets.row_surface import FixedRows


class TailRow(Horizontal):
    """Two surfaces side by side, so that a change near the end does not repaint the whole row.

    Textual sends a changed line from the first cell of its widget on.
    """

    DEFAULT_CSS = """
    TailRow { height: 1; }
    """

    def __init__(self, tail: int, *, dom_id: str | None = None) -> None:
        super().__init__(id=dom_id)
        self._tail_cells = tail
        self._row: Row = ()
        self._body = FixedRows()
        self._tail = FixedRows()
        self._tail.styles.width = tail

    @override
    def compose(self) -> ComposeResult:
        yield self._body
        yield self._tail

    def show(self, row: Row) -> None:
        """Show this row from now on."""
        self._row = row
        start = max(0, self.size.width - self._tail_cells)
        self._body.show(cropped(row, 0, start))
        self._tail.show(cropped(row, start, self._tail_cells))

    def on_resize(self) -> None:
        self.show(self._row)
