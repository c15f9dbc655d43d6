"""An app of Textual's that goes on from the first frame and gives the terminal back at the end."""

import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from os import environ
from typing import TYPE_CHECKING

from rich.console import RenderableType
from textual import on
from textual.app import App
from textual.drivers._writer_thread import WriterThread
from textual.events import AppFocus, Mount, Resize
from textual.screen import Screen
from textual.worker import WorkerFailed
from typing_extensions import override

from awsobs.app.terminal import TERMINAL

if TYPE_CHECKING:
    from awsobs.app.driver import TerminalDriver


_POOR = frozenset({"", "dumb", "linux", "unknown"})
"""Kinds of terminals of which it is not known that a part of the screen can be scrolled."""


class TerminalApp(App[None]):
    """Keeps the error that ended it, for whoever started it to tell."""

    def __init__(self, *, scroll_region: bool = True) -> None:
        super().__init__(driver_class=_driver_class())
        self._scroll_region = scroll_region and environ.get("TERM", "") not in _POOR
        self.failure: BaseException | None = None
        self._shows_first_frame = TERMINAL.is_taken

    # --- the first frame --------------------------------------------------------------------

    @override
    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Nothing, until there is more to see than the first frame shows."""
        if not self._shows_first_frame:
            super()._display(screen, renderable)

    def reveal(self) -> None:
        """Let the first frame go: what is laid by now has something in it."""
        if self._shows_first_frame:
            self._shows_first_frame = False
            self.draw_again()

    # --- drawing ----------------------------------------------------------------------------

    @on(Mount)
    def _set_up(self) -> None:
        self.app_resume_signal.subscribe(self, self._resumed)
        if self._scroll_region and (driver := self.terminal_driver) is not None:
            driver.use_scroll_region()

    def _resumed(self, app: App[object]) -> None:
        del app
        self.action_redraw()

    def action_redraw(self) -> None:
        """Draw every cell again, and tell the terminal again how it is used."""
        self._send_modes()
        self.draw_again()

    def draw_again(self) -> None:
        """Draw every cell again."""
        if self.is_running:
            for screen in self.screen_stack:
                screen.refresh()
                for widget in screen.query("*"):
                    widget.refresh()

    @on(AppFocus)
    @on(Resize)
    def _send_modes(self) -> None:
        """Another terminal may have been attached (tmux), which knows of no mode."""
        if (driver := self.terminal_driver) is not None:
            driver.send_modes()

    @property
    def terminal_driver(self) -> "TerminalDriver | None":
        """The driver, where it is ours: not on Windows, and in no test without a terminal."""
        driver = self._driver
        kind = _driver_class()
        return driver if kind is not None and isinstance(driver, kind) else None

    # --- leaving ----------------------------------------------------------------------------

    def leave_on_signal(self, number: int) -> bool:
        """Leave with the exit status that tells which signal it was; from any thread."""
        if self.terminal_driver is not None and not TERMINAL.is_taken:
            return False  # stopped in the background, where going on would only stop it again
        return self._from_anywhere(lambda: self.exit(return_code=128 + number))

    @override
    def _handle_exception(self, error: Exception) -> None:
        if self.failure is None:
            self.failure = error.error if isinstance(error, WorkerFailed) else error
        super()._handle_exception(error)

    @override
    def _fatal_error(self) -> None:
        """Close; Textual would print the values of all variables, secrets among them."""
        self._close_messages_no_wait()

    @contextmanager
    def watching_threads(self) -> Generator[None]:
        """An error that ends a thread ends the program, as one in the screen's loop does."""
        before = threading.excepthook

        def failed(arguments: threading.ExceptHookArgs) -> None:
            error = arguments.exc_value
            if not isinstance(error, Exception) or not self._from_anywhere(
                lambda: self._handle_exception(error)
            ):
                before(arguments)
            if isinstance(arguments.thread, WriterThread):
                _swallow(arguments.thread)

        threading.excepthook = failed
        try:
            yield
        finally:
            threading.excepthook = before

    def _from_anywhere(self, do: Callable[[], object]) -> bool:
        """Do something on the app's loop; whether there is one."""
        loop = self._loop
        if loop is None or loop.is_closed():
            return False
        loop.call_soon_threadsafe(do)
        return True


def _swallow(writer: WriterThread) -> None:
    """Take what would be written until it is told to end, in the thread itself.

    Its queue is short: with nobody to take anything out, whoever writes would wait for ever, and
    so would whoever ends the program.
    """
    queue = writer._queue  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - no public way
    while queue.get() is not None:
        pass


def _driver_class() -> "type[TerminalDriver] | None":
    if sys.platform == "win32":
        return None
    from awsobs.app.driver import TerminalDriver

    return TerminalDriver
