"""Where frames are written to: a terminal that may be slow, may stall, and may go."""

from collections.abc import Callable

from awsobs.app.first_frame import terminal_size
from awsobs.app.painter import Painter
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
        self._painter: Painter | None = None

    def use_painter(self, painter: Painter) -> None:
        """Leave out of frames what the screen shows already."""
        self._painter = painter

    def write(self, text: str) -> int:
        """Keep a text for the next `flush`."""
        self._pending.append(text)
        return len(text)

    def flush(self) -> None:
        """Write what is kept; where the screen is not ours any more, nothing."""
        text = "".join(self._pending)
        self._pending.clear()
        if text and self._painter is not None:
            text = self._painter.paint(text, terminal_size())
        data = text.encode(errors="replace")
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
