from collections.abc import Callable

from textual import events
from textual.app import App
from textual.widget import Widget

from awsobs_widgets import LineView, Row, RowSurface

Stage = Callable[[Widget], App[None]]
Shown = Callable[[RowSurface], list[str]]


class Lines:
    """Numbered lines that note which were asked for."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def row_at(self, index: int, width: int) -> Row:
        self.asked.append(index)
        return ((f" line {index}"[:width], ""),)


async def test_a_view_of_millions_asks_only_for_what_is_in_view(stage: Stage, shown: Shown) -> None:
    lines = Lines()
    view = LineView(lines.row_at)
    async with stage(view).run_test(size=(20, 4)):
        view.show(3_000_000)
        assert shown(view)[-1] == " line 2999999"
        assert set(lines.asked) == set(range(2_999_996, 3_000_000))


async def test_it_follows_until_the_user_looks_back_and_tells_how_far_it_is_shown(
    stage: Stage, shown: Shown
) -> None:
    view = LineView(Lines().row_at)
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
    view = LineView(Lines().row_at)
    async with stage(view).run_test(size=(20, 3)) as pilot:
        view.focus()
        view.show(10)
        await pilot.press("space")
        view.show(15)
        assert shown(view)[-1].endswith("line 9")
        await pilot.press("space")
        assert shown(view)[-1].endswith("line 14")


async def test_what_is_in_view_stays_when_lines_come_or_go_before_it(stage: Stage) -> None:
    view = LineView(Lines().row_at)
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
    view = LineView(Lines().row_at)
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
    view = LineView(Lines().row_at)
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
