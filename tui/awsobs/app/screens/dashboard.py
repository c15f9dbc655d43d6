"""One dashboard on its grid, over the window that all panes show."""

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar, Protocol

from textual import on, work
from textual.binding import BindingType
from typing_extensions import override

from awsobs.app.keys import MOVE, PANE, hidden
from awsobs.app.panes.pane import Detail
from awsobs.app.scene import Scene
from awsobs.app.screens.page import Page, TopRows
from awsobs.domain.dashboards import Board, BodyRefused, Contents, Widget
from awsobs.domain.source_state import SourceError
from awsobs.domain.window import Window
from awsobs.present.dashboard import Drawing
from awsobs.present.dashboard_bands import BandLine, band_lines
from awsobs.present.dashboard_layout import boxes_of
from awsobs.present.durations import age
from awsobs.present.rows import Row, fitted
from awsobs.present.view import Header
from awsobs_widgets import Guard, ItemList

_AGAIN = 60.0
"""Seconds after which everything is read again while the screen is open."""


class Desk(Protocol):
    """What can be done about a widget."""

    def open_widget(self, widget: Widget, window: Window) -> None: ...
    def open_record(self, detail: Detail) -> None: ...


class DashboardScreen(Page):
    """Reads the body once, and what its widgets show whenever the window changes.

    Args:
        scene: What is known.
        desk: Opens what a widget shows.
        name: What the dashboard is called.
        ask_board: Reads and understands the body.
        ask_contents: Reads what some widgets show over a window.
        top_rows: The rows that every screen has.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("right,l,tab", "widget(1)", "widget beside", "board.right", MOVE),
        hidden("left,h,shift+tab", "widget(-1)", "widget beside", "board.left", MOVE),
        hidden("v", "source", "its JSON", "board.source", PANE),
        hidden("r", "again", "read again", "board.again", PANE),
    ]
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("list.pick", "chart, query"),
        ("board.left board.right", "widget"),
        ("board.source", "its JSON"),
        ("page.back", "back"),
    )

    def __init__(
        self,
        scene: Scene,
        desk: Desk,
        name: str,
        ask_board: Callable[[], Awaitable[Board]],
        ask_contents: Callable[[Sequence[Widget], Window], Awaitable[Contents]],
        top_rows: TopRows,
    ) -> None:
        self._scene, self._desk, self._board_name = scene, desk, name
        self._ask_board, self._ask_contents = ask_board, ask_contents
        self._list = ItemList(dom_id="page-body", guard=Guard("dashboard"))
        self._list.fills_selection = False
        self._board: Board | None = None
        self._contents = Contents()
        self._window = scene.shown()
        self._read_at: float | None = None
        self._asked: object = None
        self._error = ""
        self._beside = 0
        self._is_busy = False
        crumbs = ("cockpit", "dashboards", name)
        super().__init__(Header(number="9", title=name), top_rows, crumbs)

    @override
    def make_body(self) -> ItemList:
        return self._list

    @override
    def refresh_page(self) -> None:
        self._show()
        window, now = self._scene.window, self._scene.clock.monotonic()
        is_due = self._read_at is None or now - self._read_at >= _AGAIN or window != self._asked
        if self.size.width and is_due and not self._is_busy:
            self._is_busy, self._asked = True, window
            self._read()

    @work(group="dashboard")
    async def _read(self) -> None:
        try:
            if self._board is None:
                self._board = await self._ask_board()
                self._show()
            shown = self._scene.shown()
            self._contents = await self._ask_contents(self._board.widgets, shown)
            self._window, self._error = shown, ""
        except BodyRefused as error:
            self._error = f"its body is refused: {error}"
        except SourceError as error:
            self._error = error.what
        finally:
            self._is_busy = False
            self._read_at = self._scene.clock.monotonic()
        self._show()

    def _show(self) -> None:
        width, board = self.size.width, self._board
        if not width:
            return
        self._page_header = Header(number="9", title=self._board_name, facts=self._facts())
        super().refresh_page()
        if board is None or not board.widgets:
            words, style = " reading the dashboard", "muted"
            if self._error:
                words, style = f" ✖ {self._error}", "fault"
            elif board is not None:
                words = " nothing stands on it"
            self._list.show((), notice=(fitted(((words, style),), width),))
            return
        focused = self._widget
        place = focused.place if focused is not None else None
        drawing = Drawing(self._contents, self._window, self._scene.now(), place)
        boxes = boxes_of(board.widgets, width)
        self._list.show(band_lines(drawing, boxes, width))

    def _facts(self) -> Row:
        board = self._board
        if self._error and board is not None:
            return ((self._error, "warning"),)
        if board is None:
            return ()
        words = f"{len(board.widgets)} widget{'' if len(board.widgets) == 1 else 's'}"
        if self._contents.troubles:
            return ((words, "muted"), (f" · {len(self._contents.troubles)} incomplete", "warning"))
        if self._read_at is not None:
            words += f" · {age(self._scene.now() - self._window.end)}" if self._window.live else ""
        return ((words, "muted"),)

    @property
    def _widget(self) -> Widget | None:
        """The widget at the cursor."""
        line = self._list.current
        if not isinstance(line, BandLine):
            board = self._board
            return board.widgets[0] if board is not None and board.widgets else None
        return line.widgets[min(self._beside, len(line.widgets) - 1)]

    @on(ItemList.Moved)
    def _moved(self) -> None:
        self._show()

    @on(ItemList.Picked)
    def _picked(self, event: ItemList.Picked) -> None:
        event.stop()
        if (widget := self._widget) is not None:
            self._desk.open_widget(widget, self._window)

    def action_widget(self, step: int) -> None:
        """The widget beside, as far as there are any."""
        line = self._list.current
        if isinstance(line, BandLine):
            beside = min(self._beside, len(line.widgets) - 1) + step
            self._beside = max(0, min(beside, len(line.widgets) - 1))
            self._show()

    def action_source(self) -> None:
        """The JSON of the widget at the cursor."""
        if (widget := self._widget) is not None:
            name = widget.title or widget.kind.value
            source = widget.source if widget.source is not None else widget
            self._desk.open_record(Detail(number="9", title="WIDGET", name=name, record=source))

    def action_again(self) -> None:
        """Read what the widgets show now."""
        self._read_at = None
        self.refresh_page()
