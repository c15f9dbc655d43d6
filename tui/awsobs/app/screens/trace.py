"""One trace as a waterfall, and what is known of the span at the cursor."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from typing_extensions import override

from awsobs.analysis.span_facts import name_of, request_ids_of
from awsobs.analysis.waterfall import Span, Waterfall, waterfall_of
from awsobs.app.keys import CONSOLE, FIND, MOVE, PANE, hidden
from awsobs.app.panes.pane import Detail, Pane
from awsobs.app.screens.page import Page, TopRows
from awsobs.domain.logs import LogEvent, datetime_of
from awsobs.domain.source_state import SourceError
from awsobs.domain.traces import Trace
from awsobs.languages.console_filter import quoted
from awsobs.present.log_rows import log_rows
from awsobs.present.rows import Row, fitted
from awsobs.present.trace_detail import detail_rows
from awsobs.present.trace_view import NOT_SAMPLED, detail_height, missing_rows, shown_spans
from awsobs.present.trace_waterfall import heads_row, span_row
from awsobs.present.trace_words import facts_row, missing_words, short_trace_id, summary_row
from awsobs.present.view import Header
from awsobs_widgets import FixedRows, Guard, ItemList
from awsobs_widgets.palette import Row as WidgetRow

_MOST_REQUESTS = 4
_ROOMY_FROM = 30


class TraceHost(Protocol):
    """Where traces and their lines are, and who leads on from them; answers take their time."""

    def known(self, trace_id: str) -> Trace | None:
        """What is known of a trace already."""
        ...

    async def trace(self, trace_id: str) -> Trace | None:
        """The trace as it is by now, None where there is none; raises SourceError."""
        ...

    async def lines(self, trace_id: str, start: float, end: float) -> Sequence[LogEvent]:
        """Its kept lines, from so many epoch seconds to so many."""
        ...

    async def alike(self, event: LogEvent) -> Sequence[LogEvent]:
        """Lines like one whose traces are known."""
        ...

    def go_on(self, jump: "Jump") -> None:
        """Leave the trace for somewhere else."""
        ...


@dataclass(frozen=True, slots=True)
class Jump:
    """From a trace to those rows of a pane that a filter lets through."""

    pane: str
    filter_text: str
    trace_id: str


@dataclass(frozen=True, slots=True)
class _Item:
    key: str
    rows: tuple[WidgetRow, ...]
    thing: Span | LogEvent


class TraceScreen(Page):
    """Shows what is known of a trace at once, and what X-Ray has of it as soon as it answers."""

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("list.pick", "fold"),
        ("list.down list.up", "span"),
        ("trace.next_fault", "fault"),
        ("trace.critical", "critical only"),
        ("trace.logs", "logs"),
        ("trace.raw", "record"),
        ("page.back", "back"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("e", "next_fault(1)", "next, previous fault", "trace.next_fault", FIND),
        hidden("E", "next_fault(-1)", "next, previous fault", "trace.previous_fault", FIND),
        hidden("c", "critical", "critical path only", "trace.critical", PANE),
        hidden("v", "raw", "record of the span", "trace.raw", PANE),
        hidden("y", "copy", "copy trace id", "trace.copy", PANE),
        hidden("L,l", "jump('logs')", "its log lines", "trace.logs", MOVE),
        hidden("M", "jump('map')", "its node on the map", "trace.map", MOVE),
        hidden("C", "jump('trail')", "changes of its services", "trace.trail", MOVE),
        hidden("r", "again", "read again", "trace.again", CONSOLE),
    ]

    def __init__(
        self,
        trace_id: str,
        host: TraceHost,
        top_rows: TopRows,
        crumbs: tuple[str, ...],
        line: LogEvent | None = None,
    ) -> None:
        self._host = host
        self._line = line
        self._folded: set[str] = set()
        self._critical_only = False
        self._way = crumbs
        self._list = ItemList(dom_id="page-body", guard=Guard("trace"))
        self._detail = FixedRows(dom_id="trace-detail")
        self._begin(trace_id)
        super().__init__(Header(number="5", title="TRACE"), top_rows, crumbs)

    def _begin(self, trace_id: str) -> None:
        """Forget what was known of another trace."""
        self._trace_id = trace_id
        self._trace = self._host.known(trace_id)
        self._fall = Waterfall() if self._trace is None else waterfall_of(self._trace)
        self._lines: Sequence[LogEvent] | None = None
        self._alike: Sequence[LogEvent] = ()
        self._told = self._why = ""
        self._rows: dict[tuple[int, int, int], Row] = {}

    @override
    def make_body(self) -> ItemList:
        return self._list

    @override
    def compose(self) -> ComposeResult:
        yield self._top
        yield self._header
        yield self._page_body
        yield self._detail
        yield self._footer

    @override
    def on_mount(self) -> None:
        super().on_mount()
        self._open()

    def _open(self) -> None:
        """Show what is known, and ask for what is not."""
        self._show()
        self._point()
        if self._trace is None or missing_words(self._trace, self._fall):
            self._read()
        else:
            self._look_around()

    @override
    def on_resize(self) -> None:
        self._rows = {}
        self._show()

    # --- reading --------------------------------------------------------------------------

    @work(group="trace", exclusive=True)
    async def _read(self) -> None:
        self._told, self._why = "⠿ reading the trace…", ""
        self.refresh_page()
        try:
            found = await self._host.trace(self._trace_id)
            self._told = ""
            if found is None:
                self._why = NOT_SAMPLED
            elif found != self._trace:
                is_first = self._trace is None
                fall = await asyncio.to_thread(waterfall_of, found)
                self._trace, self._fall, self._rows = found, fall, {}
                self._show()
                if is_first:
                    self._point()
        except SourceError as error:
            self._told = f"✖ {error.what}"
            self._why = error.hint or error.what
        self._show()
        self._look_around()

    @work(group="around", exclusive=True)
    async def _look_around(self) -> None:
        """Find its lines, or where there is no trace lines that have one."""
        if self._trace is not None:
            fall = self._fall
            self._lines = await self._host.lines(self._trace_id, fall.start, fall.end)
        elif self._line is not None:
            self._alike = await self._host.alike(self._line)
        self._show()

    def _point(self) -> None:
        """Put the cursor where most of the critical path is spent."""
        if self._fall.chain:
            self._list.move_to_key(self._fall.spans[self._fall.chain[-1]].part.id)

    # --- drawing --------------------------------------------------------------------------

    @override
    def refresh_page(self) -> None:
        if not self.size.width:
            return
        scope = ((short_trace_id(self._trace_id), "info"),)
        self._page_header = Header(number="5", title="TRACE", scope=scope, facts=self._facts())
        span = self._span
        way = (*self._way, f"trace {self._trace_id[-4:]}")
        self._crumbs = (*way, name_of(span)) if span else way
        super().refresh_page()

    def _facts(self) -> Row:
        if self._told:
            return ((self._told, "fault" if self._told.startswith("✖") else "muted"),)
        if self._trace is None:
            return ()
        is_narrow = self.size.width < 100
        began = f"{datetime_of(int(self._fall.start * 1000)):%H:%M:%S.%f}"[:-3]
        start: Row = () if is_narrow else ((began, "muted"), ("   ", ""))
        return (*start, *facts_row(self._trace, self._fall, is_narrow=is_narrow))

    def _show(self) -> None:
        width = self.size.width
        if not width:
            return
        if self._trace is not None:
            self._show_spans(width)
        else:
            self._show_missing(width)
        self._show_detail()
        self.refresh_page()

    def _show_spans(self, width: int) -> None:
        fall = self._fall
        shown = shown_spans(fall, self._folded, critical_only=self._critical_only)
        items = [
            _Item(span.part.id, (self._row(span, width, hidden),), span) for span, hidden in shown
        ]
        room = self._room
        self._detail.styles.height = detail_height(room, len(items))
        blank: tuple[Row, ...] = (fitted((), width),) if room >= _ROOMY_FROM else ()
        above = (summary_row(fall, width), *blank, heads_row(fall, width))
        self._list.show(items, notice=above)

    def _row(self, span: Span, width: int, folded: int) -> Row:
        """The row of a span, made once: there may be ten thousand."""
        key = span.place, width, folded
        row = self._rows.get(key)
        if row is None:
            row = self._rows[key] = span_row(span, self._fall, width, folded=folded)
        return row

    def _show_missing(self, width: int) -> None:
        """What is said where there is no trace, and the traces of lines like the user's."""
        self._detail.styles.height = 0
        items = [
            _Item(event.event_id, log_rows(event, width, kind="standard"), event)
            for event in self._alike
        ]
        above = missing_rows(self._trace_id, self._why, width, alike=len(items))
        self._list.show(items, notice=above)

    @property
    def _room(self) -> int:
        """Rows for the spans and the detail."""
        return max(1, self.size.height - self._top.size.height - 4 - (self.size.height >= 34))

    def _show_detail(self) -> None:
        span = self._span
        height = detail_height(self._room, len(self._list))
        if span is not None and height:
            rows = detail_rows(span, self._fall, self._lines, self.size.width, height)
            self._detail.show(*rows)

    @override
    def _keys(self) -> list[tuple[str, str]]:
        keys = super()._keys()
        if self._trace is not None:
            return keys
        return [(keys[0][0], "open"), keys[-1]] if self._alike else [keys[-1]]

    # --- keys -----------------------------------------------------------------------------

    @property
    def _span(self) -> Span | None:
        item = self._list.current
        return item.thing if isinstance(item, _Item) and isinstance(item.thing, Span) else None

    @on(ItemList.Moved)
    def _moved(self, event: ItemList.Moved) -> None:
        event.stop()
        self._show_detail()
        self.refresh_page()

    @on(ItemList.Picked)
    def _picked(self, event: ItemList.Picked) -> None:
        event.stop()
        item = self._list.current
        if isinstance(item, _Item) and isinstance(item.thing, LogEvent):
            self._line = None
            self._begin(item.thing.trace_id)
            self._open()
        elif (span := self._span) is not None and span.has_children:
            self._folded ^= {span.part.id}
            self._show()
        else:
            self.action_raw()

    def action_next_fault(self, step: int) -> None:
        """Go to the next span that failed, or the one before."""
        shown = shown_spans(self._fall, self._folded, critical_only=self._critical_only)
        places = range(len(shown))[:: 1 if step > 0 else -1]
        at = self._list.cursor
        beyond = (n for n in places if (n - at) * step > 0 and shown[n][0].outcome.word != "ok")
        if (found := next(beyond, None)) is not None:
            self._list.move_to(found)

    def action_critical(self) -> None:
        self._critical_only = not self._critical_only
        self._show()

    def action_raw(self) -> None:
        if (span := self._span) is not None:
            record: object = span.part.document
            if span.call is not None:
                record = {"segment": record, "as its caller saw it": span.call.document}
            detail = Detail(number="5", title="SPAN", name=name_of(span), record=record)
            self.post_message(Pane.Opened(detail))

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(self._trace_id)
        self.notify("copied the trace id", markup=False, timeout=2)

    def action_again(self) -> None:
        self._read()

    def action_jump(self, pane: str) -> None:
        """Leave for another pane, with what there is about this trace."""
        span = self._span
        text = jump_filter(pane, self._trace_id, self._fall, span)
        if text:
            self._host.go_on(Jump(pane, text, self._trace_id))


def jump_filter(pane: str, trace_id: str, fall: Waterfall, span: Span | None) -> str:
    """What lets through the rows of a pane that are about a trace, or about one span's service."""
    if pane == "logs":
        ids = request_ids_of(fall.spans, _MOST_REQUESTS)
        return " | ".join((f"trace={trace_id}", *(f"msg:{quoted(one)}" for one in ids)))
    service = service_above(fall, span)
    if not service:
        return ""
    return f"name={quoted(service)}" if pane == "map" else f"resource:{quoted(service)}"


def service_above(fall: Waterfall, span: Span | None) -> str:
    """The name of the service that a span is of."""
    while span is not None and not span.is_segment:
        span = None if span.parent is None else fall.spans[span.parent]
    return span.part.name if span is not None else ""
