"""Metrics by resource: rate, errors, latency and use of each, those whose alarms fire first."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar, Protocol

from textual import on, work
from textual.events import Mount
from typing_extensions import override

from awsobs.analysis.metric_sets import ResourceSet, resource_sets
from awsobs.app.collecting_port import Ask
from awsobs.app.scene import Scene
from awsobs.app.screens.metric_picker import List, Metrics
from awsobs.app.screens.page import Page, TopRows
from awsobs.collecting.questions import what_series_were
from awsobs.domain.alarms import Alarm
from awsobs.domain.metrics import MetricKey, Series
from awsobs.domain.source_state import SourceError
from awsobs.domain.window import Window
from awsobs.present.metric_reading import watching
from awsobs.present.metric_sets import set_heads, set_row
from awsobs.present.rows import Row, cut, fitted
from awsobs.present.view import Header, Item
from awsobs_widgets import Guard, ItemList

PART = 100
"""Resources whose series are asked for in one call: those around the cursor."""

_LOOK = 0.2
_AGAIN, _AGAIN_OWN = 60.0, 10.0


class Desk(Protocol):
    """Opens what is picked."""

    @property
    def is_connected(self) -> bool: ...
    def open_metrics(self, metrics: Sequence[MetricKey]) -> None: ...


class SetsScreen(Page):
    """Asks for the series of the resources around the cursor, and again now and then.

    Args:
        scene: What is known.
        desk: Opens the chart of a resource.
        listing: Lists all metrics.
        ask: Puts a question to the account.
        top_rows: The rows that every screen has.
    """

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("list.pick", "chart"),
        ("list.down list.up", "move"),
        ("page.back", "back"),
    )

    def __init__(
        self, scene: Scene, desk: Desk, listing: List, ask: Ask, top_rows: TopRows
    ) -> None:
        self._scene, self._desk, self._listing, self._ask = scene, desk, listing, ask
        self._list = ItemList(dom_id="page-body", guard=Guard("resources"))
        self._sets: list[ResourceSet] = []
        self._series: dict[MetricKey, Series] = {}
        self._so_far: Metrics | None = None
        self._told, self._error = "▖ metrics…", ""
        self._is_busy, self._due = False, float("-inf")
        self._asked: object = None
        self._drawn: object = None
        self._rows: Sequence[Item] = ()
        self._blank: dict[str, Item] = {}
        self._blank_width = 0
        self._version = 0
        super().__init__(self._title(), top_rows, ("cockpit", "metrics", "resources"))

    @override
    def make_body(self) -> ItemList:
        return self._list

    @on(Mount)
    def _begin(self) -> None:
        self.set_interval(_LOOK, self._look)
        self._read_listing()

    # --- asking ---------------------------------------------------------------------------

    @work(group="listing")
    async def _read_listing(self) -> None:
        try:
            metrics = await self._listing(self._tell)
            self._sets = await asyncio.to_thread(resource_sets, metrics, self._watched())
            self._told, self._so_far = "", None
            self._version += 1
        except SourceError as error:
            self._told, self._error = "", error.what
        self.refresh_page()

    def _tell(self, metrics: Metrics) -> None:
        # Called on the collector's thread; the next look shows it.
        self._so_far = metrics

    def _watched(self) -> list[MetricKey]:
        firing = self._scene.situation().firing
        return [alarm.metric for alarm in firing if alarm.metric is not None]

    def _look(self) -> None:
        if (metrics := self._so_far) is not None:
            self._so_far, self._told = None, f"▖ {len(metrics):,} metrics…"
            # the first page at once, the others when all are there
            if not self._sets:
                self._sets = resource_sets(metrics, self._watched())
                self._version += 1
            self.refresh_page()
        window = self._scene.window
        span = (window.width, True) if window.live else (window.start, window.end)
        wanted = (span, self._part(), bool(self._sets))
        is_due = self._scene.clock.monotonic() >= self._due or wanted != self._asked
        if self._sets and is_due and not self._is_busy and self._desk.is_connected:
            self._is_busy, self._asked = True, wanted
            self._read_series()

    def _part(self) -> int:
        return self._list.cursor // PART

    @work(group="series")
    async def _read_series(self) -> None:
        begin = self._part() * PART
        sets = self._sets[begin : begin + PART]
        queries = [query for place, one in enumerate(sets) for query in one.queries(f"r{place}")]
        try:
            found = await self._ask(what_series_were(queries, self._scene.shown()))
            self._error = ""
            self._version += 1
            self._series = {one.query.metric: one for one in found if one.query.metric is not None}
        except SourceError as error:
            self._error = error.what
        finally:
            settings = self._scene.settings
            is_own = settings.mode == "demo" or bool(settings.endpoint_url)
            self._due = self._scene.clock.monotonic() + (_AGAIN_OWN if is_own else _AGAIN)
            self._is_busy = False
        self.refresh_page()

    # --- keys -----------------------------------------------------------------------------

    @override
    def action_back(self) -> None:
        self.workers.cancel_node(self)
        super().action_back()

    @on(ItemList.Picked)
    def _picked(self, event: ItemList.Picked) -> None:
        event.stop()
        item = self._list.current
        one = item.record if isinstance(item, Item) else None
        if isinstance(one, ResourceSet):
            self._desk.open_metrics(tuple(one.metrics.values()))

    # --- drawing --------------------------------------------------------------------------

    @override
    def refresh_page(self) -> None:
        width = self.size.width
        if not width:
            return
        self._page_header = self._title()
        super().refresh_page()
        if not self._sets:
            words = self._error or self._told or "no metrics of any resource in three hours"
            style = "fault" if self._error else "muted"
            self._list.show((), notice=(fitted(((f" {words}", style),), width),))
            return
        self._list.show(self._items(width), notice=(set_heads(width),))

    def _items(self, width: int) -> Sequence[Item]:
        """As before while nothing has changed: of thousands of rows few are in sight."""
        memory, window = self._scene.memory, self._scene.shown()
        start = None if window.live else window.start
        drawn = (self._version, width, window.width, start)
        if drawn != self._drawn:
            self._drawn = drawn
            if width != self._blank_width:
                self._blank, self._blank_width = {}, width
            known = list(self._series.values())
            alarms = watching(memory.alarms.alarms(), known)
            self._rows = [self._item(one, alarms, window, width) for one in self._sets]
        return self._rows

    def _item(self, one: ResourceSet, alarms: Sequence[Alarm], window: Window, width: int) -> Item:
        mine = one.metrics.values()
        about = [alarm for alarm in alarms if alarm.metric in mine]
        is_known = any(metric in self._series for metric in mine)
        blank = self._blank.get(one.key)
        if blank is not None and not is_known:
            return blank
        row = set_row(one, self._series, about, window, width)
        item = Item(key=one.key, rows=(row,), record=one)
        if not is_known:
            self._blank[one.key] = item
        return item

    def _title(self) -> Header:
        count = len(self._sets)
        facts: Row = ((self._told, "muted"),) if self._told else ()
        if self._error:
            facts = ((f"✖ {cut(self._error, 60)}", "warning"),)
        scope: Row = ((f"{count:,}", "muted"),) if count else ()
        return Header(number="2", title="RESOURCES", scope=scope, facts=facts)
