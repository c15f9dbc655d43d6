"""How every feed is doing, and what each operation was called and answered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import ClassVar

from typing_extensions import override

from awsobs.app.scene import Scene
from awsobs.app.screens.page import Page, TopRows
from awsobs.domain.clock import skew_of
from awsobs.domain.source_state import Condition, SourceState
from awsobs.present.durations import age, apart
from awsobs.present.hook_rows import hook_rows
from awsobs.present.rows import Row, fitted, left, right
from awsobs.present.view import Header
from awsobs.store.feeds import FeedBoard
from awsobs_widgets import Guard, ItemList
from awsobs_widgets.palette import Row as WidgetRow

_SOURCES = ("alarms", "logs", "metrics", "trail", "traces", "events", "identity")
_MARKS = {
    Condition.READY: ("✔", "ok"),
    Condition.PARTIAL: ("…", "muted"),
    Condition.LOADING: ("▖", "muted"),
    Condition.THROTTLED: ("↯", "throttle bold"),
    Condition.OFFLINE: ("○", "warning bold"),
    Condition.STALE: ("◌", "warning bold"),
}
_BROKEN = ("✖", "fault bold")


@dataclass(frozen=True, slots=True)
class _Line:
    key: str
    rows: tuple[WidgetRow, ...]


class HealthScreen(Page):
    """A table of feeds and a table of operations."""

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("list.down list.up", "move"),
        ("page.back", "back"),
    )

    def __init__(self, scene: Scene, top_rows: TopRows, crumbs: tuple[str, ...]) -> None:
        self._scene = scene
        self._list = ItemList(dom_id="page-body", guard=Guard("health"))
        super().__init__(Header(number="!", title="HEALTH"), top_rows, crumbs)

    @override
    def make_body(self) -> ItemList:
        return self._list

    @override
    def refresh_page(self) -> None:
        super().refresh_page()
        width = self.size.width
        memory = self._scene.memory
        notes = health_notes(skew=skew_of(self._scene.clock), left_out=memory.left_out)
        now = self._scene.now()
        rows = chain(
            hook_rows(memory.responses.counts(), now), health_rows(memory.feeds, now, notes)
        )
        self._list.show([_Line(key, (fitted(row, width),)) for key, row in rows] if width else [])


def health_notes(*, skew: timedelta, left_out: int) -> list[str]:
    """What else there is to say.

    Args:
        skew: How far the services' clock is ahead of this machine's, where that matters.
        left_out: How many records came in after their profile or region had been left.
    """
    notes: list[str] = []
    if skew:
        way = "behind" if skew > timedelta() else "ahead of"
        words = f"this machine's clock is {apart(skew)} {way} the services'; theirs is used"
        notes.append(words)
    if left_out:
        notes.append(f"{left_out:,} records came in after their context was left, and were dropped")
    return notes


def health_rows(
    board: FeedBoard, now: datetime, notes: Sequence[str] = ()
) -> Iterator[tuple[str, Row]]:
    """Keyed rows: feeds with their accounting, then operations with their errors."""
    yield "feeds", _heads("FEEDS", "state", ("age", "in", "kept", "dup", "late", "bad", "lost"))
    for source in _SOURCES:
        state = board.state(source)
        if state is not None:
            yield f"feed {source}", _feed_row(board, source, state, now)
            if state.what or state.hint:
                words = "   ".join(part for part in (state.what, state.hint) if part)
                yield f"why {source}", ((" " * 14, ""), (words, "muted"))
    for note in notes:
        yield f"note {note}", ((" ", ""), ("!", "warning bold"), (f" {note}", "text"))
    yield "gap", ((" ", ""),)
    meter = board.meter
    yield "calls", _heads("CALLS", f"{meter.calls:,} in all", ("calls", "errors", "throttled"))
    for operation, calls, errors, throttles in meter.per_operation:
        yield f"call {operation}", _call_row(operation, calls, errors, throttles)


def _heads(title: str, word: str, columns: tuple[str, ...]) -> Row:
    heads = "".join(right(column, 10) for column in columns)
    return (
        (" ", ""),
        (left(title, 13), "strong bold"),
        (left(word, 26), "muted"),
        (heads, "muted"),
    )


def _feed_row(board: FeedBoard, source: str, state: SourceState, now: datetime) -> Row:
    glyph, style = _MARKS.get(state.condition, _BROKEN)
    counts = board.counts(source)
    received = board.received(source)
    since = age(now - received) if received else "–"
    numbers = (counts.received, counts.kept, counts.duplicate, counts.late, counts.malformed)
    lost = counts.lost_total
    return (
        (" ", ""),
        (left(source, 13), "text"),
        (f"{glyph} ", style),
        (left(state.condition.value, 24), "text"),
        (right(since, 10), "muted"),
        ("".join(right(f"{number:,}", 10) for number in numbers), "text"),
        (right(f"{lost:,}", 10), "fault bold" if lost else "ok"),
    )


def _call_row(operation: str, calls: int, errors: int, throttles: int) -> Row:
    return (
        (" ", ""),
        (left(operation, 39), "text"),
        (right(f"{calls:,}", 10), "text"),
        (right(f"{errors:,}", 10), "fault bold" if errors else "muted"),
        (right(f"{throttles:,}", 10), "throttle bold" if throttles else "muted"),
    )
