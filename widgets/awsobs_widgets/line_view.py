"""Millions of lines, of which only those in view are ever made into rows."""

from collections.abc import Callable, Sequence
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

RowAt = Callable[[int, int], Row]
"""Makes the row of one line, given its index and the width."""


class LineView(ScrollingRows, can_focus=True):
    """Lines from a callback, with a cursor and a follow mode.

    Whether to follow is what the user last asked for; it is never read back from the layout.
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
        row_at: RowAt,
        *,
        dom_id: str | None = None,
        guard: Guard | None = None,
    ) -> None:
        super().__init__(dom_id=dom_id, guard=guard)
        self._row_at = row_at
        self._count = 0
        self._cursor = 0
        self._top = 0
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
    def last_in_view(self) -> int:
        """The index of the lowest line that is shown; -1 where there is none."""
        return min(self._count, self._top + self._room) - 1

    def show(
        self, count: int, *, shift: int = 0, notice: Sequence[Row] = (), foot: Sequence[Row] = ()
    ) -> None:
        """There are `count` lines now; what was in view is `shift` lines further on."""
        self._count = count
        self._notice, self._foot = tuple(notice), tuple(foot)
        self._cursor += shift
        self._top += shift
        self._settle()
        self.redraw()

    def move_to(self, index: int) -> None:
        """Put the cursor on one line; going back from the end stops following."""
        if not self._count:
            return
        index = max(0, min(self._count - 1, index))
        if index < self._count - 1:
            self.following = False
        self._cursor = index
        self._reveal()
        self.redraw()
        self.post_message(self.Moved())

    def action_move(self, by: int) -> None:
        self.move_to(self._cursor + by)

    def action_page(self, pages: float) -> None:
        step = max(1, int(abs(pages) * self._room))
        self.move_to(self._cursor + (step if pages > 0 else -step))

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
        end = min(self._count, self._top + self._room)
        for index in range(self._top, end):
            selected = self.has_focus and index == self._cursor
            lines.append(Line(self._row_at(index, width), selected))
        if self._foot:
            lines.extend([Line(())] * (height - len(self._foot) - len(lines)))
            lines.extend(Line(row) for row in self._foot)
        return lines

    @property
    def _room(self) -> int:
        return max(1, self.size.height - len(self._notice) - len(self._foot))

    def _settle(self) -> None:
        """Bring cursor and top into what there is, and to the end while following."""
        last = max(0, self._count - 1)
        if self.following:
            self._cursor = last
            self._top = self._count - self._room
        self._cursor = max(0, min(self._cursor, last))
        self._top = max(0, min(self._top, self._count - self._room))

    def _reveal(self) -> None:
        if self._cursor < self._top:
            self._top = self._cursor
        elif self._cursor >= self._top + self._room:
            self._top = self._cursor - self._room + 1

    @override
    def scroll_rows(self, rows: int) -> None:
        at_end = self._top + rows >= self._count - self._room
        if rows < 0 and self._count > self._room:
            self.following = False
        self._top += rows
        if at_end and rows > 0:
            self.following = True
        self._settle()
        self._cursor = max(self._top, min(self._cursor, self._top + self._room - 1))
        self.redraw()
        self.post_message(self.Moved())

    async def on_click(self, event: events.Click) -> None:
        index = event.y - len(self._notice) + self._top
        if not self._top <= index < min(self._count, self._top + self._room):
            return
        self.move_to(index)
        if event.chain == 2:
            self.action_pick()
