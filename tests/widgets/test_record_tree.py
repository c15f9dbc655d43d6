from collections.abc import Callable

from textual.app import App
from textual.widget import Widget

from awsobs_widgets import RecordTree, RowSurface

Stage = Callable[[Widget], App[None]]
Shown = Callable[[RowSurface], list[str]]


async def test_a_record_is_open_to_a_few_levels_and_enter_closes_a_branch(
    stage: Stage, shown: Shown
) -> None:
    tree = RecordTree(str)
    async with stage(tree).run_test(size=(40, 8)) as pilot:
        tree.focus()
        tree.show_record({"who": {"type": "Root", "tags": [1, 2]}, "ok": True})
        await pilot.pause()
        assert shown(tree)[:2] == ["▌− who  2 keys", "     type  Root"]
        assert "ok  yes" in [line.strip() for line in shown(tree)]
        await pilot.press("enter")
        assert [line.strip(" ▌") for line in shown(tree)[:2]] == ["+ who  2 keys", "ok  yes"]
        await pilot.press("l")
        assert "type" in shown(tree)[1]


async def test_text_from_outside_is_made_safe(stage: Stage, shown: Shown) -> None:
    tree = RecordTree(lambda text: text.replace("\x1b", "?"))
    async with stage(tree).run_test(size=(40, 3)):
        tree.show_record({"na\x1bme": "va\x1blue"})
        assert shown(tree)[0].strip() == "na?me  va?lue"


async def test_a_long_value_is_wrapped_and_what_is_left_out_is_counted(
    stage: Stage, shown: Shown
) -> None:
    tree = RecordTree(str)
    async with stage(tree).run_test(size=(60, 20)):
        tree.show_record({"m": "x" * 1_000_000})
        assert "characters more" in shown(tree)[12]


async def test_a_long_value_is_read_in_slices_that_miss_nothing(stage: Stage, shown: Shown) -> None:
    text = "".join(f"{number:07} " for number in range(2_000))
    tree = RecordTree(str)
    async with stage(tree).run_test(size=(71, 20)) as pilot:
        tree.focus()
        tree.show_record({"m": text, "n": 1})
        read: list[str] = []
        while True:
            rows = [row for row in shown(tree) if row.strip() and "  n  1" not in row]
            read += [row[6:].strip() for row in rows if "characters" not in row]
            if "→" not in "".join(rows):
                break
            await pilot.press("right")
        assert "".join(read).replace(" ", "") == text.replace(" ", "")
        for _ in range(30):
            await pilot.press("left")
        assert "0000000" in shown(tree)[0]


async def test_a_record_without_an_end_does_not_hang(stage: Stage, shown: Shown) -> None:
    loop: dict[str, object] = {}
    loop["self"] = loop
    tree = RecordTree(str)
    async with stage(tree).run_test(size=(40, 10)) as pilot:
        tree.focus()
        tree.show_record(loop)
        await pilot.press("G", "enter", "G", "enter")
        assert "self" in shown(tree)[0]


async def test_rows_of_the_pane_stand_above_the_tree(stage: Stage, shown: Shown) -> None:
    tree = RecordTree(str)
    async with stage(tree).run_test(size=(40, 4)):
        tree.show_record({"a": None}, lambda width: [((f" HEAD {width}", "strong"),)])
        assert [line.strip() for line in shown(tree)[:2]] == ["HEAD 39", "a  –"]
