"""What all panes have: a header, a filter, a body, and a guard around them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message
from typing_extensions import override

from awsobs.app.keys import CONSOLE, FIND, PANE
from awsobs.app.records import record_of
from awsobs.app.scene import Scene
from awsobs.app.tick import Beat, Pace
from awsobs.domain.safe_text import safe_text
from awsobs.domain.source_state import Condition, SourceState
from awsobs.languages.console_filter import Filter, FilterError
from awsobs.present.header import header_row
from awsobs.present.refusals import policy_line
from awsobs.present.rows import Row
from awsobs.present.searchable import Searchable
from awsobs.present.states import can_cancel
from awsobs.present.view import Header
from awsobs_widgets import FilterBar, Guard, HeaderRule, RowSurface

Head = Callable[[int], tuple[Row, ...]]
"""Rows about a thing for a width."""


def no_head(width: int) -> tuple[Row, ...]:
    """Nothing to say beside the record."""
    del width
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """What `enter` opens: which kind of thing, its name, rows about it, and its record."""

    number: str
    title: str
    name: str
    record: object
    head: Head = no_head


class Pane(Container):
    """One of the five; subclasses make its view and know its records."""

    NAME: ClassVar[str] = ""
    TITLE: ClassVar[str] = ""
    THING: ClassVar[str] = ""
    NUMBER: ClassVar[str] = ""
    SOURCE: ClassVar[str] = ""
    STORES: ClassVar[frozenset[str]] = frozenset()
    SEARCHED: ClassVar[Searchable[Any]]  # its pane's own records: none other get there
    INTERVAL: ClassVar[float] = 0.4

    DEFAULT_CSS = """
    Pane { width: 1fr; height: 1fr; layout: vertical; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "open_raw", "raw record", id="pane.raw", show=False, group=PANE),
        Binding("y", "copy", "copy row", id="pane.copy", show=False, group=PANE),
        Binding("slash", "filter", "filter", id="find.filter", priority=True, group=FIND),
        Binding("r", "refresh_now", "refresh now", id="pane.refresh", show=False, group=CONSOLE),
        Binding("f2", "show_crash", "crash details", id="pane.crash", show=False, group=CONSOLE),
    ]

    class Opened(Message):
        """The user wants the detail of a record on a screen of its own."""

        def __init__(self, detail: Detail) -> None:
            super().__init__()
            self.detail = detail

    class RefreshWanted(Message):
        """The user wants this pane's source asked now."""

        def __init__(self, source: str) -> None:
            super().__init__()
            self.source = source

    class CancelWanted(Message):
        """The user does not want to wait any longer for what this pane's source is asked."""

        def __init__(self, source: str) -> None:
            super().__init__()
            self.source = source

    class Chosen(Message):
        """Something else is at the cursor, or the filter or follow mode changed."""

        def __init__(self, pane: "Pane") -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, scene: Scene) -> None:
        super().__init__(id=f"pane-{self.NAME}")
        self.scene = scene
        self.guard = Guard(self.NAME)
        self.kind = "standard"
        self.zoomed = False
        self.is_focused = False
        self._joints: Mapping[int, str] = {}
        self._pace = Pace(scene.clock, self.INTERVAL)
        self._filter: Filter[object] | None = None
        self._kept_filter = ""
        self.runs_at = "local"
        self._header_rule = HeaderRule()
        self._filter_bar = FilterBar()
        self._body = self.make_body()
        self._header = Header(number=self.NUMBER, title=self.TITLE)

    def make_body(self) -> RowSurface:
        """The widget under the header."""
        raise NotImplementedError

    def update_body(self, width: int, height: int) -> Header:
        """Show the newest in the body, and tell the header."""
        raise NotImplementedError

    @property
    def has_work(self) -> bool:
        """Whether something waits for this pane's pace."""
        return self._pace.wanted

    @property
    def editing(self) -> bool:
        """Whether keys go into the filter."""
        return self._filter_bar.editing

    @property
    def record(self) -> object:
        """What is at the cursor."""
        return None

    @property
    def crumb(self) -> str:
        """A name for what is at the cursor, for the footer."""
        return ""

    def detail(self) -> Detail | None:
        """What `enter` opens."""
        record = self.record
        if record is None:
            return None
        return self._detail_with(record)

    def _detail_with(self, record: object, head: Head = no_head) -> Detail:
        return Detail(
            number=self.NUMBER,
            title=self.THING,
            name=self.crumb,
            record=self.raw(record),
            head=head,
        )

    def raw(self, record: object) -> object:
        """The record as `v` shows it."""
        return record

    @override
    def compose(self) -> ComposeResult:
        yield self._header_rule
        yield self._filter_bar
        yield self._body

    def on_resize(self) -> None:
        self.refresh_view()

    @property
    def source(self) -> str:
        """The name of the feed that fills this pane."""
        return self.SOURCE or self.NAME

    @property
    def state(self) -> SourceState | None:
        """How the pane's source is doing."""
        return self.scene.memory.feeds.state(self.source)

    @property
    def role(self) -> str:
        """Who asks, as a refusal names it."""
        identity = self.scene.memory.feeds.identity
        return identity.principal if identity else ""

    def place(self, *, kind: str, zoomed: bool, focused: bool, joints: Mapping[int, str]) -> None:
        """Tell the pane how the cockpit has laid it."""
        old = (self.kind, self.zoomed, self.is_focused, self._joints)
        self.kind, self.zoomed, self.is_focused = kind, zoomed, focused
        self._joints = joints
        if old != (kind, zoomed, focused, joints):
            self.refresh_view()

    def want_view(self) -> None:
        """Redraw as soon as the pace allows."""
        self._pace.wanted = True

    def on_beat(self, beat: Beat) -> None:
        """Redraw if something of this pane's changed and it is not too soon."""
        if beat.new_second or beat.changed & self.STORES:
            self.want_view()
        if self._pace.due():
            self.refresh_view()

    def refresh_view(self) -> None:
        """Make the view again; a bug in that stays in this pane."""
        if not self.is_mounted or not self.display:
            return
        had_crashed = self.guard.crash is not None
        self.guard.forget()
        with self.guard.watching("making its view"):
            width, height = self._body.size
            if width and height:
                self._header = self.update_body(width, height)
        if had_crashed or self.guard.crash:
            self._body.redraw()
        self._show_header()
        if self._filter is not None:
            self._show_chip()

    def redraw_body(self) -> None:
        """Draw the body again, or what stands in its place after a bug."""
        self._body.redraw()

    def _show_header(self) -> None:
        row = header_row(
            self._header, self.size.width, focused=self.is_focused, joints=self._joints
        )
        self._header_rule.show(row)

    # --- filter ---------------------------------------------------------------------------

    @property
    def filter_text(self) -> str:
        """The filter in force."""
        return self._filter.text if self._filter else ""

    @property
    def matches(self) -> Callable[[object], bool] | None:
        """The filter's predicate, or None without a filter."""
        return self._filter.matches if self._filter else None

    def action_filter(self) -> None:
        self._kept_filter = self.filter_text
        self._filter_bar.edit(self.filter_text)
        self._show_chip()

    @property
    def can_clear(self) -> bool:
        """Whether `clear_filter` would show more."""
        return bool(self.filter_text)

    def clear_filter(self) -> None:
        """Show everything again."""
        self.filter_by("")
        self._settle()

    def show_filtered(self, text: str) -> str:
        """Filter as a command asks, without opening the input; what is wrong with the text."""
        wrong = self.filter_by(text)
        self._settle()
        return wrong

    def open_filtered(self, text: str) -> None:
        """Filter from the start; a text that is wrong stands in the input, as if just typed."""
        if self.show_filtered(text):
            self._filter_bar.edit(text)
            self.filter_by(text)

    def filter_by(self, text: str) -> str:
        """Filter by a text, or tell what is wrong with it; then the old filter stays."""
        try:
            parsed = self.SEARCHED.filter(text)
        except FilterError as error:
            self._filter_bar.show_error(error.message, error.position)
            return error.message
        self._filter_bar.show_error("", 0)
        self._filter = parsed if text.strip() else None
        self.filter_changed()
        self.refresh_view()
        self._show_chip()
        return ""

    def start_over(self) -> None:
        """A hook for panes that point at records, when all of them are gone."""

    def filter_changed(self) -> None:
        """A hook for panes that keep a filtered view."""

    def hidden(self) -> int:
        """How many records the filter hides."""
        return 0

    def _show_chip(self) -> None:
        hidden = self.hidden()
        hides: Row = ((f"  hides {hidden:,} ", "muted"),) if hidden else ()
        self._filter_bar.show_chip(((f"[{self.runs_at}]", "info"), *hides))

    def _settle(self) -> None:
        had_focus = self._filter_bar.editing
        self._filter_bar.settle(self.filter_text)
        if had_focus:
            self.focus_body()
        self.post_message(self.Chosen(self))

    @on(FilterBar.Agreed)
    def _agreed(self, event: FilterBar.Agreed) -> None:
        event.stop()
        wrong = self.filter_by(event.text)
        if not wrong or not self.editing:
            self._settle()

    @on(FilterBar.GivenUp)
    def _gave_up(self, event: FilterBar.GivenUp) -> None:
        event.stop()
        self.filter_by(self._kept_filter)
        self._settle()

    @on(FilterBar.Typed)
    def _typed(self, event: FilterBar.Typed) -> None:
        event.stop()
        self.filter_by(event.text)

    # --- what the keys do -----------------------------------------------------------------

    def focus_body(self) -> None:
        """Let the keys go to the rows, from the very next one."""
        self.screen.set_focus(self._body)

    def open_detail(self) -> None:
        """Open what is at the cursor."""
        with self.guard.watching("opening a detail"):
            detail = self.detail()
            if detail is not None:
                self.post_message(self.Opened(detail))

    def action_open_raw(self) -> None:
        record = self.record
        if record is not None:
            self.post_message(self.Opened(self._detail_with(record)))
        elif self.state is not None:
            why = record_of(self.state)
            detail = Detail(number=self.NUMBER, title="STATE", name=self.NAME, record=why)
            self.post_message(self.Opened(detail))

    def action_copy(self) -> None:
        """Copy the row, or where the pane is denied the line that its policy lacks."""
        state, record = self.state, self.record
        if state is not None and state.condition is Condition.DENIED:
            text, what = policy_line(state), "the policy line"
        else:
            text, what = self.SEARCHED.text_of(record), "the row"
        self.app.copy_to_clipboard(safe_text(text))
        self.notify(f"copied {what}", markup=False, timeout=2)

    def action_refresh_now(self) -> None:
        self.post_message(self.RefreshWanted(self.source))
        self.refresh_view()

    @property
    def can_cancel(self) -> bool:
        """Whether the first answer has not come for so long that it may be given up."""
        return can_cancel(self.state, self.scene.now())

    def cancel(self) -> None:
        """Give up waiting."""
        self.post_message(self.CancelWanted(self.source))

    def action_show_crash(self) -> None:
        crash = self.guard.crash
        if crash is not None:
            lines = {"doing": crash.doing, "error": crash.error, "trace": crash.trace.splitlines()}
            detail = Detail(number=self.NUMBER, title="CRASH", name=self.NAME, record=lines)
            self.post_message(self.Opened(detail))

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "filter":
            return not self.editing and self.app.screen is self.screen
        if action == "show_crash":
            return True if self.guard.crash else None
        if action == "open_raw":
            return True if self.record is not None or self.state is not None else None
        if action == "copy":
            denied = self.state is not None and self.state.condition is Condition.DENIED
            return True if denied or self.record is not None else None
        return True
