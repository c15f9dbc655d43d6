from collections.abc import Callable

from textual import on
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from awsobs_widgets import FilterBar, FixedRows, RowSurface

Stage = Callable[[Widget], App[None]]
Shown = Callable[[RowSurface], list[str]]


class Holder(Vertical):
    """Notes what the bar says."""

    def __init__(self) -> None:
        super().__init__()
        self.bar = FilterBar()
        self.said: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        yield self.bar

    @on(FilterBar.Typed)
    def typed(self, event: FilterBar.Typed) -> None:
        self.said.append(("typed", event.text))

    @on(FilterBar.Agreed)
    def agreed(self, event: FilterBar.Agreed) -> None:
        self.said.append(("agreed", event.text))

    @on(FilterBar.GivenUp)
    def given_up(self) -> None:
        self.said.append(("given up", ""))


async def test_it_takes_no_room_until_it_is_edited(stage: Stage) -> None:
    holder = Holder()
    async with stage(holder).run_test(size=(60, 5)) as pilot:
        assert holder.bar.size.height == 0
        holder.bar.edit("")
        await pilot.pause()
        assert holder.bar.size.height == 1


async def test_what_is_typed_is_told_at_once_and_enter_agrees(stage: Stage) -> None:
    holder = Holder()
    async with stage(holder).run_test(size=(60, 5)) as pilot:
        holder.bar.edit("")
        await pilot.press("a", "b", "enter")
        assert holder.said == [("typed", "a"), ("typed", "ab"), ("agreed", "ab")]


async def test_escape_gives_up(stage: Stage) -> None:
    holder = Holder()
    async with stage(holder).run_test(size=(60, 5)) as pilot:
        holder.bar.edit("old")
        await pilot.press("x", "escape")
        assert holder.said == [("typed", "oldx"), ("given up", "")]


async def test_an_error_stands_under_the_place_it_is_about(stage: Stage, shown: Shown) -> None:
    holder = Holder()
    async with stage(holder).run_test(size=(60, 5)) as pilot:
        holder.bar.edit("a (b")
        holder.bar.show_error("nothing closes this (", 2)
        await pilot.pause()
        assert holder.bar.size.height == 2
        error = holder.bar.query_one("#filter-error", FixedRows)
        assert shown(error) == ["     ^ nothing closes this ("]
