"""How keys are named on screen, and the groups that help sorts them into."""

from collections.abc import Iterable

from textual.binding import Binding
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
    "minus": "-",
    "space": "space",
    "tab": "tab",
    "shift+tab": "S-tab",
    "f1": "F1",
    "f2": "F2",
}


def hidden(
    key: str, action: str, what: str, name: str, group: Binding.Group, *, priority: bool = False
) -> Binding:
    """A key that help names and the footer does not."""
    return Binding(key, action, what, id=name, show=False, priority=priority, group=group)


def key_name(key: str) -> str:
    """A key as the screen names it: `^p`, `?`, `esc`, `G`."""
    if key in _NAMES:
        return _NAMES[key]
    if key.startswith("ctrl+"):
        return f"^{key_name(key.removeprefix('ctrl+'))}"
    if len(key) == 1:
        return key
    return key_to_character(key) or key


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
