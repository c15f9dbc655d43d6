"""A list of items of one or more rows, with a cursor that stays on its item."""

from collections.abc import Sequence
from typing import ClassVar, Protocol

from textual import events
from textual.binding import BindingType
from textual.message import Message
from typing_extensions import override

from awsobs_widgets.cursor_keys import CURSOR_BINDINGS
from awsobs_widgets.guard import Guard
from awsobs_widgets.line_changes import Line
from awsobs_widgets.palette import Row, with_cursor
from awsobs_widgets.scrolling import ScrollingRows


class ListItem(Protocol):
    """What a list holds; `key` stays the same over refreshes.

    The number of its rows is always asked for, the rows themselves only where they are seen.
    """

    @property
    def key(self) -> str: ...
    @property
    def rows(self) -> Sequence[Row]: ...


class ItemList(ScrollingRows, can_focus=True):
    """Notice rows above, items that scroll, and foot rows that keep the last lines.

    Until the user moves it the cursor stands on the first item, whichever that is. It is seen
    while the list has the focus, or always if `always_points`; it fills its rows, or only marks
    their first cells unless `fills_selection`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*CURSOR_BINDINGS]

    class Picked(Message):
        """The user wants to see the item at the cursor."""

    class Moved(Message):
        """The cursor stands on another item."""

    def __init__(self, *, dom_id: str | None = None, guard: Guard | None = None) -> None:
        super().__init__(dom_id=dom_id, guard=guard)
        self._notice: tuple[Row, ...] = ()
        self._items: tuple[ListItem, ...] = ()
        self._foot: tuple[Row, ...] = ()
        self._starts: list[int] = [0]
        self._cursor = 0
        self._moved = False
        self._top = 0
        self.always_points = False
        self.fills_selection = True

    def show(
        self,
        items: Sequence[ListItem],
        *,
        notice: Sequence[Row] = (),
        foot: Sequence[Row] = (),
    ) -> None:
        """Show these items; the cursor and what is in view stay with what they were on."""
        before = self.current
        at = self._starts[self._cursor] - self._top if self._items else 0
        self._items, self._notice, self._foot = tuple(items), tuple(notice), tuple(foot)
        self._starts = _starts_of(self._items)
        if before is not None and self._moved:
            self._cursor = self._index_of(before.key)
            self._top = self._starts[self._cursor] - at
        else:
            self._cursor = 0
        self._clamp()
        self.redraw()

    @property
    def current(self) -> ListItem | None:
        """The item at the cursor."""
        return self._items[self._cursor] if self._items else None

    @property
    def cursor(self) -> int:
        """The place of the cursor, counted from 0."""
        return self._cursor

    def __len__(self) -> int:
        return len(self._items)

    def move_to(self, index: int) -> None:
        """Put the cursor on one item and bring that into view."""
        if not self._items:
            return
        index = max(0, min(len(self._items) - 1, index))
        moved = index != self._cursor
        self._cursor, self._moved = index, True
        self._reveal()
        self.redraw()
        if moved:
            self.post_message(self.Moved())

    def move_to_key(self, key: str) -> bool:
        """Put the cursor on the item with a key; False if there is none."""
        for index, item in enumerate(self._items):
            if item.key == key:
                self.move_to(index)
                return True
        return False

    @override
    def scroll_rows(self, rows: int) -> None:
        """Show what is further down or up; the cursor stays."""
        self._top += rows
        self._moved = True
        self._clamp()
        self.redraw()

    def action_move(self, by: int) -> None:
        self.move_to(self._cursor + by)

    def action_page(self, pages: float) -> None:
        step = max(1, int(abs(pages) * self._room))
        self.move_to(self._cursor + (step if pages > 0 else -step))

    def action_first(self) -> None:
        self.move_to(0)
        self._moved = False

    def action_last(self) -> None:
        self.move_to(len(self._items) - 1)

    def action_pick(self) -> None:
        if self._items:
            self.post_message(self.Picked())

    @override
    def lines_for(self, width: int, height: int) -> Sequence[Line]:
        self._clamp()
        lines = [Line(row) for row in self._notice]
        shows_cursor = self.has_focus or self.always_points
        body: list[Line] = []
        for index in range(self._index_at(self._top), len(self._items)):
            if len(body) >= self._room:
                break
            selected = shows_cursor and index == self._cursor
            skip = max(0, self._top - self._starts[index])
            pointed = [Line(row, selected) for row in self._items[index].rows[skip:]]
            if selected and not self.fills_selection:
                pointed = [Line(with_cursor(line.row)) for line in pointed]
            body.extend(pointed)
        lines.extend(body[: self._room])
        if self._foot:
            lines.extend([Line(())] * (height - len(self._foot) - len(lines)))
            lines.extend(Line(row) for row in self._foot)
        return lines

    @property
    def _room(self) -> int:
        return max(1, self.size.height - len(self._notice) - len(self._foot))

    def _index_of(self, key: str) -> int:
        for index, item in enumerate(self._items):
            if item.key == key:
                return index
        return max(0, min(self._cursor, len(self._items) - 1))

    def _index_at(self, row: int) -> int:
        low, high = 0, max(0, len(self._items) - 1)
        while low < high:
            middle = (low + high + 1) // 2
            if self._starts[middle] <= row:
                low = middle
            else:
                high = middle - 1
        return low

    def _clamp(self) -> None:
        rows = self._starts[-1]
        self._top = max(0, min(self._top, rows - self._room))

    def _reveal(self) -> None:
        start, end = self._starts[self._cursor], self._starts[self._cursor + 1]
        if start < self._top:
            self._top = start
        elif end > self._top + self._room:
            self._top = min(start, end - self._room)
        self._clamp()

    async def on_click(self, event: events.Click) -> None:
        row = event.y - len(self._notice)
        if not self._items or not 0 <= row < self._room or row + self._top >= self._starts[-1]:
            return
        self.move_to(self._index_at(row + self._top))
        if event.chain == 2:
            self.action_pick()


def _starts_of(items: Sequence[ListItem]) -> list[int]:
    """The first row of each item, and the row after the last."""
    starts = [0]
    for item in items:
        starts.append(starts[-1] + len(item.rows))
    return starts
