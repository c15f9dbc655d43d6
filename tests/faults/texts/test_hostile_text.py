"""L1, L3-L8: whatever stands in AWS, the terminal gets what the console means to draw."""

import asyncio
import base64
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from awsobs.cli import run
from awsobs.domain.clock import SystemClock
from awsobs.local.cloud import Cloud
from awsobs.local.server import LocalServer, running

pytest.importorskip("termios")

Open = Callable[..., AbstractContextManager[Any]]

CONTROLS = (
    "\x1b]52;c;RVZJTC1DTElQ\x07 clip-bel",
    "\x1b]52;c;RVZJTC1DTElQ\x1b\\ clip-st",
    "\x9d52;c;RVZJTC1DTElQ\x9c clip-8bit",
    "\x1b]0;EVIL-TITLE\x07 title",
    "\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\ after",
    "\x1b[31;7mred\x1b[0m \x1b[2J\x1b[1;1Hhome \x1b[999C far",
    "\x9b31;7mred\x9b2J c1",
    "\x1bPq#0;2;0;0;0\x1b\\ dcs \x1b_Gpayload\x1b\\ apc \x1b^pm\x1b\\ \x1bXsos\x1b\\.",
    "\x90q#0\x9c dcs8 \x9fG\x9c apc8 \x9ep\x9c pm8 \x98s\x9c sos8",
    "\x1bc reset \x1b(0 charset \x1b#8 align \x1b=",
    "unterminated \x1b]52;c;RVZJTC1DTElQ",
    "unterminated \x1bP \x1b[ \x9b \x9d \x1b",
    "bel\x07 bs\x08\x08 vt\x0b ff\x0c cr\rover del\x7f nul\x00 tab\tx \x0e\x0f\x1a",
    "".join(map(chr, range(0x80, 0xA0))) + " all C1",
)
INVISIBLE = (
    "\u202egpj.exe\u202c bidi \u2066isolate\u2069 \u200e\u200f\u061c",
    "zero\u200bwidth\u200c\u200d\ufeff\u2060 joined",
    "tag\U000e0041\U000e0042\U000e007f ged",
    "nonchar \ufffe\uffff\ufdd0 lone \ud800 \udfff surrogates",
    "line\u2028para\u2029 separators \u00ad",
)
WIDE = (
    "日本語のログ 한국어 \uff46\uff55\uff4c\uff4c " + "ログ日本語の" * 8,
    "family 👩\u200d👩\u200d👧\u200d👦 ❤\ufe0f 👍🏽 🇩🇪 1\ufe0f\u20e3 end of the emoji",
    "zalgo e" + "\u0301\u0320\u0334" * 30 + " stack",
    "हिन्दी ไทย עברית العربية mixed",
)
BINARY = (
    bytes(range(256)).decode("latin-1"),
    b"\x80\xfe\xffbroken utf-8".decode("utf-8", "surrogateescape"),
    base64.b64encode(bytes(range(256)) * 4).decode(),
)
MARKUP = (
    "[red]markup[/red] [/x] [bold",
    "[@click=app.quit]press me[/] [@click='app.leave']me too[/]",
    "[link=https://evil.example]link[/link] [$primary] \\[x] [[y]]",
)
HOSTILE = (*CONTROLS, *INVISIBLE, *WIDE, *BINARY, *MARKUP)

OURS = re.compile(rb"\x1b(?:\[[0-9;:?<>=]*[ -/]*[@-~]|[=>78M]|\]22;[a-z-]*\x07)")
"""What a console may send: what moves, colours, switches modes and shapes the pointer."""

COPIED = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)(?:\x07|\x1b\\\\)")
"""What the user copies, on its way to the terminal's clipboard."""

NEVER = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200d-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufffe\uffff\ufdd0-\ufdef\U000e0000-\U000e0fff]"
)


@contextmanager
def serving(cloud: Cloud) -> Generator[str]:
    """A local AWS on a thread of its own, as the test reads a terminal meanwhile."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(LocalServer.start(cloud), loop).result()
    try:
        yield server.url
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def check_written(terminal: Any) -> None:
    """Besides sequences of ours, only printable text was written, and copies of safe text."""
    written = bytes(terminal.output)
    for copied in COPIED.findall(written):
        assert not NEVER.search(base64.b64decode(copied).decode())
    text = OURS.sub(b"", COPIED.sub(b"", written)).decode()
    assert not NEVER.search(text), sorted({hex(ord(one)) for one in NEVER.findall(text)})


def shows_borders(terminal: Any) -> None:
    """Read until the line between the panes is straight; the test's time-out is the limit."""
    rows = [*range(5, 12), *range(27, 39)]
    while {_cell(terminal, 60, y) for y in rows} != {"│"}:
        terminal.read()


def _cell(terminal: Any, x: int, y: int) -> str:
    terminal.rows()
    cell: str = terminal.screen.buffer[y][x].data
    return cell


@pytest.mark.fault("L1", "L3", "L4", "L5", "L6", "L7", "L8")
def test_nothing_but_what_the_console_draws_reaches_the_terminal(
    spread: Any, open_terminal: Open
) -> None:
    one = spread(SystemClock())
    one.everywhere(HOSTILE)
    now = int(one.cloud.clock.now().timestamp() * 1000)
    one.cloud.logs.put("/shop", "s", [(now, "x" * 1_048_576), (now, "\x1b]" * 50_000)], now)
    with serving(one.cloud) as url, open_terminal(endpoint_url=url) as terminal:
        terminal.shows("x…(+1,044,480 B, v)")
        terminal.shows(f"{len(HOSTILE)} ✖")
        terminal.shows("services ·")
        terminal.shows("UpdateF")
        shows_borders(terminal)
        for number, name in enumerate(("LOGS", "METRICS", "ALARMS", "TRAIL", "MAP"), 1):
            terminal.press(b"%d" % number)
            terminal.shows(f"━ {number} {name}")
            terminal.press(b"kjjyv")
            terminal.shows("open, close")
            terminal.press(b"\x1b")
            terminal.hides("open, close")
        terminal.press(b"z")
        terminal.hides("━ 4 TRAIL")
        terminal.press(b"4")
        terminal.shows("UpdateFunctionConfiguration  AccessDenied")
        terminal.press(b"z")
        terminal.shows("3 ALARMS")
        terminal.press(b":alarm [red")
        terminal.shows("alarm [red]markup")
        terminal.press(b"\x1b")
        terminal.hides("alarm [red]markup")
        terminal.hides("copied the row")
        for x, y, pane in ((30, 9, "3 ALARMS"), (70, 7, "2 METRICS"), (30, 20, "1 LOGS"),
                           (30, 33, "4 TRAIL"), (70, 33, "5 MAP")):  # fmt: skip
            terminal.press(b"\x1b[<0;%d;%dM\x1b[<0;%d;%dm" % (x, y, x, y))
            terminal.shows(f"━ {pane}")
        assert terminal.program.poll() is None
        shows_borders(terminal)
        terminal.press(b"q")
        assert terminal.end() == 0
        check_written(terminal)


@dataclass(frozen=True, kw_only=True)
class Tmux:
    """A tmux server of our own with one window in it."""

    socket: str

    def __call__(self, *arguments: str) -> str:
        command = ["tmux", "-L", self.socket, "-f", os.devnull, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def shows(self, *wanted: str) -> None:
        """Look until all of it stands in the window; the test's time-out is the limit."""
        while not all(one in self("capture-pane", "-p") for one in wanted):
            self("run-shell", "-d", "0.1")  # waits a moment


@pytest.fixture
def tmux(tmp_path: Path) -> Generator[Callable[[str], Tmux]]:
    """Opens the console in a window of 120 by 40, in a tmux that lets programs copy."""
    if shutil.which("tmux") is None:
        pytest.skip("there is no tmux here")
    one = Tmux(socket=f"awsobs-{os.getpid()}")

    def opened(url: str) -> Tmux:
        environ = {"AWS_ENDPOINT_URL": url, "AWS_REGION": "us-east-1", "HOME": str(tmp_path)}
        environ |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
        variables = [part for name, value in environ.items() for part in ("-e", f"{name}={value}")]
        program = shlex.join([sys.executable, "-m", "awsobs"])
        one("new-session", "-d", "-x", "120", "-y", "40", *variables, program)
        one("set-option", "-s", "set-clipboard", "on")
        one("set-buffer", "KEPT")
        return one

    yield opened
    subprocess.run(["tmux", "-L", one.socket, "kill-server"], capture_output=True, check=False)


@pytest.mark.fault("L3")
def test_in_tmux_neither_clipboard_nor_title_change(
    spread: Any, tmux: Callable[[str], Tmux]
) -> None:
    one = spread(SystemClock())
    one.everywhere(CONTROLS)
    with serving(one.cloud) as url:
        window = tmux(url)
        title = window("display-message", "-p", "#{pane_title}")
        window.shows(f"{len(CONTROLS)} ✖", "UpdateF", "clip-bel db")
        window("send-keys", "v")
        window.shows("open, close", "AlarmName")
        assert window("show-buffer") == "KEPT"
        assert window("display-message", "-p", "#{pane_title}") == title
        window("send-keys", "Escape")
        window.shows("1 LOGS")
        window("send-keys", "y")
        window.shows("copied the row")
        copied = window("show-buffer")
        assert copied != "KEPT"
        assert not NEVER.search(copied)
        assert "EVIL" not in copied
        assert window("display-message", "-p", "#{pane_title}") == title


@pytest.mark.fault("L3", "L4", "L5")
@pytest.mark.parametrize("printing", ["--text", "--json"])
async def test_what_commands_print_is_safe_too(
    spread: Any, printing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    one = spread(SystemClock())
    one.everywhere(HOSTILE)
    async with running(one.cloud) as server:
        for command in ("logs", "metrics", "alarms", "trail", "traces", "map"):
            arguments = [command, printing, "--endpoint-url", server.url, "--budget", "100"]
            assert await asyncio.to_thread(run, arguments) == 0
            printed = "".join(capsys.readouterr())
            assert len(printed) > 100
            assert not NEVER.search(printed)
