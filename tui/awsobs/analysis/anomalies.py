"""Points of a series that are unlike all that came before: marks that guide the eye, no more.

Four things are followed, each over a stretch that means something to people: the mean of an
hour, how that differs from the same hour a day before, the lowest tenth of three hours, and the
spread of three hours. A point is marked when one of them lies farther outside all that it was in
the last fourteen days than a tenth of the range it had there, at most once a day. A mark uses
nothing that came after its point.
"""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from math import isfinite

from awsobs.domain.metrics import Mark

HOUR, SHIFT = timedelta(hours=1), timedelta(hours=3)
DAY, MEMORY = timedelta(days=1), timedelta(days=14)
BEYOND = 0.1
"""Parts of the range that has been seen; what is less far outside is no news."""

_FEWEST = 100
"""Values that must be known before one can be unlike them."""

_LEAST = 3
_ROUNDING = 1e-9


class Anomalies:
    """Takes the datapoints of one series in their order.

    Args:
        period: From one datapoint to the next, as a rule; gaps count as no time.
    """

    def __init__(self, period: timedelta) -> None:
        hour, shift = _count(HOUR, period), _count(SHIFT, period)
        memory = max(_FEWEST + 1, _count(MEMORY, period))
        self._day = max(1, _count(DAY, period))
        self._quiet, self._noise = 0, 0.0
        self._mean, self._window = _Mean(hour), _Sorted(shift)
        self._means: deque[float] = deque(maxlen=self._day + 1)
        self._seen = {name: _Extremes(memory) for name in _WORDS}

    def add(self, at: datetime, value: float) -> Mark | None:
        """The mark of the next point, if it is unlike those before; what is no number is none."""
        if not isfinite(value):
            return None
        self._noise = max(self._noise, abs(value) * _ROUNDING)
        found = [
            (beyond, name, low)
            for name, seen in self._features(value)
            for beyond, low in (self._seen[name].take(seen, self._noise),)
            if beyond > BEYOND
        ]
        self._quiet = max(0, self._quiet - 1)
        if not found or self._quiet:
            return None
        self._quiet = self._day
        beyond, name, low = max(found)
        return Mark(at=at, value=value, why=_why(name, beyond, low=low))

    def _features(self, value: float) -> list[tuple[str, float]]:
        found: list[tuple[str, float]] = []
        mean = self._mean.take(value)
        if mean is not None:
            self._means.append(mean)
            found.append(("mean", mean))
            if len(self._means) > self._day:
                found.append(("day", mean - self._means[0]))
        ordered = self._window.take(value)
        if ordered is not None:
            found.append(("low", _low_tenth(ordered)))
            found.append(("spread", ordered[-1] - ordered[0]))
        return found


def marks_of(points: Iterable[tuple[datetime, float]], period: timedelta) -> list[Mark]:
    """The marks of a series, oldest first."""
    watch = Anomalies(period)
    return [mark for at, value in points if (mark := watch.add(at, value)) is not None]


def period_of(times: Sequence[datetime]) -> timedelta:
    """The usual distance of datapoints: the median; five minutes where none can be told."""
    steps = sorted(later - earlier for earlier, later in pairwise(times) if later > earlier)
    return steps[len(steps) // 2] if steps else timedelta(minutes=5)


_WORDS = {
    "mean": "the mean of an hour",
    "day": "the difference to the hour a day before",
    "low": "the lowest tenth of three hours",
    "spread": "the spread of three hours",
}


def _why(name: str, beyond: float, *, low: bool) -> str:
    side = "below" if low else "above"
    if beyond == _NEVER:
        return f"{_WORDS[name]} is {side} what never changed before"
    far = "over ten times its range" if beyond > 10 else f"{100 * beyond:.0f} % of its range"
    return f"{_WORDS[name]} is {side} all of the last 14 days by {far}"


_NEVER = float("inf")


class _Mean:
    """The mean of the last values."""

    def __init__(self, count: int) -> None:
        self._values: deque[float] = deque(maxlen=count)

    def take(self, value: float) -> float | None:
        self._values.append(value)
        if len(self._values) < (self._values.maxlen or 0):
            return None
        return sum(self._values) / len(self._values)


class _Sorted:
    """The last values in their order by size."""

    def __init__(self, count: int) -> None:
        self._values: deque[float] = deque()
        self._ordered: list[float] = []
        self._count = count

    def take(self, value: float) -> Sequence[float] | None:
        self._values.append(value)
        insort(self._ordered, value)
        if len(self._values) > self._count:
            del self._ordered[bisect_left(self._ordered, self._values.popleft())]
        return self._ordered if len(self._values) == self._count else None


class _Extremes:
    """The least and the most of the last values, without those that are no longer the last."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._taken = 0
        self._most = _Record(count, lambda new, old: new >= old)
        self._least = _Record(count, lambda new, old: new <= old)

    def take(self, value: float, noise: float) -> tuple[float, bool]:
        """How far outside of what was seen, in parts of its range, and whether below it.

        What differs by no more than `noise` is the same.
        """
        most, least = self._most.best, self._least.best
        beyond, is_low = 0.0, False
        if self._taken >= _FEWEST and most is not None and least is not None:
            over, under = value - most, least - value
            out, is_low = max(over, under), under > over
            span = most - least
            beyond = out / span if span > noise else (_NEVER if out > noise else 0.0)
        self._most.take(self._taken, value)
        self._least.take(self._taken, value)
        self._taken += 1
        return beyond, is_low


class _Record:
    """The best of the last values; those that a later one beats are forgotten."""

    def __init__(self, count: int, beats: Callable[[float, float], bool]) -> None:
        self._count = count
        self._beats = beats
        self._kept: deque[tuple[int, float]] = deque()

    @property
    def best(self) -> float | None:
        return self._kept[0][1] if self._kept else None

    def take(self, index: int, value: float) -> None:
        while self._kept and self._beats(value, self._kept[-1][1]):
            self._kept.pop()
        self._kept.append((index, value))
        while self._kept[0][0] <= index - self._count:
            self._kept.popleft()


def _low_tenth(ordered: Sequence[float]) -> float:
    """The value that a tenth lies below, between two where it falls between them."""
    place = (len(ordered) - 1) / 10
    at, part = int(place), place % 1
    following = ordered[min(at + 1, len(ordered) - 1)]
    return ordered[at] + part * (following - ordered[at])


def _count(stretch: timedelta, period: timedelta) -> int:
    """How many datapoints a stretch has, three at least."""
    return max(_LEAST, round(stretch / period)) if period > timedelta() else _LEAST
