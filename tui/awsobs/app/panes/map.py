"""MAP: who calls whom, and who is the root of what fails."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from typing_extensions import override

from awsobs.app.asked_map import Asked
from awsobs.app.panes.list_pane import ListPane
from awsobs.app.panes.map_keys import MAP_BINDINGS
from awsobs.app.panes.map_side import MapSide, looked_up
from awsobs.app.panes.pane import Detail
from awsobs.app.scene import Scene
from awsobs.domain.service_graph import GraphNode, NodeKey, ServiceGraph
from awsobs.domain.situation import Situation
from awsobs.present.map import FITTING, NEARNESS, TREE, laying_out, map_view, with_nearness
from awsobs.present.map_choice import (
    Layer,
    along_edges,
    beside,
    breadth_of,
    chosen_in,
    pan_to,
    panned,
    with_chosen,
)
from awsobs.present.map_drawer import Drawer
from awsobs.present.map_node import head_rows
from awsobs.present.map_scope import WHOLE, Scope, asked_view
from awsobs.present.map_side import FROM, SIDE
from awsobs.present.records import node_record
from awsobs.present.searchable import MAP
from awsobs.present.view import Header, PaneView
from awsobs.store.traces import TraceStore
from awsobs_widgets import ItemList

_AT_ONCE = 20
"""Nodes that are laid out in less time than a key may wait; more are in a thread."""

_PAN = 12


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
    BINDINGS: ClassVar[list[BindingType]] = [*MAP_BINDINGS]
    DEFAULT_CSS = """
    MapPane > #map-and-side { height: 1fr; }
    """

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self._side = MapSide(self.guard)
        self._side.display = False
        self._made: tuple[object, PaneView] | None = None
        self._is_laying = False
        self._drawer = Drawer()
        self._chosen: NodeKey | None = None
        self._wanted, self._left, self._follows = FITTING, 0, True
        self.scope = WHOLE
        self._asked: Asked | None = None

    @property
    def graph(self) -> ServiceGraph:
        """Of all traces, or of those alone that X-Ray was asked for."""
        asked = self._asked
        return asked.graph or ServiceGraph() if asked is not None else self.scene.graph()

    @property
    def situation(self) -> Situation:
        """The same as to who fails."""
        return self._asked.situation if self._asked is not None else self.scene.situation()

    @property
    def is_asked(self) -> bool:
        """Whether the map is of those traces alone that X-Ray finds."""
        return self._asked is not None

    @property
    @override
    def can_clear(self) -> bool:
        return super().can_clear or self.scope.around is not None or self.is_asked

    @override
    def clear_filter(self) -> None:
        """Take back the last of what narrows the map; what is hidden stays so."""
        if self.filter_text:
            super().clear_filter()
        elif self.scope.around is not None:
            self.show_only(replace(self.scope, around=None))
        else:
            self.show_asked(None)

    def show_asked(self, asked: Asked | None) -> None:
        """Show what X-Ray found from now on, or all."""
        self._asked = asked
        self.refresh_view()

    def show_only(self, scope: Scope) -> None:
        """Show this part of the map from now on."""
        self.scope = scope
        self.refresh_view()

    @property
    def _traces(self) -> TraceStore:
        """Those that the graph is made of."""
        store = self._asked.store if self._asked is not None else None
        return store or self.scene.memory.traces

    @override
    def compose(self) -> ComposeResult:
        yield self._header_rule
        yield self._filter_bar
        with Horizontal(id="map-and-side"):
            yield self._body
            yield self._side

    @override
    def update_body(self, width: int, height: int) -> Header:
        """The side is there where the map has the whole screen, and room enough."""
        width = self.size.width
        has_side = self.zoomed and width >= FROM
        self._side.display = has_side
        header = super().update_body(width - SIDE if has_side else width, height)
        if has_side:
            self._tell_side()
        return header

    @on(MapSide.Found)
    def _tell_side(self) -> None:
        record = self.record
        node = record if isinstance(record, GraphNode) else None
        onset = self.scene.situation().onset
        self._side.tell(self.graph, node, self._traces, self.scene.shown(), onset)

    @override
    def view(self, width: int, height: int) -> PaneView:
        graph, situation, asked = self.graph, self.situation, self._asked
        if asked is not None and not graph.nodes:
            has_answer = asked.graph is not None
            return asked_view(asked.expression, asked.why, width, is_answered=has_answer)
        size = (width, height, self.kind, self.zoomed, self._wanted)
        ranking = (situation.root, situation.victims)
        # Laying the graph out is the dearest view of all, and it seldom changes.
        key = (size, graph, ranking, self.filter_text, self._scope(), self.state)
        if self._made is None or self._made[0] != key or not self._is_steady():
            job = self._job(graph, situation, width, height)
            if len(graph.nodes) <= _AT_ONCE:
                self._made = (key, job())
            elif not self._is_laying:
                self._is_laying = True
                self._lay_out(key, job)
        return self._seen(width, size, graph)

    def _seen(self, width: int, size: object, graph: ServiceGraph) -> PaneView:
        """What was laid out last for a size, with the chosen node marked and in sight."""
        made = self._made
        if made is None or not isinstance(made[0], tuple) or made[0][0] != size:
            return laying_out(graph, width)
        view = with_chosen(made[1], self._chosen)
        breadth = breadth_of(view)
        chosen = self._chosen if self._follows else None
        self._left = pan_to(view, chosen, self._left, width)
        if self._wanted != FITTING:
            view = with_nearness(view, self._wanted, self._left, breadth - width - self._left)
        return panned(view, self._left, width) if breadth > width else view

    @work(group="map")
    async def _lay_out(self, key: object, job: Callable[[], PaneView]) -> None:
        """In a thread; what was there before stays on the screen meanwhile."""
        with self.guard.watching("laying the map out"):
            self._made = (key, await asyncio.to_thread(job))
        self._is_laying = False
        if self.guard.crash:
            self.redraw_body()
        else:
            self.refresh_view()

    @override
    def fills(self, view: PaneView) -> bool:
        """A layer of a drawing is only marked; a row of the tree is filled."""
        return all(len(item.rows) == 1 for item in view.items)

    def _is_steady(self) -> bool:
        """Whether what is said about the source does not change by itself."""
        return self.state is not None and self.state.is_current

    def _scope(self) -> Scope:
        return replace(self.scope, asked=self._asked.expression if self._asked else "")

    def _job(
        self, graph: ServiceGraph, situation: Situation, width: int, height: int
    ) -> Callable[[], PaneView]:
        board = self.scene.memory.feeds
        return partial(
            map_view,
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
            scope=self._scope(),
            wanted=self._wanted,
            drawer=self._drawer,
        )

    # --- looking around -------------------------------------------------------------------

    def action_nearer(self, by: int) -> None:
        """Show more of each node, or less; past the last the map fits the pane again."""
        items = self._made[1].items if self._made else ()
        drawn = next((item.zoom for item in items if isinstance(item, Layer)), TREE)
        at = NEARNESS.index(self._wanted or drawn) + by
        self._wanted = NEARNESS[at] if 0 <= at < len(NEARNESS) else FITTING
        self._follows = True
        self.refresh_view()

    def action_pan(self, by: int) -> None:
        """Look farther to the side of a map that is wider than the pane."""
        self._follows = False
        self._left += by * _PAN
        self.refresh_view()

    @property
    @override
    def record(self) -> object:
        return chosen_in(self.item, self._chosen)

    def action_beside(self, by: int) -> None:
        """Choose another node of the layer at the cursor."""
        item, record = self.item, self.record
        if isinstance(item, Layer) and isinstance(record, GraphNode):
            self._choose(beside(item, record.key, by))

    @on(ItemList.Moved)
    def _walked(self) -> None:
        """From the chosen node the cursor goes on to one that it calls, or that calls it."""
        item = self.item
        if self._chosen is not None and isinstance(item, Layer):
            self._choose(along_edges(self.graph, self._chosen, item))
        if self._side.display:
            self._tell_side()

    def choose(self, key: NodeKey) -> None:
        """Put the cursor on a node, where the map shows it."""
        for item in self._made[1].items if self._made else ():
            nodes = item.nodes if isinstance(item, Layer) else (item.record,)
            if any(isinstance(node, GraphNode) and node.key == key for node in nodes):
                self.put_cursor(item.key)
        self._choose(key)

    def _choose(self, key: NodeKey | None) -> None:
        if key is not None and key != self._chosen:
            self._chosen, self._follows = key, True
            self.refresh_view()
            self.post_message(self.Chosen(self))

    @property
    @override
    def crumb(self) -> str:
        record = self.record
        return record.key.name if isinstance(record, GraphNode) else ""

    @override
    def detail(self) -> Detail | None:
        record = self.record
        if not isinstance(record, GraphNode):
            return super().detail()
        window = self.scene.shown()
        trend = looked_up(record, self._traces, window).trend
        head = partial(head_rows, self.graph, record, trend, window.width)
        return self._detail_with(record, head)

    @override
    def raw(self, record: object) -> object:
        return node_record(cast("GraphNode", record), self.graph)
