"""The program in a terminal of its own, as a user has it."""

import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

pty = pytest.importorskip("pty")
termios = pytest.importorskip("termios")
fcntl = pytest.importorskip("fcntl")

NOBODY_LISTENS = "http://127.0.0.1:9"
LEFT = b"\x1b[?1049l"


@dataclass
class Terminal:
    """The user's end of a pseudo-terminal with awsobs at the other."""

    master: int
    program: "subprocess.Popen[bytes]"
    output: bytearray = field(default_factory=bytearray)

    def read_until(self, wanted: bytes) -> None:
        """Read until something was written; the test's time-out is the limit."""
        while wanted not in self.output:
            self.read()

    def read(self) -> None:
        ready, _, _ = select.select([self.master], [], [], 0.2)
        if ready:
            self.output += os.read(self.master, 65536)

    def press(self, keys: bytes) -> None:
        os.write(self.master, keys)

    def end(self) -> int:
        """Drain what is written until the program ends; its exit status."""
        while self.program.poll() is None:
            self.read()
        self.read()
        return self.program.wait()


OpenTerminal = Callable[..., AbstractContextManager[Terminal]]


@pytest.fixture
def open_terminal(tmp_path: Path) -> OpenTerminal:
    """Opens a terminal of 120 by 40 with awsobs in it; it must leave it as it found it."""

    @contextmanager
    def opened(*arguments: str) -> Generator[Terminal]:
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, b"\x28\x00\x78\x00\x00\x00\x00\x00")
        environ = os.environ | {
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": "us-east-1",
            "HOME": str(tmp_path),
        }
        command = [sys.executable, "-m", "awsobs", *arguments]
        before = termios.tcgetattr(slave)
        with subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=environ, start_new_session=True
        ) as program:
            try:
                yield Terminal(master=master, program=program)
            finally:
                program.kill()
        assert termios.tcgetattr(slave)[:4] == before[:4]
        os.close(slave)
        os.close(master)

    return opened


@pytest.fixture
def terminal(open_terminal: OpenTerminal) -> Iterator[Terminal]:
    """A console on an endpoint where nobody answers."""
    with open_terminal("--endpoint-url", NOBODY_LISTENS) as terminal:
        yield terminal


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=["TERM", "HUP"]
)
def test_a_signal_ends_it_with_the_terminal_as_it_was(
    terminal: Terminal, number: signal.Signals, status: int
) -> None:
    terminal.read_until(b"ALARMS")
    terminal.program.send_signal(number)
    assert terminal.end() == status
    assert LEFT in terminal.output
    assert b"\x1b[?25h" in terminal.output


def test_where_nobody_answers_panes_say_so_and_q_leaves(terminal: Terminal) -> None:
    terminal.read_until(b"refuses connections")
    terminal.press(b"q")
    assert terminal.end() == 0
    assert LEFT in terminal.output
    text = re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", bytes(terminal.output))
    assert b"Traceback" not in text


def test_a_story_that_there_is_not_is_told_after_the_screen_is_gone(
    open_terminal: OpenTerminal,
) -> None:
    with open_terminal("demo", "--scenario", "nope") as terminal:
        assert terminal.end() == 2
        words = bytes(terminal.output).rpartition(LEFT)[2]
        assert b"no scenario is called" in words
        assert b"checkout" in words
