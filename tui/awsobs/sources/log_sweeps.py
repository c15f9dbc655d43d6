"""How far back a tail reads again, so that what arrives late is not missed."""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

FIRST_OVERLAP = 15_000
LEAST_OVERLAP = 10_000
MOST_OVERLAP = 60_000
"""Milliseconds that every pass reads again: at first, and within what bounds it learns."""

UNSEEN = 60_000
"""Milliseconds that an event may be with the service before anybody can read it."""

BUSY = 20_000
"""Events of a group in memory from which on it is not read again as far back as can be."""

_LATE_NEWS = 60.0
_PER_PAGE = 4.0
_LAG_SAMPLE = 1_000
_MARGIN = 1.5
_SLACK = 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """So many milliseconds are read again every so many seconds, or `hurried` ones.

    A pass comes every other second, so that these are two less than what is promised.
    """

    reach: int
    every: float
    hurried: float


SWEEPS = (
    Sweep(reach=120_000, every=17.8, hurried=5.8),
    Sweep(reach=300_000, every=57.8, hurried=57.8),
)
REACH = SWEEPS[-1].reach


@dataclass(slots=True, kw_only=True)
class _Mark:
    """When a sweep was done last: by our clock, by the service's, and by how many pages."""

    at: float
    cursor: int
    pages: int = 1


@dataclass(slots=True, kw_only=True)
class Sweeps:
    """When one group is due for which sweep; each reaches back to before the one before it."""

    _marks: list[_Mark] = field(default_factory=list[_Mark])
    _late_at: float = -math.inf

    def late_seen(self, now: float) -> None:
        """Look back more often for a while."""
        self._late_at = now

    def start(self, cursor: int, now: float, *, overlap: int, is_busy: bool) -> int:
        """From where to read, when all before `cursor` was read once."""
        if not self._marks:
            return cursor - FIRST_OVERLAP
        start = cursor - overlap
        for sweep, mark in zip(SWEEPS, self._marks, strict=True):
            is_too_far = is_busy and sweep.reach == REACH
            if not is_too_far and now - mark.at >= self._pause(sweep, mark, now):
                start = min(start, mark.cursor - sweep.reach)
        return start

    def done(self, start: int, cursor: int, now: float, *, pages: int, is_busy: bool) -> None:
        """All from `start` on was read at `now`, when the service's time was `cursor` or more."""
        fresh = _Mark(at=now, cursor=cursor, pages=pages)
        if not self._marks:
            self._marks = [fresh for _ in SWEEPS]
        self._marks = [
            fresh
            if start <= mark.cursor - sweep.reach or (is_busy and sweep.reach == REACH)
            else mark
            for sweep, mark in zip(SWEEPS, self._marks, strict=True)
        ]

    @property
    def horizon(self) -> int | None:
        """What came before is not read again."""
        marks = zip(SWEEPS, self._marks, strict=False)
        return min((mark.cursor - sweep.reach for sweep, mark in marks), default=None)

    def _pause(self, sweep: Sweep, mark: _Mark, now: float) -> float:
        base = sweep.hurried if now - self._late_at < _LATE_NEWS else sweep.every
        return max(base, _PER_PAGE * mark.pages if mark.pages > 1 else 0.0)


class Overlap:
    """How late the events of a group mostly come."""

    def __init__(self) -> None:
        self._lags: deque[int] = deque(maxlen=_LAG_SAMPLE)
        self._learnt = FIRST_OVERLAP
        self._noted = 0

    @property
    def milliseconds(self) -> int:
        """What every pass reads again: all but the slowest twentieth come within it."""
        return self._learnt

    def note(self, lags: Sequence[int]) -> None:
        """Learn from the lags, in milliseconds, of events that were read for the first time."""
        self._lags.extend(lags)
        self._noted += len(lags)

    def learn(self) -> None:
        """Take up what was noted, once it is enough to tell."""
        if self._noted < _LAG_SAMPLE // 10:
            return
        self._noted = 0
        ordered = sorted(self._lags)
        slow = ordered[len(ordered) * 19 // 20]
        wanted = int(_MARGIN * slow) + _SLACK
        self._learnt = max(LEAST_OVERLAP, min(wanted, MOST_OVERLAP))
