"""The values of Logs Insights: text, numbers, times and what is missing, compared as AWS does."""

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import total_ordering
from typing import Final, TypeAlias

from typing_extensions import override

_NUMBER: Final = re.compile(r"\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*\Z", re.ASCII)
_LONGEST_NUMBER: Final = 64
_LARGEST_WHOLE: Final = 2**63
_SHOWN_AS_WHOLE: Final = 1e15
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(int):
    """A time in epoch milliseconds: a number that is shown as a date."""

    __slots__ = ()


Value: TypeAlias = str | int | float | bool | None
"""None is a field that an event does not have."""

Compare: TypeAlias = Callable[[Value, Value], bool]


def number_of(value: Value) -> float | int | None:
    """A value as a number, if it is one or spells one."""
    if isinstance(value, str):
        if len(value) > _LONGEST_NUMBER or not _NUMBER.match(value):
            return None
        try:
            return tame(int(value))
        except ValueError:
            return tame(float(value))
    return None if value is None else tame(value)


def tame(number: float) -> float | int | None:
    """A number that stays cheap to count with: no endless digits, nothing infinite."""
    if isinstance(number, int):
        if abs(number) < _LARGEST_WHOLE:
            return number
        try:
            return float(number)
        except OverflowError:
            return None
    return number if math.isfinite(number) else None


def text_of(value: Value) -> str | None:
    """A value as the results spell it."""
    match value:
        case None | str():
            return value
        case bool():
            return "1" if value else "0"
        case Moment():
            return _date(value)
        case int():
            return str(value) if abs(value) < _LARGEST_WHOLE else text_of(tame(value))
        case _:
            return _decimal(value) if math.isfinite(value) else None


def same(left: Value, right: Value) -> bool:
    """Whether two values are equal; a number equals the text that spells it."""
    if left is None or right is None:
        return False
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        return _truth_word(left) == _truth_word(right)
    first, second = number_of(left), number_of(right)
    return first is not None and first == second


def ordered(test: Callable[[object, object], bool]) -> Compare:
    """An order by number where both sides are numbers, else by text; missing has no order."""

    def holds(left: Value, right: Value) -> bool:
        if left is None or right is None:
            return False
        first, second = number_of(left), number_of(right)
        if first is not None and second is not None:
            return test(first, second)
        return test(text_of(left), text_of(right))

    return holds


def truth(value: Value) -> bool:
    """Whether a value counts as true."""
    return bool(number_of(value)) if isinstance(value, str) else bool(value)


@total_ordering
class _Falling:
    """A text that sorts the other way round."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __lt__(self, other: "_Falling") -> bool:
        return self.text > other.text

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Falling) and self.text == other.text

    __hash__ = None  # type: ignore[assignment] # sorted, never looked up


SortKey: TypeAlias = tuple[int, float, "str | _Falling"]


def sort_key(value: Value, *, falling: bool) -> SortKey:
    """Numbers before texts, and what is missing last in either direction."""
    if value is None:
        return 2, 0.0, ""
    number = number_of(value)
    if number is not None:
        return (1, -number, "") if falling else (0, number, "")
    text = text_of(value) or ""
    return (0, 0.0, _Falling(text)) if falling else (1, 0.0, text)


def _truth_word(value: Value) -> str | None:
    """One spelling for true and 1, one for false and 0."""
    words = {"true": "1", "false": "0"}
    text = text_of(value)
    return None if text is None else words.get(text.lower(), text)


def _date(moment: int) -> str:
    try:
        at = _EPOCH + timedelta(milliseconds=moment)
    except OverflowError:
        return str(int(moment))
    return f"{at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03d}"


def _decimal(number: float) -> str:
    if number == int(number) and abs(number) < _SHOWN_AS_WHOLE:
        return str(int(number))
    if abs(number) < 0.001 or abs(number) >= _SHOWN_AS_WHOLE:
        return f"{number:.4G}"
    return f"{number:.4f}".rstrip("0").rstrip(".")
