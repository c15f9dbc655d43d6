"""When a log line says that it was written, from its text alone.

Times without a zone are taken for UTC; those without a year for the latest that has been.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple, TypeAlias

_HEAD = 240
"""A time stands near the start of a line."""

_LATEST = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp() * 1000)
"""What is later than this is no time; a time zone could move it out of the calendar."""

_FAR = timedelta(days=1)
"""So far ahead of us another clock may be."""

_Found: TypeAlias = "re.Match[str]"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_CLOCK = r"(?P<clock>\d\d:\d\d:\d\d)"
_FRACTION = r"(?:[.,](?P<fraction>\d{1,9}))?"
_ZONE = r" ?(?P<zone>Z|[+-]\d\d:?\d\d)?"

_ISO = re.compile(rf"(?P<date>\d{{4}}[-/]\d\d[-/]\d\d)[T _]{_CLOCK}{_FRACTION}{_ZONE}")

_DIGITS = 3
_NO_ZONE = re.compile(r"[^ 0-9Z+-]| [^Z+-]")
"""What comes after a fraction that has no zone, and no more digits."""

_ACCESS = re.compile(rf"\[(?P<day>\d\d)/{_MONTH}/(?P<year>\d{{4}}):{_CLOCK}{_ZONE}\]")
_WRITTEN = re.compile(rf"\b{_MONTH} +(?P<day>\d{{1,2}}) {_CLOCK}{_FRACTION} (?P<year>\d{{4}})\b")
_SYSLOG = re.compile(rf"(?:<\d{{1,3}}>)?{_MONTH} +(?P<day>\d{{1,2}}) {_CLOCK}{_FRACTION}")
_KLOG = re.compile(rf"[EWIF](?P<month>\d\d)(?P<day>\d\d) {_CLOCK}{_FRACTION}")
_EPOCH = re.compile(
    r"(?:\[|\(|\"(?:@?timestamp|time|ts|t|date|epoch(?:_?ms)?)\"\s*:\s*\"?|^)"
    r"(?P<whole>1\d{9})(?P<more>\d{3}|\d{6}|\d{9})?(?:\.(?P<fraction>\d{1,9}))?(?![\w.])"
)


class _Form(NamedTuple):
    """One way to write a time: where it is looked for, and what it comes to."""

    look: Callable[[str], "_Found | None"]
    read: Callable[[_Found, datetime], int]


class _Spelling(NamedTuple):
    """How the second of a line is spelled at its start, which most lines have from the one before.

    Another line that differs from it in its three digits of a fraction at most would be read in
    the same way. Without any, no line is like it.
    """

    second: str = ""
    start: int = 0
    end: int = 0
    zone: str = ""
    at: int = 0


class LineTimes:
    """Reads the times of the lines of one file, which are mostly written alike.

    Args:
        now: What nothing in the file is much later than; tells years that are left out.
    """

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._forms = list(_FORMS)
        self._last = _Spelling()

    def of(self, line: str) -> int | None:
        """Epoch milliseconds, or None where the line has no time."""
        last = self._last
        if line.startswith(last.second) and line.startswith(last.zone, last.end):
            digits = line[last.start : last.end]
            if digits.isdecimal():
                return last.at + int(digits)
        return self._found(line)

    def _found(self, line: str) -> int | None:
        self._last = _Spelling()
        head = line[:_HEAD]
        for index, form in enumerate(self._forms):
            if found := form.look(head):
                try:
                    at = form.read(found, self._now)
                except (ValueError, OverflowError):
                    continue
                if not 0 <= at < _LATEST:
                    continue
                if index:
                    self._forms.insert(0, self._forms.pop(index))
                if form.look == _ISO.search:
                    self._last = _spelling(head, found, at)
                return at
        return None


def _iso(found: _Found, now: datetime) -> int:
    del now
    date, clock, fraction, zone = found.groups()
    return _second(date, clock, zone) + (_thousandths(fraction) if fraction else 0)


def _spelling(head: str, found: _Found, at: int) -> _Spelling:
    """What must be the same in another line; more of it than the zone where there is none."""
    start, end = found.span("fraction")
    zone = head[end : found.end()] if found["zone"] else head[end : end + 2]
    is_told = found["zone"] or _NO_ZONE.match(zone)
    if found.start() or end - start != _DIGITS or not is_told:
        return _Spelling()
    return _Spelling(head[:start], start, end, zone, at - at % 1000)


def _dated(found: _Found, now: datetime) -> int:
    del now
    date = f"{found['year']}-{_number(found['month']):02}-{int(found['day']):02}"
    zone = found.groupdict().get("zone")
    return _second(date, found["clock"], zone) + _rest(found)


def _undated(found: _Found, now: datetime) -> int:
    """A time without a year: this one's, or where that is yet to come last year's."""
    for year in (now.year + 1, now.year, now.year - 1):
        date = f"{year}-{_number(found['month']):02}-{int(found['day']):02}"
        at = _second(date, found["clock"], None) + _rest(found)
        if at <= (now + _FAR).timestamp() * 1000:
            return at
    return at


def _epoch(found: _Found, now: datetime) -> int:
    del now
    more = found["more"] or found["fraction"] or ""
    return int(found["whole"]) * 1000 + _thousandths(more)


def _number(month: str) -> int:
    return int(month) if month.isdecimal() else _MONTHS.index(month) + 1


def _rest(found: _Found) -> int:
    """Milliseconds past the second."""
    return _thousandths(found.groupdict().get("fraction") or "")


def _thousandths(digits: str) -> int:
    return int(digits[:3].ljust(3, "0")) if digits else 0


@lru_cache(maxsize=64)
def _second(date: str, clock: str, zone: str | None) -> int:
    """Epoch milliseconds of a second, which many lines share."""
    at = datetime.fromisoformat(f"{date.replace('/', '-')}T{clock}").replace(tzinfo=_zone(zone))
    return int(at.timestamp()) * 1000


def _zone(text: str | None) -> timezone:
    if text is None or text == "Z":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(offset if text[0] == "+" else -offset)


_FORMS: Sequence[_Form] = (
    _Form(_ISO.search, _iso),
    _Form(_ACCESS.search, _dated),
    _Form(_SYSLOG.match, _undated),
    _Form(_KLOG.match, _undated),
    _Form(_WRITTEN.search, _dated),
    _Form(_EPOCH.search, _epoch),
)
