"""In which order groups are read when there are more than one pass has room for."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PATIENCE = 4
"""A group where nothing happens waits at most so many times as long as a busy one."""

BUSY_FOR = 60.0
"""Seconds after its last event for which a group counts as busy."""

_UNREMARKABLE = 3.5
"""Seconds between two readings that need no words."""

_ALIKE = 1.5


@dataclass(slots=True, kw_only=True)
class _Turn:
    read_at: float
    wait: float = 0.0
    fresh_at: float = -math.inf

    def is_busy(self, now: float) -> bool:
        return now - self.fresh_at < BUSY_FOR

    def waiting(self, now: float) -> float:
        """Between the last two readings, or since the last one if that is longer."""
        return max(self.wait, now - self.read_at)


class Rota:
    """Who has waited longest comes first; where there are events, waiting counts more.

    So with `b` busy groups, `q` quiet ones and `r` readings a second nobody waits much longer
    than `(PATIENCE * b + q) / r` seconds.
    """

    def __init__(self) -> None:
        self._turns: dict[str, _Turn] = {}

    def keep_only(self, groups: Iterable[str]) -> None:
        """Forget all other groups."""
        kept = set(groups)
        self._turns = {group: turn for group, turn in self._turns.items() if group in kept}

    def order(self, groups: Iterable[str], now: float) -> list[str]:
        """Those that were never read, then the others by what they have waited."""
        return sorted(groups, key=lambda group: -self._weight(group, now))

    def waited(self, group: str, now: float) -> float:
        """Seconds since the group was read."""
        turn = self._turns.get(group)
        return now - turn.read_at if turn is not None else math.inf

    def usual_wait(self, group: str) -> float:
        """Seconds between its last two readings."""
        turn = self._turns.get(group)
        return turn.wait if turn is not None else 0.0

    def read(self, group: str, now: float, *, has_news: bool) -> None:
        """A group was read, and held something new."""
        before = self._turns.get(group)
        turn = _Turn(read_at=now)
        if before is not None:
            turn.wait, turn.fresh_at = now - before.read_at, before.fresh_at
        if has_news:
            turn.fresh_at = now
        self._turns[group] = turn

    def words(self, groups: Sequence[str], now: float) -> str:
        """`12 groups`, and how often each is read where that is not every other second."""
        count = f"{len(groups):,} group{'' if len(groups) == 1 else 's'}"
        turns = [turn for group in groups if (turn := self._turns.get(group)) is not None]
        slowest = max((turn.waiting(now) for turn in turns), default=0.0)
        if len(groups) == 1 or len(turns) < len(groups) or slowest <= _UNREMARKABLE:
            return count
        busy = [turn.waiting(now) for turn in turns if turn.is_busy(now)]
        often = max(busy, default=slowest)
        if slowest <= _ALIKE * often:
            return f"{count}, each every {slowest:.0f} s"
        return f"{count}, busy ones every {often:.0f} s, each within {slowest:.0f} s"

    def _weight(self, group: str, now: float) -> float:
        turn = self._turns.get(group)
        if turn is None:
            return math.inf
        return (now - turn.read_at) * (PATIENCE if turn.is_busy(now) else 1)
