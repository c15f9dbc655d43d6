"""LOGS: all groups interleaved by event time, followed live."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import ClassVar, cast

from rich.cells import cell_len
from textual import on
from textual.binding import BindingType
from typing_extensions import override

from awsobs.app.panes.line_anchor import LineAnchor
from awsobs.app.panes.line_search import PAUSE, LineSearch, view_of
from awsobs.app.panes.log_highlights import Highlights
from awsobs.app.panes.log_keys import LOG_BINDINGS
from awsobs.app.panes.log_marks import Marks
from awsobs.app.panes.log_records import log_record
from awsobs.app.panes.log_strip import account_rows, strip_rows
from awsobs.app.panes.pane import Pane
from awsobs.app.scene import Scene
from awsobs.domain.logs import Level, LogEvent, datetime_of
from awsobs.present.log_look import LogLook, TimeStyle, look_words
from awsobs.present.log_rows import LineState, heads_row, log_rows
from awsobs.present.log_words import words_of
from awsobs.present.logs import LogsFrame, lag_of, logs_frame
from awsobs.present.rows import Row
from awsobs.present.searchable import LOGS, service_of
from awsobs.present.view import Header
from awsobs.store.ordering import Order
from awsobs_widgets import LineView

_RATE_SPAN = 10
_MOST_UNFOLDED = 200
_STEP = 16
"""Cells that a key scrolls long lines by."""

_HEADED_FROM = 6
_STRIP_FROM = 9
_ROOMY_FROM = 20
_rows = lru_cache(maxsize=512)(log_rows)
"""Rows of a few screens: a line that stays in view is made once."""


def _order(event: LogEvent) -> Order:
    return event.timestamp, event.ingestion_time, event.event_id


class LogsPane(Pane):
    """Makes rows only of the lines that are in view."""

    NAME = "logs"
    TITLE = "LOGS"
    THING = "LINE"
    NUMBER = "1"
    STORES = frozenset({"logs"})
    INTERVAL = 1 / 6
    SEARCHED = LOGS
    BINDINGS: ClassVar[list[BindingType]] = [*LOG_BINDINGS]

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self._view = view_of(scene.memory.logs, None)
        self._anchor = LineAnchor()
        self._shown: Order = (0, 0, "")
        self._faded = False
        self._look = LogLook()
        self.marks = Marks()
        self._unfolded: dict[Order, None] = {}
        self._search = LineSearch(scene.clock)
        self.highlights = Highlights(scene)
        self._is_searching = False

    @override
    def make_body(self) -> LineView:
        self._lines = LineView(self._rows_at, guard=self.guard)
        return self._lines

    @override
    def update_body(self, width: int, height: int) -> Header:
        with self.scene.memory.logs.lock:
            self._search.look(self._view)
            first, count = self._stretch()
            shift, top_shift = self._drift(first)
            self._anchor.begin(first, self.scene.memory.logs.revision)
            above = self._above(width, height) if count else ()
            frame = self._frame(width, height - len(above), count)
            self._faded = frame.faded
            self._lines.show(
                count,
                shift=shift,
                top_shift=top_shift,
                notice=(*frame.notice, *above),
                foot=frame.foot,
            )
            self._note_place()
        self._search_on()
        told = self.highlights.chips(self.want_view)
        chips = (*told, *look_words(self._look, len(self.marks)))
        return replace(frame.header, scope=(*chips, *frame.header.scope))

    def _above(self, width: int, height: int) -> tuple[Row, ...]:
        """What stands over the lines where there is room for it."""
        wants_heads = self.zoomed or self._look.columns
        heads = (heads_row(width, self._look),) if wants_heads and height >= _HEADED_FROM else ()
        if not self._has_strip(height):
            return heads
        account = account_rows(self.scene, self.source, width, self._view.hidden)
        strip = strip_rows(self.scene, self._view, width, self._at(self._lines.cursor))
        return (*account, *strip, *heads)

    def _search_on(self) -> None:
        """Come back soon for the lines that the filter has not looked at."""
        if self._view.behind and not self._is_searching:
            self._is_searching = True
            self.set_timer(PAUSE, self._search_more)

    def _search_more(self) -> None:
        self._is_searching = False
        self._pace.wanted = True
        if self._pace.due():
            self.refresh_view()
            return
        with self.guard.watching("searching lines"):
            self._search.look(self._view)
            if self._view.behind:
                self._search_on()
            else:
                self.refresh_view()

    def _frame(self, width: int, height: int, count: int) -> LogsFrame:
        board, store = self.scene.memory.feeds, self.scene.memory.logs
        now = self.scene.now()
        newest = store.event(len(store) - 1) if len(store) else None
        if self.scene.settings.log_files:
            newest = None  # when a file was read says nothing about its lines
        return logs_frame(
            groups=store.groups,
            state=self.state,
            now=now,
            window=self.scene.shown(),
            width=width,
            height=height,
            kind=self.kind,
            lines=count,
            hidden=self._view.hidden,
            searching=self._view.behind,
            following=self._lines.following,
            unseen=self._unseen(count),
            rate=self._rate(int(now.timestamp() * 1000)),
            counts=board.counts(self.source),
            lag=lag_of(newest, self.state, now),
            progress=board.progress(self.source),
            live=board.live_tail,
            context=board.context,
            role=self.role,
            narrowed=bool(self._look.narrowed),
        )

    def _rate(self, now: int) -> float:
        """Lines a second, by the times of their events."""
        errors, others = self.scene.memory.logs.histogram(now - _RATE_SPAN * 1000, now, 1)
        return (sum(errors) + sum(others)) / _RATE_SPAN

    @property
    def _first(self) -> int:
        """Where the first of the widget's lines is by now."""
        return self._anchor.first(self._place_of, self.scene.memory.logs.revision)

    def _stretch(self) -> tuple[int, int]:
        """The lines of the window: all of them while it is live, else those between its ends."""
        window = self.scene.shown()
        if window.live:
            return 0, len(self._view)
        start = self._place_of((int(window.start.timestamp() * 1000), 0, ""))
        end = self._place_of((int(window.end.timestamp() * 1000), 0, ""))
        return start, end - start

    def _place_of(self, order: Order, *, behind: bool = False) -> int:
        """How many lines of the view come before, or how many do not come `behind`."""
        return self._view.place_of(order, behind=behind)

    def _drift(self, first: int) -> tuple[int, int]:
        """How much further on the lines at the cursor and at the top are."""
        if self._lines.following:
            return 0, 0
        return self._anchor.drift(first, self._place_of)

    def _unseen(self, count: int) -> int:
        """Lines behind the newest that was ever shown; what is filled in before it is not new."""
        return max(0, self._first + count - self._place_of(self._shown, behind=True))

    def _note_place(self) -> None:
        """Keep which line the cursor stands on, and up to which line all was shown."""
        event, last = self._at(self._lines.cursor), self._at(self._lines.last_in_view)
        top = self._at(self._lines.top)
        held, held_top = (_order(one) if one else None for one in (event, top))
        self._anchor.hold(self._lines.cursor, held, self._lines.top, held_top)
        self._shown = max(self._shown, _order(last)) if last else self._shown

    def _at(self, index: int) -> LogEvent | None:
        position = index + self._first
        if not 0 <= position < len(self._view):
            return None
        return self._view[position]

    def _rows_at(self, index: int, width: int) -> tuple[Row, ...]:
        with self.scene.memory.logs.lock:
            event = self._at(index)
        # The store may have let the oldest lines go since the view was counted.
        if event is None:
            return ()
        state = LineState(
            faded=self._faded,
            quiet=not self.scene.situation().firing,
            marked=_order(event) in self.marks,
            unfolded=_order(event) in self._unfolded,
        )
        return _rows(
            event, width, kind=self.kind, look=self._shown_look, state=state, now=self._counted_from
        )

    @property
    def _shown_look(self) -> LogLook:
        is_roomy = self.zoomed and self._lines.size.height >= _ROOMY_FROM
        return replace(self._look, roomy=is_roomy)

    @property
    def _counted_from(self) -> datetime | None:
        """What ages are counted from: whole seconds, in which rows need not be made again."""
        if self._look.times is not TimeStyle.AGO:
            return None
        return self.scene.now().replace(microsecond=0)

    @property
    @override
    def record(self) -> object:
        with self.scene.memory.logs.lock:
            return self._at(self._lines.cursor)

    @property
    @override
    def crumb(self) -> str:
        if self._lines.following:
            return ""
        record = self.record
        if not isinstance(record, LogEvent):
            return ""
        return f"{datetime_of(record.timestamp):%H:%M:%S} {service_of(record)}"

    @override
    def raw(self, record: object) -> object:
        return log_record(cast("LogEvent", record))

    @override
    def start_over(self) -> None:
        self._anchor, self._shown = LineAnchor(), (0, 0, "")
        self.marks.clear()
        self._unfolded.clear()
        self._lines.action_follow()

    @override
    def filter_changed(self) -> None:
        self._view = view_of(self.scene.memory.logs, self._filter)

    @override
    def hidden(self) -> int:
        return self._view.hidden if self.matches else 0

    def action_step(self, by: int) -> None:
        self._lines.action_move(by)

    def action_seek(self, by: int, level: str) -> None:
        wanted = Level[level]
        with self.scene.memory.logs.lock:
            start = self._lines.cursor + self._first
            found = self._view.find_level(start, by, wanted)
        if found is not None:
            self._lines.move_to(found - self._first)

    def action_mark(self) -> None:
        event = self.record
        if isinstance(event, LogEvent):
            self.marks.toggle(_order(event))
            self._arrange()

    def action_seek_mark(self, step: int) -> None:
        """Go to the next marked line that is kept and that no filter hides."""
        event = self.record
        if not isinstance(event, LogEvent):
            return
        with self.scene.memory.logs.lock:
            for order in self.marks.beyond(_order(event), step):
                index = self._place_of(order) - self._first
                found = self._at(index)
                if found is not None and _order(found) == order and index < len(self._lines):
                    self._lines.move_to(index)
                    return

    # --- how lines look -------------------------------------------------------------------

    @property
    def look(self) -> LogLook:
        """How lines are shown."""
        return self._look

    def show_with(self, look: LogLook) -> None:
        """Show lines in another way from now on."""
        self._look = look
        self._arrange()

    def _arrange(self) -> None:
        """Lines look different, and may take other rows."""
        self.refresh_view()
        self._lines.rearrange()
        self.post_message(self.Chosen(self))

    def action_next_times(self) -> None:
        self.show_with(replace(self._look, times=self._look.times.following))

    def action_strip(self) -> None:
        shown = self._has_strip(self._lines.size.height)
        self.show_with(replace(self._look, strip=not shown))

    def _has_strip(self, height: int) -> bool:
        """Whether the histogram is shown: by itself where there are rows to spare, else by wish."""
        if self._look.strip is None:
            return self.zoomed and height >= _ROOMY_FROM
        return self._look.strip and height >= _STRIP_FROM

    def go_to(self, moment: datetime) -> bool:
        """Stand on the first line at or after a moment, or on the last one; False without any."""
        with self.scene.memory.logs.lock:
            index = self._place_of((int(moment.timestamp() * 1000), 0, "")) - self._first
        if not len(self._lines):
            return False
        self._lines.move_to(max(0, min(index, len(self._lines) - 1)))
        return True

    def action_wrap(self) -> None:
        self.show_with(replace(self._look, wrapped=not self._look.wrapped, shift=0))

    def action_scroll_text(self, step: int) -> None:
        if self._look.wrapped:
            return
        shift = max(0, min(self._look.shift + step * _STEP, self._widest() - _STEP))
        self.show_with(replace(self._look, shift=shift))

    def sample(self, around: int = 100) -> Sequence[LogEvent]:
        """The lines in view, and some before and behind them."""
        with self.scene.memory.logs.lock:
            top, last = self._lines.top, self._lines.last_in_view
            some = range(max(0, top - around), min(len(self._lines), last + 1 + around))
            return [event for event in map(self._at, some) if event is not None]

    def _widest(self) -> int:
        """Cells of the longest message in view."""
        said = (words_of(event) for event in self.sample(around=0))
        return max((cell_len(text) for one in said for text in (one.text, *one.stack)), default=0)

    def action_fold(self) -> None:
        event = self.record
        if not isinstance(event, LogEvent):
            return
        order = _order(event)
        if order in self._unfolded:
            del self._unfolded[order]
        elif words_of(event).stack:
            self._unfolded[order] = None
            if len(self._unfolded) > _MOST_UNFOLDED:
                del self._unfolded[next(iter(self._unfolded))]
        self._arrange()

    @on(LineView.Picked)
    def _picked(self, event: LineView.Picked) -> None:
        event.stop()
        self.open_detail()

    @on(LineView.Moved)
    def _moved(self, event: LineView.Moved) -> None:
        event.stop()
        with self.scene.memory.logs.lock:
            self._note_place()
        self.refresh_view()
        self.post_message(self.Chosen(self))

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("step", "seek", "mark", "fold"):
            return True if len(self._view) else None
        if action == "seek_mark":
            return True if len(self.marks) else None
        if action == "scroll_text":
            return None if self._look.wrapped else True
        return super().check_action(action, parameters)
