"""A row for each resource: its rate, its errors, its latency and its use over the window."""

from collections.abc import Mapping, Sequence

from awsobs.analysis.metric_sets import KINDS, ResourceSet
from awsobs.domain.alarms import Alarm
from awsobs.domain.metrics import MetricKey, Series
from awsobs.domain.window import Window
from awsobs.present.metric_reading import Reading
from awsobs.present.numbers import measured
from awsobs.present.rows import Row, cut, flush_right, placed
from awsobs.present.sparkline import GAP

_VALUE = 12
"""Cells of a value with its unit, beside its line."""

_LEAST = 4
"""Cells below which a line tells nothing."""

_SERVICE, _NAME = 13, 20


class _Columns:
    """Where everything stands at a width."""

    def __init__(self, width: int) -> None:
        is_wide = width >= 100
        self.name = 1 + (_SERVICE if is_wide else 0)
        self.first = self.name + (_NAME if is_wide else _NAME - 4)
        self.each = max(_VALUE, (width - self.first - 1) // len(KINDS))
        self.cells = self.each - _VALUE - 1
        if self.cells < _LEAST:
            self.cells = 0


def set_heads(width: int) -> Row:
    """What stands in which column."""
    at = _Columns(width)
    ends = (at.first + (place + 1) * at.each - 6 for place in range(len(KINDS)))
    heads = [
        flush_right(((name, "faint"),), end) for name, end in zip(KINDS.values(), ends, strict=True)
    ]
    return placed(width, [(1, (("resource", "faint"),)), *heads])


def set_row(
    one: ResourceSet,
    series: Mapping[MetricKey, Series],
    alarms: Sequence[Alarm],
    window: Window,
    width: int,
) -> Row:
    """What is not known yet is blank, what has no datapoints a row of gaps."""
    at = _Columns(width)
    parts: list[tuple[int, Row]] = [(0, (("✖" if one.is_firing else " ", "fault"),))]
    if at.name > 1:
        service = one.namespace.rpartition("/")[2]
        parts.append((2, ((cut(service, _SERVICE - 2), "muted"),)))
    name = cut(one.name, at.first - at.name - 2)
    parts.append((at.name + 1, ((name, "strong bold" if one.is_firing else "text"),)))
    for place, rank in enumerate(KINDS):
        metric = one.metrics.get(rank)
        known = series.get(metric) if metric is not None else None
        if known is not None:
            begin = at.first + place * at.each
            parts += _cell(Reading(known, alarms, window), begin, at)
    return placed(width, parts)


def _cell(reading: Reading, begin: int, at: _Columns) -> list[tuple[int, Row]]:
    end = begin + at.each - 6
    if reading.latest is None:
        words = ("denied", "warning") if reading.trouble else (GAP, "faint")
        return [(begin, ((GAP * at.cells, "faint"),)), flush_right((words,), end)]
    shown = measured(reading.latest, reading.unit)
    style = f"{reading.style} bold" if reading.is_past else "text"
    return [
        (begin, reading.spark(at.cells)),
        flush_right(((shown.number, style),), end),
        (end + 1, ((cut(shown.unit, 4), "faint"),)),
    ]
