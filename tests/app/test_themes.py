import pytest
from textual.theme import BUILTIN_THEMES, Theme

from awsobs.app.themes import THEMES, is_theme, variable_defaults
from awsobs.present.palettes import twin_for
from awsobs_widgets import palette_of

BY_NAME = {theme.name: theme for theme in THEMES}
TEXT_ROLES = ("text", "muted", "strong", "accent", "ok", "warning", "error", "fault", "throttle")


def luminance(colour: str) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def colours(theme: Theme) -> dict[str, str]:
    variables = theme.to_color_system().generate() | theme.variables
    names = {"text": "foreground", "error": "client-error"}
    return {role: variables[names.get(role, role)] for role in (*TEXT_ROLES, "background")}


@pytest.mark.parametrize("name", ["awsobs-dark", "awsobs-light", "awsobs-contrast"])
def test_text_is_readable_on_the_background(name: str) -> None:
    known = colours(BY_NAME[name])
    least = 9.0 if name == "awsobs-contrast" else 4.5
    for role in TEXT_ROLES:
        assert contrast(known[role], known["background"]) >= least, role


@pytest.mark.parametrize("theme", [*THEMES, *BUILTIN_THEMES.values()], ids=lambda t: t.name)
def test_every_theme_gives_every_role_a_colour(theme: Theme) -> None:
    generated = theme.to_color_system().generate()
    variables = variable_defaults(generated) | generated | theme.variables
    palette = palette_of(variables)
    for role in (*TEXT_ROLES, "mark", "calm-area", "series-6"):
        assert palette.style(f"{role} on selected") is not None


def test_where_colours_are_few_the_twin_is_used() -> None:
    assert twin_for("awsobs-dark", "256") == "awsobs-dark-256"
    assert twin_for("awsobs-light", "standard") == "awsobs-16"
    assert twin_for("awsobs-dark", "truecolor") == "awsobs-dark"
    assert twin_for("nord", "256") == "nord"


def test_the_twin_has_colours_of_the_palette_alone() -> None:
    assert BY_NAME["awsobs-dark-256"].error == "#FF5F5F"
    assert BY_NAME["awsobs-dark-256"].background == "#121212"


@pytest.mark.parametrize(("name", "known"), [("dark", True), ("nord", True), ("pink", False)])
def test_a_theme_is_known_by_its_name(name: str, known: bool) -> None:
    assert is_theme(name) is known
