"""SIGTERM and SIGHUP end the program with the terminal as it was found."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TypeAlias

_GRACE_SECONDS = 2.0
_NAMES = ("SIGTERM", "SIGHUP")

Leave: TypeAlias = Callable[[int], None]


@contextmanager
def leaving_on_signals(leave: Leave) -> Generator[None]:
    """Call `leave` with the signal's number when one comes.

    Where the screen does not manage to leave in time (its terminal may be stalled) a watchdog
    thread restores the terminal's attributes and ends the process.
    """
    restore = _terminal_restorer()

    def on_signal(number: int, frame: FrameType | None) -> None:
        del frame
        watchdog = threading.Timer(_GRACE_SECONDS, _end, (number, restore))
        watchdog.daemon = True
        watchdog.start()
        leave(number)

    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    before = {number: signal.signal(number, on_signal) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, restore: Callable[[], None]) -> None:
    restore()
    os._exit(128 + number)


def _terminal_restorer() -> Callable[[], None]:
    """Something that puts the terminal's attributes back; nothing where there are none."""
    try:
        import termios
    except ImportError:
        return lambda: None
    try:
        attributes = termios.tcgetattr(sys.stdin.fileno())
    except (termios.error, OSError, ValueError):
        return lambda: None

    def restore() -> None:
        with suppress(termios.error, OSError):
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, attributes)

    return restore
