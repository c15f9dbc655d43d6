"""What GetMetricData answers: one call for up to 500 series, put together from its pages."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from awsobs.domain.metrics import Series, SeriesQuery
from awsobs.domain.window import Window
from awsobs.sources import fields
from awsobs.sources.metric_periods import asked_period, floor, last_complete
from awsobs.sources.pace import Priority
from awsobs.sources.pages import pages
from awsobs.sources.session import Aws
from awsobs.sources.source import say_nothing

MOST_QUERIES = 500
"""What one call may ask for; more are asked in several."""

MOST_SERIES = 500
"""Series that an expression may bring; a SEARCH brings no more either."""

_COARSE = timedelta(hours=1)
"""Periods longer than this are asked apart, so that they widen nobody else's stretch of time."""


@dataclass(slots=True)
class _Gathered:
    """One series, page by page."""

    query: SeriesQuery
    points: dict[datetime, float] = field(default_factory=dict[datetime, float])
    status: str = "Complete"
    messages: list[str] = field(default_factory=list[str])

    def take(self, row: Mapping[str, Any]) -> None:
        self.points.update(points_in(row))
        self.status = fields.name(row, "StatusCode") or "Complete"
        self.messages += [fields.text(one, "Value") for one in fields.rows(row, "Messages")]


_All = dict[tuple[str, str, int], _Gathered]


async def read_series(
    aws: Aws,
    queries: Sequence[SeriesQuery],
    window: Window,
    *,
    warn: Callable[[str], None] = say_nothing,
    priority: Priority = Priority.NORMAL,
    region: str = "",
) -> list[Series]:
    """The series of a window on fitting periods, in the order of their queries.

    An expression may bring several, each with the label that it was answered with; a metric
    brings one, with or without points. `warn` takes what the service says of all of it.

    Raises:
        SourceError: the outside failed.
    """
    now = aws.clock.now()
    fitting = [asked_period(query, window, now) for query in queries]
    gathered: _All = {}
    for part in _parts(fitting):
        await _gather(aws, part, window, gathered, warn, priority, region)
    by_query: dict[str, list[Series]] = {query.id: [] for query in fitting}
    for (query_id, *_), one in gathered.items():
        by_query[query_id].append(_series(one, now))
    return [series for query in fitting for series in by_query[query.id]]


def _parts(queries: Sequence[SeriesQuery]) -> list[list[SeriesQuery]]:
    """What is asked in one call each; expressions go with the metrics that they may name."""
    coarse = [q for q in queries if q.period > _COARSE and q.metric is not None]
    if any(query.metric is None for query in queries):
        coarse = []
    fine = [query for query in queries if query not in coarse]
    return [
        part[at : at + MOST_QUERIES]
        for part in (fine, coarse)
        for at in range(0, len(part), MOST_QUERIES)
    ]


async def _gather(
    aws: Aws,
    queries: Sequence[SeriesQuery],
    window: Window,
    gathered: _All,
    warn: Callable[[str], None],
    priority: Priority,
    region: str,
) -> None:
    by_id = {query.id: query for query in queries}
    for query in queries:
        if query.metric is not None:
            gathered[query.id, "", 0] = _Gathered(query)
    start, end = _range(queries, window)
    parameters = {
        "MetricDataQueries": [asked(query) for query in queries],
        "StartTime": start,
        "EndTime": end,
        "ScanBy": "TimestampAscending",
    }
    async for page in pages(
        aws, "cloudwatch:GetMetricData", parameters, warn=warn, priority=priority, region=region
    ):
        for message in fields.rows(page, "Messages"):
            warn(fields.text(message, "Value"))
        seen = Counter[tuple[str, str]]()
        for row in fields.rows(page, "MetricDataResults"):
            name, label = fields.name(row, "Id"), fields.name(row, "Label")
            meant = by_id.get(name)
            place, seen[name, label] = seen[name, label], seen[name, label] + 1
            one = _one_of(gathered, meant, label, place) if meant is not None else None
            if one is not None:
                one.take(row)


def _one_of(gathered: _All, query: SeriesQuery, label: str, place: int) -> _Gathered | None:
    """What a row goes into: the series of its id, and of its label where there may be many.

    Both ends of a band may have one label; their place among such tells them apart.
    """
    if query.metric is not None:
        return gathered[query.id, "", 0]
    key = (query.id, label, place)
    if key not in gathered:
        if len(gathered) >= MOST_SERIES:
            return None
        shown = label if label and label != query.id else query.label
        gathered[key] = _Gathered(replace(query, label=shown))
    return gathered[key]


def _series(one: _Gathered, now: datetime) -> Series:
    points = tuple(sorted(one.points.items()))
    whole = last_complete(one.query, points, now)
    return Series(
        query=one.query,
        points=whole,
        provisional=points[-1] if len(whole) < len(points) else None,
        status=one.status,
        messages=tuple(dict.fromkeys(one.messages)),
    )


def asked(query: SeriesQuery) -> dict[str, Any]:
    """A query as GetMetricData takes it."""
    if query.metric is None:
        return {"Id": query.id, "Expression": query.expression}
    return {
        "Id": query.id,
        "MetricStat": {
            "Metric": {
                "Namespace": query.metric.namespace,
                "MetricName": query.metric.name,
                "Dimensions": [{"Name": n, "Value": v} for n, v in query.metric.dimensions],
            },
            "Period": int(query.period.total_seconds()),
            "Stat": query.statistic,
        },
    }


def _range(queries: Sequence[SeriesQuery], window: Window) -> tuple[datetime, datetime]:
    """The window, widened to whole periods: aligned calls are answered faster."""
    longest = max(query.period for query in queries)
    end = floor(window.end, longest)
    return floor(window.start, longest), end if end == window.end else end + longest


def points_in(row: Mapping[str, Any]) -> dict[datetime, float]:
    """Moments and values that belong together; what is no finite number is left out."""
    times, values = row.get("Timestamps"), row.get("Values")
    if not fields.is_list(times) or not fields.is_list(values):
        return {}
    pairs = ({"at": at, "value": value} for at, value in zip(times, values, strict=False))
    return {
        at: value
        for pair in pairs
        if (at := fields.moment(pair, "at")) is not None
        and (value := fields.number(pair, "value")) is not None
    }
