"""MAP: who calls whom, and who is the root of what fails."""

from typing import cast

from typing_extensions import override

from awsobs.app.panes.list_pane import ListPane
from awsobs.app.scene import Scene
from awsobs.domain.service_graph import GraphNode, ServiceGraph
from awsobs.domain.situation import Situation
from awsobs.present.map import map_view
from awsobs.present.records import node_record
from awsobs.present.searchable import MAP
from awsobs.present.view import PaneView


class MapPane(ListPane):
    """The service graph of the window's traces."""

    NAME = "map"
    TITLE = "MAP"
    THING = "NODE"
    NUMBER = "5"
    SOURCE = "traces"
    STORES = frozenset({"traces", "alarms"})
    INTERVAL = 1.0
    SEARCHED = MAP

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self._made: tuple[object, PaneView] | None = None

    @override
    def view(self, width: int, height: int) -> PaneView:
        graph, situation = self.scene.graph(), self.scene.situation()
        size = (width, height, self.kind, self.zoomed)
        ranking = (situation.root, situation.victims)
        # Laying the graph out is the dearest view of all, and it seldom changes.
        key = (graph, ranking, size, self.filter_text, self.state)
        if self._made is None or self._made[0] != key or not self._is_steady():
            self._made = (key, self._map(graph, situation, width, height))
        return self._made[1]

    @override
    def fills(self, view: PaneView) -> bool:
        """A layer of a drawing is only marked; a row of the tree is filled."""
        return all(len(item.rows) == 1 for item in view.items)

    def _is_steady(self) -> bool:
        """Whether what is said about the source does not change by itself."""
        return self.state is not None and self.state.is_current

    def _map(self, graph: ServiceGraph, situation: Situation, width: int, height: int) -> PaneView:
        board = self.scene.memory.feeds
        return map_view(
            graph,
            situation,
            state=self.state,
            received=board.received(self.source),
            now=self.scene.now(),
            width=width,
            height=height,
            kind=self.kind,
            matches=self.matches,
            zoomed=self.zoomed,
            progress=board.progress(self.source),
            context=board.context,
            role=self.role,
        )

    @property
    @override
    def crumb(self) -> str:
        record = self.record
        return record.key.name if isinstance(record, GraphNode) else ""

    @override
    def raw(self, record: object) -> object:
        return node_record(cast("GraphNode", record), self.scene.graph())
