"""The keys that move a cursor, the same in every list, with ids that a keymap can name."""

from textual.binding import Binding

CURSOR_BINDINGS: list[Binding] = [
    Binding("j,down", "move(1)", "move", id="list.down", show=False),
    Binding("k,up", "move(-1)", "move", id="list.up", show=False),
    Binding("ctrl+d", "page(0.5)", "half a page", id="list.half_down", show=False),
    Binding("ctrl+u", "page(-0.5)", "half a page", id="list.half_up", show=False),
    Binding("pagedown", "page(1.0)", "page", id="list.page_down", show=False),
    Binding("pageup", "page(-1.0)", "page", id="list.page_up", show=False),
    Binding("g,home", "first", "first", id="list.first", show=False),
    Binding("G,end", "last", "last", id="list.last", show=False),
    Binding("enter", "pick", "open", id="list.pick"),
]
"""Movement for anything that has `action_move`, `action_page` and the rest."""

WHEEL_STEP = 3
"""Rows that one notch of the mouse wheel scrolls."""
