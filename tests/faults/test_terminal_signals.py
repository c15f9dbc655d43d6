"""A signal, at any moment, leaves the terminal as it was found."""

import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("termios")

Open = Callable[..., AbstractContextManager[Any]]
STATUS = {signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGINT: 130}
LEFT = b"\x1b[?1049l"
MODES = (1000, 1002, 1003, 1006, 1015, 1016, 2004, 1004, 2048)


def has_all_modes_undone(output: bytes) -> bool:
    """Every mode off, the kitty keyboard popped, lines wrapped and the cursor shown, in the end."""
    ends = [output.rfind(b"\x1b[?%dl" % mode) > output.rfind(b"\x1b[?%dh" % mode) for mode in MODES]
    wraps = output.rfind(b"\x1b[?7h") > output.rfind(b"\x1b[?7l")
    shown = output.rfind(b"\x1b[?25h") > output.rfind(b"\x1b[?25l")
    popped = output.count(b"\x1b[<u") >= output.count(b"\x1b[>25u")
    return all(ends) and wraps and shown and popped


@pytest.mark.fault("T3")
@pytest.mark.parametrize("number", list(STATUS), ids=lambda number: number.name)
def test_a_signal_ends_the_console(open_terminal: Open, number: signal.Signals) -> None:
    with open_terminal() as terminal:
        terminal.shows("cockpit ▸ alarms")
        terminal.program.send_signal(number)
        assert terminal.end() == STATUS[number]
        assert has_all_modes_undone(terminal.output)
        assert terminal.output.count(LEFT) == 1


@pytest.mark.fault("T3")
@pytest.mark.parametrize(
    ("command", "number"),
    [("alarms", signal.SIGTERM), ("alarms", signal.SIGHUP), ("demo", signal.SIGTERM)],
)
def test_a_signal_ends_the_first_frame(
    open_terminal: Open, command: str, number: signal.Signals
) -> None:
    with open_terminal(command) as terminal:
        terminal.read_until(b"ALARMS")
        terminal.program.send_signal(number)
        assert terminal.end() == STATUS[number]
        assert terminal.output.count(LEFT) == 1
        assert has_all_modes_undone(terminal.output)


@pytest.mark.fault("T3")
def test_ctrl_c_ends_the_first_frame_and_twice_the_console(open_terminal: Open) -> None:
    with open_terminal() as terminal:
        terminal.read_until(b"ALARMS")
        terminal.press(b"\x03")
        assert terminal.end() == 130
    with open_terminal() as terminal:
        terminal.shows("cockpit ▸ alarms")
        terminal.press(b"\x03")
        terminal.shows("press ^c again to quit")
        terminal.press(b"\x03")
        assert terminal.end() == 130


@pytest.mark.fault("T4")
@pytest.mark.parametrize("moment", ["first frame", "console"])
def test_a_terminal_that_goes_ends_the_program(open_terminal: Open, moment: str) -> None:
    with open_terminal() as terminal:
        if moment == "console":
            terminal.shows("cockpit ▸ alarms")
        else:
            terminal.read_until(b"ALARMS")
        terminal.hang_up()
        assert terminal.program.wait() == 129


@pytest.mark.fault("T5")
def test_a_terminal_that_goes_ends_it_even_where_it_may_not_be_told(open_terminal: Open) -> None:
    with open_terminal(ignores_hang_up=True) as terminal:
        terminal.shows("cockpit ▸ alarms")
        terminal.program.send_signal(signal.SIGHUP)
        terminal.press(b"?")
        terminal.shows("and everywhere")
        terminal.hang_up()
        assert terminal.program.wait() == 129


@pytest.mark.fault("T4")
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="asks Linux for the children")
def test_the_local_aws_of_a_demo_goes_with_it(open_terminal: Open) -> None:
    with open_terminal("demo") as terminal:
        terminal.shows("checkout")
        children = _children(terminal.program.pid)
        assert children
        terminal.hang_up()
        assert terminal.program.wait() == 129
        while any(_is_running(child) for child in children):
            pass


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
