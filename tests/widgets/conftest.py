"""The smallest app that shows one widget, and how to read what it drew."""

from collections.abc import Callable

import pytest
from textual.app import App, ComposeResult
from textual.widget import Widget

from awsobs_widgets import RowSurface


class Stage(App[None]):
    """One widget on the whole screen."""

    AUTO_FOCUS = None
    CSS = "Screen { overflow: hidden; }"

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self._widget = widget

    def compose(self) -> ComposeResult:
        yield self._widget

    def get_theme_variable_defaults(self) -> dict[str, str]:
        names = ("fault", "client-error", "throttle", "ok", "info", "mark", "faint", "muted")
        more = ("strong", "rule", "tint", "selected", "calm", "calm-area", "fault-area")
        return dict.fromkeys((*names, *more), "#808080")


def _shown(surface: RowSurface) -> list[str]:
    """The text of each line of a surface, without blanks at its end."""
    return [surface.render_line(y).text.rstrip() for y in range(surface.size.height)]


@pytest.fixture
def stage() -> type[Stage]:
    """Shows one widget: `async with stage(widget).run_test() as pilot`."""
    return Stage


@pytest.fixture
def shown() -> Callable[[RowSurface], list[str]]:
    """Reads what a surface shows."""
    return _shown
