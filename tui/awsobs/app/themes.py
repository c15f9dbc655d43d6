"""The themes: every colour of the program stands here, and nowhere else."""

from collections.abc import Mapping

from textual.theme import BUILTIN_THEMES, Theme

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

_LEVELS = (0, 95, 135, 175, 215, 255)


def _palette_colour(number: int) -> str:
    """The hex value of a colour of the 256-colour palette, from 16 on."""
    if number >= 232:
        grey = 8 + 10 * (number - 232)
        return f"#{grey:02X}{grey:02X}{grey:02X}"
    red, rest = divmod(number - 16, 36)
    green, blue = divmod(rest, 6)
    return f"#{_LEVELS[red]:02X}{_LEVELS[green]:02X}{_LEVELS[blue]:02X}"


def _theme(
    name: str, colours: Mapping[str, str], *, dark: bool, attributes: str = "colours"
) -> Theme:
    pinned = {
        "text-muted": colours["muted"],
        "text-disabled": colours["faint"],
        "block-cursor-background": colours["selected"],
        "block-cursor-blurred-background": colours["selected"],
        "block-cursor-foreground": colours["strong"],
        "border": colours["accent"],
        "border-blurred": colours["rule"],
        "footer-background": colours["surface"],
        "footer-key-foreground": colours["accent"],
        "footer-description-foreground": colours["muted"],
        "input-cursor-background": colours["accent"],
        "input-cursor-foreground": colours["background"],
        "input-cursor-text-style": "reverse" if attributes == "mono" else "none",
        "input-selection-background": colours["selected"],
        "scrollbar": colours["rule"],
        "scrollbar-background": colours["background"],
        "scrollbar-hover": colours["faint"],
        "link-color": colours["info"],
        "row-attributes": attributes,
    }
    return Theme(
        name=name,
        primary=colours["accent"],
        accent=colours["accent"],
        secondary=colours["info"],
        warning=colours["warning"],
        error=colours["fault"],
        success=colours["ok"],
        foreground=colours["text"],
        background=colours["background"],
        surface=colours["surface"],
        panel=colours["raised"],
        boost="transparent",
        dark=dark,
        ansi=attributes == "reverse-selection" and colours["text"].startswith("ansi_"),
        variables=_own_variables(colours) | pinned,
    )


def _own_variables(colours: Mapping[str, str]) -> dict[str, str]:
    own = {role: colours[role] for role in ROLES[3:] if role not in ("text", "error", "warning")}
    return own | {"client-error": colours["error"], "mark": colours["warning"]}


def _by_role(colours: tuple[str, ...]) -> dict[str, str]:
    return dict(zip(ROLES, colours, strict=True))


def _themes() -> tuple[Theme, ...]:
    dark, light = _by_role(_DARK), _by_role(_LIGHT)
    dark_256 = _by_role(tuple(map(_palette_colour, _DARK_256)))
    light_256 = _by_role(tuple(map(_palette_colour, _LIGHT_256)))
    sixteen = _by_role(tuple(f"ansi_{name}" for name in _SIXTEEN))
    contrast = _by_role(_CONTRAST)
    return (
        _theme("awsobs-dark", dark, dark=True),
        _theme("awsobs-light", light, dark=False),
        _theme("awsobs-contrast", contrast, dark=True, attributes="reverse-selection"),
        _theme("awsobs-mono", dark, dark=True, attributes="mono"),
        _theme("awsobs-dark-256", dark_256, dark=True),
        _theme("awsobs-light-256", light_256, dark=False),
        _theme("awsobs-16", sixteen, dark=True, attributes="reverse-selection"),
    )


THEMES = _themes()
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


def is_theme(name: str) -> bool:
    """Whether a theme can be asked for by this name."""
    return name in SHORT_NAMES or name in {theme.name for theme in THEMES} | set(BUILTIN_THEMES)


def twin_for(theme: str, colour_system: str | None) -> str:
    """The theme to use instead where a terminal has no true colour."""
    return _TWINS.get((colour_system or "truecolor", theme), theme)


def variable_defaults(generated: Mapping[str, str]) -> dict[str, str]:
    """Our own variables from those that Textual makes for any theme."""
    muted = generated["text-muted"] if generated["text-muted"].startswith("#") else ""
    grey = muted or generated["foreground"]
    return {
        "fault": generated["error"],
        "client-error": generated["warning"],
        "throttle": generated["secondary"],
        "ok": generated["success"],
        "info": generated["secondary"],
        "mark": generated["warning"],
        "faint": grey,
        "muted": grey,
        "strong": generated["foreground"],
        "rule": generated["panel"],
        "tint": generated["surface"],
        "selected": generated["panel"],
        "calm": generated["primary"],
        "calm-area": generated["primary"],
        "fault-area": generated["error"],
        "row-attributes": "colours",
        "ansi-background": "ansi_black",
        "ansi-foreground": "ansi_white",
    } | {f"series-{number}": generated["primary"] for number in range(1, 7)}
