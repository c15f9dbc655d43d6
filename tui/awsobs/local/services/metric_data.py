"""What PutMetricData takes: datapoints read, checked, and only then all stored."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from awsobs.domain.metrics import MetricKey
from awsobs.local.operations import Fault
from awsobs.local.services.metric_store import MetricsState
from awsobs.local.services.parameters import (
    Row,
    dimensions_of,
    integer,
    listed,
    moment,
    number,
    required_text,
    rows,
    structure,
    text,
)
from awsobs.local.services.statistics import Cell, summary_cell

MOST_DATA: Final = 1000
MOST_VALUES: Final = 150
OLDEST: Final = timedelta(weeks=2)
NEWEST: Final = timedelta(hours=2)
LARGEST: Final = 2.0**360

_RATED: Final = tuple(
    prefix + unit
    for prefix, units in (("", ("Bytes", "Bits", "Count")), ("Kilo", ("bytes", "bits")),
                          ("Mega", ("bytes", "bits")), ("Giga", ("bytes", "bits")),
                          ("Tera", ("bytes", "bits")))
    for unit in units
)  # fmt: skip
UNITS: Final = frozenset(
    (
        *("Seconds", "Microseconds", "Milliseconds", "Percent", "None"),
        *_RATED,
        *(f"{unit}/Second" for unit in _RATED),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Datum:
    """One accepted datapoint: either values with their counts, or a statistic set."""

    key: MetricKey
    at: float
    unit: str
    resolution: int
    values: tuple[tuple[float, float], ...] = ()
    summary: Cell | None = None

    def store(self, metrics: MetricsState) -> None:
        """Put it into the metrics' state."""
        key = self.key
        if self.summary is not None:
            metrics.put_cell(key, self.at, self.summary, self.unit, self.resolution)
        for value, count in self.values:
            metrics.put(
                key.namespace,
                key.name,
                key.dimensions,
                self.at,
                value,
                self.unit,
                count,
                self.resolution,
            )


def data_of(parameters: Row, now: datetime) -> list[Datum]:
    """The datapoints of a PutMetricData request, those with an entity included.

    Raises:
        Fault: one of them is wrong; then none is to be stored.
    """
    namespace = required_text(parameters, "Namespace", longest=255)
    if namespace.startswith(":"):
        raise Fault("InvalidParameterValue", "The value for parameter Namespace is invalid.")
    members = rows(parameters, "MetricData", most=MOST_DATA)
    for group in rows(parameters, "EntityMetricData", most=2):
        members = [*members, *rows(group, "MetricData", most=MOST_DATA)]
    if not members:
        raise Fault("MissingParameter", "The parameter MetricData is required.")
    if len(members) > MOST_DATA:
        raise Fault(
            "InvalidParameterValue",
            f"The collection MetricData must not have a size greater than {MOST_DATA}.",
        )
    return [_datum(namespace, member, place, now) for place, member in enumerate(members, 1)]


def checked_unit(row: Row) -> str:
    """The unit under `Unit`, empty if absent."""
    unit = text(row, "Unit")
    if unit and unit not in UNITS:
        raise Fault("InvalidParameterValue", f"The value {unit} for parameter Unit is invalid.")
    return unit


def _datum(namespace: str, row: Row, place: int, now: datetime) -> Datum:
    where = f"MetricData.member.{place}"
    name = required_text(row, "MetricName", longest=255)
    given = [part for part in ("Value", "Values", "StatisticValues") if row.get(part) is not None]
    if not given:
        raise Fault(
            "MissingParameter",
            f"At least one of the parameters {where}.Value, {where}.Values or "
            f"{where}.StatisticValues is required.",
        )
    if len(given) > 1:
        raise Fault(
            "InvalidParameterCombination",
            f"The parameters {where}.{given[0]} and {where}.{given[1]} are mutually exclusive "
            "and you have specified both.",
        )
    return Datum(
        key=MetricKey(namespace, name, dimensions_of(row)),
        at=_time(row, where, now),
        unit=checked_unit(row) or "None",
        resolution=1 if integer(row, "StorageResolution", 60) < 60 else 60,
        values=() if given[0] == "StatisticValues" else _values(row, where),
        summary=_summary(row, where),
    )


def _time(row: Row, where: str, now: datetime) -> float:
    at = moment(row, "Timestamp") or now
    if at < now - OLDEST or at > now + NEWEST:
        raise Fault(
            "InvalidParameterValue",
            f"The parameter {where}.Timestamp must specify a time no more than two hours in "
            "the future and no more than two weeks in the past.",
        )
    return at.timestamp()


def _values(row: Row, where: str) -> tuple[tuple[float, float], ...]:
    if row.get("Value") is not None:
        return ((_value(row, "Value", where), 1.0),)
    values = listed(row, "Values", most=MOST_VALUES)
    counts = listed(row, "Counts", most=MOST_VALUES) or [1.0] * len(values)
    if len(values) != len(counts):
        raise Fault(
            "InvalidParameterValue",
            f"The parameters {where}.Values and {where}.Counts must be of the same size.",
        )
    pairs = [
        {"Values": value, "Counts": count} for value, count in zip(values, counts, strict=True)
    ]
    read = tuple((_value(pair, "Values", where), _value(pair, "Counts", where)) for pair in pairs)
    if any(count <= 0 for _, count in read):
        raise Fault("InvalidParameterValue", f"The parameter {where}.Counts must be positive.")
    return read


def _value(row: Row, name: str, where: str) -> float:
    value = number(row, name)
    if value is None or abs(value) > LARGEST or not math.isfinite(value):
        raise Fault(
            "InvalidParameterValue",
            f"The value {row.get(name)} for parameter {where}.{name} is invalid.",
        )
    return value


def _summary(row: Row, where: str) -> Cell | None:
    summary = structure(row, "StatisticValues")
    if summary is None:
        return None
    count, total, lowest, highest = (
        _value(summary, name, f"{where}.StatisticValues")
        for name in ("SampleCount", "Sum", "Minimum", "Maximum")
    )
    if count <= 0 or lowest > highest:
        raise Fault(
            "InvalidParameterValue",
            f"The parameters {where}.StatisticValues.SampleCount, Minimum and Maximum do not "
            "go together.",
        )
    return summary_cell(count, total, lowest, highest)
