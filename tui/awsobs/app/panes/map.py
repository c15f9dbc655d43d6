"""MAP: who calls whom, and who is the root of what fails."""

from typing import ClassVar, cast

from typing_extensions import override

from awsobs.app.panes.list_pane import ListPane
from awsobs.app.panes.pane import Fields
from awsobs.app.records import record_of
from awsobs.domain.service_graph import GraphNode
from awsobs.present.map import map_view
from awsobs.present.view import PaneView


def _node(record: object) -> GraphNode:
    return cast("GraphNode", record)


def _worst(record: object) -> str | None:
    statistics = _node(record).statistics
    return statistics.worst if statistics else None


class MapPane(ListPane):
    """The service graph of the window's traces."""

    NAME = "map"
    TITLE = "MAP"
    THING = "NODE"
    NUMBER = "5"
    SOURCE = "traces"
    STORES = frozenset({"traces"})
    INTERVAL = 1.0
    FIELDS: ClassVar[Fields] = {
        "name": lambda record: _node(record).key.name,
        "type": lambda record: _node(record).key.type,
        "state": _worst,
    }

    @override
    def view(self, width: int, height: int) -> PaneView:
        memory = self.scene.memory
        return map_view(
            self.scene.graph(),
            self.scene.situation(),
            state=self.state,
            received=memory.feeds.received(self.source),
            now=self.scene.now(),
            width=width,
            height=height,
            kind=self.kind,
        )

    @override
    def text_of(self, record: object) -> str:
        key = _node(record).key
        return f"{key.name} {key.type}"

    @property
    @override
    def crumb(self) -> str:
        record = self.record
        return record.key.name if isinstance(record, GraphNode) else ""

    @override
    def raw(self, record: object) -> object:
        return record_of(record)
