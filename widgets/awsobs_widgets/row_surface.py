"""A widget that draws rows of styled text and repaints only those that changed."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget
from typing_extensions import override

from awsobs_widgets.guard import Guard
from awsobs_widgets.line_changes import Line, changed_cells
from awsobs_widgets.palette import Palette, Row, palette_of

_BLANK: Row = ()


class RowSurface(Widget):
    """Rows from the top, one a line; what is below the last row is blank.

    Subclasses give their rows in `lines_for`; everybody calls `redraw` when they may have changed.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    RowSurface { width: 1fr; height: 1fr; background: $background; color: $foreground; }
    """

    def __init__(self, *, dom_id: str | None = None, guard: Guard | None = None) -> None:
        super().__init__(id=dom_id)
        self._guard = guard
        self._lines: list[Line] = []
        self._palette: Palette | None = None
        self._base: Style | None = None

    @property
    def palette(self) -> Palette:
        """The styles of the theme in use."""
        if self._palette is None:
            self._palette = _palette_for(self.app.theme_variables)
        return self._palette

    @property
    def _ground(self) -> Style:
        """What lies under text that has no fill of its own."""
        if self._base is None:
            self._base = Style(bgcolor=self.background_colors[1].rich_color)
        return self._base

    def lines_for(self, width: int, height: int) -> Sequence[Line]:
        """The rows to show in so much room, from the top."""
        del width, height
        return ()

    def redraw(self) -> None:
        """Ask for the rows again and repaint the cells that differ."""
        old, self._lines = self._lines, self._asked()
        if not self.is_mounted:
            return
        if self._guard is None:
            self._repaint(old)
            return
        with self._guard.watching("comparing rows"):
            self._repaint(old)
            return
        self._lines = [Line(self._guard.row())]
        self.refresh()

    def _repaint(self, old: Sequence[Line]) -> None:
        width, height = self.size
        changed = [
            Region(start, y, end - start, 1)
            for y in range(height)
            for start, end in changed_cells(_at(old, y), _at(self._lines, y), width)
        ]
        if changed:
            self.refresh(*changed)

    def _asked(self) -> list[Line]:
        width, height = self.size
        if not width or not height:
            return []
        if self._guard is None:
            return list(self.lines_for(width, height))[:height]
        if self._guard.crash is None:
            with self._guard.watching("making rows"):
                return list(self.lines_for(width, height))[:height]
        return [Line(self._guard.row())]

    @override
    def render_line(self, y: int) -> Strip:
        line = _at(self._lines, y)
        if self._guard is None:
            return self._strip(line)
        with self._guard.watching("drawing a row"):
            return self._strip(line)
        return self._strip(Line(self._guard.row()))

    def _strip(self, line: Line) -> Strip:
        return self.palette.strip(line.row, line.selected).apply_style(self._ground)

    def on_resize(self, event: events.Resize) -> None:
        del event
        self.redraw()

    def _is_covered(self) -> bool:
        stack = self.app.screen_stack
        return bool(stack) and stack[-1] is not self.screen

    @override
    def get_line_filters(self) -> Sequence[LineFilter]:
        """One quiet colour for everything while another screen stands over this one."""
        filters = super().get_line_filters()
        if not self._is_covered():
            return filters
        return [VeilFilter(self.palette.style("rule")), *filters]

    @override
    def notify_style_update(self) -> None:
        self._palette = self._base = None
        super().notify_style_update()


class VeilFilter(LineFilter):
    """Draws all text in one style."""

    def __init__(self, style: Style) -> None:
        super().__init__()
        self._style = style

    @override
    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        style = self._style + Style(bgcolor=background.rich_color)
        return [
            segment if segment.control else Segment(segment.text, style) for segment in segments
        ]


class FixedRows(RowSurface):
    """Rows that are handed in: a status line, a footer, a banner."""

    def __init__(self, *, dom_id: str | None = None) -> None:
        super().__init__(dom_id=dom_id)
        self._rows: tuple[Row, ...] = ()

    def show(self, *rows: Row) -> None:
        """Show these rows from now on."""
        self._rows = rows
        self.redraw()

    @override
    def lines_for(self, width: int, height: int) -> Sequence[Line]:
        return [Line(row) for row in self._rows]


_shared: list[tuple[dict[str, str], Palette]] = []


def _palette_for(variables: dict[str, str]) -> Palette:
    """The palette of the newest variables, shared by all surfaces."""
    if not _shared or _shared[0][0] is not variables:
        _shared[:] = [(variables, palette_of(variables))]
    return _shared[0][1]


def _at(lines: Sequence[Line], y: int) -> Line:
    return lines[y] if 0 <= y < len(lines) else Line(_BLANK)
