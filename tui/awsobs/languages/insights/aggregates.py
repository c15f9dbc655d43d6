"""The functions of `stats` in Logs Insights: many values in, one out, in bounded memory."""

import math
from collections.abc import Callable
from typing import Final, Protocol

from awsobs.languages.insights.values import Value, number_of, text_of

_EXACT: Final = 4096
"""So many values are ranked as they are; more are counted in buckets of one per cent."""

_WIDTH: Final = math.log(1.01)


class Aggregate(Protocol):
    """One number in the making; `time` is the event's own, for what is earliest and latest."""

    def add(self, value: Value, time: float) -> None:
        """Take in the argument's value for one row."""
        ...

    def result(self) -> Value:
        """What it comes to so far."""
        ...


class Count:
    """How many rows have a value."""

    def __init__(self) -> None:
        self._count = 0

    def add(self, value: Value, time: float) -> None:
        self._count += value is not None

    def result(self) -> Value:
        return self._count


class Distinct:
    """How many values there are; equal ones count once."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def add(self, value: Value, time: float) -> None:
        text = text_of(value)
        if text is not None:
            self._seen.add(text)

    def result(self) -> Value:
        return len(self._seen)


class Moments:
    """Count, sum and spread of numbers, and one of them as the result."""

    def __init__(self, result: "Callable[[Moments], Value]") -> None:
        self.count = 0
        self.sum: float = 0
        self.mean = 0.0
        self.spread = 0.0
        self._result = result

    def add(self, value: Value, time: float) -> None:
        number = number_of(value)
        if number is None:
            return
        self.count += 1
        self.sum += number
        ahead = number - self.mean
        self.mean += ahead / self.count
        self.spread += ahead * (number - self.mean)

    def result(self) -> Value:
        return self._result(self) if self.count else None


class Extreme:
    """The least or the greatest value: of numbers, or of texts where none is a number."""

    def __init__(self, *, greatest: bool) -> None:
        self._greatest = greatest
        self._best: Value = None
        self._number: float | None = None

    def add(self, value: Value, time: float) -> None:
        number = number_of(value)
        if number is not None:
            if self._number is None or (number > self._number) is self._greatest:
                self._number, self._best = number, value
        elif (
            self._number is None
            and isinstance(value, str)
            and (self._best is None or (value > str(self._best)) is self._greatest)
        ):
            self._best = value

    def result(self) -> Value:
        return self._best


class ByTime:
    """The value of the earliest or of the latest row that has one."""

    def __init__(self, *, latest: bool) -> None:
        self._latest = latest
        self._value: Value = None
        self._time = 0.0

    def add(self, value: Value, time: float) -> None:
        if value is None:
            return
        if self._value is None or (time > self._time if self._latest else time < self._time):
            self._value, self._time = value, time

    def result(self) -> Value:
        return self._value


class Percentile:
    """The value below which a share of the numbers lies."""

    def __init__(self, percent: float) -> None:
        self._percent = percent
        self._values: list[float] = []
        self._buckets: dict[int, int] = {}

    def add(self, value: Value, time: float) -> None:
        number = number_of(value)
        if number is None:
            return
        if not self._buckets:
            self._values.append(number)
            if len(self._values) > _EXACT:
                self._into_buckets()
        else:
            self._put(number)

    def result(self) -> Value:
        if self._buckets:
            return self._of_buckets()
        if not self._values:
            return None
        ranked = sorted(self._values)
        place = self._percent / 100 * (len(ranked) - 1)
        low = int(place)
        high = min(low + 1, len(ranked) - 1)
        return ranked[low] + (ranked[high] - ranked[low]) * (place - low)

    def _into_buckets(self) -> None:
        for number in self._values:
            self._put(number)
        self._values.clear()

    def _put(self, number: float) -> None:
        bucket = _bucket(number)
        self._buckets[bucket] = self._buckets.get(bucket, 0) + 1

    def _of_buckets(self) -> Value:
        left = self._percent / 100 * sum(self._buckets.values())
        middle = 0
        for bucket in sorted(self._buckets):
            middle = bucket
            left -= self._buckets[bucket]
            if left <= 0:
                break
        return _middle(middle)


_OFFSET: Final = 100_000
"""Buckets of numbers down to 1e-300 stay on their own side of nought."""


def _bucket(number: float) -> int:
    if number == 0:
        return 0
    place = _OFFSET + round(math.log(abs(number)) / _WIDTH)
    return place if number > 0 else -place


def _middle(bucket: int) -> float:
    if bucket == 0:
        return 0.0
    size = math.exp((abs(bucket) - _OFFSET) * _WIDTH)
    return size if bucket > 0 else -size


AGGREGATES: Final[dict[str, Callable[[], Aggregate]]] = {
    "count": Count,
    "count_distinct": Distinct,
    "sum": lambda: Moments(lambda of: of.sum),
    "avg": lambda: Moments(lambda of: of.sum / of.count),
    "stddev": lambda: Moments(lambda of: math.sqrt(max(0.0, of.spread) / of.count)),
    "min": lambda: Extreme(greatest=False),
    "max": lambda: Extreme(greatest=True),
    "earliest": lambda: ByTime(latest=False),
    "latest": lambda: ByTime(latest=True),
    "sortsfirst": lambda: Extreme(greatest=False),
    "sortslast": lambda: Extreme(greatest=True),
}
PERCENTILES: Final = frozenset({"pct", "percentile", "median"})
