"""Metrics and their datapoints."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class MetricKey:
    """What CloudWatch identifies a metric by. Dimensions are (name, value), sorted by name."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesQuery:
    """One series to ask for: a metric with a statistic, or a math expression."""

    id: str
    label: str
    metric: MetricKey | None = None
    statistic: str = "Average"
    expression: str = ""
    period: timedelta = timedelta(minutes=1)
    unit: str = ""
    threshold: float | None = None
    comparison: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One series on its period grid, oldest first; a period without data is absent.

    `status` is CloudWatch's StatusCode (Complete, PartialData, InternalError, Forbidden).
    """

    query: SeriesQuery
    points: tuple[tuple[datetime, float], ...] = ()
    status: str = "Complete"
    messages: tuple[str, ...] = ()
