"""Moments and stretches of time as people type them; what names no zone is UTC.

now    -15m    -1h30m          so long ago
07:30  07:30:15                the last time that a clock in UTC showed it
2026-11-25  2026-11-25T07:30   ISO 8601, with or without a zone
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from typing_extensions import override

FARTHEST = timedelta(days=3660)
"""No service keeps anything for longer."""

_DAY = timedelta(days=1)
_UNITS = ("weeks", "days", "hours", "minutes", "seconds")
_STRETCH = re.compile("".join(rf"(?:([0-9]{{1,9}}){unit[0]})?" for unit in _UNITS))
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?Z?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A moment that may depend on when it is asked for; `daily` ones come back every day."""

    typed: str
    at: Callable[[datetime], datetime]
    daily: bool = False

    @override
    def __str__(self) -> str:
        return self.typed


def moment_of(text: str) -> Moment:
    """What a text says about when.

    Raises:
        ValueError: it says nothing of the kind, or what is beyond all memory.
    """
    typed = text.strip()
    if typed == "now":
        return Moment(typed=typed, at=lambda now: now)
    if typed.startswith("-"):
        passed = stretch_of(typed[1:])
        return Moment(typed=typed, at=lambda now: now - passed)
    if parts := _CLOCK.fullmatch(typed):
        return _time_of_day(typed, *(int(part or 0) for part in parts.groups()))
    exact = _exact(typed)
    return Moment(typed=typed, at=lambda _: exact)


def stretch_of(text: str) -> timedelta:
    """How long: `30m`, `1h30m`, `2d`, the larger unit first.

    Raises:
        ValueError: it is no stretch of time, or too long.
    """
    parts = _STRETCH.fullmatch(text.strip())
    if parts is None or not any(parts.groups()):
        raise ValueError(f"{text} is no stretch of time; try 30m, 1h30m or 2d")
    amounts = (int(part or 0) for part in parts.groups())
    stretch = timedelta(**dict(zip(_UNITS, amounts, strict=True)))
    if stretch > FARTHEST:
        raise ValueError(f"{text} is more than {FARTHEST.days}d")
    return stretch


def end_after(start: datetime, end: Moment, now: datetime) -> datetime:
    """When a stretch ends that began at `start`: a time of day is the next one after that."""
    moment = end.at(now)
    return moment + _DAY if end.daily and moment <= start else moment


def _time_of_day(typed: str, hour: int, minute: int, second: int) -> Moment:
    try:
        shown = time(hour, minute, second, tzinfo=UTC)
    except ValueError as error:
        raise ValueError(f"{typed} is no time of day") from error

    def last(now: datetime) -> datetime:
        today = datetime.combine(now.astimezone(UTC).date(), shown)
        return today if today <= now else today - _DAY

    return Moment(typed=typed, at=last, daily=True)


def _exact(typed: str) -> datetime:
    try:
        moment = datetime.fromisoformat(typed)
        zoned = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
        return zoned.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        words = f"{typed} is no time; try -15m, 07:30 or 2026-11-25T07:30"
        raise ValueError(words) from error
