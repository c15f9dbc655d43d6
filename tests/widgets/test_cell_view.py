from collections.abc import Callable

from hypothesis import given, strategies as st
from rich.cells import cell_len
from textual.app import App
from textual.widget import Widget

from awsobs_widgets import CellView, RowSurface
from awsobs_widgets.cell_view import cropped

Stage = Callable[[Widget], App[None]]
Shown = Callable[[RowSurface], list[str]]


async def test_a_drawing_pans_both_ways_and_stays_in_view(stage: Stage, shown: Shown) -> None:
    view = CellView()
    async with stage(view).run_test(size=(10, 3)) as pilot:
        view.focus()
        view.show([((f"{row}" + "abcdefghijklmnopqrs", ""),) for row in range(6)])
        await pilot.press("j", "l")
        assert shown(view) == ["hijklmnopq"] * 3
        await pilot.press(*["j"] * 9, *["l"] * 9)
        assert shown(view) == ["jklmnopqrs"] * 3
        await pilot.press("g")
        assert shown(view)[0] == "0abcdefghi"


@given(st.text(alphabet="ab漢字é"), st.integers(0, 20), st.integers(1, 20))
def test_a_crop_never_takes_more_cells_than_it_may(text: str, left: int, width: int) -> None:
    row = cropped(((text, ""), (text, "fault")), left, width)
    total = 2 * cell_len(text)
    assert sum(cell_len(part) for part, _ in row) == max(0, min(width, total - left))
