"""Terminals of every size and kind, and what is no terminal at all."""

import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("termios")

Open = Callable[..., AbstractContextManager[Any]]


@pytest.mark.fault("T1")
def test_a_storm_of_sizes(open_terminal: Open) -> None:
    chance = random.Random(1)
    with open_terminal() as terminal:
        terminal.shows("cockpit ▸ alarms")
        for _ in range(300):
            terminal.resize(chance.randint(1, 250), chance.randint(1, 70))
            terminal.read(0.002)
        terminal.resize(120, 40)
        terminal.shows("cockpit ▸ alarms")
        while not terminal.rows()[4].startswith("━ 3 ALARMS ━"):
            terminal.read()
        terminal.press(b"q")
        assert terminal.end() == 0


@pytest.mark.fault("T2")
def test_sizes_that_are_none(open_terminal: Open) -> None:
    with open_terminal() as terminal:
        terminal.shows("cockpit ▸ alarms")
        terminal.resize(10, 3)
        terminal.shows("✔0 OK")
        terminal.resize(500, 200)
        terminal.read_until(b"\x1b[200;1H")
        terminal.resize(1, 1)
        before = len(terminal.output)
        while len(terminal.output) == before:
            terminal.read()
        terminal.press(b"q")
        assert terminal.end() == 0


@pytest.mark.fault("T11")
@pytest.mark.parametrize(
    "environ",
    [{"LANG": "C"}, {"LANG": "en_US.ISO-8859-1"}, {"TERM": "linux", "COLORTERM": ""}],
    ids=["C", "latin-1", "linux"],
)
def test_where_only_ascii_can_be_drawn_nothing_else_is(
    open_terminal: Open, environ: dict[str, str]
) -> None:
    with open_terminal(environ=environ) as terminal:
        terminal.shows("cockpit > alarms")
        terminal.press(b"?")
        terminal.shows("and everywhere")
        terminal.press(b"\x1b")
        terminal.hides("and everywhere")
        terminal.press(b"q")
        assert terminal.end() == 0
        assert terminal.output.isascii()


@pytest.mark.fault("T10")
@pytest.mark.parametrize(
    ("arguments", "instead"),
    [((), b"awsobs alarms --text"), (("demo",), b"awsobs demo --svg FILE")],
    ids=["cockpit", "demo"],
)
def test_without_a_terminal_it_says_what_works_instead(
    arguments: tuple[str, ...], instead: bytes
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "awsobs", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 6
    assert ended.stdout == b""
    assert ended.stderr.startswith(b"awsobs: stdin is no terminal")
    assert instead in ended.stderr
    assert ended.stderr.count(b"\n") == 1


@pytest.mark.fault("T10")
@pytest.mark.parametrize("term", ["dumb", "", "unknown"])
def test_a_terminal_that_cannot_draw_is_refused(open_terminal: Open, term: str) -> None:
    with open_terminal(environ={"TERM": term}) as terminal:
        assert terminal.end() == 6
        assert b"awsobs alarms --text" in terminal.output
        assert b"\x1b" not in terminal.output


@pytest.mark.fault("T10")
def test_a_console_is_not_drawn_beside_a_file(open_terminal: Open) -> None:
    redirected = "import os; os.dup2(os.open(os.devnull, os.O_WRONLY), 1)"
    with open_terminal("demo", code=redirected) as terminal:
        assert terminal.end() == 6
        assert b"stdout is no terminal" in terminal.output
        assert b"\x1b" not in terminal.output


Tmux = Callable[..., str]


@pytest.fixture
def tmux(tmp_path: Path) -> Generator[Tmux]:
    """Runs commands of a tmux of its own."""
    if shutil.which("tmux") is None:
        pytest.skip("no tmux here")
    command = ["tmux", "-S", str(tmp_path / "tmux"), "-f", "/dev/null"]

    def run(*arguments: str) -> str:
        return subprocess.run(
            [*command, *arguments], check=True, capture_output=True
        ).stdout.decode()

    yield run
    run("kill-server")


@pytest.mark.fault("T12")
def test_another_client_of_another_size_sees_all_of_it(
    open_terminal: Open, tmux: Tmux, tmp_path: Path
) -> None:
    environ = "AWS_ACCESS_KEY_ID=t AWS_SECRET_ACCESS_KEY=t AWS_REGION=us-east-1 LANG=C.UTF-8"
    run = f"env {environ} HOME={tmp_path} {sys.executable} -m awsobs --endpoint-url http://127.0.0.1:9"
    tmux("-u", "new", "-d", "-x", "120", "-y", "40", f"{run} && echo ended && cat")
    tmux("set", "-g", "focus-events", "on")
    while "cockpit ▸ alarms" not in tmux("capture-pane", "-p"):
        assert tmux("list-panes")
    attach = (
        f"import os; os.execvp('tmux', ['tmux', '-u', '-S', {str(tmp_path / 'tmux')!r}, 'attach'])"
    )
    with open_terminal(code=attach) as terminal:
        terminal.resize(90, 28)
        terminal.shows("cockpit ▸ alarms")
        terminal.shows("━ 3 ALARMS")
        tmux("detach-client")
        terminal.end()
    tmux("resize-window", "-x", "120", "-y", "40")
    while "cockpit ▸ alarms" not in tmux("capture-pane", "-p").splitlines()[-1]:
        assert tmux("list-panes")
    tmux("send-keys", "q")
    while tmux("capture-pane", "-p").strip() != "ended":
        assert tmux("list-panes")
