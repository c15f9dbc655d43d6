"""How far what is typed may be ahead of the console."""

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

MOST = 512
"""Events that the console has not taken yet; nobody types or points faster than that."""

_STEP = 64

Mark: TypeAlias = Callable[[Callable[[], object]], object]


class Backlog:
    """Counts what was sent, and learns from marks sent along with it what has been taken.

    `mark` sends a mark: something to be called once all that was sent before has been taken.
    """

    def __init__(self, mark: Mark) -> None:
        self._mark = mark
        self._sent = 0
        self._taken = 0

    def admits(self) -> bool:
        """Whether one more may be sent; else it is noise, and dropped."""
        if self._sent - self._taken >= MOST:
            return False
        self._sent += 1
        if self._sent % _STEP == 0:
            self._mark(partial(self._take, self._sent))
        return True

    def start_over(self) -> None:
        """Nothing came for a while: the flood is over, even where a mark was lost."""
        self._taken = self._sent

    def _take(self, count: int) -> None:
        self._taken = max(self._taken, count)
