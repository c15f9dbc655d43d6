"""SIGTERM, SIGHUP and SIGINT end the program with the terminal as it was found.

At any moment: while nothing but the first frame is there they end it at once, and once the
console runs they ask it to leave. Where it does not manage to in time (its terminal may be
stalled, and with it the screen's loop) a watchdog thread ends the process.

The first frame waits for this module: what it shows must never be left behind.
"""

import os
import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn, TypeAlias

from awsobs.app.terminal import TERMINAL

_GRACE_SECONDS = 1.5
_NAMES = ("SIGTERM", "SIGHUP", "SIGINT")
HANG_UP = 1
"""SIGHUP, which Windows lacks."""

Leave: TypeAlias = Callable[[int], bool]
"""Asked to leave because of a signal, from any thread; whether it will."""


class _Departure:
    """What is known of the end: who can be asked, and whether it has begun."""

    def __init__(self) -> None:
        self.leave: Leave | None = None
        self._has_begun = False
        self._wake = -1

    def guard(self) -> None:
        """Start the watchdog, once."""
        from threading import Thread

        if self._wake < 0:
            asleep, self._wake = os.pipe()
            Thread(target=_bark, args=(asleep,), name="watchdog", daemon=True).start()

    def begin(self, number: int) -> None:
        """Leave because of a signal; the second one does not wait."""
        if self._has_begun and number == HANG_UP:
            return  # a terminal that goes is noticed twice
        if self._has_begun or self.leave is None:
            end(number)
        self._has_begun = True
        os.write(self._wake, bytes([number]))
        if not self.leave(number):
            end(number)


_departure = _Departure()


def watch_signals() -> None:
    """End the program on a signal from now on; to be called in the main thread."""
    for number in _numbers():
        # Who started us with nohup wants no end with the session.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _on_signal)
    if hasattr(signal, "SIGTSTP"):
        # Half a second later the console knows how to stop.
        signal.signal(signal.SIGTSTP, _on_stop)


@contextmanager
def leaving_through(leave: Leave) -> Generator[None]:
    """Ask `leave` when a signal comes, for as long as this lasts."""
    watch_signals()
    _departure.guard()
    _departure.leave = leave
    try:
        yield
    finally:
        _departure.leave = None


def leave_soon(number: int) -> None:
    """As if the signal had come; from any thread."""
    _departure.begin(number)


def end(number: int) -> NoReturn:
    """End the process at once, the terminal as it was found."""
    TERMINAL.leave(0.1)
    # A flush of stdout into a terminal that has gone would change the exit status.
    os._exit(128 + number)


def _on_signal(number: int, frame: FrameType | None) -> None:
    del frame
    _departure.begin(number)


def _on_stop(number: int, frame: FrameType | None) -> None:
    del number, frame


def _numbers() -> list[int]:
    return [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]


def _bark(asleep: int) -> None:
    """Wait for a departure; end the process if it has not ended by itself in time."""
    from threading import Event

    number = os.read(asleep, 1)[0]
    Event().wait(_GRACE_SECONDS)
    end(number)
