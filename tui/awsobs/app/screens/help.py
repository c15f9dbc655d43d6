"""All keys that may be pressed now, sorted into groups, from the bindings themselves."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from typing_extensions import override

from awsobs.app.keys import CONSOLE, FIND, MOVE, TIME, key_name, keys_by_id, unique_by_id
from awsobs.app.screens.overlay import Overlay
from awsobs.present.rows import Row, fitted, left, placed, right
from awsobs.present.searchable import Searchable
from awsobs_widgets import ItemList, Line
from awsobs_widgets.palette import Row as WidgetRow

_MARKS: tuple[tuple[str, str, str], ...] = (
    ("✖", "fault", "fault 5xx, ALARM"),
    ("▲", "error", "error 4xx, refused"),
    ("↯", "throttle", "throttled 429"),
    ("!", "warning", "warning, billing"),
    ("?", "muted", "no data"),
    ("◌", "muted", "stale"),
    ("◆", "mark", "suspected change"),
    ("◇", "muted", "other change"),
)
_OPERATORS = (
    ("name:word", "contains"),
    ("name=word", "is"),
    ("name>5", "number"),
    ("name~expr", "regex"),
    ("name:*", "any"),
)
_OWN = ((", and those of JSON lines", "muted"),)
_EXAMPLE, _BESIDE = 32, 54
_COLUMN = 36
_KEYS = 11


class _HelpRow:
    """One line of the help; it has no record."""

    def __init__(self, key: str, row: Row) -> None:
        self.key = key
        self.rows: tuple[WidgetRow, ...] = (row,)


class HelpList(ItemList):
    """Scrolls where the screen is small; it has no cursor."""

    @override
    def lines_for(self, width: int, height: int) -> Sequence[Line]:
        return [line._replace(selected=False) for line in super().lines_for(width, height)]

    @override
    def action_move(self, by: int) -> None:
        self.scroll_rows(by)

    @override
    def action_page(self, pages: float) -> None:
        self.scroll_rows(int(pages * self.size.height))

    @override
    def action_first(self) -> None:
        self.scroll_rows(-len(self))

    @override
    def action_last(self) -> None:
        self.scroll_rows(len(self))

    @override
    def action_pick(self) -> None:
        self.screen.dismiss(None)


class HelpScreen(Overlay[None]):
    """Keys for the focused pane and everywhere."""

    CSS_PATH = "../styles/help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1,q", "close", "close", id="help.close", show=False),
    ]

    def __init__(
        self, title: str, bindings: Iterable[ActiveBinding], searched: Searchable[object]
    ) -> None:
        super().__init__()
        self._title = title
        self._searched = searched
        self._groups = grouped([active.binding for active in bindings])
        self._list = HelpList(dom_id="help-list")

    @override
    def compose(self) -> ComposeResult:
        yield self._list

    def on_mount(self) -> None:
        self._list.focus()

    def on_resize(self) -> None:
        width = self._list.size.width
        if width:
            close = keys_by_id(self.active_bindings.values())["overlay.close"]
            rows = help_rows(self._title, self._groups, self._searched, width, close)
            if len(rows) > self._list.size.height:
                rows[2] = (("  more below: ", "muted"), ("j k", "accent bold"))
            self._list.show([_HelpRow(str(number), row) for number, row in enumerate(rows)])


Groups = dict[str, list[tuple[str, str]]]


def grouped(bindings: Sequence[Binding]) -> Groups:
    """(keys, what they do) by group; keys that do the same share a line."""
    groups: Groups = {"IN PANE": []}
    for group in (MOVE, FIND, TIME, CONSOLE):
        groups[group.description] = []
    for binding in unique_by_id(bindings):
        if not binding.description or binding.system or "." not in (binding.id or ""):
            continue
        lines = groups[_group_of(binding)]
        same = [index for index, line in enumerate(lines) if line[1] == binding.description]
        name = key_name(binding.key)
        if same:
            lines[same[0]] = (f"{lines[same[0]][0]} {name}", binding.description)
        else:
            lines.append((name, binding.description))
    return groups


def _group_of(binding: Binding) -> str:
    if binding.group is not None:
        return binding.group.description
    start = (binding.id or "").partition(".")[0]
    if binding.id == "list.pick":
        return "IN PANE"
    return {"list": "MOVE", "cells": "MOVE", "tree": "MOVE"}.get(start, "IN PANE")


def help_rows(
    title: str, groups: Groups, searched: Searchable[object], width: int, key: str
) -> list[Row]:
    """The whole help for one width.

    `searched` is what `/` looks at in the focused pane, `key` closes the help.
    """
    head: Row = (
        ("Keys", "strong bold"),
        ("  for ", "muted"),
        (f" {title} ", "background bold on accent"),
        (" and everywhere", "muted"),
    )
    close: Row = ((key, "accent bold"), (" close", "muted"))
    at_right = max(0, width - 3 - sum(len(text) for text, _ in close))
    rows: list[Row] = [(), placed(width, [(2, head), (at_right, close)]), (), ()]
    columns = max(1, (width - 2) // _COLUMN)
    blocks = [
        _block(name if name != "IN PANE" else f"IN {title[2:]}", lines)
        for name, lines in groups.items()
        if lines
    ]
    blocks.append(_marks())
    rows.extend(_beside(_stacked(blocks, columns), width))
    rows.extend(_filter_rows(title[2:], searched, width))
    return rows


def _block(title: str, lines: Sequence[tuple[str, str]]) -> list[Row]:
    rows: list[Row] = [((title, "strong bold"),)]
    for keys, what in lines:
        rows.append(((right(keys, _KEYS), "accent bold"), ("  ", ""), (what, "text")))
    return rows


def _marks() -> list[Row]:
    rows: list[Row] = [(("MARKS", "strong bold"),)]
    for glyph, role, what in _MARKS:
        rows.append(((right(glyph, _KEYS), f"{role} bold"), ("  ", ""), (what, "text")))
    return rows


def _stacked(blocks: Iterable[Sequence[Row]], count: int) -> list[list[Row]]:
    """Blocks one below the other in so many columns, each where the least stands so far."""
    columns: list[list[Row]] = [[] for _ in range(count)]
    for block in blocks:
        min(columns, key=len).extend([*block, ()])
    return columns


def _beside(blocks: Sequence[Sequence[Row]], width: int) -> list[Row]:
    rows: list[Row] = []
    cells = (width - 2) // len(blocks)
    for line in zip_longest(*blocks, fillvalue=()):
        parts = [(2 + index * cells, fitted(row, cells - 1)) for index, row in enumerate(line)]
        rows.append(placed(width, parts))
    return rows


def _filter_rows(pane: str, searched: Searchable[object], width: int) -> list[Row]:
    """What `/` understands here: the pane's fields, and examples of its own."""
    own = _OWN if searched.own_field else ()
    lines: list[Row] = [
        (
            ("FILTERS", "strong bold"),
            (f" in {pane}   a word or /regex/ searches what a row shows", "muted"),
        ),
        (("fields ", "muted"), (" ".join(searched.fields), "text"), *own),
    ]
    operators = [(("  ", ""), (form, "text"), (f" {what}", "muted")) for form, what in _OPERATORS]
    lines.append(tuple(span for spans in operators for span in spans)[1:])
    examples: list[Row] = [
        ((left(example, _EXAMPLE), "text"), (what, "muted")) for example, what in searched.examples
    ]
    each = 2 if width >= 2 + 2 * _BESIDE else 1
    lines += [
        tuple(span for row in examples[at : at + each] for span in fitted(row, _BESIDE))
        for at in range(0, len(examples), each)
    ]
    return [fitted(((" " * 2, ""), *line), width) for line in lines]
