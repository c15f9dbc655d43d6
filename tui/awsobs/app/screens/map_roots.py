"""Which node of the map fails by itself, which ones suffer, and who stands above each."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from typing_extensions import override

from awsobs.app.screens.page import Page, TopRows
from awsobs.domain.service_graph import NodeKey, ServiceGraph
from awsobs.present.map_lists import Line, names_of, no_root_row, root_heads, root_lines
from awsobs.present.view import Header
from awsobs_widgets import Guard, ItemList


class MapListPage(Page):
    """A list of nodes; `enter` closes it and shows one on the map."""

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("list.pick", "on the map"),
        ("list.down list.up", "move"),
        ("page.back", "back"),
    )

    def __init__(
        self,
        header: Header,
        top_rows: TopRows,
        crumbs: tuple[str, ...],
        show: Callable[[NodeKey], None],
    ) -> None:
        self._show_node = show
        self._list = ItemList(dom_id="page-body", guard=Guard(crumbs[-1]))
        super().__init__(header, top_rows, crumbs)

    @override
    def make_body(self) -> ItemList:
        return self._list

    @on(ItemList.Picked)
    def _picked(self, event: ItemList.Picked) -> None:
        event.stop()
        line = self._list.current
        if isinstance(line, Line) and line.node is not None:
            self.dismiss(None)
            self._show_node(line.node)


class MapRootsScreen(MapListPage):
    """Changes with the map."""

    def __init__(
        self,
        graph: Callable[[], ServiceGraph],
        top_rows: TopRows,
        show: Callable[[NodeKey], None],
    ) -> None:
        self._graph = graph
        header = Header(number="b", title="ROOTS")
        super().__init__(header, top_rows, ("cockpit", "map", "roots"), show)

    @override
    def refresh_page(self) -> None:
        width = self.size.width
        if not width:
            return
        graph = self._graph()
        lines = root_lines(graph, width)
        told = f"{len(lines)} of {len(names_of(graph))} services fail"
        self._page_header = Header(number="b", title="ROOTS", facts=((told, "muted"),))
        super().refresh_page()
        notice = (root_heads(width),) if lines else (no_root_row(width),)
        self._list.show(lines, notice=notice)
