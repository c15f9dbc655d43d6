from collections.abc import Callable

from textual import events
from textual.app import App
from textual.widget import Widget

from awsobs_widgets import Guard, LineView, Row, RowSurface

Stage = Callable[[Widget], App[None]]
Shown = Callable[[RowSurface], list[str]]


class Lines:
    """Numbered lines that note which were asked for."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def rows_at(self, index: int, width: int) -> tuple[Row, ...]:
        self.asked.append(index)
        return (((f" line {index}"[:width], ""),),)


async def test_a_view_of_millions_asks_only_for_what_is_in_view(stage: Stage, shown: Shown) -> None:
    lines = Lines()
    view = LineView(lines.rows_at)
    async with stage(view).run_test(size=(20, 4)):
        view.show(3_000_000)
        assert shown(view)[-1] == " line 2999999"
        assert set(lines.asked) == set(range(2_999_996, 3_000_000))


async def test_it_follows_until_the_user_looks_back_and_tells_how_far_it_is_shown(
    stage: Stage, shown: Shown
) -> None:
    view = LineView(Lines().rows_at)
    async with stage(view).run_test(size=(20, 3)) as pilot:
        view.focus()
        view.show(10)
        view.show(12)
        assert shown(view)[-1].endswith("line 11")
        await pilot.press("k")
        view.show(20)
        assert not view.following
        assert view.last_in_view == 11
        assert shown(view)[-1].endswith("line 11")
        await pilot.press("F")
        assert view.following
        assert view.last_in_view == 19
        assert shown(view)[-1].endswith("line 19")


async def test_space_pauses_and_follows_again(stage: Stage, shown: Shown) -> None:
    view = LineView(Lines().rows_at)
    async with stage(view).run_test(size=(20, 3)) as pilot:
        view.focus()
        view.show(10)
        await pilot.press("space")
        view.show(15)
        assert shown(view)[-1].endswith("line 9")
        await pilot.press("space")
        assert shown(view)[-1].endswith("line 14")


async def test_what_is_in_view_stays_when_lines_come_or_go_before_it(stage: Stage) -> None:
    view = LineView(Lines().rows_at)
    async with stage(view).run_test(size=(20, 3)) as pilot:
        view.focus()
        view.show(100)
        await pilot.press("g", *["j"] * 5)
        assert view.cursor == 5
        view.show(98, shift=-2)
        assert view.cursor == 3
        view.show(99, shift=1)
        assert view.cursor == 4


async def test_the_cursor_never_leaves_the_lines(stage: Stage, shown: Shown) -> None:
    view = LineView(Lines().rows_at)
    async with stage(view).run_test(size=(20, 3)) as pilot:
        view.focus()
        view.show(0)
        await pilot.press("j", "k", "G", "g", "pagedown", "enter")
        view.show(5)
        await pilot.press("g", "k")
        assert view.cursor == 0
        view.show(1)
        assert shown(view)[0] == "▌line 0"


async def test_the_wheel_looks_back_and_at_the_end_follows_again(stage: Stage) -> None:
    view = LineView(Lines().rows_at)
    async with stage(view).run_test(size=(20, 3)) as pilot:
        view.show(50)
        view.post_message(wheel(events.MouseScrollUp, view))
        await pilot.pause()
        assert not view.following
        for _ in range(3):
            view.post_message(wheel(events.MouseScrollDown, view))
        await pilot.pause()
        assert view.following


def wheel(kind: type[events.MouseEvent], widget: Widget) -> events.MouseEvent:
    return kind(widget, 1, 1, 0, 0, 0, shift=False, meta=False, ctrl=False)


class TallLines:
    """Every third line takes three rows."""

    def rows_at(self, index: int, width: int) -> tuple[Row, ...]:
        parts = range(3) if index % 3 == 0 else range(1)
        return tuple(((f" {index}.{part}"[:width], ""),) for part in parts)


async def test_a_line_of_several_rows_is_shown_as_far_as_there_is_room(
    stage: Stage, shown: Shown
) -> None:
    view = LineView(TallLines().rows_at)
    async with stage(view).run_test(size=(20, 4)) as pilot:
        view.focus()
        view.show(10)
        assert shown(view) == [" 8.0", " 9.0", " 9.1", " 9.2"]
        await pilot.press("k", "k", "k")
        assert (view.cursor, shown(view)) == (6, ["▌6.0", "▌6.1", "▌6.2", " 7.0"])
        await pilot.press("j", "j")
        assert shown(view) == [" 6.1", " 6.2", " 7.0", "▌8.0"]
        view.show(11)
        assert shown(view) == [" 6.1", " 6.2", " 7.0", "▌8.0"]
        await pilot.press("pageup")
        assert view.cursor == 6
        await pilot.press("g")
        assert shown(view) == ["▌0.0", "▌0.1", "▌0.2", " 1.0"]


async def test_the_wheel_scrolls_by_rows_and_a_click_finds_the_line_of_its_row(
    stage: Stage, shown: Shown
) -> None:
    view = LineView(TallLines().rows_at)
    async with stage(view).run_test(size=(20, 5)) as pilot:
        view.show(30)
        assert shown(view) == [" 27.0", " 27.1", " 27.2", " 28.0", " 29.0"]
        view.post_message(wheel(events.MouseScrollUp, view))
        await pilot.pause()
        assert shown(view) == [" 24.2", " 25.0", " 26.0", " 27.0", " 27.1"]
        assert not view.following
        await pilot.click(offset=(1, 3))
        assert view.cursor == 27
        view.post_message(wheel(events.MouseScrollDown, view))
        await pilot.pause()
        assert view.following


async def test_a_line_that_comes_in_between_moves_the_cursor_and_not_the_top(
    stage: Stage, shown: Shown
) -> None:
    view = LineView(Lines().rows_at)
    async with stage(view).run_test(size=(20, 3)) as pilot:
        view.focus()
        view.show(100)
        await pilot.press("g", *["j"] * 5)
        assert view.top == 3
        view.show(101, shift=1, top_shift=0)
        assert (view.top, view.cursor) == (3, 6)
        assert shown(view)[0] == " line 3"


async def test_a_line_that_is_taller_than_the_view_begins_at_its_top(
    stage: Stage, shown: Shown
) -> None:
    view = LineView(TallLines().rows_at)
    async with stage(view).run_test(size=(20, 2)) as pilot:
        view.focus()
        view.show(8)
        await pilot.press("k")
        assert shown(view) == ["▌6.0", "▌6.1"]
        view.rearrange()
        assert shown(view) == ["▌6.0", "▌6.1"]


async def test_a_bug_in_the_rows_of_a_line_stays_in_the_view(stage: Stage, shown: Shown) -> None:
    def rows_at(index: int, width: int) -> tuple[Row, ...]:
        if index == 0:
            raise ValueError(f"no row in {width}")
        return ((("fine", ""),),)

    guard = Guard("lines")
    view = LineView(rows_at, guard=guard)
    async with stage(view).run_test(size=(60, 2)) as pilot:
        view.focus()
        view.show(5)
        assert guard.crash is None
        await pilot.press("g", "j", "k")
        assert "pane crashed" in shown(view)[0]
