"""Logs Insights: a query over the log groups that are read, and what it brings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Mount
from textual.widgets import Input
from typing_extensions import override

from awsobs.app.collecting_port import Ask
from awsobs.app.keys import FIND, PANE, hidden
from awsobs.app.panes.pane import Detail, Pane
from awsobs.app.scene import Scene
from awsobs.app.screens.page import Page, TopRows
from awsobs.collecting.questions import (
    what_insights_finds,
    what_is_stored,
    which_queries,
    which_record,
)
from awsobs.domain.insights import (
    InsightsQuery,
    QueryAnswer,
    QueryRefused,
    QueryRow,
    SavedQuery,
    estimate,
)
from awsobs.domain.source_state import SourceError
from awsobs.domain.window import Window
from awsobs.present.insights import (
    chart,
    estimate_words,
    heads_row,
    position_row,
    progress_words,
    result_row,
    sorted_rows,
    widths_of,
)
from awsobs.present.rows import Row, fitted
from awsobs.present.view import Header
from awsobs_widgets import Guard, ItemList

READY = (
    SavedQuery(
        name="newest", text="fields @timestamp, @message | sort @timestamp desc | limit 200"
    ),
    SavedQuery(
        name="errors over time", text="filter @message like /(?i)error/ | stats count(*) by bin(5m)"
    ),
    SavedQuery(name="patterns", text="pattern @message"),
    SavedQuery(name="pattern changes", text="pattern @message | diff"),
)
"""What is offered before anything was typed."""

_LOOK = 0.25
_CHART_HEIGHT, _CHART_FROM = 8, 20
_MOST_SHOWN = 2_000


class QueryInput(Input):
    """The query; arrows go through the queries of before, and on to the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "screen.recall(1)", "earlier", id="insights.earlier", show=False),
        Binding("down", "screen.recall(-1)", "later, list", id="insights.later", show=False),
        Binding("enter", "submit", "run", id="insights.run", show=False),
    ]


@dataclass(frozen=True, slots=True)
class _Item:
    key: str
    rows: tuple[Row, ...]
    thing: QueryRow | SavedQuery


class InsightsScreen(Page):
    """Runs one query at a time, and stops it where the user leaves."""

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("insights.run", "run"),
        ("list.pick", "open"),
        ("insights.focus", "query, rows"),
        ("insights.sort", "sort"),
        ("insights.columns_left insights.columns_right", "columns"),
        ("page.back", "back, stop"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("o", "sort", "sort by next column", "insights.sort", FIND),
        hidden("h,left", "scroll_columns(-1)", "columns", "insights.columns_left", PANE),
        hidden("l,right", "scroll_columns(1)", "columns", "insights.columns_right", PANE),
        Binding("tab", "change_focus", "query, results", id="insights.focus", show=False),
    ]

    def __init__(
        self,
        scene: Scene,
        groups: Sequence[str],
        ask: Ask,
        top_rows: TopRows,
        history: list[str],
        text: str = "",
        *,
        runs: bool = True,
    ) -> None:
        self._scene = scene
        self._groups = tuple(groups)
        self._ask = ask
        self._history = history
        self._back = 0
        self._runs = runs
        self._input = QueryInput(
            text, placeholder="a query, or choose one below", id="insights-query"
        )
        self._list = ItemList(dom_id="page-body", guard=Guard("insights"))
        self._saved: tuple[SavedQuery, ...] = ()
        self._answer: QueryAnswer | None = None
        self._asked: tuple[str, Window] = ("", scene.shown())
        self._error: SourceError | None = None
        self._price = ""
        self._first = 0
        self._order: tuple[str, bool] = ("", False)
        super().__init__(Header(number=":", title="INSIGHTS"), top_rows, ("cockpit", "insights"))

    @override
    def make_body(self) -> ItemList:
        return self._list

    @override
    def compose(self) -> ComposeResult:
        yield self._top
        yield self._header
        yield self._input
        yield self._page_body
        yield self._footer

    @override
    def first_focus(self) -> QueryInput:
        return self._input

    @on(Mount)
    def _begin(self) -> None:
        self.set_interval(_LOOK, self._look)
        self._prepare()
        if self._input.value and self._runs:
            self._run(self._input.value)

    # --- asking ---------------------------------------------------------------------------

    @work(group="prepare")
    async def _prepare(self) -> None:
        """Say what a query may cost, and list the saved ones."""
        scene = self._scene
        try:
            groups = await self._ask(what_is_stored(self._groups))
            self._price = estimate_words(estimate(groups, scene.shown(), scene.now()))
            self._saved = await self._ask(which_queries())
        except SourceError as error:
            self._price = self._price or error.what
        self.refresh_page()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self._run(event.value)

    def _run(self, text: str) -> None:
        if self._history[-1:] != [text]:
            self._history.append(text)
            del self._history[:-100]
        self._back, self._first, self._order = 0, 0, ("", False)
        self._answer, self._error = QueryAnswer(), None
        self._asked = text, self._scene.shown()
        self._query()
        self.refresh_page()

    @work(group="query", exclusive=True)
    async def _query(self) -> None:
        text, window = self._asked
        query = InsightsQuery(text=text, groups=self._groups, start=window.start, end=window.end)
        asked = self._asked

        def tell(answer: QueryAnswer) -> None:
            # Called on the collector's thread; the next look shows it.
            if self._asked is asked:
                self._answer = answer

        try:
            self._answer = await self._ask(what_insights_finds(query, tell))
            self.set_focus(self._list)
        except SourceError as error:
            self._answer, self._error = None, error
        self.refresh_page()

    def _look(self) -> None:
        if self._answer is not None and self._answer.is_running:
            self.refresh_page()

    # --- keys -----------------------------------------------------------------------------

    @override
    def action_back(self) -> None:
        # The screen ends its work only once it is gone, which costs a second of scanning.
        self.workers.cancel_node(self)
        super().action_back()

    def action_recall(self, by: int) -> None:
        """Put a query of before into the editor; on from the last, to what is listed below."""
        if by < 0 and not self._back:
            self.set_focus(self._list)
            return
        self._back = max(0, min(len(self._history), self._back + by))
        self._input.value = self._history[-self._back] if self._back else ""
        self._input.cursor_position = len(self._input.value)

    def action_change_focus(self) -> None:
        self.set_focus(self._list if self.focused is self._input else self._input)

    def action_scroll_columns(self, by: int) -> None:
        columns = self._answer.columns if self._answer else ()
        self._first = max(0, min(len(columns) - 1, self._first + by))
        self.refresh_page()

    def action_sort(self) -> None:
        """By the next column rising, then the same one falling."""
        columns = self._answer.columns if self._answer else ()
        name, falling = self._order
        if not columns:
            return
        if name in columns and not falling:
            self._order = name, True
        else:
            at = columns.index(name) + 1 if name in columns else 0
            self._order = columns[at % len(columns)], False
        self.refresh_page()

    @on(ItemList.Picked)
    def _picked(self, event: ItemList.Picked) -> None:
        event.stop()
        item = self._list.current
        thing = item.thing if isinstance(item, _Item) else None
        if isinstance(thing, SavedQuery):
            self._input.value = thing.text.replace("\n", " ")
            self._input.cursor_position = len(self._input.value)
            self.set_focus(self._input)
        elif thing is not None:
            self._open(thing)

    @work(group="record", exclusive=True)
    async def _open(self, row: QueryRow) -> None:
        record: object = dict(row.fields)
        try:
            if row.pointer:
                record = await self._ask(which_record(row.pointer))
        except SourceError as error:
            self.notify(error.what, severity="error", markup=False)
        self.post_message(Pane.Opened(Detail(number=":", title="RECORD", name="", record=record)))

    # --- drawing --------------------------------------------------------------------------

    @override
    def refresh_page(self) -> None:
        width = self.size.width
        if not width:
            return
        self._page_header = Header(number=":", title="INSIGHTS", scope=self._scope())
        super().refresh_page()
        answer = self._answer
        if answer is None:
            items = [self._offered(one, width) for one in (*READY, *self._saved)]
            self._list.show(items, notice=self._wrong(width))
            return
        widths = widths_of(answer)
        rows: Sequence[QueryRow] = answer.rows
        if self._order[0] in answer.columns:
            rows = sorted_rows(rows, self._order[0], falling=self._order[1])
        items = [
            _Item(str(at), (_set_in(result_row(row, answer, widths, width - 1, self._first)),), row)
            for at, row in enumerate(rows[:_MOST_SHOWN])
        ]
        self._list.show(items, notice=self._above(answer, widths, width))

    def _scope(self) -> Row:
        if self._answer is None:
            return ((self._price or "looking at what groups store…", "muted"),)
        return ((progress_words(self._answer), "muted"),)

    def _offered(self, query: SavedQuery, width: int) -> _Item:
        text = query.text.replace("\n", " ")
        row = fitted(((f" {query.name:<20} ", "text"), (text, "muted")), width)
        return _Item(f"{query.name} {text}", (row,), query)

    def _wrong(self, width: int) -> tuple[Row, ...]:
        """What was wrong with the query, under the place where it is."""
        error = self._error
        if error is None:
            return ()
        words = fitted(((f"✖ {error.what}", "fault"),), width)
        if not isinstance(error, QueryRefused):
            return (words, fitted(((error.hint, "muted"),), width))
        return (position_row(self._asked[0], error.start, error.end, width), words)

    def _above(self, answer: QueryAnswer, widths: Sequence[int], width: int) -> tuple[Row, ...]:
        if not answer.rows:
            words = "no rows yet" if answer.is_running else "no line in the window matches"
            return (fitted(((words, "muted"),), width),)
        drawn: tuple[Row, ...] = ()
        if self._list.size.height >= _CHART_FROM:
            drawn = chart(answer, self._asked[1], width, _CHART_HEIGHT)
        return (*drawn, _set_in(heads_row(answer, widths, width - 1, self._first)))


def _set_in(row: Row) -> Row:
    """A cell further right, so that the cursor stands beside it."""
    return ((" ", ""), *row)
