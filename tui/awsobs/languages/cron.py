"""The six fields of EventBridge's cron: which minutes they mean."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

MONTHS: Final = (
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
)  # fmt: skip
DAYS: Final = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
BOUNDS: Final = ((0, 59), (0, 23), (1, 31), (1, 12), (1, 7), (1970, 2199))
MINUTE, HOUR, DAY, MONTH, WEEKDAY, YEAR = range(6)

_DAY_OF_WEEK: Final = "[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT"
_SPECIAL: Final = {
    DAY: re.compile(r"\?|L|LW|(?:[1-9]|[12]\d|3[01])W"),
    WEEKDAY: re.compile(rf"\?|L|(?:{_DAY_OF_WEEK})L|(?:{_DAY_OF_WEEK})#[1-5]", re.IGNORECASE),
}
_RANGE: Final = re.compile(r"(?:\*|(\w+)(?:-(\w+))?)(?:/(\d{1,4}))?", re.ASCII)
_SATURDAY, _SUNDAY = 5, 6


class ScheduleError(ValueError):
    """A schedule that EventBridge does not take, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cron:
    """The numbers that each field takes.

    `day` and `weekday` are the fields as they were written, in capitals: one of them is `?`, and
    either may mean days that no list of numbers can, such as the last Friday.
    """

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    months: tuple[int, ...]
    years: tuple[int, ...]
    day: str
    weekday: str

    def after(self, moment: datetime) -> Iterator[datetime]:
        """The times after a moment, in order, on the wall clock that the moment is of."""
        for day in self._days(moment.date()):
            for hour in self.hours:
                for minute in self.minutes:
                    at = datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - a wall clock's
                    if at > moment:
                        yield at

    def _days(self, first: date) -> Iterator[date]:
        for year in self.years:
            for month in self.months:
                if (year, month) >= (first.year, first.month):
                    yield from (one for one in self.days_of(year, month) if one >= first)

    def days_of(self, year: int, month: int) -> list[date]:
        """The days that it means in a month."""
        last = calendar.monthrange(year, month)[1]
        if self.weekday == "?":
            return _by_number(self.day, year, month, last)
        return _by_weekday(self.weekday, year, month, last)


def parse_cron(text: str) -> Cron:
    """Read the fields between the brackets of `cron(…)`.

    Raises:
        ScheduleError: they cannot be read.
    """
    fields = text.upper().split()
    if len(fields) != len(BOUNDS):
        raise ScheduleError(f"cron has six fields, not {len(fields)}")
    if (fields[DAY] == "?") == (fields[WEEKDAY] == "?"):
        raise ScheduleError("one of day of month and day of week must be ?")
    for kind in (DAY, WEEKDAY):
        if not _SPECIAL[kind].fullmatch(fields[kind]):
            numbers(kind, fields[kind])
    return Cron(
        minutes=numbers(MINUTE, fields[MINUTE]),
        hours=numbers(HOUR, fields[HOUR]),
        months=numbers(MONTH, fields[MONTH]),
        years=numbers(YEAR, fields[YEAR]),
        day=fields[DAY],
        weekday=fields[WEEKDAY],
    )


def numbers(kind: int, field: str) -> tuple[int, ...]:
    """What a list of values, ranges and steps means, in order.

    Raises:
        ScheduleError: it is no such list.
    """
    found: set[int] = set()
    for part in field.split(","):
        found.update(_part(kind, part))
    return tuple(sorted(found))


def _part(kind: int, part: str) -> Iterator[int]:
    found = _RANGE.fullmatch(part)
    if found is None:
        raise ScheduleError(f"{part or 'nothing'} is no value, range or step")
    first, last, step = found.groups()
    low, high = BOUNDS[kind]
    start = low if first is None else _number(kind, first)
    end = _number(kind, last) if last is not None else high if first is None or step else start
    if step is not None and int(step) == 0:
        raise ScheduleError("a step of 0 goes nowhere")
    span = end - start if end >= start else end - start + high - low + 1
    for at in range(0, span + 1, int(step or 1)):
        yield low + (start - low + at) % (high - low + 1)


def _number(kind: int, word: str) -> int:
    names = {MONTH: MONTHS, WEEKDAY: DAYS}.get(kind, ())
    if word in names:
        return names.index(word) + 1
    low, high = BOUNDS[kind]
    value = int(word) if word.isdecimal() and len(word) <= 4 else -1
    if not low <= value <= high:
        raise ScheduleError(f"{word} is not from {low} to {high}")
    return value


def _by_number(field: str, year: int, month: int, last: int) -> list[date]:
    match field:
        case "L":
            return [date(year, month, last)]
        case "LW":
            return [_nearest_workday(date(year, month, last))]
        case _ if field.endswith("W"):
            day = int(field[:-1])
            return [_nearest_workday(date(year, month, day))] if day <= last else []
        case _:
            return [date(year, month, day) for day in numbers(DAY, field) if day <= last]


def _nearest_workday(day: date) -> date:
    """The workday nearest to a day, in the same month."""
    if day.weekday() == _SATURDAY:
        return day - timedelta(days=1) if day.day > 1 else day + timedelta(days=2)
    if day.weekday() == _SUNDAY:
        after = day + timedelta(days=1)
        return after if after.month == day.month else day - timedelta(days=2)
    return day


def _by_weekday(field: str, year: int, month: int, last: int) -> list[date]:
    days = [date(year, month, day) for day in range(1, last + 1)]
    if "#" in field:
        name, place = field.split("#")
        found = _on(days, {_number(WEEKDAY, name)})
        return found[int(place) - 1 : int(place)]
    if field == "L":  # without a day of its own it is the last one of the week
        return _on(days, {len(DAYS)})
    if field.endswith("L"):
        return _on(days, {_number(WEEKDAY, field[:-1])})[-1:]
    return _on(days, set(numbers(WEEKDAY, field)))


def _on(days: list[date], wanted: set[int]) -> list[date]:
    """Those of some days that are on a weekday; EventBridge counts from Sunday, which is 1."""
    return [day for day in days if day.isoweekday() % 7 + 1 in wanted]
