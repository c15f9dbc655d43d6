"""Every colour of the program stands here, and nowhere else.

Plain data, since the first frame is drawn in these colours before anything is imported that
draws.
"""

from collections.abc import Mapping
from typing import TypeAlias

Colour: TypeAlias = str | int
"""`#RRGGBB`, a number of the 256-colour palette, or the name of one of the sixteen."""

ROLES = (
    *("background", "surface", "raised", "tint", "selected", "rule", "faint", "muted", "text"),
    *("strong", "accent", "ok", "warning", "error", "fault", "throttle", "info"),
    *("calm", "calm-area", "fault-area"),
    *(f"series-{number}" for number in range(1, 7)),
)

_DARK = (
    *("#0D131A", "#141C25", "#1D2733", "#2B1A22", "#17324B", "#364454", "#74859A", "#9AA8B9"),
    *("#CFD8E3", "#F5F8FC", "#559DFF", "#2FD3AA", "#FBE566", "#F5921F", "#FF687F", "#E2B3FC"),
    *("#8FB4DA", "#5E82B4", "#48679A", "#C24A63"),
    *("#4A90F0", "#EFC24F", "#D3BEFF", "#1FB59F", "#B98B6A", "#E4E9EE"),
)
_LIGHT = (
    *("#FBFAF7", "#F1EFEA", "#E7E4DD", "#FBE9EC", "#CFE2F7", "#B9B5AB", "#6C6760", "#55514A"),
    *("#2A2E34", "#0B0E12", "#063A80", "#046C6C", "#503A02", "#AB4006", "#A40029", "#8E0CEA"),
    *("#3B5B7A", "#4E78B0", "#6C8FC2", "#C2405F"),
    *("#0B4A9C", "#8F6700", "#A72BE0", "#0A4A38", "#8A4B22", "#5F6F84"),
)
_CONTRAST = (
    *("#000000", "#000000", "#000000", "#000000", "#FFFFFF", "#808080", "#D0D0D0", "#D0D0D0"),
    *("#FFFFFF", "#FFFFFF", "#6CB4FF", "#4BE8C0", "#FFEE70", "#FFB050", "#FF8FA0", "#F0CCFF"),
    *("#D0D0D0", "#D0D0D0", "#D0D0D0", "#FF8FA0"),
    *("#6CB4FF", "#FFEE70", "#F0CCFF", "#4BE8C0", "#FFB050", "#FFFFFF"),
)
_DARK_256 = (
    *(233, 234, 236, 52, 18, 239, 244, 247, 252, 231, 75, 43, 228, 214, 203, 225, 110),
    *(67, 60, 161, 33, 220, 147, 36, 137, 254),
)
_LIGHT_256 = (
    *(231, 255, 254, 224, 195, 249, 242, 240, 236, 232, 19, 24, 58, 130, 88, 93, 60),
    *(67, 67, 125, 25, 94, 128, 23, 130, 66),
)
_SIXTEEN = (
    *("default", "default", "default", "default", "white", "bright_black", "bright_black"),
    *("white", "white", "bright_white", "bright_blue", "cyan", "bright_yellow", "yellow"),
    *("bright_red", "bright_magenta", "bright_cyan", "bright_blue", "bright_blue", "bright_red"),
    *("bright_blue", "bright_yellow", "bright_magenta", "cyan", "yellow", "bright_white"),
)

PALETTES: Mapping[str, Mapping[str, Colour]] = {
    name: dict(zip(ROLES, colours, strict=True))
    for name, colours in (
        ("awsobs-dark", _DARK),
        ("awsobs-light", _LIGHT),
        ("awsobs-contrast", _CONTRAST),
        ("awsobs-dark-256", _DARK_256),
        ("awsobs-light-256", _LIGHT_256),
        ("awsobs-16", _SIXTEEN),
    )
}
"""The colour of each role, by the full names of the themes."""

MONO = "awsobs-mono"
SHORT_NAMES = {
    "dark": "awsobs-dark",
    "light": "awsobs-light",
    "contrast": "awsobs-contrast",
    "mono": MONO,
}
"""What `--theme` and `:theme` take beside the full names."""

_TWINS = {
    ("256", "awsobs-dark"): "awsobs-dark-256",
    ("256", "awsobs-light"): "awsobs-light-256",
    ("standard", "awsobs-dark"): "awsobs-16",
    ("standard", "awsobs-light"): "awsobs-16",
}


def twin_for(theme: str, colour_system: str | None) -> str:
    """The theme to use instead where a terminal has no true colour."""
    return _TWINS.get((colour_system or "truecolor", theme), theme)


def colour_system(environ: Mapping[str, str]) -> str:
    """How many colours the terminal says that it has, as Rich reads it."""
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return "truecolor"
    colours = environ.get("TERM", "").strip().lower().rpartition("-")[2]
    return "256" if colours in ("256color", "kitty") else "standard"
