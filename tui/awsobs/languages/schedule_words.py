"""Schedules in words: `every weekday at 09:30 UTC`."""

from collections.abc import Sequence
from typing import Final

from awsobs.languages.cron import BOUNDS, DAY, DAYS, MONTHS, WEEKDAY, YEAR, Cron, numbers
from awsobs.languages.schedule import At, Rate, ScheduleError, parse_schedule

_ORDINALS: Final = ("1st", "2nd", "3rd", "4th", "5th")
_WORKDAYS: Final = (2, 3, 4, 5, 6)
_MOST_TIMES: Final = 4
_ALL_HOURS, _ALL_MINUTES, _ALL_MONTHS = 24, 60, 12


def schedule_words(text: str, zone: str = "UTC") -> str:
    """What a schedule says; the expression itself where it cannot be read."""
    try:
        schedule = parse_schedule(text)
    except ScheduleError:
        return text
    match schedule:
        case Rate(every):
            return f"every {_length(int(every.total_seconds()) // 60)}"
        case At(moment):
            return f"once, {moment:%Y-%m-%d %H:%M:%S} {zone}"
        case Cron():
            return _cron_words(schedule, zone)


def _length(minutes: int) -> str:
    for unit, length in (("day", 1440), ("hour", 60), ("minute", 1)):
        if minutes % length == 0:
            count = minutes // length
            return unit if count == 1 else f"{count} {unit}s"
    return ""  # every number of minutes is one


def _cron_words(cron: Cron, zone: str) -> str:
    times, days = _times(cron, zone), _days(cron)
    months = "" if len(cron.months) == _ALL_MONTHS else f" in {_listed(_months(cron.months))}"
    years = "" if cron.years == numbers(YEAR, "*") else f" in {_listed(_spans(cron.years))}"
    if days == "every day" and not times.startswith("at "):
        return f"{times}{months}{years}"
    if not times.startswith("at "):
        return f"{times}, {days}{months}{years}"
    return f"{days} {times}{months}{years}"


def _times(cron: Cron, zone: str) -> str:
    hours, minutes = cron.hours, cron.minutes
    if len(hours) * len(minutes) <= _MOST_TIMES:
        each = [f"{hour:02}:{minute:02}" for hour in hours for minute in minutes]
        return f"at {_listed(each)} {zone}"
    if len(hours) == _ALL_HOURS:
        return _within_hours(minutes)
    when = _listed(_spans(hours))
    within, step = _within_hours(minutes).removeprefix("every hour "), _step(hours, _ALL_HOURS)
    if len(minutes) == 1:
        return f"every {step} hours {within}" if step else f"{within} of hours {when} {zone}"
    return f"{within}, hours {when} {zone}"


def _within_hours(minutes: Sequence[int]) -> str:
    if len(minutes) == _ALL_MINUTES:
        return "every minute"
    step = _step(minutes, _ALL_MINUTES)
    if step:
        return f"every {step} minutes"
    if len(minutes) <= _MOST_TIMES:
        return f"every hour at {_listed([f':{minute:02}' for minute in minutes])}"
    return f"every hour at minutes {_listed(_spans(minutes))}"


def _step(values: Sequence[int], whole: int) -> int:
    """How far apart values are that go all the way round from 0; 0 if they do not."""
    step = whole // len(values)
    return step if 1 < step < whole and tuple(values) == tuple(range(0, whole, step)) else 0


def _days(cron: Cron) -> str:
    return _of_month(cron.day) if cron.weekday == "?" else _of_week(cron.weekday)


def _of_month(field: str) -> str:
    match field:
        case "L":
            return "on the last day of the month"
        case "LW":
            return "on the last weekday of the month"
        case _ if field.endswith("W"):
            return f"on the weekday nearest day {field[:-1]}"
        case _:
            return _numbered(field)


def _numbered(field: str) -> str:
    days = numbers(DAY, field)
    if len(days) == BOUNDS[DAY][1]:
        return "every day"
    return f"on day {_listed(_spans(days))} of the month"


def _of_week(field: str) -> str:
    if "#" in field:
        name, place = field.split("#")
        return f"on the {_ORDINALS[int(place) - 1]} {_day(numbers(WEEKDAY, name)[0])} of the month"
    if field == "L":
        return f"every {_day(len(DAYS))}"
    if field.endswith("L"):
        return f"on the last {_day(numbers(WEEKDAY, field[:-1])[0])} of the month"
    days = numbers(WEEKDAY, field)
    if len(days) == len(DAYS):
        return "every day"
    return "every weekday" if days == _WORKDAYS else f"every {_listed([_day(d) for d in days])}"


def _day(number: int) -> str:
    return DAYS[number - 1].capitalize()


def _months(months: Sequence[int]) -> list[str]:
    return [MONTHS[month - 1].capitalize() for month in months]


def _spans(values: Sequence[int]) -> list[str]:
    """Values with those in a row drawn together: `1`, `8-17`."""
    runs: list[list[int]] = []
    for value in values:
        if runs and value == runs[-1][-1] + 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    return [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
