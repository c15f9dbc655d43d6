"""The periods of Logs Insights, `5m` or `1h`, and the times they begin at."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

PERIOD: Final = re.compile(
    r"(\d{1,9})\s*(milliseconds?|msec|ms|seconds?|secs?|s|minutes?|mins?|mo|months?|m|hours?|hrs?|h"
    r"|days?|d|weeks?|w|quarters?|qtrs?|q|years?|yrs?|y)\b",
    re.IGNORECASE,
)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIXED: Final = {"ms": (1, 1000), "s": (1000, 60), "m": (60_000, 60), "h": (3_600_000, 24)}
"""Milliseconds of a unit, and the most that one period has of it: `bin(300s)` is `bin(60s)`."""

_DAY: Final = 86_400_000
_MONTHS: Final = {"mo": 1, "q": 3, "y": 12}
_MONDAY: Final = 4 * _DAY
"""The first Monday after the epoch began."""


class Period:
    """A stretch of time that times are cut to."""

    def __init__(self, count: int, unit: str) -> None:
        self._next: Callable[[int], int]
        unit = _short(unit)
        if unit in _FIXED:
            width, most = _FIXED[unit]
            self._cut(width * max(1, min(count, most)), 0)
        elif unit in ("d", "w"):
            self._cut(max(1, count) * _DAY * (7 if unit == "w" else 1), _MONDAY * (unit == "w"))
        else:
            months = max(1, min(count, 1200)) * _MONTHS[unit]
            self.floor: Callable[[int], int] = lambda time: _month_start(time, months, 0)
            self._next = lambda time: _month_start(time, months, 1)

    def ceil(self, time: int) -> int:
        """The end of the period that a time falls in, or the time itself where one begins."""
        start = self.floor(time)
        return start if start == time else self._next(time)

    def _cut(self, width: int, origin: int) -> None:
        self.floor = lambda time: (time - origin) // width * width + origin
        self._next = lambda time: self.floor(time) + width


def _short(unit: str) -> str:
    unit = unit.lower()
    for start, short in (("mo", "mo"), ("ms", "ms"), ("milli", "ms"), ("msec", "ms")):
        if unit.startswith(start):
            return short
    return unit[0]


def _month_start(time: int, months: int, further: int) -> int:
    """The beginning of the stretch of `months` that a time falls in, or of a later one."""
    try:
        at = _EPOCH + timedelta(milliseconds=time)
        number = ((at.year * 12 + at.month - 1) // months + further) * months
        start = datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)
    except (OverflowError, ValueError):
        return time
    return (start - _EPOCH) // timedelta(milliseconds=1)
