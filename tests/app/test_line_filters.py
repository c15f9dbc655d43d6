from hypothesis import given, strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from awsobs.app.line_filters import AsciiFilter, MonoFilter, SafeTextFilter
from awsobs.domain.safe_text import safe_text

BLACK = Color(0, 0, 0)


@given(st.text())
def test_no_control_or_bidi_character_passes_and_the_cells_stay(text: str) -> None:
    (segment,) = SafeTextFilter(safe_text).apply([Segment(text)], BLACK)
    assert safe_text(segment.text) == segment.text
    if segment.text != text:
        assert cell_len(segment.text) == cell_len(text)


def test_markup_is_text() -> None:
    segments = [Segment("[red]x[/] [@click=app.quit]y[/]")]
    assert SafeTextFilter(safe_text).apply(segments, BLACK) == segments


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cf", "Cs", "Mn", "Me"])))
def test_in_ascii_mode_nothing_else_is_drawn_and_each_cell_stays_one(text: str) -> None:
    (segment,) = AsciiFilter().apply([Segment(text)], BLACK)
    assert segment.text.isascii()
    assert cell_len(segment.text) == cell_len(text)


def test_the_glyphs_of_the_design_have_their_ascii_twins() -> None:
    (segment,) = AsciiFilter().apply([Segment("✖▲✔↯●○◆◇↑↓→−▌▎┃╌┊×…│┬┴─━▁▂▃▄▅▆▇")], BLACK)
    assert segment.text == "X^+~*o*o^v>->||-:x~|++-=_,-:=+#"


def test_without_colour_only_attributes_are_left() -> None:
    style = Style(color="red", bgcolor="blue", bold=True, reverse=True)
    (segment,) = MonoFilter().apply([Segment("x", style)], BLACK)
    assert segment.style == Style(bold=True, reverse=True)
