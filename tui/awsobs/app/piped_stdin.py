"""Lines come through stdin, and so would the keys: the keys are read from the terminal instead."""

import os
import sys

from awsobs.settings import SettingsError

_STDIN = 0


def with_keys_on_stdin() -> int:
    """Put the terminal in stdin's place; the descriptor of what was there before.

    Raises:
        SettingsError: nothing is piped in.
    """
    if sys.stdin is None or sys.stdin.isatty():
        raise SettingsError("- reads what is piped in: command | awsobs logs -")
    if sys.platform == "win32":
        return _STDIN
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError:
        return _STDIN  # no keys can be read, so that no console will open
    piped = os.dup(_STDIN)
    os.dup2(terminal, _STDIN)
    os.close(terminal)
    return piped
