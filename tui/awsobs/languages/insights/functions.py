"""The functions of Logs Insights that make one value of others."""

import ipaddress
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from awsobs.languages.insights.values import Moment, Value, number_of, tame, text_of

Work: TypeAlias = Callable[[Sequence[Value]], Value]

LONGEST_TEXT: Final = 262_144
"""What `concat` and `replace` make is cut here."""

_MANY: Final = 100


@dataclass(frozen=True, slots=True)
class Function:
    """What a function does with its arguments, and how many it takes."""

    work: Work
    least: int = 1
    most: int = 1


def _number(work: Callable[[float], float]) -> Function:
    def of(values: Sequence[Value]) -> Value:
        number = number_of(values[0])
        try:
            return None if number is None else tame(work(number))
        except (ValueError, OverflowError):
            return None

    return Function(of)


def _text(work: Callable[[str], Value]) -> Function:
    def of(values: Sequence[Value]) -> Value:
        text = text_of(values[0])
        return None if text is None else work(text)

    return Function(of)


def _texts(work: Callable[[str, str], Value]) -> Function:
    def of(values: Sequence[Value]) -> Value:
        first, second = text_of(values[0]), text_of(values[1])
        return None if first is None or second is None else work(first, second)

    return Function(of, 2, 2)


def _stripped(strip: Callable[[str, str | None], str]) -> Function:
    def of(values: Sequence[Value]) -> Value:
        text = text_of(values[0])
        return None if text is None else strip(text, text_of(values[1]) if values[1:] else None)

    return Function(of, 1, 2)


def _extreme(pick: Callable[[list[float]], float]) -> Function:
    def of(values: Sequence[Value]) -> Value:
        numbers = [number for value in values if (number := number_of(value)) is not None]
        return pick(numbers) if numbers else None

    return Function(of, 1, _MANY)


def _coalesce(values: Sequence[Value]) -> Value:
    return next((value for value in values if value is not None), None)


def _concat(values: Sequence[Value]) -> Value:
    return "".join(text_of(value) or "" for value in values)[:LONGEST_TEXT]


def _replace(values: Sequence[Value]) -> Value:
    text, old, new = map(text_of, values)
    if text is None or not old or new is None:
        return text
    room = max(0, LONGEST_TEXT - len(text)) // max(1, len(new))
    return text.replace(old, new, room) if len(new) > len(old) else text.replace(old, new)


def _substr(values: Sequence[Value]) -> Value:
    text, start = text_of(values[0]), number_of(values[1])
    length = number_of(values[2]) if values[2:] else LONGEST_TEXT
    if text is None or start is None or length is None:
        return None
    first = max(0, int(start))
    return text[first : first + max(0, int(length))]


def _moment(values: Sequence[Value]) -> Value:
    number = number_of(values[0])
    return None if number is None else Moment(number)


def _milliseconds(values: Sequence[Value]) -> Value:
    number = number_of(values[0])
    return None if number is None else int(number)


def _address(text: str, version: int) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return version in (0, address.version)


def _in_subnet(text: str, subnet: str, version: int) -> bool:
    try:
        network = ipaddress.ip_network(subnet, strict=False)
        return _address(text, version) and ipaddress.ip_address(text) in network
    except ValueError:
        return False


FUNCTIONS: Final = {
    "abs": _number(abs),
    "ceil": _number(math.ceil),
    "floor": _number(math.floor),
    "log": _number(math.log),
    "sqrt": _number(math.sqrt),
    "greatest": _extreme(max),
    "least": _extreme(min),
    "ispresent": Function(lambda values: values[0] is not None),
    "coalesce": Function(_coalesce, 1, _MANY),
    "isempty": Function(lambda values: values[0] is None or text_of(values[0]) == ""),
    "isblank": Function(lambda values: not (text_of(values[0]) or "").strip()),
    "concat": Function(_concat, 1, _MANY),
    "trim": _stripped(str.strip),
    "ltrim": _stripped(str.lstrip),
    "rtrim": _stripped(str.rstrip),
    "strlen": _text(len),
    "toupper": _text(str.upper),
    "upper": _text(str.upper),
    "tolower": _text(str.lower),
    "lower": _text(str.lower),
    "substr": Function(_substr, 2, 3),
    "replace": Function(_replace, 3, 3),
    "strcontains": _texts(lambda text, part: int(part in text)),
    "frommillis": Function(_moment),
    "tomillis": Function(_milliseconds),
    "isvalidip": _text(lambda text: _address(text, 0)),
    "isvalidipv4": _text(lambda text: _address(text, 4)),
    "isvalidipv6": _text(lambda text: _address(text, 6)),
    "isipinsubnet": _texts(lambda text, subnet: _in_subnet(text, subnet, 0)),
    "isipv4insubnet": _texts(lambda text, subnet: _in_subnet(text, subnet, 4)),
    "isipv6insubnet": _texts(lambda text, subnet: _in_subnet(text, subnet, 6)),
}
"""By name in lower case; `bin`, `datefloor` and `dateceil` are read by the parser, for periods."""
