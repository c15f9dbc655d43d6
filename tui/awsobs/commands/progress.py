"""What a command is busy with, on stderr, for whoever waits for it."""

import asyncio
import sys
from contextlib import suppress
from typing import Self

from awsobs.commands.output import Output
from awsobs.domain.clock import Clock
from awsobs.store.feeds import FeedBoard

_SILENT = 1.0
_PAUSE = 0.25
_ERASE = "\r\x1b[K"


class Progress:
    """Tells while it is entered: on a terminal in one line that goes away, else line by line.

    Without `-v` only a terminal is told, and only of what takes longer than a second.
    """

    def __init__(self, board: FeedBoard, clock: Clock, output: Output) -> None:
        self._board = board
        self._clock = clock
        self._output = output
        self._is_terminal = sys.stderr.isatty()
        self._said = ""
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        wanted = self._output.verbose or self._is_terminal
        if wanted and not self._output.quiet:
            self._task = asyncio.create_task(self._tell())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if self._is_terminal and self._said:
            sys.stderr.write(_ERASE)
            sys.stderr.flush()

    async def _tell(self) -> None:
        begun = self._clock.monotonic()
        await self._clock.sleep(0.0 if self._output.verbose else _SILENT)
        while True:
            self._say(self._words(), self._clock.monotonic() - begun)
            await self._clock.sleep(_PAUSE)

    def _words(self) -> str:
        """`logs… 4 groups`: the source that was asked last, and how far it has come."""
        if not (states := self._board.states()):
            return "connecting…"
        name, state = next(reversed(states.items()))
        return f"{name}… {state.what or self._board.progress(name)}".rstrip()

    def _say(self, words: str, seconds: float) -> None:
        if self._is_terminal:
            shown = f"awsobs {self._output.command}: {words}  {seconds:.0f}s"
            sys.stderr.write(_ERASE + shown[: self._output.width - 1])
            sys.stderr.flush()
        elif words != self._said:
            self._output.tell(words)
        self._said = words
