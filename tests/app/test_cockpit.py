from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from textual import events
from textual.pilot import Pilot
from textual.strip import Strip

from awsobs.app.console import Console
from awsobs.app.panes.pane import Pane
from awsobs.app.screens.alarm import AlarmScreen
from awsobs.app.screens.cockpit import CockpitScreen
from awsobs.app.screens.health import HealthScreen
from awsobs.app.screens.help import HelpScreen
from awsobs.app.screens.record import RecordScreen
from awsobs.app.tick import Beat, Tick
from awsobs.domain.clock import FrozenClock
from awsobs.domain.logs import LogEvent
from awsobs.present.searchable import ALARMS
from awsobs.store.memory import Memory
from awsobs_widgets import RowSurface

Text = Callable[[Console], str]
Until = Callable[[Callable[[], object]], Awaitable[None]]
NAMED_KEYS = {"\r": "enter", ":": "colon", "/": "slash"}
FIVE = ("3 ALARMS", "2 METRICS", "1 LOGS", "4 TRAIL", "5 MAP")


def cockpit(console: Console) -> CockpitScreen:
    screen = console.screen_stack[0]
    assert isinstance(screen, CockpitScreen)
    return screen


async def settled(pilot: Pilot[None]) -> None:
    """Let layout, resize and the refreshes that follow them have their turn."""
    for _ in range(3):
        await pilot.pause()


async def typed(pilot: Pilot[None], text: str) -> None:
    """Paste a text where the keys go, which takes no time."""
    pilot.app.screen.post_message(events.Paste(text))
    await pilot.pause()


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (200, 50)])
async def test_all_five_panes_stand_between_status_and_footer(
    console: Console, screen: Text, size: tuple[int, int]
) -> None:
    async with console.run_test(size=size) as pilot:
        await settled(pilot)
        rows = screen(console).split("\n")
        assert "awsobs" in rows[0]
        assert "07:45:02" in rows[0]
        assert all(any(title in row for row in rows) for title in FIVE)
        assert "checkout-5xx-rate" in screen(console)
        assert "order=199" in screen(console)
        assert "UpdateFunction" in screen(console)
        assert "keys" in rows[-1]
        assert len(rows) <= size[1]


async def test_a_small_screen_shows_one_pane_and_a_strip(console: Console, screen: Text) -> None:
    async with console.run_test(size=(60, 20)) as pilot:
        await settled(pilot)
        assert "3 ALARMS" in screen(console)
        assert "1 LOGS" not in screen(console)
        await pilot.press("1")
        await settled(pilot)
        assert "1 LOGS" in screen(console)
        assert "3 ALARMS" not in screen(console)


@pytest.mark.parametrize("size", [(30, 8), (10, 3), (1, 1)])
async def test_a_tiny_screen_shows_one_line_and_takes_every_key(
    console: Console, size: tuple[int, int]
) -> None:
    async with console.run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press("1", "z", "slash", "x", "escape", "j", "question_mark", "escape")
        await pilot.press("colon", "escape", "enter", "escape")
        await settled(pilot)
        assert console.return_code is None


async def test_sizes_may_change_at_any_moment(console: Console, screen: Text) -> None:
    sizes = [
        (1, 1),
        (200, 50),
        (40, 10),
        (80, 24),
        (3, 60),
        (500, 3),
        (39, 9),
        (160, 44),
        (120, 40),
    ]
    async with console.run_test(size=(120, 40)) as pilot:
        for number, (width, height) in enumerate(sizes):
            await pilot.resize_terminal(width, height)
            await pilot.press("12345z"[number % 6])
        await pilot.press("escape", "3")
        await settled(pilot)
        assert "3 ALARMS" in screen(console)


@pytest.mark.parametrize(
    ("key", "name"), [("1", "logs"), ("2", "metrics"), ("4", "trail"), ("5", "map")]
)
async def test_a_number_focuses_its_pane_and_again_zooms(
    console: Console, key: str, name: str
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press(key)
        await settled(pilot)
        assert name == cockpit(console).focused_pane.NAME
        assert cockpit(console).zoomed is None
        await pilot.press(key)
        await settled(pilot)
        assert cockpit(console).zoomed == name
        shown = [pane.NAME for pane in console.screen.query(Pane) if pane.display]
        assert shown == [name]
        await pilot.press("escape")
        assert cockpit(console).zoomed is None


async def test_tab_goes_round_all_panes(console: Console) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        seen: list[str] = []
        for _ in range(5):
            await pilot.press("tab")
            seen.append(cockpit(console).focused_pane.NAME)
        assert seen == ["trail", "map", "logs", "metrics", "alarms"]
        await pilot.press("shift+tab")
        assert cockpit(console).focused_pane.NAME == "metrics"


async def test_a_click_focuses_the_pane_under_it(console: Console) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.click(offset=(10, 15))
        await settled(pilot)
        assert cockpit(console).focused_pane.NAME == "logs"


async def test_a_filter_narrows_its_pane_and_escape_clears_it(
    console: Console, screen: Text
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press("1", "slash")
        await typed(pilot, "order=19")
        await pilot.press("enter")
        await settled(pilot)
        assert "order=199" in screen(console)
        assert "order=180" not in screen(console)
        assert "[local]" in screen(console)
        await pilot.press("escape")
        await settled(pilot)
        assert "order=189" in screen(console)
        assert "[local]" not in screen(console)


async def test_a_filter_that_is_wrong_is_told_and_the_old_one_stays(
    console: Console, screen: Text
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press("1", "slash")
        await typed(pilot, "order=19")
        await pilot.press("enter", "slash")
        await typed(pilot, " (")
        await settled(pilot)
        assert "too early" in screen(console)
        assert cockpit(console).focused_pane.filter_text.strip() == "order=19"
        await pilot.press("escape")
        await settled(pilot)
        assert cockpit(console).focused_pane.filter_text == "order=19"
        assert "too early" not in screen(console)


async def test_fields_of_a_pane_can_be_asked_for(console: Console, screen: Text) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press("4", "slash")
        await typed(pilot, "user:alice")
        await pilot.press("enter")
        await settled(pilot)
        assert "PutRolePolicy" in screen(console)
        assert "UpdateFunction" not in screen(console)


async def test_enter_opens_the_alarm_v_its_record_and_escape_comes_back(
    console: Console, screen: Text
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(console.screen, AlarmScreen)
        for words in ("STATES last 14 days", "WHY", "WHO IS TOLD", "WHAT IT WATCHES"):
            assert words in screen(console)
        assert "acked nobody" in screen(console)
        await pilot.press("a")
        await settled(pilot)
        assert "acked here" in screen(console)
        await pilot.press("v")
        await settled(pilot)
        assert isinstance(console.screen, RecordScreen)
        assert "AlarmName" in screen(console)
        await pilot.press("escape")
        assert "07:45:02" in screen(console)
        await pilot.press("escape")
        assert console.screen is cockpit(console)


@pytest.mark.parametrize("key", ["question_mark", "f1"])
async def test_help_names_every_key_that_works_here(
    console: Console, screen: Text, key: str
) -> None:
    async with console.run_test(size=(120, 44)) as pilot:
        await settled(pilot)
        await pilot.press(key)
        await settled(pilot)
        assert isinstance(console.screen, HelpScreen)
        text = screen(console)
        for words in ("IN ALARMS", "zoom", "filter", "back to live", "palette", "quit", "MARKS"):
            assert words in text
        assert "FILTERS in ALARMS" in text
        assert "fields name state metric" in text
        assert all(example in text for example, _ in ALARMS.examples)
        await pilot.press("escape")
        assert console.screen is cockpit(console)


async def test_the_command_line_focuses_panes_and_narrows_the_window(console: Console) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press("colon")
        await typed(pilot, "trail")
        await pilot.press("enter")
        await settled(pilot)
        assert cockpit(console).focused_pane.NAME == "trail"
        await pilot.press("colon")
        await typed(pilot, "window 1h")
        await pilot.press("enter")
        await settled(pilot)
        assert console.scene.shown().width.total_seconds() == 3600


async def test_keys_that_are_typed_ahead_go_where_they_will_belong(console: Console) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        type_ahead(console, ":health\r")
        await settled(pilot)
        assert isinstance(console.screen, HealthScreen)
        await pilot.press("escape")
        type_ahead(console, "4/alice\r")
        await settled(pilot)
        assert cockpit(console).pane("trail").filter_text == "alice"
        type_ahead(console, "1//order=1.9/\r")
        await settled(pilot)
        assert cockpit(console).pane("logs").filter_text == "/order=1.9/"


def type_ahead(console: Console, text: str) -> None:
    """Send keys as fast as a terminal may."""
    for character in text:
        key = NAMED_KEYS.get(character, character)
        console.post_message(events.Key(key, character))


async def test_a_command_that_cannot_be_done_says_why(console: Console, screen: Text) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press("colon")
        await typed(pilot, "window soon")
        await pilot.press("enter")
        await settled(pilot)
        assert "soon is no width" in screen(console)


async def test_the_palette_runs_what_is_chosen(console: Console) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press("ctrl+p")
        await typed(pilot, "heal")
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(console.screen, HealthScreen)


@pytest.mark.parametrize("keys", [["q"], ["ctrl+q"], ["colon", "q", "enter"]])
async def test_the_program_can_be_left(console: Console, keys: list[str]) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press(*keys)
        await settled(pilot)
    assert console.return_code == 0


async def test_interrupt_leaves_the_second_time(console: Console, clock: FrozenClock) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press("ctrl+c")
        assert console.return_code is None
        await pilot.press("ctrl+c")
        await settled(pilot)
    assert console.return_code == 130


async def test_keys_of_time_change_the_one_window(console: Console) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        width = console.scene.shown().width
        await pilot.press("left_square_bracket")
        assert not console.scene.window.live
        assert console.scene.shown().width == width
        await pilot.press("right_curly_bracket")
        assert console.scene.shown().width > width
        await pilot.press("0")
        assert console.scene.window.live


async def test_a_bug_in_one_pane_leaves_the_others_alive(
    console: Console, screen: Text, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        trail = cockpit(console).pane("trail")

        def broken(width: int, height: int) -> object:
            raise RuntimeError(f"no view for {width} by {height}")

        with monkeypatch.context() as patched:
            patched.setattr(trail, "update_body", broken)
            trail.refresh_view()
            await settled(pilot)
            assert "✖ pane crashed" in screen(console)
            assert "checkout-5xx-rate" in screen(console)
            await pilot.press("4", "f2")
            await settled(pilot)
            assert "no view for" in screen(console)
            await pilot.press("escape")
        trail.refresh_view()
        await settled(pilot)
        assert "✖ pane crashed" not in screen(console)
        assert "PutRolePolicy" in screen(console)


HOSTILE = "\x1b]52;c;RVZJTA==\x07 \x9b31m \u202eevil [red]x[/red] [@click=app.quit]y[/]"


async def test_hostile_text_never_reaches_the_screen_as_it_is(
    console: Console, screen: Text, memory: Memory
) -> None:
    newest = memory.logs.newest or 0
    memory.logs.extend(
        [LogEvent(timestamp=newest + 1, ingestion_time=0, group="/g", stream="s", message=HOSTILE)]
    )
    async with console.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        text = screen(console)
        assert "[red]x[/red] [@click=app.quit]y[/]" in text
        assert not any(character in text for character in "\x1b\x9b\x07\u202e")


async def test_lines_that_arrive_are_shown_by_the_next_beat(
    console: Console,
    screen: Text,
    memory: Memory,
    clock: FrozenClock,
    until: Until,
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        newest = memory.logs.newest or 0
        line = LogEvent(
            timestamp=newest + 1, ingestion_time=0, group="/g", stream="s", message="fresh line"
        )
        memory.logs.extend([line])
        clock.advance(timedelta(seconds=1))
        await until(lambda: "fresh line" in screen(console))


async def test_without_a_change_nothing_is_drawn(
    console: Console, monkeypatch: pytest.MonkeyPatch, until: Until
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        looks: list[Beat] = []
        drawn: list[int] = []
        look, draw = Tick.beat, RowSurface.render_line

        def looking(tick: Tick) -> Beat:
            looks.append(look(tick))
            return looks[-1]

        def drawing(surface: RowSurface, y: int) -> Strip:
            drawn.append(y)
            return draw(surface, y)

        monkeypatch.setattr(Tick, "beat", looking)
        await until(lambda: len(looks) > 2)
        monkeypatch.setattr(RowSurface, "render_line", drawing)
        await until(lambda: len(looks) > 6)
        assert all(beat.is_empty for beat in looks[3:])
        assert drawn == []
