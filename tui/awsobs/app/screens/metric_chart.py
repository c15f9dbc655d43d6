"""One or several series as large as the screen, with all that explains them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar, Protocol

from textual import on, work
from textual.binding import BindingType
from textual.events import Mount
from typing_extensions import override

from awsobs.app.chart_reading import SHIFTS, ChartReading, within
from awsobs.app.keys import FIND, MOVE, PANE, hidden
from awsobs.app.scene import Scene
from awsobs.app.screens.page import Page, TopRows
from awsobs.domain.metrics import Series, SeriesQuery
from awsobs.domain.window import Window
from awsobs.present.change_words import first_words
from awsobs.present.chart import Guide
from awsobs.present.charted import Charted, ChartLook
from awsobs.present.durations import age
from awsobs.present.layout import bar_cells
from awsobs.present.metric_chart import WIDE_FROM, chart_view
from awsobs.present.metric_reading import watching
from awsobs.present.rows import Row, cut, fitted
from awsobs.present.view import Header, Item
from awsobs_widgets import Guard, ItemList

_LOOK = 0.2
_AGAIN, _AGAIN_OWN = 60.0, 10.0
"""Seconds until all is read again: on AWS, where datapoints come by the minute, and on our own."""

_MOST_CHANGES = 200


class Desk(Protocol):
    """What the screen cannot do by itself."""

    @property
    def is_connected(self) -> bool: ...
    def next_statistic(self, query: SeriesQuery) -> SeriesQuery: ...
    def switch_favourite(self, query: SeriesQuery) -> None: ...
    def open_record(self, series: Series) -> None: ...
    def tell(self, words: str) -> None: ...
    def copy_command(self, queries: Sequence[SeriesQuery], window: Window) -> None: ...
    def ask_for_more(self, screen: "ChartScreen") -> None: ...
    def ask_expression(self) -> None: ...


class ChartScreen(Page):
    """Reads its series again while it is open, and at once where the window changes.

    Args:
        scene: What is known.
        desk: Does what needs more than this screen.
        reading: Asks, and remembers the answers.
        queries: What is shown at first, each with its own id.
        top_rows: The rows that every screen has.
    """

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("chart.earlier chart.later", "cursor"),
        ("chart.compare", "compare"),
        ("chart.statistic", "statistic"),
        ("chart.scale", "log"),
        ("chart.band", "band"),
        ("chart.more", "add"),
        ("chart.expression", "math"),
        ("chart.favourite", "favourite"),
        ("page.back", "back"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("left,h", "point(-1)", "cursor", "chart.earlier", MOVE),
        hidden("right,l", "point(1)", "cursor", "chart.later", MOVE),
        hidden("t", "compare", "with a day, a week before", "chart.compare", PANE),
        hidden("p", "statistic", "next statistic", "chart.statistic", PANE),
        hidden("s", "scale", "logarithms", "chart.scale", PANE),
        hidden("n", "band", "what CloudWatch expects", "chart.band", PANE),
        hidden("a", "more", "add a metric", "chart.more", FIND),
        hidden("d", "less", "take the series away", "chart.less", PANE),
        hidden("e", "expression", "add an expression", "chart.expression", FIND),
        hidden("f", "favourite", "show in METRICS always", "chart.favourite", PANE),
        hidden("v", "record", "datapoints", "chart.record", PANE),
        hidden("Y", "command", "copy the aws command", "chart.command", PANE),
        hidden("r", "again", "read again", "chart.again", PANE),
    ]

    def __init__(
        self,
        scene: Scene,
        desk: Desk,
        reading: ChartReading,
        queries: Sequence[SeriesQuery],
        top_rows: TopRows,
    ) -> None:
        self._scene, self._desk, self._reading = scene, desk, reading
        self._queries = [replace(query, id=f"m{place}") for place, query in enumerate(queries)]
        self._look_of = ChartLook()
        self._shift: timedelta | None = None
        self._has_band = False
        self._list = ItemList(dom_id="page-body", guard=Guard("chart"))
        self._due = float("-inf")
        self._is_busy = False
        self._asked: object = None
        super().__init__(self._title(), top_rows, ("cockpit", "metrics", "chart"))

    @property
    def queries(self) -> Sequence[SeriesQuery]:
        """What is drawn, in the order of its ids."""
        return tuple(self._queries)

    def add(self, queries: Sequence[SeriesQuery]) -> None:
        """Draw these too, with ids that expressions can name."""
        taken = {query.id for query in self._queries}
        for query in queries:
            letter = "m" if query.metric is not None else "e"
            free = next(name for n in range(1000) if (name := f"{letter}{n}") not in taken)
            taken.add(free)
            self._queries.append(replace(query, id=free))
        self.action_again()

    @override
    def make_body(self) -> ItemList:
        return self._list

    @on(Mount)
    def _begin(self) -> None:
        self.set_interval(_LOOK, self._look)

    # --- asking ---------------------------------------------------------------------------

    def _look(self) -> None:
        """Ask when it is time to, or when something else is wanted than was asked for."""
        clock, wanted = self._scene.clock, self._wanted()
        if (
            self._is_busy
            or not self._desk.is_connected
            or (clock.monotonic() < self._due and wanted == self._asked)
        ):
            return
        self._is_busy, self._asked = True, wanted
        self._read()

    def _wanted(self) -> object:
        window = self._scene.window
        span = (window.width, True) if window.live else (window.start, window.end)
        return span, tuple(self._queries), self._shift, self._has_band

    @work(group="chart")
    async def _read(self) -> None:
        reading, queries = self._reading, self.queries
        try:
            await reading.read(
                queries, self._scene.shown(), shift=self._shift, has_band=self._has_band
            )
            self._drop_refused(queries)
            self.refresh_page()
            for query in queries:
                await reading.look_for_marks(query)
        finally:
            self._is_busy = False
            settings = self._scene.settings
            is_own = settings.mode == "demo" or bool(settings.endpoint_url)
            self._due = self._scene.clock.monotonic() + (_AGAIN_OWN if is_own else _AGAIN)
        self.refresh_page()

    def _drop_refused(self, queries: Sequence[SeriesQuery]) -> None:
        """Take back expressions that were never answered: one that is wrong refuses all."""
        error, answered = self._reading.error, {one.query.id for one in self._reading.series}
        refused = [query for query in queries if query.metric is None and query.id not in answered]
        if error is None or not refused or len(refused) == len(self._queries):
            return
        self._queries = [query for query in self._queries if query not in refused]
        self._desk.tell(error.what)
        self._reading.error, self._asked = None, None

    # --- keys -----------------------------------------------------------------------------

    @override
    def action_back(self) -> None:
        self.workers.cancel_node(self)
        super().action_back()

    def action_point(self, by: int) -> None:
        """Move the cursor by a cell; it begins at the latest value, and is gone behind that."""
        window, width = self._scene.shown(), self.size.width
        step = window.width / bar_cells(width, 2 if width >= WIDE_FROM else 1)[1]
        cursor = self._look_of.cursor
        moved = (cursor or window.end) + step * by - (step / 2 if cursor is None else timedelta())
        inside = window.start <= moved < window.end
        if moved < window.start:
            return
        self._look_of = replace(self._look_of, cursor=moved if inside else None)
        self.refresh_page()

    def action_compare(self) -> None:
        """With yesterday, with a week ago, with nothing."""
        self._shift = SHIFTS[(SHIFTS.index(self._shift) + 1) % len(SHIFTS)]
        self._look()
        self.refresh_page()

    def action_statistic(self) -> None:
        query = self._pointed
        if query is not None and query.metric is not None:
            place = self._queries.index(query)
            self._queries[place] = replace(self._desk.next_statistic(query), id=query.id)
            self._look()

    def action_scale(self) -> None:
        self._look_of = replace(self._look_of, is_log=not self._look_of.is_log)
        self.refresh_page()

    def action_band(self) -> None:
        self._has_band = not self._has_band
        self._look()

    def action_more(self) -> None:
        self._desk.ask_for_more(self)

    def action_expression(self) -> None:
        self._desk.ask_expression()

    def action_less(self) -> None:
        """Take the series at the cursor away; the last one stays."""
        query = self._pointed
        if query is not None and len(self._queries) > 1:
            self._queries.remove(query)
            self._look()

    def action_favourite(self) -> None:
        if (query := self._pointed) is not None:
            self._desk.switch_favourite(query)

    def action_record(self) -> None:
        if (item := self._item) is not None and isinstance(item.record, Series):
            self._desk.open_record(item.record)

    def action_command(self) -> None:
        self._desk.copy_command(self.queries, self._scene.shown())

    def action_again(self) -> None:
        self._due = float("-inf")
        self._look()

    @property
    def _item(self) -> Item | None:
        current = self._list.current
        return current if isinstance(current, Item) else None

    @property
    def _pointed(self) -> SeriesQuery | None:
        """The query of the series at the cursor; of an expression's many, the expression."""
        record = self._item.record if self._item else None
        if not isinstance(record, Series):
            return self._queries[0]
        return next((one for one in self._queries if one.id == record.query.id), None)

    @on(ItemList.Moved)
    def _moved(self, event: ItemList.Moved) -> None:
        event.stop()
        self.refresh_page()

    @on(ItemList.Picked)
    def _picked(self, event: ItemList.Picked) -> None:
        event.stop()
        self.action_record()

    # --- drawing --------------------------------------------------------------------------

    @override
    def refresh_page(self) -> None:
        width, height = self.size.width, self._list.size.height
        if not width or not height:
            return
        self._page_header = self._title()
        super().refresh_page()
        shown = self._shown()
        if not shown:
            self._list.show((), notice=(fitted(self._nothing(), width),))
            return
        item = self._item
        look = replace(self._look_of, selected=item.key if item else "")
        now, window = self._scene.now(), self._scene.shown()
        rows, items = chart_view(
            self._charted(shown, window), look, window=window, now=now, width=width, height=height
        )
        self._list.show(items, notice=rows)

    def _shown(self) -> tuple[Series, ...]:
        """What is known of what is wanted; ids of series that were taken away are gone."""
        ids = {query.id for query in self._queries}
        return tuple(one for one in self._reading.series if one.query.id in ids)

    def _charted(self, shown: tuple[Series, ...], window: Window) -> Charted:
        memory, situation = self._scene.memory, self._scene.situation()
        series = tuple(
            replace(one, marks=within(one.marks, window.start, window.end)) for one in shown
        )
        alarms = watching(memory.alarms.alarms(), series)
        suspect = situation.suspect
        words = first_words(suspect) if suspect else None
        return Charted(
            series=series,
            before=self._reading.before if self._shift else (),
            shift=self._shift,
            band=self._reading.band if self._has_band else (),
            alarms=tuple(alarms),
            history={alarm.name: memory.alarms.history(alarm.name) for alarm in alarms},
            suspect=Guide(suspect.event.time, words.label if words else suspect.event.name)
            if suspect
            else None,
            changes=self._changes(window),
            onset=situation.onset,
        )

    def _changes(self, window: Window) -> tuple[datetime, ...]:
        found = (
            event.time
            for event in self._scene.memory.trail.events()
            if event.is_write and event.succeeded and window.start <= event.time < window.end
        )
        return tuple(found)[:_MOST_CHANGES]

    def _nothing(self) -> Row:
        error = self._reading.error
        if error is not None:
            return ((f" ✖ {error.what}", "fault"), (f"   {error.hint}", "muted"))
        if self._reading.is_answered:
            return ((" no datapoints (namespace/dimension?) · } widen", "muted"),)
        return ((f" ▖ {len(self._queries)} series…", "muted"),)

    def _title(self) -> Header:
        """Period and what is being done; an error stands beside what was known before it."""
        error, shown = self._reading.error, self._shown()
        if error is not None:
            facts: Row = ((f"✖ {cut(error.what, 60)}", "warning"),)
        elif self._is_busy and not self._reading.is_answered:
            facts = (("▖ reading", "muted"),)
        else:
            whole = sum(one.status == "Complete" for one in shown)
            parts = [age(shown[0].query.period)] if shown else []
            parts += [f"‥ {whole} of {len(shown)} series"] if whole < len(shown) else []
            facts = ((" · ".join(parts), "muted"),)
        count = len(shown)
        scope: Row = ((f"{count} series", "muted"),) if count > 1 else ()
        return Header(number="2", title="CHART", scope=scope, facts=facts)
