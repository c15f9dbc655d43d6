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
    """A record, open to a few levels; enter opens and closes a branch.

    `safe` makes text from outside fit to draw.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "expand(True)", "open branch", id="tree.open", show=False),
        Binding("left,h", "expand(False)", "close branch", id="tree.close", show=False),
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
        self._head: HeadRows = _no_rows

    def show_record(self, record: object, head: HeadRows = _no_rows) -> None:
        """Show a record below some rows of its pane's own, made for a width."""
        self._record = record
        self._head = head
        self._rebuild()

    def action_expand(self, opened: bool) -> None:
        shown = self.current
        if isinstance(shown, _Shown) and self._is_open(shown.branch) is not opened:
            self._toggle(shown.branch)

    @override
    def action_pick(self) -> None:
        shown = self.current
        if isinstance(shown, _Shown):
            self._toggle(shown.branch)

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
        mark = " " if not children else ("− " if self._is_open(branch) else "+ ")
        indent = " " * (1 + 2 * branch.depth)
        label = _cut(self._safe(branch.label))
        head: Row = ((indent, ""), (mark.ljust(2), "faint"), (label, "muted"), ("  ", ""))
        if children:
            many = "keys" if isinstance(branch.value, Mapping) else "entries"
            return ((*head, (f"{len(children)} {many}", "faint")),)
        pad = sum(cell_len(text) for text, _ in head)
        return tuple(self._wrapped(branch.value, head, pad, max(8, width - pad)))

    def _wrapped(self, value: object, head: Row, pad: int, room: int) -> Iterator[Row]:
        text, style = self._text(value)
        pieces = chop_cells(text[: room * (MAX_VALUE_ROWS + 1)], room) or [""]
        hidden = len(text) - sum(len(piece) for piece in pieces[:MAX_VALUE_ROWS])
        for index, piece in enumerate(pieces[:MAX_VALUE_ROWS]):
            lead: Row = head if index == 0 else ((" " * pad, ""),)
            yield (*lead, (piece, style))
        if hidden > 0:
            yield ((" " * pad, ""), (f"… {hidden:,} characters more", "faint"))

    def _text(self, value: object) -> tuple[str, str]:
        match value:
            case None:
                return "–", "faint"
            case bool():
                return ("yes" if value else "no"), "text"
            case str():
                return self._safe(value), "text"
            case _:
                return self._safe(str(value)), "text"

    @override
    def on_resize(self, event: events.Resize) -> None:
        del event
        self._rebuild()


def _cut(label: str) -> str:
    """A label in its column; what had to go is told by an ellipsis."""
    return label if len(label) <= _LABEL_WIDTH else label[: _LABEL_WIDTH - 1] + "…"
