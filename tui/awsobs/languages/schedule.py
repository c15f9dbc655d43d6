"""The schedules of EventBridge: `rate(5 minutes)`, `cron(0 20 ? * MON-FRI *)`, `at(…)`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import islice
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from awsobs.languages.cron import Cron, ScheduleError, parse_cron

__all__ = ["At", "Cron", "Rate", "Schedule", "ScheduleError", "is_schedule", "parse_schedule"]

_RATE: Final = re.compile(r"rate\((\d{1,9}) (minute|hour|day)(s?)\)", re.ASCII)
_CRON: Final = re.compile(r"cron\(([^()]*)\)")
_AT: Final = re.compile(r"at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)", re.ASCII)
_UNITS: Final = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}
_LONGEST: Final = timedelta(days=366 * 200)


@dataclass(frozen=True, slots=True)
class Rate:
    """Again and again, so long after the time before; from when on, the expression says not."""

    every: timedelta


@dataclass(frozen=True, slots=True)
class At:
    """Once, at a time on the wall clock of the schedule's time zone."""

    moment: datetime


Schedule: TypeAlias = Rate | Cron | At


def parse_schedule(text: str) -> Schedule:
    """Read a schedule of a rule or of EventBridge Scheduler.

    Raises:
        ScheduleError: it cannot be read.
    """
    if found := _RATE.fullmatch(text):
        return _rate(*found.groups())
    if found := _CRON.fullmatch(text):
        return parse_cron(found.group(1))
    if found := _AT.fullmatch(text):
        try:
            return At(datetime.fromisoformat(found.group(1)))
        except ValueError as error:
            raise ScheduleError(f"{found.group(1)} is no time") from error
    raise ScheduleError("a schedule is rate(…), cron(…) or at(…)")


def is_schedule(text: str) -> bool:
    """Whether a rule can run by it."""
    try:
        return not isinstance(parse_schedule(text), At)
    except ScheduleError:
        return False


def next_fires(
    schedule: Schedule, after: datetime, *, zone: str = "UTC", since: datetime | None = None
) -> Iterator[datetime]:
    """When it fires after a moment, in UTC and in order; maybe never, maybe without an end.

    A rate needs to know a time at which it fired or began: without `since` it has no times.
    What the clocks of the zone skip in spring does not fire; what they show twice fires once.

    Raises:
        ScheduleError: there is no such time zone.
    """
    match schedule:
        case Rate(every):
            yield from _steps(every, after, since)
        case At(moment):
            yield from _in_zone(iter([moment]), after, zone_of(zone))
        case Cron():
            there = zone_of(zone)
            # An hour earlier by the wall clock: it may show that hour again.
            wall = after.astimezone(there).replace(tzinfo=None) - timedelta(hours=1)
            yield from _in_zone(schedule.after(wall), after, there)


def next_fire(
    schedule: Schedule, after: datetime, *, zone: str = "UTC", since: datetime | None = None
) -> datetime | None:
    """The first of `next_fires`, or None.

    Raises:
        ScheduleError: there is no such time zone.
    """
    return next(next_fires(schedule, after, zone=zone, since=since), None)


def zone_of(name: str) -> tzinfo:
    """A time zone by its name.

    Raises:
        ScheduleError: there is none.
    """
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise ScheduleError(f"there is no time zone {name:.60}") from error


def _rate(count: str, unit: str, plural: str) -> Rate:
    number = int(count)
    if number == 0 or (number == 1) == bool(plural):
        raise ScheduleError("1 goes with minute, hour or day, more with minutes, hours or days")
    if number > _LONGEST // _UNITS[unit]:
        raise ScheduleError("so long a rate never comes round")
    return Rate(number * _UNITS[unit])


def _steps(every: timedelta, after: datetime, since: datetime | None) -> Iterator[datetime]:
    if since is None:
        return
    at = since if since > after else since + ((after - since) // every + 1) * every
    while True:
        yield at
        if at.year > 2199:
            return
        at += every


def _in_zone(walls: Iterator[datetime], after: datetime, there: tzinfo) -> Iterator[datetime]:
    for wall in walls:
        try:
            at = wall.replace(tzinfo=there).astimezone(UTC)
        except OverflowError:
            continue
        if at > after and at.astimezone(there).replace(tzinfo=None) == wall:
            yield at


def first_fires(
    text: str, after: datetime, count: int, *, zone: str = "UTC", since: datetime | None = None
) -> tuple[datetime, ...]:
    """So many next times of a schedule, fewer where it ends.

    Raises:
        ScheduleError: the schedule or the zone cannot be read.
    """
    schedule = parse_schedule(text)
    return tuple(islice(next_fires(schedule, after, zone=zone, since=since), count))
