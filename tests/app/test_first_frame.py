"""What is shown before anything is known, and what becomes of keys that are typed by then."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from awsobs.present.rows import text_of
from awsobs.present.skeleton import skeleton

pytest.importorskip("termios")

Open = Callable[..., AbstractContextManager[Any]]
ENTER, LEFT, CLEAR = b"\x1b[?1049h", b"\x1b[?1049l", b"\x1b[2J"


def test_the_console_goes_on_from_it_without_a_flash(open_terminal: Open) -> None:
    with open_terminal() as terminal:
        terminal.read_until(b"MAP")
        headers = [row for row in terminal.rows() if re.search(r"\d [A-Z]{3}", row)]
        assert len(headers) == 3
        while "cockpit ▸ alarms" not in "".join(terminal.rows()):
            terminal.read()
            shown = "\n".join(terminal.rows())
            assert all(title in shown for title in ("LOGS", "METRICS", "ALARMS", "TRAIL", "MAP"))
        assert terminal.output.count(ENTER) == terminal.output.count(CLEAR) == 1
        terminal.press(b"q")
        assert terminal.end() == 0


def test_it_shows_what_the_skeleton_says(open_terminal: Open) -> None:
    with open_terminal("alarms", "--theme", "light") as terminal:
        terminal.read_until(b"\x1b[0m")
        rows = terminal.rows()
        for x, y, row in skeleton(120, 40):
            assert rows[y][x:].startswith(text_of(row))
        assert b"48;2;251;250;247" in terminal.output
        terminal.press(b"q")
        assert terminal.end() == 0


def test_a_pane_that_is_asked_for_has_the_focus_at_once(open_terminal: Open) -> None:
    with open_terminal("trail") as terminal:
        terminal.shows("━ 4 TRAIL")
        terminal.shows("cockpit ▸ trail")
        terminal.press(b"q")
        assert terminal.end() == 0


def test_keys_that_are_typed_meanwhile_reach_the_console_unseen(open_terminal: Open) -> None:
    with open_terminal() as terminal:
        terminal.read_until(ENTER)
        terminal.press(b"?")
        terminal.shows("and everywhere")
        terminal.press(b"\x1b")
        terminal.hides("and everywhere")
        terminal.press(b"q")
        assert terminal.end() == 0
        assert b"?\r" not in terminal.output


@pytest.mark.parametrize(
    "environ",
    [
        {"AWSOBS_WINDOW": "soon"},
        {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_ENDPOINT_URL": ""},
        {"AWS_REGION": "", "AWS_ENDPOINT_URL": ""},
    ],
    ids=["setting", "credentials", "region"],
)
def test_what_is_wrong_is_told_on_the_plain_screen(
    open_terminal: Open, environ: dict[str, str]
) -> None:
    with open_terminal(environ=environ) as terminal:
        assert terminal.end() in (2, 3)
        before, left, words = bytes(terminal.output).rpartition(LEFT)
        assert b"awsobs: " in words
        assert before.count(ENTER) == len(left) / len(LEFT)
        assert b"Traceback" not in words


def test_a_command_that_prints_leaves_the_terminal_alone(open_terminal: Open) -> None:
    with open_terminal("--version") as terminal:
        assert terminal.end() == 0
        assert b"\x1b" not in terminal.output
