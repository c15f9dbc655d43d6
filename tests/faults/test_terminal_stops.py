"""A program that is stopped, or that nobody reads, and what it does afterwards."""

import fcntl
import os
import signal
import struct
import threading
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

termios = pytest.importorskip("termios")

Open = Callable[..., AbstractContextManager[Any]]
ENTER, LEFT = b"\x1b[?1049h", b"\x1b[?1049l"
FULL = 4000
"""Bytes that wait to be read, more than which a terminal does not keep."""


def wait_for_stop(terminal: Any) -> None:
    while os.waitid(os.P_PID, terminal.program.pid, os.WSTOPPED | os.WNOHANG) is None:
        terminal.read(0.02)


@pytest.mark.fault("T6")
@pytest.mark.parametrize("how", ["key", "signal"])
def test_a_stopped_console_leaves_a_usable_shell_and_comes_back(
    open_terminal: Open, how: str
) -> None:
    with open_terminal() as terminal:
        terminal.shows("cockpit ▸ alarms")
        if how == "key":
            terminal.press(b"\x1a")
        else:
            terminal.program.send_signal(signal.SIGTSTP)
        wait_for_stop(terminal)
        assert terminal.is_as_found
        assert terminal.output.count(LEFT) == 1
        terminal.resize(110, 35)
        terminal.program.send_signal(signal.SIGCONT)
        terminal.shows("cockpit ▸ alarms")
        terminal.shows("━ 3 ALARMS")
        assert terminal.output.count(ENTER) == 2
        terminal.press(b"q")
        assert terminal.end() == 0


@pytest.mark.fault("T6")
def test_a_stopped_console_can_be_ended(open_terminal: Open) -> None:
    with open_terminal() as terminal:
        terminal.shows("cockpit ▸ alarms")
        terminal.press(b"\x1a")
        wait_for_stop(terminal)
        terminal.program.terminate()
        terminal.program.send_signal(signal.SIGCONT)
        assert terminal.end() == 143
        assert terminal.output.count(ENTER) == 1


@pytest.mark.fault("T6")
def test_a_console_that_was_stopped_without_being_told_has_its_keys_again(
    open_terminal: Open,
) -> None:
    with open_terminal() as terminal:
        terminal.shows("cockpit ▸ alarms")
        terminal.program.send_signal(signal.SIGSTOP)
        wait_for_stop(terminal)
        shell = termios.tcgetattr(terminal.slave)
        shell[:4] = terminal.found
        termios.tcsetattr(terminal.slave, termios.TCSANOW, shell)
        terminal.program.send_signal(signal.SIGCONT)
        while terminal.is_as_found:
            terminal.read(0.02)
        terminal.press(b"?")
        terminal.shows("and everywhere")
        terminal.program.terminate()
        assert terminal.end() == 143


def stall(terminal: Any) -> None:
    """Have so much written that a terminal which nobody reads can take no more."""
    while waiting(terminal) < FULL:
        os.write(terminal.master, b"\x0c")
        threading.Event().wait(0.01)
    os.write(terminal.master, b"\x0c" * 40)


def waiting(terminal: Any) -> int:
    size: bytes = fcntl.ioctl(terminal.master, termios.FIONREAD, b"\0\0\0\0")
    return int(struct.unpack("i", size)[0])


@pytest.mark.fault("T7")
def test_a_signal_ends_it_while_nobody_reads_what_it_writes(open_terminal: Open) -> None:
    with open_terminal() as terminal:
        terminal.shows("cockpit ▸ alarms")
        stall(terminal)
        terminal.program.terminate()
        assert terminal.program.wait() == 143
        assert terminal.is_as_found
        terminal.end()
        assert LEFT in terminal.output


@contextmanager
def counting_requests() -> Generator[tuple[str, list[str]]]:
    """An endpoint that knows nothing and says so; what was asked of it."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_request(self, code: object = "-", size: object = "-") -> None:
            del code, size

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.fault("T7")
def test_a_stalled_terminal_stops_no_source_and_shows_everything_once_it_is_read(
    open_terminal: Open,
) -> None:
    with counting_requests() as (url, asked), open_terminal(endpoint_url=url) as terminal:
        terminal.shows("cockpit ▸ alarms")
        stall(terminal)
        before = len(asked)
        while len(asked) < before + 4:
            threading.Event().wait(0.02)
        terminal.press(b"?")
        terminal.shows("and everywhere")
        terminal.program.terminate()
        assert terminal.end() == 143
