"""A line among those of its own stream, whatever else was logged at the time."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from typing_extensions import override

from awsobs.app.keys import MOVE, PANE, hidden
from awsobs.app.panes.pane import Detail, Pane
from awsobs.app.screens.page import Page, TopRows
from awsobs.domain.logs import LogEvent, Surroundings, datetime_of
from awsobs.domain.safe_text import safe_text
from awsobs.domain.source_state import SourceError
from awsobs.present.log_rows import LineState, log_rows
from awsobs.present.rows import Row
from awsobs.present.searchable import service_of
from awsobs.present.view import Header
from awsobs_widgets import Guard, ItemList
from awsobs_widgets.palette import Row as WidgetRow

FIRST = 50
MOST = 1_600
"""Lines before and after; each wish for more doubles them."""

Around = Callable[[LogEvent, int], Coroutine[Any, Any, Surroundings]]


@dataclass(frozen=True, slots=True)
class _Line:
    key: str
    rows: tuple[WidgetRow, ...]
    event: LogEvent


class ContextScreen(Page):
    """Asks for the lines when it opens, and shows those that are kept where that fails."""

    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("c", "more", "more lines around", "context.more", PANE),
        hidden("X", "trace", "trace of this line", "context.trace", MOVE),
    ]
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("list.pick", "open"),
        ("context.more", "more lines"),
        ("context.trace", "trace"),
        ("list.down list.up", "move"),
        ("page.back", "back"),
    )

    def __init__(
        self,
        event: LogEvent,
        around: Around,
        kept: Around,
        raw: Callable[[LogEvent], object],
        top_rows: TopRows,
        crumbs: tuple[str, ...],
        open_trace: Callable[[LogEvent], None],
    ) -> None:
        self._event = event
        self._open_trace = open_trace
        self._around = around
        self._kept = kept
        self._raw = raw
        self._count = FIRST
        self._found = Surroundings(events=(event,))
        self._told = ""
        self._list = ItemList(dom_id="page-body", guard=Guard("lines around"))
        super().__init__(self._head(), top_rows, crumbs)

    @override
    def make_body(self) -> ItemList:
        return self._list

    @override
    def on_mount(self) -> None:
        super().on_mount()
        self._look()

    @override
    def on_resize(self) -> None:
        self._show()

    @work(group="around", exclusive=True)
    async def _look(self) -> None:
        self._told = "⠿ reading its stream…"
        self.refresh_page()
        try:
            self._found, self._told = await self._around(self._event, self._count), ""
        except SourceError as error:
            self._found = await self._kept(self._event, self._count)
            self._told = f"✖ {error.what} · only lines that were read"
        self._show()
        self._list.move_to(self._place())

    @override
    def refresh_page(self) -> None:
        if self.size.width:
            self._page_header = self._head()
            super().refresh_page()

    def _head(self) -> Header:
        event = self._event
        before = self._place()
        after = max(0, len(self._found.events) - before - 1)
        first = " from the start" if self._found.from_start else ""
        last = " to the end" if self._found.to_end else ""
        facts: Row = ((f"{before:,} before{first}  {after:,} after{last}", "muted"),)
        if self._told:
            facts = ((self._told, "fault" if self._told.startswith("✖") else "muted"),)
        scope: Row = ((f"{event.group} ", "text"), (event.stream, "muted"))
        return Header(number="1", title="AROUND A LINE", scope=scope, facts=facts)

    def _place(self) -> int:
        """Where the line itself is; the first of its moment where it cannot be told."""
        events, own = self._found.events, self._event
        same = (own.timestamp, own.ingestion_time, own.message)
        for index, event in enumerate(events):
            if (event.timestamp, event.ingestion_time, event.message) == same:
                return index
        later = (n for n, event in enumerate(events) if event.timestamp >= own.timestamp)
        return next(later, max(0, len(events) - 1))

    def _show(self) -> None:
        self.refresh_page()
        width, own = self.size.width, self._place()
        if not width:
            return
        self._list.show(
            [
                _Line(
                    f"{event.timestamp} {event.event_id}",
                    log_rows(event, width, kind="standard", state=LineState(marked=index == own)),
                    event,
                )
                for index, event in enumerate(self._found.events)
            ]
        )

    def action_more(self) -> None:
        if self._count < MOST:
            self._count *= 2
            self._look()

    def action_trace(self) -> None:
        line = self._list.current
        if isinstance(line, _Line):
            self._open_trace(line.event)

    @on(ItemList.Picked)
    def _picked(self, event: ItemList.Picked) -> None:
        event.stop()
        line = self._list.current
        if isinstance(line, _Line):
            name = f"{datetime_of(line.event.timestamp):%H:%M:%S} {service_of(line.event)}"
            record = self._raw(line.event)
            detail = Detail(number="1", title="LINE", name=safe_text(name), record=record)
            self.post_message(Pane.Opened(detail))
