"""What a pane is told to show: a header, items that can be chosen, and words about its state."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import overload

from typing_extensions import override

from awsobs.present.rows import Row


class LazyRow(Sequence[Row]):
    """One row, made when somebody looks at it: of thousands of items few are ever seen."""

    __slots__ = ("_make", "_row")

    def __init__(self, make: Callable[[], Row]) -> None:
        self._make = make
        self._row: Row | None = None

    @override
    def __len__(self) -> int:
        return 1

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    @override
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        if self._row is None:
            self._row = self._make()
        return (self._row,)[index]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The rule line of a pane: number, TITLE, scope at the left, facts at the right."""

    number: str
    title: str
    scope: Row = ()
    facts: Row = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that the cursor can stand on; it takes one row or more.

    `key` stays the same over refreshes; `record` is what `enter` and `v` open.
    """

    key: str
    rows: Sequence[Row]
    record: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaneView:
    """One pane at one moment, for one size.

    Every row is exactly the pane's width. `notice` stands above the items (what is wrong,
    what happens next), `foot` in the last rows. Cell 0 of an item's row is its gutter.
    """

    header: Header
    notice: tuple[Row, ...] = ()
    items: tuple[Item, ...] = ()
    foot: tuple[Row, ...] = ()
