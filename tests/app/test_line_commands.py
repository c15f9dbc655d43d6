"""How lines are shown, and where in them the user stands, by keys and by commands."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.app.panes.logs import LogsPane
from awsobs.store.memory import Memory

Text = Callable[[Console], str]
Settled = Callable[[Pilot[None]], Awaitable[None]]


async def said(pilot: Pilot[None], settled: Settled, command: str) -> None:
    await pilot.press("colon", *("space" if letter == " " else letter for letter in command))
    await pilot.press("enter")
    await settled(pilot)


def told(console: Console) -> list[str]:
    return [one.message for one in console._notifications]  # pyright: ignore[reportPrivateUsage] - there is no public way


async def test_keys_change_how_lines_look_and_change_it_back(
    console: Console, memory: Memory, screen: Text, settled: Settled
) -> None:
    newest = memory.logs.event(len(memory.logs) - 1)
    memory.logs.extend([replace(newest, message="x" * 300 + "END", event_id="long")])
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press("1", "z")
        await settled(pilot)
        assert "END" not in screen(console)
        await pilot.press("ctrl+w")
        await settled(pilot)
        assert "wrapped" in screen(console)
        assert "END" in screen(console)
        await pilot.press("ctrl+w", "l")
        await settled(pilot)
        assert "from cell 17" in screen(console)
        await pilot.press("h", "t", "t")
        await settled(pilot)
        assert "ages" in screen(console)
        await said(pilot, settled, "times utc")
        assert "ages" not in screen(console)
        await pilot.press("m")
        await settled(pilot)
        assert "1 mark" in screen(console)


async def test_the_histogram_is_there_in_a_zoomed_view_until_it_is_hidden(
    console: Console, screen: Text, settled: Settled
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert "in window, per" not in screen(console)
        await pilot.press("1", "z")
        await settled(pilot)
        assert "in window, per" in screen(console)
        assert "ERR 40" in screen(console)
        await pilot.press("i")
        await settled(pilot)
        assert "in window, per" not in screen(console)


@pytest.mark.parametrize(("size", "zoom"), [((80, 24), ["z"]), ((120, 40), [])])
async def test_where_room_is_short_the_histogram_comes_by_wish_only(
    console: Console, screen: Text, settled: Settled, size: tuple[int, int], zoom: list[str]
) -> None:
    async with console.run_test(size=size) as pilot:
        await pilot.press("1", *zoom)
        await settled(pilot)
        assert "in window, per" not in screen(console)
        await pilot.press("i")
        await settled(pilot)
        assert "in window, per" in screen(console)
        await pilot.press("i")
        await settled(pilot)
        assert "in window, per" not in screen(console)


async def test_a_time_leads_to_its_line(console: Console, screen: Text, settled: Settled) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press("1", "g")
        await settled(pilot)
        pane = console.screen_stack[0].query_one(LogsPane)
        oldest = pane.crumb
        await pilot.press("T", "minus", *"10s", "enter")
        await settled(pilot)
        assert pane.crumb > oldest
        assert "paused" in screen(console)
        await pilot.press("T", "minus", *"9h", "enter")
        await settled(pilot)
        assert "is outside of" in screen(console)
        await pilot.press("escape", "T", *"noon", "enter")
        await settled(pilot)
        assert "noon is no time" in screen(console)


async def test_columns_are_taken_from_json_lines_and_given_back(
    console: Console, memory: Memory, screen: Text, settled: Settled
) -> None:
    newest = memory.logs.event(len(memory.logs) - 1)
    text = '{"message": "paid", "order": {"total": 7041}, "shop": "north"}'
    memory.logs.extend([replace(newest, message=text, event_id="json")])
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press("1", "z")
        await settled(pilot)
        await pilot.press("colon", *"columns", "space")
        await settled(pilot)
        assert "columns order.total" in screen(console)
        await pilot.press("escape")
        await said(pilot, settled, "columns order.total shop")
        assert "7041" in screen(console)
        assert "north" in screen(console)
        assert "columns: order.total, shop" in told(console)
        await said(pilot, settled, "columns none")
        assert told(console)[-1] == "taken away: order.total, shop"
        await said(pilot, settled, "columns nowhere")
        assert told(console)[-1] == "columns: nowhere; no line around has nowhere"
        await said(pilot, settled, "columns")
        await said(pilot, settled, "wrap")
        assert "7041" not in screen(console).split("order={")[0]


@pytest.mark.parametrize(
    ("command", "why"),
    [("times noon", "no such time as noon"), ("columns a b c d e f g h i", "at most 8")],
)
async def test_what_cannot_be_shown_is_refused_in_place(
    console: Console, screen: Text, settled: Settled, command: str, why: str
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await said(pilot, settled, command)
        assert why in screen(console)
