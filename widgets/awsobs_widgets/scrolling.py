"""What every list of rows does about focus and the mouse wheel."""

from textual import events

from awsobs_widgets.cursor_keys import WHEEL_STEP
from awsobs_widgets.row_surface import RowSurface


class ScrollingRows(RowSurface):
    """Rows of which some are in view; the cursor shows while the list has the keys."""

    def scroll_rows(self, rows: int) -> None:
        """Show rows further down, or up where negative."""
        raise NotImplementedError

    def on_focus(self, event: events.Focus) -> None:
        del event
        self.call_later(self.redraw)

    def on_blur(self, event: events.Blur) -> None:
        del event
        self.call_later(self.redraw)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(WHEEL_STEP, event)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(-WHEEL_STEP, event)

    def _wheel(self, rows: int, event: events.MouseEvent) -> None:
        event.stop()
        event.prevent_default()
        self.scroll_rows(rows)
