"""Whatever a terminal sends, the console lives, and q still leaves it."""

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

pytest.importorskip("termios")

Open = Callable[..., AbstractContextManager[Any]]
QUITTING = b"q\x11\x03\x1a\r\n"
"""Keys that end or stop the program, or run a command that may."""

HOSTILE = (
    b"\xff\xfe\xc0\x80",
    b"\x1b[M\xe0\x21\x21",
    b"\x1b[99999999999u",
    b"\x1b[1;1:3u",
    b"\x1b[1:2:3;;;~",
    b"\x1b[48;0;0;0;0t\x1b[<0;5;5M",
    b"\x1b[48;99999;99999;9;9t",
    b"\x1b[<999999999;999999999;999999999M",
    b"\x1b[?2048;9$y\x1b[?2026;2$y",
    b"\x1b]52;c;AAAA\x07\x1bP+r\x1b\\",
    b"\x1b\x1b\x1b[\x1b[\x1b",
)


def leave(terminal: Any) -> int:
    """Close whatever the noise has opened, then leave."""
    terminal.press(b"\x1b")
    while terminal.program.poll() is None:
        terminal.press(b"q")
        terminal.read(0.2)
        if terminal.program.poll() is None:
            terminal.press(b"\x1b")
            terminal.read(0.2)
    return int(terminal.end())


@pytest.mark.fault("T8")
def test_noise_faster_than_it_can_be_read(open_terminal: Open) -> None:
    noise = random.Random(8).randbytes(60_000).translate(None, QUITTING)
    with open_terminal() as terminal:
        terminal.shows("cockpit ▸ alarms")
        terminal.press(noise)
        assert terminal.program.poll() is None
        assert leave(terminal) == 0


@pytest.mark.fault("T8")
def test_bytes_that_are_no_text_and_sequences_that_make_no_sense(open_terminal: Open) -> None:
    with open_terminal() as terminal:
        terminal.shows("cockpit ▸ alarms")
        for piece in HOSTILE:
            terminal.press(piece)
            terminal.read(0.02)
        terminal.press(b"\x1b\x1b?")
        terminal.shows("and everywhere")
        assert leave(terminal) == 0


@pytest.mark.fault("T9")
def test_nothing_that_is_pasted_acts_as_a_key(open_terminal: Open) -> None:
    pasted = b"\x1b[200~" + b"q:q\rz?\x1bq\x03\x03\x1b[21~" * 50_000 + b"\x1b[201~"
    with open_terminal() as terminal:
        terminal.shows("cockpit ▸ alarms")
        terminal.press(pasted)
        terminal.press(b"z")
        terminal.hides("LOGS")  # one z has zoomed; a second one would not
        terminal.press(b"q")
        assert terminal.end() == 0


@pytest.mark.fault("T9")
def test_a_paste_into_a_filter_is_cut(open_terminal: Open) -> None:
    with open_terminal() as terminal:
        terminal.shows("cockpit ▸ alarms")
        terminal.press(b"/")
        terminal.press(b"\x1b[200~" + b"x" * 5000 + b"END\x1b[201~")
        terminal.shows("xxxxxxxx")
        terminal.press(b"y")
        terminal.read(0.3)
        assert "END" not in "".join(terminal.rows())
        assert leave(terminal) == 0
