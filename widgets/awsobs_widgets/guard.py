"""A bug in one pane stays in that pane."""

import traceback
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from awsobs_widgets.palette import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Crash:
    """What a pane was doing, what went wrong, and the traceback."""

    doing: str
    error: str
    trace: str


class Guard:
    """Catches what goes wrong at a pane's edge, and remembers the last of it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.crash: Crash | None = None

    @contextmanager
    def watching(self, doing: str) -> Generator[None]:
        """Run a block of the pane's code; an exception ends the block, not the program."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - the one place where a bug may be caught
            self.crash = Crash(
                doing=doing,
                error=f"{type(error).__name__}: {error}",
                trace="".join(traceback.format_exception(error)),
            )

    def forget(self) -> None:
        """The pane works again."""
        self.crash = None

    def row(self) -> Row:
        """What the pane shows instead of its content."""
        error = self.crash.error if self.crash else ""
        return (
            (" ", ""),
            ("✖ pane crashed", "fault bold"),
            ("  ", ""),
            ("F2", "accent bold"),
            (" details   ", "muted"),
            (error, "muted"),
        )
