from hypothesis import given, strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from awsobs.app.line_filters import AccountFilter, AsciiFilter, MonoFilter, SafeTextFilter
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


def test_account_numbers_are_short_and_nothing_beside_them_moves() -> None:
    segments = [
        Segment("arn:aws:sns:eu-west-1:1234"),
        Segment("56789012:oncall "),
        Segment("account 123456789012"),
        Segment("│"),
    ]
    shown = AccountFilter(lambda: ()).apply(segments, BLACK)
    assert [cell_len(one.text) for one in shown] == [cell_len(one.text) for one in segments]
    assert (
        "".join(one.text for one in shown[:2]).replace(" ", "")
        == "arn:aws:sns:eu-west-1:1234:oncall"
    )
    assert [one.text for one in shown[2:]] == ["account 1234…9012   ", "│"]


def test_the_account_that_is_looked_at_is_short_wherever_it_stands() -> None:
    (shown,) = AccountFilter(lambda: ["123456789012"]).apply([Segment("logs-123456789012 ")], BLACK)
    assert shown.text == "logs-1234…9012    "
