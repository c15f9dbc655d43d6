"""The traces of the window, worst first, with the spread of their response times."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Protocol

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from typing_extensions import override

from awsobs.analysis.response_times import EVERY, Spread, moved, spread_of
from awsobs.analysis.shared_facts import SharedFact
from awsobs.app.asked_map import Asked as Found
from awsobs.app.keys import FIND, MOVE, PANE, hidden
from awsobs.app.scene import Scene
from awsobs.app.screens.page import Page, TopRows
from awsobs.app.screens.trace import Jump
from awsobs.domain.traces import TraceSummary
from awsobs.languages.console_filter import FilterError
from awsobs.present.emptiness import empty_row, no_match_row
from awsobs.present.response_times import cells_for, spread_rows, timed
from awsobs.present.rows import Row, fitted
from awsobs.present.searchable import TRACES
from awsobs.present.shared_facts import fact_rows, facts_of, failing_word
from awsobs.present.states import Asked, Told, dimmed, told
from awsobs.present.trace_list import ORDERS, Narrowing, count_words, having, more_row, ordered
from awsobs.present.traces import list_heads, listed_row
from awsobs.present.view import Header
from awsobs.store.traces import TraceStore
from awsobs_widgets import Guard, ItemList
from awsobs_widgets.filter_bar import FilterBar

MOST_SHOWN = 500
_TALL_FROM = 34
_STEPS = 24
"""Presses of a key that move an end of the range from one side to the other."""


class ListHost(Protocol):
    """Who opens what the list leads to."""

    def open(self, text: str) -> None:
        """Show one trace."""
        ...

    def go_on(self, jump: Jump) -> None:
        """Leave the list for the lines of a trace."""
        ...


@dataclass(frozen=True, slots=True)
class _Item:
    key: str
    rows: tuple[Row, ...]
    thing: TraceSummary | SharedFact


class TracesScreen(Page):
    """Follows the window; the filter, a range and shared facts narrow it."""

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("list.pick", "open"),
        ("pane.filter", "filter"),
        ("traces.slower traces.wider", "slower only"),
        ("traces.shared", "what failing share"),
        ("traces.sort", "sort"),
        ("page.back", "back"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("slash", "filter", "filter", "pane.filter", FIND),
        hidden("right", "brush(1, 0)", "slower traces only", "traces.slower", FIND),
        hidden("left", "brush(-1, 0)", "faster traces too", "traces.wider", FIND),
        hidden("shift+left", "brush(0, -1)", "faster traces only", "traces.faster", FIND),
        hidden("shift+right", "brush(0, 1)", "slower traces too", "traces.higher", FIND),
        hidden("D", "shared", "what failing requests share", "traces.shared", FIND),
        hidden("s", "sort", "sort by another column", "traces.sort", PANE),
        hidden("S", "turn", "sort the other way round", "traces.turn", PANE),
        hidden("y", "copy", "copy trace id", "traces.copy", PANE),
        hidden("L", "lines", "its log lines", "traces.logs", MOVE),
        hidden("escape", "widen", "take away what narrows, back", "traces.widen", MOVE),
    ]

    def __init__(
        self,
        scene: Scene,
        host: ListHost,
        top_rows: TopRows,
        crumbs: tuple[str, ...],
        filter_text: str = "",
        found: Found | None = None,
    ) -> None:
        self._scene = scene
        self._found = found
        self._host = host
        self._list = ItemList(dom_id="page-body", guard=Guard("traces"))
        self._bar = FilterBar()
        self._matches: Callable[[TraceSummary], bool] | None = None
        self._text, self._kept_text = "", filter_text
        self._narrowing = Narrowing()
        self._order, self._is_turned = ORDERS[0], False
        self._spread: Spread | None = None
        self._facts: Sequence[SharedFact] | None = None
        super().__init__(Header(number="7", title="TRACES"), top_rows, crumbs)

    @property
    def _traces(self) -> TraceStore:
        """Those of the window, or those alone that X-Ray found by an expression."""
        store = self._found.store if self._found else None
        return store or self._scene.memory.traces

    @override
    def make_body(self) -> ItemList:
        return self._list

    @override
    def compose(self) -> ComposeResult:
        yield self._top
        yield self._header
        yield self._bar
        yield self._page_body
        yield self._footer

    @override
    def on_mount(self) -> None:
        super().on_mount()
        if self._kept_text and self._filter_by(self._kept_text):
            self._bar.settle(self._text)

    # --- drawing --------------------------------------------------------------------------

    @override
    def refresh_page(self) -> None:
        width = self.size.width
        if not width:
            return
        known = self._known()
        shown = self._shown(known)
        source = self._told(len(known))
        read = sum(self._traces.trace(one.id) is not None for one in known)
        words = count_words(len(shown), len(known), read)
        facts = source.facts or ((words, "muted"),)
        order = f"{'reverse ' if self._is_turned else ''}{self._order} first"
        by: Row = ((f"found by {self._found.expression}  ", "warning"),) if self._found else ()
        scope = (*by, (order, "info"))
        self._page_header = Header(number="7", title="TRACES", scope=scope, facts=facts)
        super().refresh_page()
        if self._facts is None:
            self._show_traces(shown, len(known), source)
        else:
            self._show_facts(self._facts, shown)

    def _known(self) -> list[TraceSummary]:
        window = self._scene.shown()
        summaries = self._traces.summaries()
        return [one for one in summaries if window.start <= one.start <= window.end]

    def _passing(self, known: Sequence[TraceSummary]) -> list[TraceSummary]:
        """Those that the filter and the facts let through, whatever the range."""
        passing = known if self._matches is None else list(filter(self._matches, known))
        return having(passing, self._narrowing.facts, self._traces.trace)

    def _shown(self, known: Sequence[TraceSummary]) -> list[TraceSummary]:
        passing = self._passing(known)
        self._spread = spread_of(timed(passing), cells_for(self.size.width))
        brush = self._narrowing.brush
        inside = [one for one in passing if brush.holds(one.duration)]
        return ordered(inside, self._order, turned=self._is_turned)

    def _told(self, known: int) -> Told:
        scene = self._scene
        board, identity = scene.memory.feeds, scene.memory.feeds.identity
        asked = Asked(
            pane="traces",
            now=scene.now(),
            width=self.size.width,
            height=self.size.height - 4,
            has_data=known > 0,
            window=scene.shown(),
            progress=board.progress("traces"),
            context=board.context,
            role=identity.principal if identity else "",
        )
        return told(board.state("traces"), asked)

    def _show_traces(self, shown: Sequence[TraceSummary], known: int, source: Told) -> None:
        width, now = self.size.width, self._scene.now()
        rows = [(one, listed_row(one, width, now)) for one in shown[:MOST_SHOWN]]
        items = [_Item(one.id, (dimmed(row) if source.faded else row,), one) for one, row in rows]
        foot = (*more_row(len(shown) - MOST_SHOWN, width), *source.foot)
        self._list.show(items, notice=self._above(len(shown), known, source), foot=foot)

    def _above(self, shown: int, known: int, source: Told) -> tuple[Row, ...]:
        width = self.size.width
        bars = 3 if self.size.height >= _TALL_FROM else 1
        rows = [*source.notice, *spread_rows(self._spread, self._narrowing.brush, width, bars)]
        if words := self._narrowing.words:
            rows.append(fitted(((" only ", "muted"), (words, "accent")), width))
        if not known:
            return tuple(rows) or (empty_row("traces", width),)
        return (*rows, list_heads(width) if shown else no_match_row(known, width))

    def _show_facts(self, facts: Sequence[SharedFact], shown: Sequence[TraceSummary]) -> None:
        width, word = self.size.width, failing_word(shown) or "fault"
        drawn = list(fact_rows(facts, word, width))
        above = len(drawn) - len(facts)  # a narrow screen has no row of heads
        items = [
            _Item(f"{fact.name}={fact.value}", (row,), fact)
            for fact, row in zip(facts, drawn[above:], strict=True)
        ]
        self._list.show(items, notice=tuple(drawn[:above]))

    # --- narrowing ------------------------------------------------------------------------

    def action_filter(self) -> None:
        self._kept_text = self._text
        self._bar.edit(self._text)

    def _filter_by(self, text: str) -> bool:
        """Filter by a text, or point at what is wrong with it; then the old filter stays."""
        try:
            parsed = TRACES.filter(text)
        except FilterError as error:
            self._bar.show_error(error.message, error.position)
            return False
        self._bar.show_error("", 0)
        self._text = text.strip()
        self._matches = parsed.matches if self._text else None
        self.refresh_page()
        return True

    @on(FilterBar.Typed)
    def _typed(self, event: FilterBar.Typed) -> None:
        event.stop()
        self._filter_by(event.text)

    @on(FilterBar.Agreed)
    def _agreed(self, event: FilterBar.Agreed) -> None:
        event.stop()
        if self._filter_by(event.text) or not self._bar.editing:
            self._settle()

    @on(FilterBar.GivenUp)
    def _gave_up(self, event: FilterBar.GivenUp) -> None:
        event.stop()
        self._filter_by(self._kept_text)
        self._settle()

    def _settle(self) -> None:
        had_focus = self._bar.editing
        self._bar.settle(self._text)
        if had_focus:
            self.set_focus(self._list)

    def action_brush(self, low: int, high: int) -> None:
        """Move an end of the range of response times by a step."""
        if self._spread is not None and self._facts is None:
            scale = self._spread.scale
            step = max(1, scale.cells // _STEPS)
            brush = moved(self._narrowing.brush, scale, low=low * step, high=high * step)
            self._narrowing = replace(self._narrowing, brush=brush)
            self.refresh_page()

    def action_widen(self) -> None:
        """Take away the last thing that narrows; go back where nothing does."""
        if self._facts is not None:
            self._facts = None
        elif self._narrowing.brush != EVERY:
            self._narrowing = replace(self._narrowing, brush=EVERY)
        elif self._narrowing.facts:
            self._narrowing = replace(self._narrowing, facts=self._narrowing.facts[:-1])
        elif self._text:
            self._filter_by("")
            self._settle()
        else:
            self.action_back()
            return
        self.refresh_page()

    # --- what the keys do -----------------------------------------------------------------

    @on(ItemList.Picked)
    def _picked(self, event: ItemList.Picked) -> None:
        event.stop()
        item = self._list.current
        if not isinstance(item, _Item):
            return
        if isinstance(item.thing, TraceSummary):
            self._host.open(item.thing.id)
        else:
            fact = (item.thing.name, item.thing.value)
            self._narrowing = replace(self._narrowing, facts=(*self._narrowing.facts, fact))
            self._facts = None
            self.refresh_page()

    def action_shared(self) -> None:
        """Rank what sets the failing requests of the list apart, or show the list again."""
        if self._facts is None:
            self._rank(self._shown(self._known()))
        else:
            self._facts = None
            self.refresh_page()

    @work(group="shared", exclusive=True)
    async def _rank(self, shown: Sequence[TraceSummary]) -> None:
        word = failing_word(shown)
        if not word:
            self.notify(f"none of {len(shown):,} traces failed", markup=False, timeout=3)
            return
        traces = self._traces
        facts = await asyncio.to_thread(facts_of, shown, word, traces.trace)
        if facts:
            self._facts = facts
            self.refresh_page()
        else:
            self.notify(f"nothing sets the {word}s apart", markup=False, timeout=3)

    def action_sort(self) -> None:
        self._order = ORDERS[(ORDERS.index(self._order) + 1) % len(ORDERS)]
        self.refresh_page()

    def action_turn(self) -> None:
        self._is_turned = not self._is_turned
        self.refresh_page()

    @property
    def _summary(self) -> TraceSummary | None:
        item = self._list.current
        thing = item.thing if isinstance(item, _Item) else None
        return thing if isinstance(thing, TraceSummary) else None

    def action_copy(self) -> None:
        if (summary := self._summary) is not None:
            self.app.copy_to_clipboard(summary.id)
            self.notify("copied the trace id", markup=False, timeout=2)

    def action_lines(self) -> None:
        if (summary := self._summary) is not None:
            self._host.go_on(Jump("logs", f"trace={summary.id}", summary.id))
