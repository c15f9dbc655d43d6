"""Metrics over the two weeks that their anomalies are told by."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from awsobs.domain.metrics import Series, SeriesQuery
from awsobs.sources import fields
from awsobs.sources.metric_reads import MOST_QUERIES, asked, points_in
from awsobs.sources.pages import pages
from awsobs.sources.session import Aws

LONG = timedelta(days=14)
"""Datapoints of five minutes are kept for 63 days (CloudWatch user guide, retention)."""

STEP = timedelta(minutes=5)
"""The period of a history, where the metric's own is no longer."""


async def history_of(aws: Aws, query: SeriesQuery) -> Series:
    """The datapoints of a metric, oldest first, without the period that is still open.

    Raises:
        SourceError: the outside failed.
    """
    (series,) = await histories_of(aws, [query])
    return series


async def histories_of(aws: Aws, queries: Sequence[SeriesQuery]) -> list[Series]:
    """The same of several at once, each on the period of its query.

    Raises:
        SourceError: the outside failed.
    """
    now = aws.clock.now()
    wanted = list(queries)[:MOST_QUERIES]
    found: dict[str, dict[datetime, float]] = {query.id: {} for query in wanted}
    status: dict[str, str] = {}
    async for page in pages(
        aws,
        "cloudwatch:GetMetricData",
        {
            "MetricDataQueries": [asked(query) for query in wanted],
            "StartTime": now - LONG,
            "EndTime": now,
            "ScanBy": "TimestampAscending",
        },
    ):
        for row in fields.rows(page, "MetricDataResults"):
            if (name := fields.name(row, "Id")) in found:
                found[name].update(points_in(row))
                status[name] = fields.name(row, "StatusCode") or "Complete"
    return [
        Series(
            query=query,
            points=tuple(
                (at, value)
                for at, value in sorted(found[query.id].items())
                if at + query.period <= now
            ),
            status=status.get(query.id, "Complete"),
        )
        for query in wanted
    ]


def over_weeks(query: SeriesQuery) -> SeriesQuery:
    """The query on the period of a history."""
    return replace(query, period=max(STEP, query.period))
