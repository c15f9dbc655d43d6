"""Millions of lines, of which only those in view are ever made into rows."""

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from typing_extensions import override

from awsobs_widgets.cursor_keys import CURSOR_BINDINGS
from awsobs_widgets.guard import Guard
from awsobs_widgets.line_changes import Line
from awsobs_widgets.palette import Row
from awsobs_widgets.scrolling import ScrollingRows

RowsAt = Callable[[int, int], Sequence[Row]]
"""Makes the rows of one line, mostly one, given its index and the width."""

_BLANK: tuple[Row, ...] = ((),)


class LineView(ScrollingRows, can_focus=True):
    """Lines of one row or more from a callback, with a cursor and a follow mode.

    Whether to follow is what the user last asked for; it is never read back from the layout.
    Of the line at the top the first rows may be out of view.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *CURSOR_BINDINGS,
        Binding("space", "toggle_follow", "pause", id="lines.pause"),
        Binding("F", "follow", "jump to the end", id="lines.follow", show=False),
    ]

    class Picked(Message):
        """The user wants to see the line at the cursor."""

    class Moved(Message):
        """The cursor stands on another line, or following began or ended."""

    def __init__(
        self,
        rows_at: RowsAt,
        *,
        dom_id: str | None = None,
        guard: Guard | None = None,
    ) -> None:
        super().__init__(dom_id=dom_id, guard=guard)
        self._rows_at = rows_at
        self._count = 0
        self._cursor = 0
        self._top = 0
        self._cut = 0
        self._notice: tuple[Row, ...] = ()
        self._foot: tuple[Row, ...] = ()
        self.following = True

    def __len__(self) -> int:
        return self._count

    @property
    def cursor(self) -> int:
        """The index of the line at the cursor; the last line while following."""
        return self._cursor

    @property
    def top(self) -> int:
        """The index of the highest line that is shown."""
        return self._top

    @property
    def last_in_view(self) -> int:
        """The index of the lowest line that is shown; -1 where there is none."""
        return max((index for index, _ in self._in_view()), default=-1)

    def show(
        self,
        count: int,
        *,
        shift: int = 0,
        top_shift: int | None = None,
        notice: Sequence[Row] = (),
        foot: Sequence[Row] = (),
    ) -> None:
        """There are `count` lines now; the line at the cursor is `shift` lines further on.

        The line at the top is `top_shift` further on, or as much as the cursor.
        """
        self._count = count
        self._notice, self._foot = tuple(notice), tuple(foot)
        self._cursor += shift
        self._top += shift if top_shift is None else top_shift
        self._settle()
        self.redraw()

    def point_at(self, index: int) -> None:
        """Put the cursor on one line without telling; going back from the end stops following."""
        if not self._count:
            return
        index = max(0, min(self._count - 1, index))
        if index < self._count - 1:
            self.following = False
        self._cursor = index
        self._reveal()
        self.redraw()

    def move_to(self, index: int) -> None:
        """Put the cursor on one line, and tell."""
        if self._count:
            self.point_at(index)
            self.post_message(self.Moved())

    def rearrange(self) -> None:
        """The same lines take other rows now; the cursor stays in view."""
        self._cut = 0
        self._settle()
        self._reveal()
        self.redraw()

    def action_move(self, by: int) -> None:
        self.move_to(self._cursor + by)

    def action_page(self, pages: float) -> None:
        rows = max(1, int(abs(pages) * self._room))
        self.move_to(self._away(rows, 1 if pages > 0 else -1))

    def action_first(self) -> None:
        self.move_to(0)

    def action_last(self) -> None:
        self.action_follow()

    def action_follow(self) -> None:
        self.following = True
        self._settle()
        self.redraw()
        self.post_message(self.Moved())

    def action_toggle_follow(self) -> None:
        if not self.following:
            self.action_follow()
            return
        self.following = False
        self.redraw()
        self.post_message(self.Moved())

    def action_pick(self) -> None:
        if self._count:
            self.post_message(self.Picked())

    @override
    def lines_for(self, width: int, height: int) -> Sequence[Line]:
        self._settle()
        lines = [Line(row) for row in self._notice]
        for index, rows in self._in_view():
            selected = self.has_focus and index == self._cursor
            lines.extend(Line(row, selected) for row in rows)
        if self._foot:
            lines.extend([Line(())] * (height - len(self._foot) - len(lines)))
            lines.extend(Line(row) for row in self._foot)
        return lines

    @property
    def _room(self) -> int:
        return max(1, self.size.height - len(self._notice) - len(self._foot))

    def _rows(self, index: int) -> Sequence[Row]:
        """The rows of one line; moving asks for them too, and must survive a bug in them."""
        width = self.size.width
        if not width:
            return _BLANK
        if self._guard is None:
            return self._rows_at(index, width) or _BLANK
        with self._guard.watching("making rows"):
            return self._rows_at(index, width) or _BLANK
        return (self._guard.row(),)

    def _in_view(self) -> Iterator[tuple[int, Sequence[Row]]]:
        """The lines in view, with those of their rows that are."""
        room, cut, index = self._room, self._cut, self._top
        while room > 0 and index < self._count:
            rows = self._rows(index)[cut : cut + room]
            yield index, rows
            room -= len(rows)
            cut, index = 0, index + 1

    def _settle(self) -> None:
        """Bring cursor and top into what there is, and to the end while following."""
        last = max(0, self._count - 1)
        self._cursor = last if self.following else max(0, min(self._cursor, last))
        self._top = max(0, min(self._top, last))
        if self.following or self._has_room_left():
            self._end_with(last)

    def _has_room_left(self) -> bool:
        return sum(len(rows) for _, rows in self._in_view()) < self._room

    def _end_with(self, index: int) -> None:
        """Let the last row of a line be the lowest in view."""
        self._top, self._cut = index, 0
        if index >= self._count:
            return
        room = self._room - len(self._rows(index))
        while room > 0 and self._top > 0:
            self._top -= 1
            room -= len(self._rows(self._top))
        self._cut = max(0, -room)

    def _reveal(self) -> None:
        """Bring all rows of the cursor's line into view, or its first ones."""
        if self._cursor <= self._top:
            self._top, self._cut = self._cursor, 0
            return
        shown = next((rows for index, rows in self._in_view() if index == self._cursor), ())
        if len(shown) < len(self._rows(self._cursor)):
            self._end_with(self._cursor)
            if self._top == self._cursor:
                self._cut = 0

    def _away(self, rows: int, step: int) -> int:
        """The line that is so many rows from the cursor."""
        index = self._cursor
        while rows > 0 and 0 <= index + step < self._count:
            index += step
            rows -= len(self._rows(index))
        return index

    @override
    def scroll_rows(self, rows: int) -> None:
        if rows < 0 and (self._top, self._cut) > (0, 0):
            self.following = False
        self._scroll(rows)
        if rows > 0 and self._is_at_end():
            self.following = True
        self._settle()
        in_view = [index for index, _ in self._in_view()]
        if in_view:
            self._cursor = max(in_view[0], min(self._cursor, in_view[-1]))
        self.redraw()
        self.post_message(self.Moved())

    def _scroll(self, rows: int) -> None:
        self._cut += rows
        while self._cut < 0 < self._top:
            self._top -= 1
            self._cut += len(self._rows(self._top))
        self._cut = max(0, self._cut)
        while self._top < self._count - 1 and self._cut >= len(self._rows(self._top)):
            self._cut -= len(self._rows(self._top))
            self._top += 1

    def _is_at_end(self) -> bool:
        top, cut = self._top, self._cut
        self._end_with(max(0, self._count - 1))
        end = self._top, self._cut
        self._top, self._cut = top, cut
        return (top, cut) >= end

    async def on_click(self, event: events.Click) -> None:
        shown = [index for index, rows in self._in_view() for _ in rows]
        row = event.y - len(self._notice)
        if not 0 <= row < len(shown):
            return
        self.move_to(shown[row])
        if event.chain == 2:
            self.action_pick()
