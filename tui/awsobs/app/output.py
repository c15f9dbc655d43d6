"""Where frames are written to: a terminal that may be slow, may stall, and may go."""

from collections.abc import Callable

from awsobs.app.terminal import TERMINAL

_STALLED_SECONDS = 1.0


class TerminalOutput:
    """The file that Textual's thread of output writes to.

    `resumed` is called when a terminal that nobody read is read again, `lost` when it has gone.
    Both are called in that thread.
    """

    def __init__(self, resumed: Callable[[], None], lost: Callable[[], None]) -> None:
        self._resumed = resumed
        self._lost = lost
        self._pending: list[str] = []

    def write(self, text: str) -> int:
        """Keep a text for the next `flush`."""
        self._pending.append(text)
        return len(text)

    def flush(self) -> None:
        """Write what is kept; where the screen is not ours any more, nothing."""
        data = "".join(self._pending).encode(errors="replace")
        self._pending.clear()
        try:
            left = TERMINAL.write(data, _STALLED_SECONDS)
            has_stalled = bool(left)
            while left:
                left = TERMINAL.write(left, _STALLED_SECONDS)
        except OSError:
            TERMINAL.give_back()
            self._lost()
            return
        if has_stalled:
            self._resumed()

    def fileno(self) -> int:
        """Textual asks whether this is a terminal."""
        return 2
