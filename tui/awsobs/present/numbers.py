"""Numbers and units as a column shows them: at most four significant digits."""

from math import isfinite
from typing import NamedTuple

from awsobs.analysis.metric_catalogue import CATALOGUE, PER_MINUTE, rate_in_name
from awsobs.domain.alarms import Alarm

NOTHING = "–"
_COMPARISONS = {
    "GreaterThanThreshold": ">",
    "GreaterThanOrEqualToThreshold": ">=",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "<=",
    "GreaterThanUpperThreshold": ">",
    "LessThanLowerThreshold": "<",
    "LessThanLowerOrGreaterThanUpperThreshold": "<>",
}
_UNITS = {
    "Milliseconds": "ms",
    "Microseconds": "µs",
    "Seconds": "s",
    "Percent": "%",
    "Bytes": "B",
    "Kilobytes": "kB",
    "Megabytes": "MB",
    "Gigabytes": "GB",
    "Count/Second": "/s",
    "Bytes/Second": "B/s",
}
_SCALES = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
_BEYOND_BYTES = 1e20
_BEYOND_WORDS = 1e15
_WHOLE = 1e4
"""Smaller numbers are shown with all their digits."""

_BYTE_SCALES = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"))


class Measure(NamedTuple):
    """A number as text, and its unit for the column beside it."""

    number: str
    unit: str


def number(value: float | None) -> str:
    """`41`, `18.2`, `2,310`, `12.3k`; a dash where there is none."""
    if value is None or not isfinite(value):
        return NOTHING
    size = abs(value)
    if size >= _BEYOND_WORDS:
        return f"{value:.0e}".replace("e+", "e")
    for scale, letter in _SCALES if size >= _WHOLE else ():
        if size >= scale:
            return f"{_digits(value / scale)}{letter}"
    return _digits(value)


def measured(value: float | None, unit: str) -> Measure:
    """A value beside its unit; seconds become milliseconds, bytes the unit that fits."""
    if value is None or not isfinite(value):
        return Measure(NOTHING, "")
    if unit in ("s", "µs"):
        return Measure(number(value * 1000 if unit == "s" else value / 1000), "ms")
    if unit == "B" and abs(value) < _BEYOND_BYTES:
        for scale, name in _BYTE_SCALES:
            if abs(value) >= scale:
                return Measure(_digits(value / scale), name)
    return Measure(number(value), unit)


def short_measure(value: float | None, unit: str) -> str:
    """A value and its unit in one column of few cells: `41/m`, `2.3 s`, `$812`, `18.2 %`."""
    shown = measured(value, unit)
    if shown.number == NOTHING or not shown.unit:
        return shown.number
    if shown.unit == "$":
        return f"${shown.number}"
    if shown.unit == "ms" and value is not None:
        return latency(value if unit == "s" else value / (1e6 if unit == "µs" else 1000))
    if shown.unit.startswith("/"):
        return f"{shown.number}{'/m' if shown.unit == PER_MINUTE else shown.unit}"
    return f"{shown.number} {shown.unit}"


def latency(seconds: float) -> str:
    """`41 ms`, `2.0 s`: milliseconds below one second."""
    if not isfinite(seconds):
        return NOTHING
    if seconds < 0.9995:
        return f"{number(round(seconds * 1000, 1 if seconds < 0.00995 else 0))} ms"
    return f"{seconds:.1f} s" if seconds < 99.95 else f"{number(seconds)} s"


def percent(share: float) -> str:
    """A share 0..1 as `34 %`; what is small but there is not `0 %`."""
    value = share * 100
    return f"{value:.1f} %" if 0 < value < 0.95 else f"{value:.0f} %"


def condition(comparison: str, threshold: float | None, unit: str) -> str:
    """What an alarm waits for: `> 800`; empty where it has no threshold."""
    if threshold is None:
        return ""
    sign = _COMPARISONS.get(comparison, ">")
    return f"{sign} {measured(threshold, unit).number}"


def is_past(value: float | None, comparison: str, threshold: float | None) -> bool:
    """Whether a value is on the wrong side of its threshold."""
    if value is None or threshold is None:
        return False
    match _COMPARISONS.get(comparison, ">"):
        case ">":
            return value > threshold
        case ">=":
            return value >= threshold
        case "<":
            return value < threshold
        case "<=":
            return value <= threshold
        case _:
            return False


def alarm_unit(alarm: Alarm) -> str:
    """The unit of an alarm's numbers, from what is known of its metric."""
    if alarm.is_billing:
        return "$"
    if alarm.unit in _UNITS:
        return _UNITS[alarm.unit]
    metric = alarm.metric
    worth = CATALOGUE.get((metric.namespace, metric.name)) if metric else None
    if worth and worth.unit != PER_MINUTE:
        return worth.unit
    if alarm.statistic in ("Sum", "SampleCount"):
        return rate_unit(alarm.period.total_seconds() if alarm.period else 60)
    return rate_in_name(metric.name)[1] if metric else ""


def rate_unit(seconds: float) -> str:
    """The unit of a count over so many seconds: `/min`, `/5m`, `/1h`, `/10s`."""
    whole = int(seconds)
    if whole == 60:
        return PER_MINUTE
    if whole % 3600 == 0 and whole:
        return f"/{whole // 3600}h"
    return f"/{whole // 60}m" if whole % 60 == 0 and whole else f"/{whole}s"


def series_unit(unit: str) -> str:
    """A series' unit in at most four cells: `/300s` is `/5m`."""
    if unit.startswith("/") and unit.endswith("s") and unit[1:-1].isdigit():
        return rate_unit(float(unit[1:-1]))
    return unit


def _digits(value: float) -> str:
    """Thousands with commas, one decimal below a hundred, two below one."""
    size = abs(value)
    if size >= 99.95 or value == int(value):
        return f"{value:,.0f}"
    places = 1 if size >= 0.95 else 2 if size >= 0.095 else 3
    return f"{value:.{places}f}".rstrip("0").rstrip(".") or "0"
