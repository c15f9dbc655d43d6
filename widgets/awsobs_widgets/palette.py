"""Role names become Rich styles, and rows of (text, style name) pairs become strips.

A style name is `ROLE [bold] [underline] [on ROLE]`. Where colours are not wanted, each role
has an attribute instead: bold, dim, underline or reverse.
"""

from collections.abc import Iterable, Mapping
from enum import Enum
from functools import lru_cache
from typing import TypeAlias

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

Span: TypeAlias = tuple[str, str]
Row: TypeAlias = tuple[Span, ...]

CURSOR = "▌"

_VARIABLES = {
    "text": "foreground",
    "error": "client-error",
    "raised": "panel",
}
ROLES = (
    *("text", "strong", "muted", "faint", "rule", "accent", "ok", "warning", "mark", "error"),
    *("fault", "throttle", "info", "calm", "calm-area", "fault-area"),
    *(f"series-{number}" for number in range(1, 7)),
    *("background", "surface", "raised", "tint", "selected"),
)
_BOLD = frozenset({"strong", "fault", "error", "warning", "mark", "accent"})
_DIM = frozenset({"muted", "faint", "rule"})
_UNDERLINED = frozenset({"throttle", "info"})
_QUIET_FILLS = frozenset({"background", "surface", "raised", "tint", "rule"})
_WEAK_ON_SELECTION = "faint"


class Attributes(Enum):
    """How far a theme leans on attributes."""

    COLOURS = "colours"
    REVERSE_SELECTION = "reverse-selection"
    MONO = "mono"


class Palette:
    """The styles of one theme. Equal names give the same style object."""

    def __init__(
        self, colours: Mapping[str, str], attributes: Attributes = Attributes.COLOURS
    ) -> None:
        self._colours = dict(colours)
        self._attributes = attributes
        self.style = lru_cache(maxsize=1024)(self._style)
        self.strip = lru_cache(maxsize=4096)(self._strip)

    def _style(self, name: str, selected: bool = False) -> Style:
        """The Rich style of a style name, on the cursor's fill if `selected`."""
        role, bold, underline, fill = _parsed(name)
        if self._attributes is Attributes.MONO:
            return _attributes_of(role, bold, underline, fill, selected)
        style = Style(bold=bold or None, underline=underline or None)
        if not selected:
            return style + self._colour(role, fill)
        if self._attributes is Attributes.REVERSE_SELECTION:
            return style + Style(reverse=True)
        role = "muted" if role == _WEAK_ON_SELECTION else role
        return style + self._colour(role, fill or "selected")

    def _colour(self, role: str, fill: str) -> Style:
        ink = self._colours.get(role) or self._colours.get("text")
        return Style(color=ink, bgcolor=self._colours.get(fill) if fill else None)

    def _strip(self, row: Row, selected: bool = False) -> Strip:
        """A row ready to draw; a selected one has the cursor bar in its first cell."""
        if selected:
            row = with_cursor(row)
        return Strip([Segment(text, self.style(name, selected)) for text, name in row if text])


def palette_of(variables: Mapping[str, str]) -> Palette:
    """The palette that a theme's CSS variables describe."""
    colours = {role: variables.get(_VARIABLES.get(role, role), "") for role in ROLES}
    known = {role: _plain(colour) for role, colour in colours.items() if colour}
    return Palette(known, Attributes(variables.get("row-attributes", "colours")))


def _plain(colour: str) -> str:
    """A theme colour in Rich's spelling; `ansi_` names are how Textual says palette colours."""
    word = colour.split()[0]
    return "default" if word == "transparent" else word.removeprefix("ansi_")


@lru_cache(maxsize=1024)
def _parsed(name: str) -> tuple[str, bool, bool, str]:
    """Role, bold, underline and fill of a style name."""
    role, fill, attributes = "text", "", set[str]()
    words = iter(name.split())
    for word in words:
        if word in ("bold", "underline"):
            attributes.add(word)
        elif word == "on":
            fill = next(words, "")
        else:
            role = word
    return role, "bold" in attributes, "underline" in attributes, fill


def _attributes_of(role: str, bold: bool, underline: bool, fill: str, selected: bool) -> Style:
    filled = bool(fill) and fill not in _QUIET_FILLS
    reverse = filled != selected
    return Style(
        bold=bold or role in _BOLD or filled or None,
        dim=(role in _DIM and not reverse and not bold) or None,
        underline=underline or role in _UNDERLINED or None,
        reverse=reverse or None,
    )


def with_cursor(row: Row) -> Row:
    """A row with the cursor bar in its first cell."""
    if not row:
        return ((CURSOR, "accent"),)
    for index, (text, name) in enumerate(row):
        if text:
            rest: Iterable[Span] = ((text[1:], name), *row[index + 1 :])
            return ((CURSOR, "accent"), *rest)
    return row
