"""The program in a terminal of its own, as a user has it."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

pytest.importorskip("termios")

Open = Callable[..., AbstractContextManager[Any]]
LEFT = b"\x1b[?1049l"


def test_where_nobody_answers_panes_say_so_and_q_leaves(open_terminal: Open) -> None:
    with open_terminal() as terminal:
        terminal.shows("refuses connections")
        terminal.press(b"q")
        assert terminal.end() == 0
        assert LEFT in terminal.output
        text = re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", bytes(terminal.output))
        assert b"Traceback" not in text


def test_a_story_that_there_is_not_is_told_after_the_screen_is_gone(open_terminal: Open) -> None:
    with open_terminal("demo", "--scenario", "nope") as terminal:
        assert terminal.end() == 2
        words = bytes(terminal.output).rpartition(LEFT)[2]
        assert b"no scenario is called" in words
        assert b"checkout" in words


def test_ctrl_l_draws_every_cell_again_and_sends_the_modes(open_terminal: Open) -> None:
    with open_terminal() as terminal:
        terminal.shows("cockpit ▸ alarms")
        before = len(terminal.output)
        terminal.press(b"\x0c")
        for mode in (1004, 2004, 1000, 1003, 1006):
            while (at := terminal.output.find(b"\x1b[?%dh" % mode, before)) < 0:
                terminal.read()
            before = at
        while b"TRAIL" not in terminal.output[before:]:
            terminal.read()
        terminal.press(b"q")
        assert terminal.end() == 0


def test_a_terminal_that_is_looked_at_again_is_told_the_modes(open_terminal: Open) -> None:
    with open_terminal("--no-mouse") as terminal:
        terminal.shows("cockpit ▸ alarms")
        before = len(terminal.output)
        terminal.press(b"\x1b[I")
        while b"\x1b[?2004h" not in terminal.output[before:]:
            terminal.read()
        assert b"\x1b[?1000h" not in terminal.output
        terminal.press(b"q")
        assert terminal.end() == 0


def test_columns_in_the_environment_do_not_count(open_terminal: Open) -> None:
    with open_terminal(environ={"COLUMNS": "80", "LINES": "24"}) as terminal:
        terminal.shows("cockpit ▸ alarms")
        terminal.resize(100, 30)
        while not terminal.rows()[29].startswith(" cockpit ▸ alarms"):
            terminal.read()
        terminal.press(b"q")
        assert terminal.end() == 0
