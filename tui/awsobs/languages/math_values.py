"""What CloudWatch's metric math computes with: numbers, series and lists of series."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias


class MathError(ValueError):
    """An expression that cannot be read or computed; `position` counts characters from 0."""

    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSeries:
    """Values by the epoch second of their period's start; a period without data is absent."""

    points: Mapping[int, float]
    label: str = ""
    period: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What an expression sees: the values of all ids, and which of them are plain metrics.

    FILL and TIME_SERIES make points for the periods from `start` to `end` (epoch seconds);
    periods begin at `origin` and all multiples of themselves from there.
    """

    values: Mapping[str, "MathValue"]
    metrics: Mapping[str, TimeSeries]
    start: int
    end: int
    origin: int = 0


MathValue: TypeAlias = float | TimeSeries | tuple[TimeSeries, ...]
Function: TypeAlias = Callable[[Frame, tuple["MathValue | str", ...]], MathValue]

MOST_POINTS: Final = 100_800
"""A function that makes points where there are none makes at most so many."""

_MISSING: Final = math.nan


def _power(left: float, right: float) -> float:
    try:
        result = left**right
    except (OverflowError, ZeroDivisionError):
        return _MISSING
    return result if isinstance(result, float) else _MISSING


BINARY: Final[Mapping[str, Callable[[float, float], float]]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b if b else _MISSING,
    "^": _power,
    "==": lambda a, b: float(a == b),
    "!=": lambda a, b: float(a != b),
    "<": lambda a, b: float(a < b),
    "<=": lambda a, b: float(a <= b),
    ">": lambda a, b: float(a > b),
    ">=": lambda a, b: float(a >= b),
    "AND": lambda a, b: float(bool(a) and bool(b)),
    "OR": lambda a, b: float(bool(a) or bool(b)),
}


def combined(operator: str, left: MathValue, right: MathValue) -> MathValue:
    """Two values under a binary operator; series meet where both have a point."""
    compute = BINARY[operator]
    if isinstance(left, tuple) and isinstance(right, tuple):
        raise MathError(f"{operator} cannot take two lists of time series")
    if isinstance(left, tuple):
        return tuple(_series(combined(operator, member, right)) for member in left)
    if isinstance(right, tuple):
        return tuple(_series(combined(operator, left, member)) for member in right)
    if isinstance(left, TimeSeries):
        if isinstance(right, TimeSeries):
            return _joined(compute, left, right)
        return _mapped_with(left, right, compute)
    if isinstance(right, TimeSeries):
        return _mapped_with(right, left, lambda value, number: compute(number, value))
    return compute(left, right)


def each(value: MathValue, compute: Callable[[float], float]) -> MathValue:
    """A function of one number, applied to every number of a value."""
    if isinstance(value, tuple):
        return tuple(_mapped(member, compute) for member in value)
    return _mapped(value, compute) if isinstance(value, TimeSeries) else compute(value)


def over_time(value: MathValue, compute: Callable[[TimeSeries], TimeSeries]) -> MathValue:
    """A function of one series, applied to every series of a value."""
    if isinstance(value, tuple):
        return tuple(compute(member) for member in value)
    return compute(_series(value))


def aggregated(value: MathValue, compute: Callable[[list[float]], float]) -> MathValue:
    """One number for a series; for a list, one series of what each moment has."""
    if isinstance(value, TimeSeries):
        return compute(list(value.points.values())) if value.points else _MISSING
    if not isinstance(value, tuple):
        return compute([value])
    moments: dict[int, list[float]] = {}
    for member in value:
        for at, number in member.points.items():
            moments.setdefault(at, []).append(number)
    points = {at: compute(moments[at]) for at in sorted(moments)}
    period = max((member.period for member in value), default=60)
    return TimeSeries(points=_finite(points), period=period)


def chosen(condition: MathValue, then: MathValue, other: MathValue | None) -> MathValue:
    """IF: point by point where the condition is a series, else all or nothing."""
    if isinstance(condition, tuple):
        raise MathError("IF cannot take a list of time series as its condition")
    if not isinstance(condition, TimeSeries):
        if condition:
            return then
        return TimeSeries(points={}) if other is None else other
    points: dict[int, float] = {}
    for at, holds in condition.points.items():
        value = _point(then if holds else other, at)
        if value is not None:
            points[at] = value
    return TimeSeries(points=points, label=condition.label, period=condition.period)


def filled(frame: Frame, series: TimeSeries, filling: "MathValue | str") -> TimeSeries:
    """FILL: every period of the frame has a point, from a number, a series or its neighbours."""
    points: dict[int, float] = {}
    known = sorted(series.points)
    last: float | None = None
    place = 0
    for at in grid(frame, series.period):
        while place < len(known) and known[place] <= at:
            place += 1
        value = series.points.get(at)
        if value is None and filling == "LINEAR":
            value = _between(series.points, known, place, at)
        elif value is None:
            value = last if filling == "REPEAT" else _filler(filling, at)
        if value is not None:
            points[at] = last = value
    return TimeSeries(points=points, label=series.label, period=series.period)


def grid(frame: Frame, period: int) -> range:
    """The starts of all periods of the frame."""
    first = frame.start - (frame.start - frame.origin) % period
    starts = range(first, frame.end, period)
    if len(starts) > MOST_POINTS:
        raise MathError(f"it would make more than {MOST_POINTS:,} points")
    return starts


def finite_series(points: Mapping[int, float], like: TimeSeries) -> TimeSeries:
    """A series with other points than `like`, without those that are no number."""
    return TimeSeries(points=_finite(points), label=like.label, period=like.period)


def _filler(filling: "MathValue | str", at: int) -> float | None:
    if isinstance(filling, str | tuple):
        raise MathError("FILL takes a number, a time series, REPEAT or LINEAR")
    return _point(filling, at)


def _between(points: Mapping[int, float], known: list[int], place: int, at: int) -> float | None:
    """The straight line between the neighbours of a gap."""
    if not 0 < place < len(known):
        return None
    before, after = known[place - 1], known[place]
    share = (at - before) / (after - before)
    return points[before] + (points[after] - points[before]) * share


def _point(value: MathValue | None, at: int) -> float | None:
    if isinstance(value, tuple):
        raise MathError("a list of time series cannot stand here")
    return value.points.get(at) if isinstance(value, TimeSeries) else value


def _series(value: MathValue) -> TimeSeries:
    if not isinstance(value, TimeSeries):
        raise MathError("a time series is needed here")
    return value


def _joined(
    compute: Callable[[float, float], float], left: TimeSeries, right: TimeSeries
) -> TimeSeries:
    both = {
        at: compute(value, right.points[at])
        for at, value in left.points.items()
        if at in right.points
    }
    period = max(left.period, right.period)
    return TimeSeries(points=_finite(both), label=left.label, period=period)


def _mapped_with(
    series: TimeSeries, number: float, compute: Callable[[float, float], float]
) -> TimeSeries:
    return _mapped(series, lambda value: compute(value, number))


def _mapped(series: TimeSeries, compute: Callable[[float], float]) -> TimeSeries:
    return finite_series({at: compute(value) for at, value in series.points.items()}, series)


def _finite(points: Mapping[int, float]) -> dict[int, float]:
    return {at: value for at, value in points.items() if math.isfinite(value)}
