from collections.abc import Callable
from dataclasses import dataclass

from textual.app import App
from textual.widget import Widget

from awsobs_widgets import Guard, ItemList, Row, RowSurface

Stage = Callable[[Widget], App[None]]
Shown = Callable[[RowSurface], list[str]]


@dataclass(frozen=True)
class Thing:
    key: str
    rows: tuple[Row, ...]


def things(*names: str, rows: int = 1) -> list[Thing]:
    return [Thing(name, tuple(((f" {name}{n}", ""),) for n in range(rows))) for name in names]


async def test_notice_stands_above_and_foot_in_the_last_rows(stage: Stage, shown: Shown) -> None:
    items = ItemList()
    async with stage(items).run_test(size=(20, 6)):
        items.show(things("a", "b"), notice=[((" wrong", "fault"),)], foot=[((" foot", "muted"),)])
        assert shown(items) == [" wrong", " a0", " b0", "", "", " foot"]


async def test_the_cursor_shows_only_with_the_focus_and_fills_all_rows_of_its_item(
    stage: Stage, shown: Shown
) -> None:
    items = ItemList()
    async with stage(items).run_test(size=(20, 4)) as pilot:
        items.show(things("a", "b", rows=2))
        items.focus()
        await pilot.pause()
        assert shown(items) == ["▌a0", "▌a1", " b0", " b1"]
        items.blur()
        await pilot.pause()
        assert shown(items)[0] == " a0"


async def test_until_it_is_moved_the_cursor_is_on_the_first_item_whichever_that_is(
    stage: Stage,
) -> None:
    items = ItemList()
    async with stage(items).run_test(size=(20, 4)):
        items.show(things("a", "b"))
        items.show(things("new", "a", "b"))
        assert items.current is not None
        assert items.current.key == "new"


async def test_the_cursor_follows_its_item_over_refreshes(stage: Stage, shown: Shown) -> None:
    items = ItemList()
    async with stage(items).run_test(size=(20, 3)) as pilot:
        items.focus()
        items.show(things(*"abcdefgh"))
        await pilot.press("j", "j", "j", "j")
        before = shown(items)
        items.show(things("new", *"abcdefgh"))
        assert items.current is not None
        assert items.current.key == "e"
        assert shown(items) == before


async def test_where_the_item_of_the_cursor_is_gone_the_cursor_stays_in_the_list(
    stage: Stage, shown: Shown
) -> None:
    items = ItemList()
    async with stage(items).run_test(size=(20, 3)) as pilot:
        items.focus()
        items.show(things(*"abcd"))
        await pilot.press("G")
        items.show(things(*"ab"))
        assert items.current is not None
        assert items.current.key == "b"
        items.show([])
        assert items.current is None
        assert shown(items) == ["", "", ""]


async def test_keys_go_to_the_ends_and_by_pages(stage: Stage, shown: Shown) -> None:
    items = ItemList()
    async with stage(items).run_test(size=(20, 4)) as pilot:
        items.focus()
        items.show(things(*"abcdefghijkl"))
        await pilot.press("G")
        assert shown(items)[-1] == "▌l0"
        await pilot.press("g")
        assert shown(items)[0] == "▌a0"
        await pilot.press("pagedown")
        assert items.cursor == 4
        await pilot.press("ctrl+u")
        assert items.cursor == 2


async def test_a_click_selects_and_the_wheel_scrolls(stage: Stage, shown: Shown) -> None:
    items = ItemList()
    async with stage(items).run_test(size=(20, 4)) as pilot:
        items.show(things(*"abcdefghijkl"))
        await pilot.click(offset=(3, 2))
        assert items.cursor == 2
        items.action_last()
        await pilot.pause()
        assert shown(items)[-1] == "▌l0"


async def test_only_rows_that_changed_are_drawn_again(stage: Stage) -> None:
    items = ItemList()
    async with stage(items).run_test(size=(20, 6)) as pilot:
        items.show(things(*"abcd"))
        await pilot.pause()
        drawn: list[int] = []
        original = items.render_line

        def counted(y: int) -> object:
            drawn.append(y)
            return original(y)

        items.render_line = counted  # type: ignore[method-assign, assignment]  # pyright: ignore[reportAttributeAccessIssue] - counts calls
        changed = things(*"abXd")
        items.show(changed)
        await pilot.pause()
        assert set(drawn) == {2}
        drawn.clear()
        items.show(changed)
        await pilot.pause()
        assert drawn == []


async def test_a_bug_while_rows_are_made_is_told_in_the_list(stage: Stage, shown: Shown) -> None:
    guard = Guard("test")
    items = ItemList(guard=guard)
    async with stage(items).run_test(size=(60, 3)):
        items.show([Thing("bad", (None,))])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - the bug
        assert "✖ pane crashed" in shown(items)[0]
        assert guard.crash is not None
        guard.forget()
        items.show(things("a"))
        assert shown(items)[0] == " a0"
