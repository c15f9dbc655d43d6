"""Mistakes of ours: in a pane, in the screen's loop, in the collector's thread."""

import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("termios")

Open = Callable[..., AbstractContextManager[Any]]
LEFT = b"\x1b[?1049l"
SECRET = "AKIAIOSFODNN7EXAMPLE"
FAIL = f"""
def fail(*_, **__):
    password = {SECRET!r}
    raise ValueError("password=hunter2hunter2 and " + password)
"""


@pytest.mark.fault("X1")
def test_a_mistake_in_one_pane_stays_there(open_terminal: Open) -> None:
    code = FAIL + "import awsobs.app.panes.trail as pane; pane.trail_view = fail"
    with open_terminal(code=code) as terminal:
        terminal.shows("pane crashed")
        terminal.shows("refuses connections")
        terminal.press(b"4")
        terminal.shows("━ 4 TRAIL")
        terminal.press(b"\x1bOQ")
        terminal.shows("Traceback")
        terminal.press(b"\x1b")
        terminal.hides("Traceback")
        terminal.press(b"q")
        assert terminal.end() == 0


@pytest.mark.fault("X2")
@pytest.mark.parametrize(
    ("code", "keys"),
    [
        ("import awsobs.app.console as c; c.Console.action_health = fail", b"!"),
        ("import awsobs.app.console as c; c.Console.get_line_filters = fail", b""),
        ("import awsobs.collecting.collector as c; c.Collector._main = fail", b""),
        ("import awsobs.app.output as o; o.TerminalOutput.flush = fail", b""),
        ("import awsobs.app.keyboard as k; k.Keyboard.feed = fail", b"x"),
        ("import awsobs.cli as c; c.settings_from = fail", b""),
    ],
    ids=["key", "drawing", "collector", "output", "input", "start"],
)
def test_any_other_mistake_ends_it_with_a_line_and_a_file(
    open_terminal: Open, tmp_path: Path, code: str, keys: bytes
) -> None:
    with open_terminal(code=FAIL + code) as terminal:
        if keys:
            terminal.shows("cockpit ▸ alarms")
            terminal.press(keys)
        assert terminal.end() == 1
        words = bytes(terminal.output).rpartition(LEFT)[2]
    assert words.count(b"awsobs: a mistake of ours: ValueError") == 1
    assert b"Traceback" not in words
    (file,) = (tmp_path / "state" / "awsobs").glob("crash-*.txt")
    assert str(file) in words.decode().replace("\r\n", "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    told = file.read_text()
    assert "in fail" in told
    for secret in (SECRET, "hunter2hunter2"):
        assert secret not in told + words.decode()
