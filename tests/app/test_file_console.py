"""The console on files: nothing but their lines, and no account."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from awsobs.app.console import Console
from awsobs.app.panes.logs import LogsPane
from awsobs.app.screens.cockpit import CockpitScreen
from awsobs.collecting.collector import Collector
from awsobs.domain.clock import FrozenClock, SystemClock
from awsobs.domain.logs import Level, LogEvent
from awsobs.settings import Settings
from awsobs.store.memory import Memory

Until = Callable[[Callable[[], object]], Awaitable[None]]
_PIPED = """
import os
out, into = os.pipe()
os.write(into, b"2026-03-01T07:30:00Z ERROR from the pipe\\n" * 3)
os.dup2(out, 0)
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    path = tmp_path / "app.log"
    path.write_text("2026-03-01T07:30:00Z INFO one\n2026-03-01T07:31:00Z ERROR two\n")
    return Settings(log_files=(str(path),), mode="file", pane="logs")


async def test_a_file_fills_the_logs_and_nothing_else(settings: Settings, until: Until) -> None:
    memory, clock = Memory(), SystemClock()
    console = Console(settings, memory, clock, lambda: Collector(settings, memory, clock))
    async with console.run_test(size=(120, 40)) as pilot:
        await until(lambda: len(memory.logs) == 2)
        cockpit = console.screen
        assert isinstance(cockpit, CockpitScreen)
        await pilot.press("3", "z", "tab", "escape")
        assert (cockpit.zoomed, cockpit.focused_pane.NAME) == ("logs", "logs")
        assert set(memory.feeds.states()) == {"logs"}


async def test_rows_tell_of_the_file_and_not_of_the_last_half_hour(
    settings: Settings, clock: FrozenClock, screen: Callable[[Console], str]
) -> None:
    memory = Memory()
    memory.logs.extend(
        LogEvent(
            timestamp=at * 1000,
            ingestion_time=0,
            group="a.log",
            stream="a",
            message="x",
            level=Level.ERROR if at else Level.INFO,
        )
        for at in (0, 86_400)
    )
    console = Console(settings, memory, clock)
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        rows = screen(console).splitlines()
        assert "● FILE" in rows[0]
        assert "read-only" not in rows[0]
        assert " 2 lines   1 error" in rows[1]
        assert rows[1].rstrip().endswith("1970-01-01 00:00:00 to 1970-01-02 00:00:01")
        assert "lag" not in rows[4]


def test_keys_come_from_the_terminal_while_lines_come_through_stdin(open_terminal: Any) -> None:
    with open_terminal("logs", "-", "--no-config", code=_PIPED) as terminal:
        terminal.shows("from the pipe")
        terminal.shows("3 errors")
        terminal.press(b"/nothing")
        terminal.shows("hides all 3")
        terminal.press(b"\x1b\x11")
        assert terminal.end() == 0


def test_a_dash_without_a_pipe_is_refused(open_terminal: Any) -> None:
    with open_terminal("logs", "-", "--no-config") as terminal:
        assert terminal.end() == 2
        assert b"- reads what is piped in: command | awsobs logs -" in terminal.output


async def test_seeking_a_level_lands_on_its_line(
    settings: Settings, until: Until, screen: Callable[[Console], str]
) -> None:
    memory, clock = Memory(), SystemClock()
    console = Console(settings, memory, clock, lambda: Collector(settings, memory, clock))
    async with console.run_test(size=(120, 40)) as pilot:
        await until(lambda: len(memory.logs) == 2)
        pane = console.screen.query_one(LogsPane)
        await until(lambda: "INF" in screen(console))
        await pilot.press("g", "e")
        record = pane.record
        assert isinstance(record, LogEvent)
        assert record.message.endswith("two")


async def test_patterns_tell_the_second_half_of_a_file_against_its_first(
    settings: Settings, clock: FrozenClock, screen: Callable[[Console], str]
) -> None:
    memory = Memory()
    memory.logs.extend(
        LogEvent(
            timestamp=at * 1000,
            ingestion_time=0,
            group="a.log",
            stream="a",
            message="connection refused" if at > 80 else "request done",
            level=Level.ERROR if at > 80 else Level.INFO,
        )
        for at in range(100)
    )
    console = Console(settings, memory, clock)
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press("P")
        await console.workers.wait_for_complete()
        await pilot.pause()
        (new,) = (row for row in screen(console).splitlines() if "NEW" in row)
        assert "ERR connection refused" in new
        await pilot.press("escape")
        await pilot.pause()
        assert " ERR 19 " in screen(console)


async def test_files_of_a_trail_fill_the_trail_and_nothing_else(
    tmp_path: Path, until: Until, screen: Callable[[Console], str]
) -> None:
    path = tmp_path / "records.jsonl"
    lines = (
        f'{{"eventID": "e{n}", "eventTime": "2026-03-0{n}T07:30:00Z", "eventName": "PutThing{n}"}}'
        for n in range(1, 4)
    )
    path.write_text("\n".join(lines))
    settings = Settings(trail_files=(str(path),), mode="file", pane="trail")
    memory, clock = Memory(), SystemClock()
    console = Console(settings, memory, clock, lambda: Collector(settings, memory, clock))
    async with console.run_test(size=(120, 40)) as pilot:
        await until(lambda: len(memory.trail.events()) == 3)
        await pilot.press("3", "z", "tab", "escape")
        cockpit = console.screen
        assert isinstance(cockpit, CockpitScreen)
        assert (cockpit.zoomed, cockpit.focused_pane.NAME) == ("trail", "trail")
        assert set(memory.feeds.states()) == {"trail"}
        await until(lambda: "100 % covered 2026-03-01–2026-03-03" in screen(console))
        shown = screen(console)
        assert "3 events" in shown
        assert shown.index("PutThing3") < shown.index("PutThing1")
        await pilot.press("enter")
        await until(lambda: "CALLER" in screen(console))
