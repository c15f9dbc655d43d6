"""How keys are named on screen, and the groups that help sorts them into."""

import re
from collections.abc import Iterable, Iterator, Mapping

from textual.binding import ActiveBinding, Binding
from textual.dom import DOMNode
from textual.keys import key_to_character

PANE = Binding.Group("IN PANE")
MOVE = Binding.Group("MOVE")
FIND = Binding.Group("FIND")
TIME = Binding.Group("TIME")
CONSOLE = Binding.Group("CONSOLE")

_NAMES = {
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "slash": "/",
    "backslash": "\\",
    "minus": "-",
    "plus": "+",
    "at": "@",
    "underscore": "_",
    "space": "space",
    "tab": "tab",
    "shift+tab": "S-tab",
}
_FUNCTION = re.compile(r"f\d+")


def hidden(
    key: str, action: str, what: str, name: str, group: Binding.Group, *, priority: bool = False
) -> Binding:
    """A key that help names and the footer does not."""
    return Binding(key, action, what, id=name, show=False, priority=priority, group=group)


def named(key: str, action: str, what: str, name: str, group: Binding.Group) -> Binding:
    """A key that the footer names too."""
    return Binding(key, action, what, id=name, group=group)


def key_name(key: str) -> str:
    """A key as the screen names it: `^p`, `?`, `esc`, `G`."""
    if key in _NAMES:
        return _NAMES[key]
    if _FUNCTION.fullmatch(key):
        return key.upper()
    if key.startswith("ctrl+"):
        return f"^{key_name(key.removeprefix('ctrl+'))}"
    if key.startswith("shift+"):
        return f"S-{key_name(key.removeprefix('shift+'))}"
    if len(key) == 1:
        return key
    return key_to_character(key) or key


def own_bindings(kind: type[DOMNode]) -> Iterator[Binding]:
    """The bindings with an id of a class, after those that it inherits."""
    for ancestor in reversed(kind.__mro__):
        for binding in vars(ancestor).get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id:
                yield binding


def in_order(active: Iterable[ActiveBinding]) -> list[ActiveBinding]:
    """Active bindings as their classes list them, whatever keys the user has them on."""
    found = list(active)
    nodes = list(dict.fromkeys(one.node for one in found))
    places = [
        {binding.id: place for place, binding in enumerate(own_bindings(type(node)))}
        for node in nodes
    ]

    def place(one: ActiveBinding) -> tuple[int, int]:
        node = nodes.index(one.node)
        return node, places[node].get(one.binding.id, len(places[node]))

    return sorted(found, key=place)


def keys_by_id(active: Iterable[ActiveBinding]) -> dict[str, str]:
    """The first key of each action that may act now, as the screen names it."""
    return {b.id or "": key_name(b.key) for b in unique_by_id(one.binding for one in active)}


def shown_keys(keymap: Mapping[str, str], usual: str, *names: str) -> str:
    """The user's keys of some actions; `usual` has the one of each that nobody changed."""
    keys = zip(names, usual.split(" "), strict=True)
    return " ".join(key_name(keymap.get(name, key).split(",")[0]) for name, key in keys)


def unique_by_id(bindings: Iterable[Binding]) -> list[Binding]:
    """The first key of each binding that has several."""
    seen: set[str] = set()
    kept: list[Binding] = []
    for binding in bindings:
        name = binding.id or f"{binding.action}/{binding.key}"
        if name not in seen:
            seen.add(name)
            kept.append(binding)
    return kept
