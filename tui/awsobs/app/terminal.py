"""The terminal that the program was started in: as it was found, and what was done to it since.

The first frame waits for this module; it imports next to nothing, and nothing that Windows lacks.
"""

import os
import sys
from typing import Any

_STDIN, _STDERR = 0, 2

ENTER = "\x1b[?1049h"
"""To the alternate screen."""

CLEAN = "\x1b[0m\x1b[2J"
"""Before the alternate screen is left: tmux, once resized, keeps the coloured cells of it."""

RESET = (
    "\x1b[?2026l"
    "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l"
    "\x1b[?2004l\x1b[?1004l\x1b[?2048l\x1b[<u\x1b[?7h" + CLEAN + "\x1b[?1049l\x1b[?25h"
)
"""Every mode that the console or Textual may have set, undone; to the normal screen."""

_CANCEL = "\x18"
"""Ends an escape sequence that was cut in the middle."""


class Terminal:
    """Whose screen is ours from `open` or `take` on, until `leave` or `give_back`.

    Nothing that is written here waits for ever for a terminal that nobody reads.
    """

    def __init__(self) -> None:
        self.is_taken = False
        self._found: list[Any] | None = None
        self._out = -1

    @property
    def attributes(self) -> list[Any] | None:
        """What the terminal's attributes were before the program touched them."""
        return self._found

    def open(self, frame: str) -> None:
        """Take the screen, show a frame on it, and keep the keys for who reads them next."""
        if not _in_background():
            self.take()
            self._send((ENTER + "\x1b[?25l" + frame).encode(), 1.0)

    def take(self) -> None:
        """The screen is ours from now on; remembers how it was found, the first time."""
        self.is_taken = True
        if sys.platform == "win32":
            return
        import termios

        try:
            attributes = termios.tcgetattr(_STDIN)
        except termios.error:
            return
        if self._found is None:
            self._found = termios.tcgetattr(_STDIN)
        _set_attributes(_without_echo(attributes))

    def give_back(self) -> None:
        """The screen is not ours any more: somebody has left it in good order."""
        self.is_taken = False

    def leave(self, patience: float = 1.0) -> None:
        """Leave the terminal as it was found, if it was taken; for whoever wants to print.

        Where nobody reads it for `patience` seconds, what waits to be read makes room.
        """
        if _in_background():
            return  # a shell has it, and has put it in order already
        if self.is_taken:
            self.is_taken = False
            if self._send(RESET.encode(), patience):
                _forget_unread(self._descriptor())
                self._send((_CANCEL + RESET).encode(), 0.1)
        if self._found is not None:
            _set_attributes(self._found)

    def write(self, data: bytes, patience: float) -> bytes:
        """Write to the screen while it is ours; what is left after `patience` idle seconds.

        Raises:
            OSError: the terminal has gone.
        """
        descriptor = self._descriptor()
        while data and self.is_taken:
            written = _written(descriptor, data, patience)
            if not written:
                return data
            data = data[written:]
        return b""

    def _send(self, data: bytes, patience: float) -> bytes:
        """As `write`, whoever has the screen; a terminal that has gone takes everything."""
        descriptor = self._descriptor()
        try:
            while data and (written := _written(descriptor, data, patience)):
                data = data[written:]
        except OSError:
            return b""
        return data

    def _descriptor(self) -> int:
        """The terminal of stderr, opened anew where that can be: not to block, but only for us."""
        if self._out < 0:
            self._out = _opened_anew()
        return self._out


def _opened_anew() -> int:
    if sys.platform == "win32":
        return _STDERR
    try:
        return os.open(os.ttyname(_STDERR), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:
        return _STDERR


def _written(descriptor: int, data: bytes, patience: float) -> int:
    """How many bytes were written: none where there was no room for so many seconds."""
    import select

    if not select.select([], [descriptor], [], patience)[1]:
        return 0
    try:
        return os.write(descriptor, data)
    except BlockingIOError:
        return 0


def _without_echo(attributes: list[Any]) -> list[Any]:
    """Keys reach the program one by one and as they are; ^c and ^z are signals still."""
    if sys.platform != "win32":
        import termios

        attributes[0] &= ~(termios.ICRNL | termios.INLCR | termios.IGNCR)
        attributes[3] &= ~(termios.ECHO | termios.ICANON)
        attributes[6][termios.VMIN] = 1
    return attributes


def _set_attributes(attributes: list[Any]) -> None:
    if sys.platform != "win32":
        import termios
        from contextlib import suppress

        with suppress(termios.error):
            termios.tcsetattr(_STDIN, termios.TCSANOW, attributes)


def _forget_unread(descriptor: int) -> None:
    if sys.platform != "win32":
        import termios
        from contextlib import suppress

        with suppress(termios.error):
            termios.tcflush(descriptor, termios.TCOFLUSH)


def _in_background() -> bool:
    """Whether another job has the terminal; False where there are no jobs."""
    if sys.platform == "win32":
        return False
    try:
        return os.tcgetpgrp(_STDIN) != os.getpgrp()
    except OSError:
        return False


TERMINAL = Terminal()
"""The one that this process has."""
