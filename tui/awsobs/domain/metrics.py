"""Metrics and their datapoints."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    is_favourite: bool = False


@dataclass(frozen=True, slots=True)
class Favourite:
    """What the user always wants to see."""

    metric: MetricKey
    statistic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricChoice:
    """What the user has changed about the series that are shown unasked.

    `statistics` has, by metric and usual statistic, the one that is wanted in its place.
    """

    favourites: tuple[Favourite, ...] = ()
    statistics: Mapping[tuple[MetricKey, str], str] = field(
        default_factory=dict[tuple[MetricKey, str], str]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A point that is unlike what came before; `why` in words without the unit."""

    at: datetime
    value: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One series on its period grid, oldest first; a period without data is absent.

    `provisional` is the point of a period that is not over yet, whose value still changes.
    `status` is CloudWatch's StatusCode (Complete, PartialData, InternalError, Forbidden).
    """

    query: SeriesQuery
    points: tuple[tuple[datetime, float], ...] = ()
    provisional: tuple[datetime, float] | None = None
    marks: tuple[Mark, ...] = ()
    status: str = "Complete"
    messages: tuple[str, ...] = ()
