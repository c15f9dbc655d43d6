"""A whole screen over the same window: the fixed rows, a title, a body, the keys."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from typing_extensions import override

from awsobs.app.keys import MOVE, keys_by_id
from awsobs.app.screens.veiled import VeiledScreen
from awsobs.present.footer import footer_row
from awsobs.present.header import header_row
from awsobs.present.rows import Row
from awsobs.present.view import Header
from awsobs_widgets import FixedRows, HeaderRule, ItemList

TopRows = Callable[[int], tuple[Row, ...]]
"""The status line and the headline for a width: alarm state is never off the screen."""


class Page(VeiledScreen):
    """Escape and `-` go back to where the user came from."""

    CSS_PATH = "../styles/page.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,minus", "back", "back", id="page.back", group=MOVE),
    ]
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (("page.back", "back"),)
    """What the footer names: ids of actions, and what they do."""

    def __init__(self, header: Header, top_rows: TopRows, crumbs: tuple[str, ...]) -> None:
        super().__init__()
        self._page_header = header
        self._top_rows = top_rows
        self._crumbs = crumbs
        self._top = FixedRows(dom_id="page-top")
        self._header = HeaderRule()
        self._page_body = self.make_body()
        self._footer = FixedRows(dom_id="footer")

    def make_body(self) -> ItemList:
        """The widget under the title."""
        raise NotImplementedError

    def first_focus(self) -> Widget:
        """What listens to keys at first."""
        return self._page_body

    def refresh_page(self) -> None:
        """Draw again what may have changed."""
        width = self.size.width
        self._top.show(*self._top_rows(width))
        self._header.show(header_row(self._page_header, width, focused=True))
        self._footer.show(footer_row(self._crumbs, self._keys(), width))

    def _keys(self) -> list[tuple[str, str]]:
        """Those that do something where the focus is."""
        keys = keys_by_id(self.active_bindings.values())
        named = [
            ([keys.get(name, "") for name in names.split()], what) for names, what in self.KEYS
        ]
        return [(" ".join(found), what) for found, what in named if all(found)]

    @override
    def compose(self) -> ComposeResult:
        yield self._top
        yield self._header
        yield self._page_body
        yield self._footer

    def on_mount(self) -> None:
        # Widget.focus() waits for a turn of the loop, and the footer names what listens.
        self.set_focus(self.first_focus())

    def on_resize(self) -> None:
        self.refresh_page()

    def on_descendant_focus(self) -> None:
        # Other keys act now.
        self.refresh_page()

    def action_back(self) -> None:
        self.dismiss(None)
