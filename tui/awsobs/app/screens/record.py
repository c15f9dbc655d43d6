"""One record on a screen of its own."""

from collections.abc import Callable
from typing import ClassVar

from typing_extensions import override

from awsobs.app.panes.pane import Detail
from awsobs.app.screens.page import Page, TopRows
from awsobs.domain.safe_text import safe_text
from awsobs.present.view import Header
from awsobs_widgets import Guard, RecordTree


class RecordScreen(Page):
    """Rows about the thing, then its record as a tree."""

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("list.pick", "open, close"),
        ("page.back", "back"),
    )

    def __init__(
        self,
        detail: Detail,
        top_rows: TopRows,
        crumbs: tuple[str, ...],
        readable: Callable[[str], str] = safe_text,
    ) -> None:
        self._tree = RecordTree(readable, dom_id="page-body", guard=Guard("detail"))
        self._detail = detail
        scope = ((safe_text(detail.name), "text"),) if detail.name else ()
        header = Header(number=detail.number, title=detail.title, scope=scope)
        super().__init__(header, top_rows, crumbs)

    @override
    def make_body(self) -> RecordTree:
        return self._tree

    @override
    def on_mount(self) -> None:
        self.show_again()

    def show_again(self) -> None:
        """Make the rows anew: what texts look like has changed."""
        self._tree.show_record(self._detail.record, self._detail.head)
