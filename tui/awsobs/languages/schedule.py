"""The schedules of EventBridge rules: `rate(5 minutes)`, `cron(0 20 ? * MON-FRI *)`."""

import re
from typing import Final

_RATE: Final = re.compile(r"rate\((?:1 (?:minute|hour|day)|(\d{1,9}) (?:minutes|hours|days))\)")
_CRON: Final = re.compile(r"cron\(([^()]*)\)")
_MONTHS: Final = (
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
)  # fmt: skip
_DAYS: Final = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_BOUNDS: Final = ((0, 59), (0, 23), (1, 31), (1, 12), (1, 7), (1970, 2199))
_DAY, _MONTH, _WEEKDAY = 2, 3, 4
_SPECIAL: Final = {
    _DAY: re.compile(r"\?|L|LW|(?:[1-9]|[12]\d|3[01])W"),
    _WEEKDAY: re.compile(r"\?|L|[1-7]L|[1-7]#[1-5]"),
}
_RANGE: Final = re.compile(r"(?:\*|(\w+)(?:-(\w+))?)(?:/(\d{1,4}))?", re.ASCII)


def is_schedule(text: str) -> bool:
    """Whether a rule can run by it."""
    rate = _RATE.fullmatch(text)
    if rate is not None:
        return rate.group(1) is None or int(rate.group(1)) > 1
    cron = _CRON.fullmatch(text)
    if cron is None:
        return False
    fields = cron.group(1).split()
    if len(fields) != len(_BOUNDS) or (fields[_DAY] == "?") == (fields[_WEEKDAY] == "?"):
        return False
    return all(_is_field(kind, field) for kind, field in enumerate(fields))


def _is_field(kind: int, field: str) -> bool:
    special = _SPECIAL.get(kind)
    if special is not None and special.fullmatch(field):
        return True
    return all(_is_range(kind, part) for part in field.split(","))


def _is_range(kind: int, part: str) -> bool:
    """Whether it is `*`, a value, or two values with a dash, with or without a step."""
    found = _RANGE.fullmatch(part)
    if found is None:
        return False
    first, last, step = found.groups()
    ends = [_number(kind, end) for end in (first, last) if end is not None]
    low, high = _BOUNDS[kind]
    return all(low <= end <= high for end in ends) and (step is None or int(step) > 0)


def _number(kind: int, word: str) -> int:
    """The number of a value or a name; -1, which no field takes, for anything else."""
    named: dict[int, tuple[str, ...]] = {_MONTH: _MONTHS, _WEEKDAY: _DAYS}
    names = named.get(kind, ())
    if word.upper() in names:
        return names.index(word.upper()) + 1
    return int(word) if word.isdecimal() and len(word) <= 4 else -1
