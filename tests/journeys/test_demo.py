"""From the sockets of local AWS to the screen, as a user of `awsobs demo` sees it."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pyte
import pytest

pytestmark = pytest.mark.timeout(120)

# pyte shows the end of a kitty keyboard sequence as a letter.
_KITTY = re.compile(rb"\x1b\[[<>=][0-9;:]*u")


class Screen:
    """A program in a pty, and the screen it has drawn so far."""

    def __init__(self, arguments: list[str], width: int, height: int, home: Path) -> None:
        self._screen = pyte.Screen(width, height)
        self._stream = pyte.ByteStream(self._screen)
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        environ = os.environ | {"TERM": "xterm-256color", "LANG": "C.UTF-8", "HOME": str(home)}
        self.program = subprocess.Popen(
            [sys.executable, "-m", "awsobs", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environ,
            start_new_session=True,
        )
        os.close(slave)

    @property
    def rows(self) -> list[str]:
        return [row.rstrip() for row in self._screen.display]

    @property
    def text(self) -> str:
        return "\n".join(self.rows)

    def press(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def wait_for(self, condition: Callable[["Screen"], object]) -> None:
        """Draw until the condition holds; the test's own time-out is the limit."""
        while not condition(self):
            if not self.read() and self.program.poll() is not None:
                pytest.fail(f"the program ended: {self.program.returncode}\n{self.text}")

    def wait_to_have_seen(self, *patterns: str) -> None:
        """Draw until each pattern has been on the screen, whether or not it still is."""
        unseen = set(patterns)

        def is_all_seen(screen: "Screen") -> bool:
            unseen.difference_update([p for p in unseen if re.search(p, screen.text)])
            return not unseen

        self.wait_for(is_all_seen)

    def read(self) -> bool:
        ready, _, _ = select.select([self._master], [], [], 0.1)
        if not ready:
            return False
        with suppress(OSError):
            self._stream.feed(_KITTY.sub(b"", os.read(self._master, 65536)))
            return True
        return False

    def close(self) -> None:
        if self.program.poll() is None:
            self.program.kill()
        self.program.wait()
        os.close(self._master)


@pytest.fixture
def awsobs(tmp_path: Path) -> Iterator[Callable[..., Screen]]:
    """Start the program with some arguments in a terminal of some size."""
    started: list[Screen] = []

    def start(*arguments: str, size: tuple[int, int] = (120, 40)) -> Screen:
        screen = Screen([*arguments], *size, tmp_path)
        started.append(screen)
        return screen

    yield start
    for screen in started:
        screen.close()


FILLED = {
    "alarms": r"orders-dlq-depth",
    "metrics": r"payments p99 .*\d",
    "logs": r"INF gateway +GET /",
    "trail": r"StopLogging",
    "map": r"checkout",
}


def is_filled(screen: Screen) -> bool:
    return all(re.search(wanted, screen.text) for wanted in FILLED.values())


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (200, 50)])
def test_every_pane_fills(awsobs: Callable[..., Screen], size: tuple[int, int]) -> None:
    screen = awsobs("demo", size=size)
    wanted = FILLED if size[0] > 80 else FILLED | {"metrics": r"│.* p99 .*\d", "trail": "PutMetric"}
    screen.wait_for(lambda s: all(re.search(pattern, s.text) for pattern in wanted.values()))
    screen.press("q")
    while screen.program.poll() is None:
        screen.read()
    assert screen.program.returncode == 0


def test_the_incident_shows_alarms_root_change_and_errors(awsobs: Callable[..., Screen]) -> None:
    """At this speed it lasts half a minute: what it shows comes and goes, in any order."""
    screen = awsobs("demo", "--speed", "10")
    screen.wait_to_have_seen(
        r"2 ALARMS",
        r"payments faults \d+ % since",
        r"by ci-deploy",
        r"◆ UpdateFunctionConfiguration",
        r"timeout 10 ?→ ?2 s",
        r"✖ payments +\d+ % ROOT",
        r"ERR payments +timeout after 2000 ms",
    )


def children_of(parent: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False
    )
    return [int(pid) for pid in listed.stdout.split()]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_killed_console_leaves_no_local_aws_behind(awsobs: Callable[..., Screen]) -> None:
    screen = awsobs("demo")
    screen.wait_for(is_filled)
    children = children_of(screen.program.pid)
    assert children
    screen.program.send_signal(signal.SIGKILL)
    screen.program.wait()
    while any(is_running(pid) for pid in children):
        screen.read()
