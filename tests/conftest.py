"""What all tests stand on: no real AWS, no deadline, waiting for conditions, and a terminal."""

import asyncio
import gc
import os
import re
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import create_loader
from hypothesis import settings

settings.register_profile("awsobs", deadline=None)
settings.load_profile("awsobs")

NEVER_FROM_THE_MACHINE = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_ENDPOINT_URL",
    "NO_COLOR",
)


@pytest.fixture(autouse=True, scope="session")
def machine_without_aws(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever this machine is set up for, tests see no configuration, and leave no trace."""
    # A shell that starts something behind it, or nohup, has it ignore signals, and so would all
    # that tests start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if os.name == "posix":
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    nowhere = tmp_path_factory.mktemp("aws")
    for name in [n for n in os.environ if n.startswith("AWSOBS_")] + [*NEVER_FROM_THE_MACHINE]:
        os.environ.pop(name, None)
    os.environ["AWS_CONFIG_FILE"] = str(nowhere / "config")
    os.environ["AWS_SHARED_CREDENTIALS_FILE"] = str(nowhere / "credentials")
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        os.environ[name] = str(nowhere / name.lower())


_SOON = 0.035
"""Seconds; Textual draws sixty times a second, at the second beat where it was late for one."""
_AT_MOST = 1.0


def _is_at_work(pool: Any) -> bool:
    """Whether a thread has yet to answer what the loop gave it to do."""
    return pool is not None and len(pool._threads) > pool._idle_semaphore._value


async def _until_nothing_is_due(min_sleep: float = 0.02) -> None:
    """Wait until neither loop nor threads have anything to do, and no timer is due soon."""
    loop: Any = asyncio.get_running_loop()  # its stubs hide what it has yet to do
    await asyncio.sleep(min_sleep)
    end = time.monotonic() + _AT_MOST
    while time.monotonic() < end:
        await asyncio.sleep(0)
        if loop._ready:
            continue
        if _is_at_work(loop._default_executor):
            await asyncio.sleep(0.001)
            continue
        soon = loop.time() + _SOON
        due = [one.when() for one in loop._scheduled if not one.cancelled() and one.when() <= soon]
        if not due:
            return
        await asyncio.sleep(max(0.0, min(due) - loop.time()))


@pytest.fixture(autouse=True, scope="session")
def pilots_wait_for_the_loop() -> Generator[None]:
    """Have a pilot go on when the loop is done with a key, however fast or busy the machine is.

    Textual looks at the processor's time instead: it sleeps 40 ms a key, up to seconds where
    the screen is drawn meanwhile, and too short where others keep the machine busy.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textual.app.wait_for_idle", _until_nothing_is_due)
        patch.setattr("textual.pilot.wait_for_idle", _until_nothing_is_due)
        yield


@pytest.fixture(autouse=True, scope="session")
def models_read_once() -> Generator[None]:
    """Let all sessions of botocore share what they read of its models: 40 ms for every client."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("botocore.session.create_loader", cache(create_loader))
        yield


def pytest_collection_finish() -> None:
    """Spare the collector of garbage thousands of tests and all modules, which stay to the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def shared() -> Path:
    """The folder of data beside the checkout, where there is one."""
    folder = Path(__file__).parents[1].parent / "shared"
    if not folder.is_dir():
        pytest.skip("no shared data beside this checkout")
    return folder


@pytest.fixture
def until() -> Callable[[Callable[[], object]], "asyncio.Future[None]"]:
    """Wait, without a fixed time, until a condition holds; the test's time-out is the limit."""

    async def wait(condition: Callable[[], object]) -> None:
        while not condition():  # noqa: ASYNC110 - what is waited for knows no event
            await asyncio.sleep(0.005)

    return lambda condition: asyncio.ensure_future(wait(condition))


# --- a terminal ----------------------------------------------------------------------------

NOBODY_LISTENS = "http://127.0.0.1:9"
_WITH_TERMINAL = (
    "import fcntl, os, signal, sys, termios\n"
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
    "if sys.argv[1]: signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
    "os.environ.pop('LC_CTYPE', None)  # what Python makes of a C locale\n"
    "os.execv(sys.executable, [sys.executable, *sys.argv[2:]])\n"
)
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=][0-9;:]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p")
_UNFINISHED = re.compile(
    rb"(?:\x1b(?:\[[0-9;:?<>=$]*|\][^\x07\x1b]*)?"
    rb"|[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z"
)


@dataclass
class Terminal:
    """The user's end of a pseudo-terminal with awsobs at the other, in a session of its own."""

    master: int
    slave: int
    program: "subprocess.Popen[bytes]"
    found: list[Any]
    size: tuple[int, int] = (120, 40)
    output: bytearray = field(default_factory=bytearray)
    screen: Any = None
    drawn: int = 0

    def read(self, seconds: float = 0.2) -> bytes:
        """What is written now, or within a while."""
        ready, _, _ = select.select([self.master], [], [], seconds)
        new = os.read(self.master, 65536) if ready else b""
        self.output += new
        return new

    def read_until(self, wanted: bytes) -> None:
        """Read until something was written; the test's time-out is the limit."""
        while wanted not in self.output:
            self._read_more()

    def shows(self, wanted: str) -> None:
        """Read until something stands on the screen."""
        while not any(wanted in row for row in self.rows()):
            self._read_more()

    def hides(self, wanted: str) -> None:
        """Read until something does not stand on the screen any more."""
        while any(wanted in row for row in self.rows()):
            self._read_more()

    def _read_more(self) -> None:
        ended = self.program.poll() is not None
        assert self.read() or not ended, bytes(self.output[-300:])

    def rows(self) -> list[str]:
        """What stands on the screen."""
        import pyte

        if self.screen is None:
            self.screen = pyte.Screen(*self.size)
        new = bytes(self.output[self.drawn :])
        unfinished = _UNFINISHED.search(new)
        new = new[: unfinished.start()] if unfinished else new
        self.drawn += len(new)
        pyte.ByteStream(self.screen).feed(_UNKNOWN_TO_PYTE.sub(b"", new))
        # pyte's own `display` fails where one half of a wide character was drawn over.
        width, height = self.size
        buffer = self.screen.buffer
        return ["".join(buffer[y][x].data for x in range(width)) for y in range(height)]

    def press(self, keys: bytes) -> None:
        """Type, however long it takes, and read meanwhile."""
        while keys and self.program.poll() is None:
            _, room, _ = select.select([], [self.master], [], 0)
            if room:
                keys = keys[os.write(self.master, keys[:1024]) :]
            self.read(0 if room else 0.01)

    def resize(self, width: int, height: int) -> None:
        """Give the terminal another size; what was written for the old one is not shown."""
        import fcntl
        import termios

        self.size = (width, height)
        self.screen, self.drawn = None, len(self.output)
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def attributes(self) -> list[Any]:
        """What the terminal's attributes are now."""
        import termios

        return termios.tcgetattr(self.slave)[:4]

    @property
    def is_as_found(self) -> bool:
        """Whether the attributes are those that it had at first."""
        return self.attributes() == self.found

    def hang_up(self) -> None:
        """The user's end goes."""
        os.close(self.master)
        self.master = -1

    def end(self) -> int:
        """Drain what is written until the program ends; its exit status."""
        while self.program.poll() is None:
            self.read()
        while self.read(0):
            pass
        return self.program.returncode


OpenTerminal = Callable[..., AbstractContextManager[Terminal]]


@pytest.fixture
def open_terminal(tmp_path: Path) -> OpenTerminal:
    """Opens a terminal with awsobs in it, on an endpoint where nobody answers unless told else.

    `code` runs in the program before it starts. The terminal must be left as it was found.
    """
    pty = pytest.importorskip("pty")
    termios = pytest.importorskip("termios")

    @contextmanager
    def opened(
        *arguments: str,
        environ: Mapping[str, str] | None = None,
        code: str = "",
        ignores_hang_up: bool = False,
        endpoint_url: str = NOBODY_LISTENS,
    ) -> Generator[Terminal]:
        master, slave = pty.openpty()
        found = termios.tcgetattr(slave)[:4]
        start = (
            f"import sys\nsys.argv[0] = 'awsobs'\n{code}\nfrom awsobs.launch import main\nmain()"
        )
        command = [sys.executable, "-c", _WITH_TERMINAL, "1" if ignores_hang_up else ""]
        with subprocess.Popen(
            [*command, "-c", start, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=_for_terminal(tmp_path, endpoint_url) | dict(environ or {}),
            start_new_session=True,
        ) as program:
            terminal = Terminal(master, slave, program, found)
            terminal.resize(120, 40)
            try:
                yield terminal
            finally:
                program.kill()
        if terminal.master >= 0:
            assert terminal.is_as_found
            os.close(master)
        os.close(slave)

    return opened


def _for_terminal(home: Path, endpoint_url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    return kept | {
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": endpoint_url,
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
    }
