from hypothesis import given, strategies as st
from rich.cells import cell_len

from awsobs_widgets.line_changes import Line, changed_cells
from awsobs_widgets.palette import Row

SPAN = st.tuples(st.text(alphabet="ab 漢"), st.sampled_from(["", "fault", "muted"]))
ROW = st.lists(SPAN, max_size=5).map(tuple)


def cells(row: Row, width: int) -> list[tuple[str, str]]:
    """Each cell's character and style; the second half of a wide one is empty."""
    each = [
        part
        for text, style in row
        for character in text
        for part in [(character, style), ("", style)][: cell_len(character)]
    ]
    return (each + [(" ", "blank")] * width)[:width]


@given(ROW, ROW)
def test_every_cell_that_differs_is_in_the_stretch(old: Row, new: Row) -> None:
    stretches = list(changed_cells(Line(old), Line(new), 40))
    before, after = cells(old, 40), cells(new, 40)
    for at in range(40):
        if before[at] != after[at]:
            assert any(start <= at < end for start, end in stretches)


def test_a_clock_costs_a_cell() -> None:
    old = Line(((" awsobs", "strong"), ("  07:45:02", "strong bold"), (" UTC", "muted")))
    new = Line(((" awsobs", "strong"), ("  07:45:03", "strong bold"), (" UTC", "muted")))
    assert list(changed_cells(old, new, 40)) == [(16, 17)]


def test_equal_lines_cost_nothing_and_the_cursor_costs_the_row() -> None:
    line = Line(((" a", ""),))
    assert list(changed_cells(line, line, 40)) == []
    assert list(changed_cells(line, line._replace(selected=True), 40)) == [(0, 40)]
