import pytest
from rich.color import Color

from awsobs_widgets import Attributes, Palette, palette_of

COLOURS = {
    "text": "#CFD8E3",
    "faint": "#74859A",
    "muted": "#9AA8B9",
    "fault": "#FF687F",
    "background": "#0D131A",
    "selected": "#17324B",
    "accent": "#559DFF",
}


@pytest.mark.parametrize(
    "name", ["background bold underline on fault", "background on fault underline bold"]
)
def test_a_style_name_is_a_role_with_attributes_and_a_fill(name: str) -> None:
    style = Palette(COLOURS).style(name)
    assert style.color == Color.parse("#0D131A")
    assert style.bgcolor == Color.parse("#FF687F")
    assert style.bold
    assert style.underline


@pytest.mark.parametrize("name", ["", "bold", "no-such-role"])
def test_without_a_role_that_is_known_it_is_text(name: str) -> None:
    assert Palette(COLOURS).style(name).color == Color.parse("#CFD8E3")


def test_on_the_selection_foregrounds_are_kept_and_faint_is_muted() -> None:
    palette = Palette(COLOURS)
    assert palette.style("fault", True).color == Color.parse("#FF687F")
    assert palette.style("fault", True).bgcolor == Color.parse("#17324B")
    assert palette.style("faint", True).color == Color.parse("#9AA8B9")


def test_a_selected_row_has_the_cursor_bar_in_its_first_cell() -> None:
    strip = Palette(COLOURS).strip(((" ", ""), ("✖ ALARM", "fault bold")), True)
    assert strip.text == "▌✖ ALARM"
    assert strip.cell_length == 8


@pytest.mark.parametrize(
    ("name", "bold", "dim", "underline", "reverse"),
    [
        ("fault", True, False, False, False),
        ("muted", False, True, False, False),
        ("throttle", False, False, True, False),
        ("background on fault", True, False, False, True),
        ("text on tint", False, False, False, False),
        ("calm", False, False, False, False),
    ],
)
def test_without_colours_each_role_has_an_attribute(
    name: str, bold: bool, dim: bool, underline: bool, reverse: bool
) -> None:
    style = Palette(COLOURS, Attributes.MONO).style(name)
    attributes = (style.bold, style.dim, style.underline, style.reverse)
    assert tuple(map(bool, attributes)) == (bold, dim, underline, reverse)
    assert style.color is None
    assert style.bgcolor is None


def test_without_colours_the_selection_is_reverse() -> None:
    palette = Palette(COLOURS, Attributes.MONO)
    assert palette.style("muted", True).reverse
    assert not palette.style("muted", True).dim


def test_a_palette_comes_from_the_variables_of_a_theme() -> None:
    palette = palette_of({"foreground": "#010203", "client-error": "ansi_bright_red"})
    assert palette.style("text").color == Color.parse("#010203")
    assert palette.style("error").color == Color.parse("bright_red")
