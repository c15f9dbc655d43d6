"""What a pane is told to show: a header, items that can be chosen, and words about its state."""

from dataclasses import dataclass

from awsobs.present.rows import Row


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
    rows: tuple[Row, ...]
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
