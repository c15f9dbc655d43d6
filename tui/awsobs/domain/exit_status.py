"""What the program's exit status tells whoever started it."""

from enum import IntEnum


class ExitStatus(IntEnum):
    """One meaning a number, for the console and for every command."""

    OK = 0
    BUG = 1
    """A mistake of ours; a crash file is named on stderr."""
    USAGE = 2
    """An option, an argument or a setting that cannot be honoured."""
    CREDENTIALS = 3
    """No credentials, or no permission."""
    UNREACHABLE = 4
    """AWS did not answer in time, or throttled past the deadline, or lacks the operation."""
    CAPTURE = 5
    """The capture file cannot be written or read."""
    NO_TERMINAL = 6
    ALARM = 10
    """An alarm is on, and `--fail-on alarm` asked for it; or verified files are not whole."""
    INTERRUPTED = 130
    BROKEN_PIPE = 141
