"""Textual's driver for Linux and macOS, made to outlive what terminals do."""

import os
import selectors
import termios
import tty
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from textual.drivers.linux_driver import LinuxDriver
from textual.events import InputEvent
from textual.message import Message
from typing_extensions import override

from awsobs.app.backlog import Backlog
from awsobs.app.first_frame import terminal_size
from awsobs.app.keyboard import Keyboard
from awsobs.app.output import TerminalOutput
from awsobs.app.painter import Painter
from awsobs.app.signals import HANG_UP, leave_soon
from awsobs.app.terminal import CLEAN, ENTER, TERMINAL
from awsobs.domain.clock import SystemClock

if TYPE_CHECKING:
    from textual.app import App

_LOOK_SECONDS = 0.1
_MODES = "\x1b[?25l\x1b[?7l\x1b[?1004h\x1b[?2004h"
_MOUSE_MODES = (1000, 1003, 1015, 1006)
_MORE_TO_LEAVE = f"\x1b[?1002l\x1b[?1016l\x1b[?2048l{CLEAN}"


class TerminalDriver(LinuxDriver):
    """Goes on from the first frame, and notices when the terminal stalls or goes."""

    def __init__(
        self,
        app: "App[Any]",
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._output = TerminalOutput(self._resumed, self._lost)
        self._file = cast("Any", self._output)
        self._is_entered = False

    # --- taking the terminal and giving it back ---------------------------------------------

    @override
    def start_application_mode(self) -> None:
        self._is_entered = TERMINAL.is_taken
        TERMINAL.take()
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual gives it none
        if TERMINAL.attributes is not None:
            # What Textual found was ours already.
            self.attrs_before = TERMINAL.attributes

    @override
    def stop_application_mode(self) -> None:
        self.write(_MORE_TO_LEAVE)
        super().stop_application_mode()

    @override
    def close(self) -> None:
        super().close()
        TERMINAL.give_back()

    @override
    def write(self, data: str) -> None:
        if data == ENTER and self._is_entered:
            self._is_entered = False  # the first frame stands there
            return
        super().write(data)

    @override
    def _get_terminal_size(self) -> tuple[int, int]:
        return terminal_size()

    def send_modes(self) -> None:
        """Tell the terminal again how it is used: another one may have come in its place."""
        self.write(_MODES)
        if self._mouse:
            self._enable_mouse_support()

    def use_mouse(self, is_on: bool) -> None:
        """Have the mouse reported, or leave it to the terminal."""
        self._mouse = is_on
        final = "h" if is_on else "l"
        self.write("".join(f"\x1b[?{mode}{final}" for mode in _MOUSE_MODES))

    def use_scroll_region(self) -> None:
        """Scroll rows that move up, and write only cells that change."""
        self._output.use_painter(Painter())

    # --- stopping and going on --------------------------------------------------------------

    @override
    def _sigcont_application(self, *_: object) -> None:
        if self._must_signal_resume:
            super()._sigcont_application()
        elif self._writer_thread is not None and self._writer_thread.is_alive():
            # Stopped from outside with the screen on: a shell had the terminal since.
            self._make_raw()
            self._resumed()

    def _make_raw(self) -> None:
        with suppress(termios.error):  # a terminal that goes sends the signal too
            attributes = termios.tcgetattr(self.fileno)
            attributes[tty.LFLAG] = self._patch_lflag(attributes[tty.LFLAG])
            attributes[tty.IFLAG] = self._patch_iflag(attributes[tty.IFLAG])
            termios.tcsetattr(self.fileno, termios.TCSANOW, attributes)

    def _resumed(self) -> None:
        """Have everything drawn again; from any thread."""
        self.send_message(self.SignalResume())

    def _lost(self) -> None:
        """The terminal has gone, whether or not a signal says so."""
        leave_soon(HANG_UP)

    # --- input ------------------------------------------------------------------------------

    @override
    def _run_input_thread(self) -> None:
        self.run_input_thread()

    @override
    def run_input_thread(self) -> None:
        """Read keys until the app wants no more, or the terminal has gone."""
        keyboard, backlog = Keyboard(SystemClock()), Backlog(self._mark)
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if not selector.select(_LOOK_SECONDS):
                    backlog.start_over()
                elif data := self._read():
                    self._send(keyboard.feed(data), backlog)
                else:
                    self._lost()
                    return
                self._send(keyboard.tick(), backlog)

    def _send(self, messages: Iterable[Message], backlog: Backlog) -> None:
        for message in messages:
            if not isinstance(message, InputEvent) or backlog.admits():
                self.process_message(message)

    def _mark(self, taken: Callable[[], object]) -> None:
        """Have something called behind all keys that were sent, where they end up."""
        self._app.call_later(lambda: (self._app.focused or self._app.screen).call_later(taken))

    def _read(self) -> bytes:
        """What there is; nothing where the terminal has gone."""
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""
