"""The functions of CloudWatch's metric math that awsobs computes."""

import math
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from awsobs.languages.math_values import (
    Frame,
    Function,
    MathError,
    MathValue,
    TimeSeries,
    aggregated,
    chosen,
    each,
    filled,
    finite_series,
    grid,
    over_time,
)

_Arguments = tuple[MathValue | str, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """How many arguments a function takes, and what it does with them."""

    least: int
    most: int
    compute: Function


def _value(arguments: _Arguments, place: int = 0) -> MathValue:
    value = arguments[place]
    if isinstance(value, str):
        raise MathError(f"a number or a time series is needed instead of '{value}'")
    return value


def _numbers(compute: Callable[[float], float]) -> Signature:
    """Signature of a function of each number."""
    return Signature(1, 1, lambda _, arguments: each(_value(arguments), compute))


def _aggregate(compute: Callable[[list[float]], float]) -> Signature:
    """Signature of a function of many numbers."""
    return Signature(1, 1, lambda _, arguments: aggregated(_value(arguments), compute))


def _series(compute: Callable[[TimeSeries], TimeSeries]) -> Signature:
    """Signature of a function of a whole series."""
    return Signature(1, 1, lambda _, arguments: over_time(_value(arguments), compute))


def _logarithm(compute: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: compute(value) if value > 0 else math.nan


def _if(_: Frame, arguments: _Arguments) -> MathValue:
    other = _value(arguments, 2) if len(arguments) == 3 else None
    return chosen(_value(arguments), _value(arguments, 1), other)


def _fill(frame: Frame, arguments: _Arguments) -> MathValue:
    filling = arguments[1]
    if isinstance(filling, str) and filling not in ("REPEAT", "LINEAR"):
        raise MathError("FILL takes a number, a time series, REPEAT or LINEAR")
    return over_time(_value(arguments), lambda series: filled(frame, series, filling))


def _metrics(frame: Frame, arguments: _Arguments) -> MathValue:
    part = arguments[0] if arguments else ""
    if not isinstance(part, str):
        raise MathError("METRICS takes a text that ids contain")
    return tuple(series for name, series in frame.metrics.items() if part in name)


def _members(_: Frame, arguments: _Arguments) -> MathValue:
    value = _value(arguments)
    return float(len(value)) if isinstance(value, tuple) else 1.0


def _period(_: Frame, arguments: _Arguments) -> MathValue:
    value = _value(arguments)
    if not isinstance(value, TimeSeries):
        raise MathError("PERIOD takes a time series")
    return float(value.period)


def _time_series(frame: Frame, arguments: _Arguments) -> MathValue:
    value = _value(arguments)
    if isinstance(value, TimeSeries | tuple):
        raise MathError("TIME_SERIES takes a number")
    period = max((series.period for series in frame.metrics.values()), default=60)
    return TimeSeries(points=dict.fromkeys(grid(frame, period), value), period=period)


def _not_empty(_: Frame, arguments: _Arguments) -> MathValue:
    value = _value(arguments)
    if not isinstance(value, tuple):
        raise MathError("REMOVE_EMPTY takes a list of time series")
    return tuple(series for series in value if series.points)


def _differences(series: TimeSeries) -> TimeSeries:
    moments = sorted(series.points)
    steps = pairwise(moments)
    return finite_series({b: series.points[b] - series.points[a] for a, b in steps}, series)


def _rates(series: TimeSeries) -> TimeSeries:
    moments = sorted(series.points)
    steps = pairwise(moments)
    points = {b: (series.points[b] - series.points[a]) / (b - a) for a, b in steps}
    return finite_series(points, series)


def _running_sums(series: TimeSeries) -> TimeSeries:
    total = 0.0
    points: dict[int, float] = {}
    for at in sorted(series.points):
        total += series.points[at]
        points[at] = total
    return finite_series(points, series)


FUNCTIONS: Final[Mapping[str, Signature]] = {
    "ABS": _numbers(abs),
    "CEIL": _numbers(lambda value: float(math.ceil(value))),
    "FLOOR": _numbers(lambda value: float(math.floor(value))),
    "LOG": _numbers(_logarithm(math.log)),
    "LOG10": _numbers(_logarithm(math.log10)),
    "SUM": _aggregate(sum),
    "AVG": _aggregate(statistics.fmean),
    "MIN": _aggregate(min),
    "MAX": _aggregate(max),
    "STDDEV": _aggregate(statistics.pstdev),
    "DATAPOINT_COUNT": _aggregate(lambda values: float(len(values))),
    "FIRST": _aggregate(lambda values: values[0]),
    "LAST": _aggregate(lambda values: values[-1]),
    "DIFF": _series(_differences),
    "RATE": _series(_rates),
    "RUNNING_SUM": _series(_running_sums),
    "REMOVE_EMPTY": Signature(1, 1, _not_empty),
    "IF": Signature(2, 3, _if),
    "FILL": Signature(2, 2, _fill),
    "METRICS": Signature(0, 1, _metrics),
    "METRIC_COUNT": Signature(1, 1, _members),
    "PERIOD": Signature(1, 1, _period),
    "TIME_SERIES": Signature(1, 1, _time_series),
}
