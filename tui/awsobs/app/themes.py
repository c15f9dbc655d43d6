"""The palettes as themes of Textual, and its own themes as palettes of ours."""

from collections.abc import Mapping

from textual.theme import BUILTIN_THEMES, Theme

from awsobs.present.palettes import MONO, PALETTES, ROLES, SHORT_NAMES, Colour

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


def _colours(name: str) -> dict[str, str]:
    return {role: _spelled(colour) for role, colour in PALETTES[name].items()}


def _spelled(colour: Colour) -> str:
    """A colour as Textual spells it."""
    if isinstance(colour, int):
        return _palette_colour(colour)
    return colour if colour.startswith("#") else f"ansi_{colour}"


def _themes() -> tuple[Theme, ...]:
    dark, light = _colours("awsobs-dark"), _colours("awsobs-light")
    contrast, sixteen = _colours("awsobs-contrast"), _colours("awsobs-16")
    return (
        _theme("awsobs-dark", dark, dark=True),
        _theme("awsobs-light", light, dark=False),
        _theme("awsobs-contrast", contrast, dark=True, attributes="reverse-selection"),
        _theme(MONO, dark, dark=True, attributes="mono"),
        _theme("awsobs-dark-256", _colours("awsobs-dark-256"), dark=True),
        _theme("awsobs-light-256", _colours("awsobs-light-256"), dark=False),
        _theme("awsobs-16", sixteen, dark=True, attributes="reverse-selection"),
    )


THEMES = _themes()


def is_theme(name: str) -> bool:
    """Whether a theme can be asked for by this name."""
    return name in SHORT_NAMES or name in {theme.name for theme in THEMES} | set(BUILTIN_THEMES)


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
