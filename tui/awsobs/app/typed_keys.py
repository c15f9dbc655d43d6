"""Keys as people write them, and why some of them cannot be used."""

from textual.keys import (
    KEY_NAME_REPLACEMENTS,
    Keys,
    _character_to_key,  # pyright: ignore[reportPrivateUsage] - no public way to the long names
    key_to_character,
)

from awsobs.settings.config_keys import nearest

_NAMED = {
    "esc": "escape",
    "return": "enter",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "page_up": "pageup",
    "page_down": "pagedown",
    "del": "delete",
    "ins": "insert",
    "↑": "up",
    "↓": "down",
    "←": "left",
    "→": "right",
}
_MODIFIERS = {"s": "shift", "c": "ctrl", "control": "ctrl", "a": "alt", "m": "alt", "meta": "alt"}
_ORDER = ("alt", "ctrl", "shift")
_ARRIVES = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
    "ctrl+slash": "ctrl+underscore",
    "ctrl+question_mark": "backspace",
    "ctrl+enter": "enter",
    "shift+enter": "enter",
    "ctrl+tab": "tab",
    "ctrl+backspace": "backspace",
    "ctrl+escape": "escape",
    "shift+escape": "escape",
    "ctrl+space": "ctrl+@",
    "shift+space": "space",
}
"""What terminals send for keys that have no code of their own."""

_PUNCTUATION = frozenset(KEY_NAME_REPLACEMENTS.values())
_KNOWN = frozenset(key.value for key in Keys if not key.value.startswith("<"))


def typed_key(text: str) -> str:
    """The key that was meant, by the name that Textual has for it.

    Raises:
        ValueError: there is no such key, or no terminal sends it as itself; the reason.
    """
    *modifiers, base = _parts(text)
    if strange := [name for name in modifiers if name not in _ORDER]:
        raise ValueError(f"no key is called {text}: {strange[0]} is none of {', '.join(_ORDER)}")
    if base.isalpha() and len(base) == 1 and "ctrl" in modifiers:
        base = base.lower()
        if "shift" in modifiers:
            raise ValueError(f"{text} arrives as ctrl+{base}")
    elif base.isalpha() and len(base) == 1 and "shift" in modifiers:
        modifiers.remove("shift")
        base = base.upper()
    elif base.isdecimal() and ("ctrl" in modifiers or "shift" in modifiers):
        raise ValueError(f"{text} arrives as another character, or as {base} alone")
    key = "+".join([*(name for name in _ORDER if name in modifiers), base])
    if key in _ARRIVES:
        raise ValueError(f"{text} arrives as {_ARRIVES[key]}")
    if not _is_sent(key):
        raise ValueError(f"no key is called {text}{nearest(key, _KNOWN)}")
    return key


def types(key: str) -> bool:
    """Whether a key puts a character into a text."""
    if len(key) == 1 or key in _PUNCTUATION:
        return True
    character = None if "+" in key else key_to_character(key)
    return character is not None and character.isprintable()


def _parts(text: str) -> list[str]:
    """Modifiers by their full names, and last the key."""
    word = text.strip()
    if len(word) == 2 and word.startswith("^"):
        word = f"ctrl+{word[1]}"
    if not word or not word.isprintable():
        raise ValueError("a key needs a name, such as x, ctrl+x or f5")
    if len(word) == 1:
        return [_character_to_key(word)] if word not in _NAMED else [_NAMED[word]]
    head, _, base = word.replace("S-tab", "shift+tab").rpartition("+")
    modifiers = [part.lower() for part in head.split("+")] if head else []
    named = _character_to_key(base) if len(base) == 1 else base.lower()
    return [*(_MODIFIERS.get(part, part) for part in modifiers), _NAMED.get(named, named)]


def _is_sent(key: str) -> bool:
    alone = key.removeprefix("alt+")
    return alone in _KNOWN or ("+" not in alone and types(alone))
