"""Any nested record as a tree whose branches open and close."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, cast

from rich.cells import cell_len, chop_cells
from textual import events
from textual.binding import Binding, BindingType
from typing_extensions import override

from awsobs_widgets.guard import Guard
from awsobs_widgets.item_list import ItemList
from awsobs_widgets.palette import Row

MAX_DEPTH = 40
MAX_NODES = 5_000
MAX_VALUE_ROWS = 12
_OPEN_AT_FIRST = 3
_LABEL_WIDTH = 28


HeadRows = Callable[[int], Sequence[Row]]
"""Makes the rows above a record for a width."""


def _no_rows(width: int) -> Sequence[Row]:
    del width
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One place in a record: its path, its name, and what stands there."""

    key: str
    depth: int
    label: str
    value: object

    @property
    def children(self) -> Sequence[tuple[str, object]]:
        return children_of(self.value)


@dataclass(frozen=True, slots=True)
class _Shown:
    key: str
    rows: tuple[Row, ...]
    branch: Branch


@dataclass(frozen=True, slots=True)
class _Head:
    """A row of the pane's own, above the record."""

    key: str
    rows: tuple[Row, ...]


def children_of(value: object) -> Sequence[tuple[str, object]]:
    """The named parts of a value; scalars have none."""
    if isinstance(value, Mapping):
        return [(str(name), part) for name, part in cast("Mapping[object, object]", value).items()]
    if isinstance(value, (list, tuple)):
        parts = cast("Sequence[object]", value)
        return [(str(index), part) for index, part in enumerate(parts)]
    return []


class RecordTree(ItemList):
    """A record, open to a few levels; enter opens and closes a branch, and reads on in a text.

    Of a long text one slice is shown, so that its length costs nothing. `safe` makes text from
    outside fit to draw.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "expand(True)", "open branch, read on", id="tree.open", show=False),
        Binding("left,h", "expand(False)", "close branch, read back", id="tree.close", show=False),
    ]

    def __init__(
        self,
        safe: Callable[[str], str],
        *,
        dom_id: str | None = None,
        guard: Guard | None = None,
    ) -> None:
        super().__init__(dom_id=dom_id, guard=guard)
        self._safe = safe
        self._record: object = None
        self._toggled: set[str] = set()
        self._read_from: dict[str, int] = {}
        self._head: HeadRows = _no_rows

    def show_record(self, record: object, head: HeadRows = _no_rows) -> None:
        """Show a record below some rows of its pane's own, made for a width."""
        self._record = record
        self._head = head
        self._rebuild()

    def action_expand(self, opened: bool) -> None:
        shown = self.current
        if not isinstance(shown, _Shown):
            return
        if not shown.branch.children:
            self._read(shown.branch, forwards=opened)
        elif self._is_open(shown.branch) is not opened:
            self._toggle(shown.branch)

    @override
    def action_pick(self) -> None:
        shown = self.current
        if not isinstance(shown, _Shown):
            return
        if shown.branch.children:
            self._toggle(shown.branch)
        else:
            self._read(shown.branch, forwards=True)

    def _read(self, branch: Branch, *, forwards: bool) -> None:
        """Show the next slice of a long text, or the one before."""
        length, room = len(_plain(branch.value)[0]), self._room_of(branch)
        start, end = self._slice(branch.key, length, room)
        if (end >= length) if forwards else (start == 0):
            return
        self._read_from[branch.key] = end if forwards else max(0, start - self._step(room))
        self._moved = True
        self._rebuild()

    def _slice(self, key: str, length: int, room: int) -> tuple[int, int]:
        """Which characters of a text are shown: a few rows at first, then as many as fit."""
        start = min(self._read_from.get(key, 0), length)
        return start, min(length, start + (self._step(room) if start else room * MAX_VALUE_ROWS))

    def _step(self, room: int) -> int:
        return room * max(MAX_VALUE_ROWS, self.size.height - 3)

    def _room_of(self, branch: Branch) -> int:
        """Cells of one row of a value."""
        return self._measures(branch, max(8, self.size.width - 1))[1]

    def _toggle(self, branch: Branch) -> None:
        if branch.children:
            self._toggled ^= {branch.key}
            self._moved = True
            self._rebuild()

    def _is_open(self, branch: Branch) -> bool:
        return (branch.depth < _OPEN_AT_FIRST) != (branch.key in self._toggled)

    def _rebuild(self) -> None:
        width = max(8, self.size.width - 1)
        shown: list[_Head | _Shown] = [
            _Head(f"head {number}", (row,)) for number, row in enumerate(self._head(width))
        ]
        for branch in self._branches():
            if len(shown) >= MAX_NODES:
                break
            shown.append(_Shown(branch.key, self._rows(branch, width), branch))
        self.show(shown)

    def _branches(self) -> Iterator[Branch]:
        waiting = [
            Branch(key=f"/{name}", depth=0, label=name, value=value)
            for name, value in reversed(children_of(self._record) or [("", self._record)])
        ]
        while waiting:
            branch = waiting.pop()
            yield branch
            if branch.depth < MAX_DEPTH and self._is_open(branch):
                waiting.extend(
                    Branch(
                        key=f"{branch.key}/{name}",
                        depth=branch.depth + 1,
                        label=name,
                        value=value,
                    )
                    for name, value in reversed(branch.children)
                )

    def _rows(self, branch: Branch, width: int) -> tuple[Row, ...]:
        children = branch.children
        head, room = self._measures(branch, width)
        if children:
            many = "keys" if isinstance(branch.value, Mapping) else "entries"
            return ((*head, (f"{len(children)} {many}", "faint")),)
        return tuple(self._wrapped(branch, head, width - room, room))

    def _measures(self, branch: Branch, width: int) -> tuple[Row, int]:
        """What stands before a value, and how many cells are left for it."""
        mark = " " if not branch.children else ("− " if self._is_open(branch) else "+ ")
        indent = " " * (1 + 2 * branch.depth)
        label = _cut(self._safe(branch.label))
        head: Row = ((indent, ""), (mark.ljust(2), "faint"), (label, "muted"), ("  ", ""))
        return head, max(8, width - sum(cell_len(text) for text, _ in head))

    def _wrapped(self, branch: Branch, head: Row, pad: int, room: int) -> Iterator[Row]:
        text, style = _plain(branch.value)
        start, end = self._slice(branch.key, len(text), room)
        for index, piece in enumerate(chop_cells(self._safe(text[start:end]), room) or [""]):
            lead: Row = head if index == 0 else ((" " * pad, ""),)
            yield (*lead, (piece, style))
        if start or end < len(text):
            yield ((" " * pad, ""), (_place(start, end, len(text)), "faint"))

    @override
    def on_resize(self, event: events.Resize) -> None:
        del event
        self._rebuild()


def _plain(value: object) -> tuple[str, str]:
    """A scalar's text and its style."""
    match value:
        case None:
            return "–", "faint"
        case bool():
            return ("yes" if value else "no"), "text"
        case _:
            return str(value), "text"


def _place(start: int, end: int, length: int) -> str:
    """Where in a long text the slice stands, and which keys go on."""
    if start == 0:
        return f"… {length - end:,} characters more   → reads on"
    keys = "← →" if end < length else "←"
    return f"characters {start + 1:,}–{end:,} of {length:,}   {keys}"


def _cut(label: str) -> str:
    """A label in its column; what had to go is told by an ellipsis."""
    return label if len(label) <= _LABEL_WIDTH else label[: _LABEL_WIDTH - 1] + "…"
