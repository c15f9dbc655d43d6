"""Statistics of a part of the values: trimmed, winsorized, counted or ranked between two bounds.

`tm99` is `TM(:99%)`, `IQM` is `TM(25%:75%)`; a bound is a share of all values or a value. A lower
bound is exclusive, an upper one inclusive (CloudWatch user guide, statistics definitions).
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

Weighted = Sequence[tuple[float, float]]
"""Values in rising order, each with how often it came."""

Reading = Callable[[Weighted], float | None]

_SHORT: Final = re.compile(r"(tm|wm|tc|ts)(\d{1,2}(?:\.\d{1,10})?|100)\Z")
_LONG: Final = re.compile(r"(TM|WM|TC|TS|PR)\((?P<low>[0-9.]*%?):(?P<high>[0-9.]*%?)\)\Z")
_QUARTILES: Final = "TM(25%:75%)"


@dataclass(frozen=True, slots=True)
class _Bound:
    """A share 0..1 of all values, or a value."""

    at: float
    is_share: bool


def trimmed(name: str) -> Reading | None:
    """How to read the statistic of a name from weighted values; None if there is no such one."""
    short = _SHORT.match(name)
    if short is not None:
        return _reading(short[1].upper(), None, _Bound(float(short[2]) / 100, True))
    found = _LONG.match(_QUARTILES if name == "IQM" else name)
    if found is None or not (found["low"] or found["high"]):
        return None
    try:
        low, high = _bound(found["low"]), _bound(found["high"])
    except ValueError:
        return None
    if found[1] == "PR" and any(bound and bound.is_share for bound in (low, high)):
        return None
    return _reading(found[1], low, high)


def _bound(text: str) -> _Bound | None:
    """A bound of the name.

    Raises:
        ValueError: it is no number, or no share of 100 %.
    """
    if not text:
        return None
    is_share = text.endswith("%")
    at = float(text.removesuffix("%"))
    if is_share and at > 100:
        raise ValueError(f"{text} is more than all")
    return _Bound(at / 100 if is_share else at, is_share)


def _reading(kind: str, low: _Bound | None, high: _Bound | None) -> Reading:
    def read(values: Weighted) -> float | None:
        total = sum(count for _, count in values)
        if not total:
            return None
        inside = list(_inside(values, total, low, high))
        count = sum(weight for _, weight in inside)
        match kind:
            case "PR":
                return 100 * count / total
            case "TC":
                return count
            case "TS":
                return math.fsum(value * weight for value, weight in inside)
            case "WM":
                return _winsorized(values, inside, total)
            case _:
                return math.fsum(v * w for v, w in inside) / count if count else None

    return read


def _inside(
    values: Weighted, total: float, low: _Bound | None, high: _Bound | None
) -> Iterator[tuple[float, float]]:
    """The values between the bounds, of those on a share's border as much as is inside."""
    first = low.at * total if low is not None and low.is_share else 0.0
    last = high.at * total if high is not None and high.is_share else total
    seen = 0.0
    for value, count in values:
        begin, seen = seen, seen + count
        if low is not None and not low.is_share and value <= low.at:
            continue
        if high is not None and not high.is_share and value > high.at:
            continue
        weight = min(seen, last) - max(begin, first)
        if weight > 1e-9:
            yield value, weight


def _winsorized(
    values: Weighted, inside: Sequence[tuple[float, float]], total: float
) -> float | None:
    """The mean where what lies outside counts as the nearest value inside."""
    if not inside:
        return None
    lowest, highest = inside[0][0], inside[-1][0]
    return math.fsum(min(max(value, lowest), highest) * count for value, count in values) / total
