"""A screen that goes to one quiet colour while an overlay stands on it."""

from textual.screen import Screen

from awsobs_widgets import RowSurface


class VeiledScreen(Screen[None]):
    """Its row surfaces veil themselves; it only has them drawn again at the right moment."""

    @property
    def is_on_top(self) -> bool:
        """Whether nothing stands over this screen."""
        stack = self.app.screen_stack
        return bool(stack) and stack[-1] is self

    def on_screen_suspend(self) -> None:
        self._draw_again()

    def on_screen_resume(self) -> None:
        self._draw_again()

    def _draw_again(self) -> None:
        for surface in self.query(RowSurface):
            surface.refresh()
