"""The metric series on screen: which ones, and their datapoints on the period grid."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from awsobs.analysis.default_metrics import chosen
from awsobs.domain.alarms import Alarm
from awsobs.domain.batch import Batch
from awsobs.domain.metrics import MetricKey, Series, SeriesQuery
from awsobs.domain.source_state import SourceError
from awsobs.domain.window import Window
from awsobs.sources import fields
from awsobs.sources.alarm_rows import metric_of
from awsobs.sources.metric_periods import asked_period, floor, last_complete
from awsobs.sources.pages import pages
from awsobs.sources.session import Aws
from awsobs.sources.source import Stamp, Tell, say_nothing

MAX_SERIES = 24
MAX_LISTED_PAGES = 4
_LIST_AGAIN = timedelta(minutes=5)
_OWN_LIST_AGAIN = timedelta(seconds=30)


class MetricSource:
    """One batch with every series.

    Args:
        aws: Where to ask.
        alarms: Gives the alarms that are known; what they watch comes first.
        tell: Takes the progress.
    """

    name = "metrics"
    behind = False

    def __init__(
        self, aws: Aws, alarms: Callable[[], Sequence[Alarm]], tell: Tell = say_nothing
    ) -> None:
        self._aws = aws
        self._alarms = alarms
        self._tell = tell
        self._stamp = Stamp[Series](self.name, aws)
        self._listed: tuple[MetricKey, ...] = ()
        self._list_due = 0.0
        self._shortfall = ""
        self._circle = ""

    @property
    def shortfall(self) -> str:
        """How many of the series could be had whole, if not all."""
        return self._circle or self._shortfall

    async def poll(self, window: Window) -> AsyncIterator[Batch[Series]]:
        """Read the datapoints of the window."""
        await self._list()
        now = self._aws.clock.now()
        queries = [
            asked_period(query, window, now)
            for query in chosen(self._alarms(), self._listed, MAX_SERIES)
        ]
        self._tell(f"{len(queries)} series")
        series = await self._series(queries, window, now) if queries else []
        whole = sum(1 for one in series if one.status == "Complete")
        self._shortfall = f"{whole} of {len(series)} series" if whole < len(series) else ""
        yield self._stamp.batch(series)

    async def _list(self) -> None:
        """List the account's metrics now and then: each page is billed."""
        now = self._aws.clock.monotonic()
        if self._listed and now < self._list_due:
            return
        self._circle = ""
        try:
            self._listed = tuple(dict.fromkeys(await self._found()))
        except SourceError as error:
            if not self._listed or not error.is_passing:
                raise
        pause = _OWN_LIST_AGAIN if self._aws.access.own_endpoint else _LIST_AGAIN
        self._list_due = now + pause.total_seconds()

    async def _found(self) -> list[MetricKey]:
        found: list[MetricKey] = []
        async for page in pages(
            self._aws,
            "cloudwatch:ListMetrics",
            {"RecentlyActive": "PT3H"},
            limit=MAX_LISTED_PAGES,
            warn=self._lacking,
        ):
            found += [key for row in fields.rows(page, "Metrics") if (key := metric_of(row))]
        return found

    def _lacking(self, what: str) -> None:
        self._circle = what

    async def _series(
        self, queries: Sequence[SeriesQuery], window: Window, now: datetime
    ) -> list[Series]:
        """One GetMetricData for all; its pages repeat the ids, and are merged by them."""
        points: dict[str, dict[datetime, float]] = {query.id: {} for query in queries}
        status: dict[str, str] = {}
        messages: dict[str, list[str]] = {query.id: [] for query in queries}
        start, end = _range(queries, window)
        async for page in pages(
            self._aws,
            "cloudwatch:GetMetricData",
            {
                "MetricDataQueries": [_asked(query) for query in queries],
                "StartTime": start,
                "EndTime": end,
                "ScanBy": "TimestampAscending",
            },
            warn=self._lacking,
        ):
            for row in fields.rows(page, "MetricDataResults"):
                if (name := fields.name(row, "Id")) in points:
                    points[name].update(_points(row))
                    status[name] = fields.name(row, "StatusCode") or "Complete"
                    messages[name] += _messages(row)
        return [
            Series(
                query=query,
                points=last_complete(query, sorted(points[query.id].items()), now),
                status=status.get(query.id, "Complete"),
                messages=tuple(messages[query.id]),
            )
            for query in queries
        ]


def _asked(query: SeriesQuery) -> dict[str, Any]:
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


def _points(row: Mapping[str, Any]) -> dict[datetime, float]:
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


def _messages(row: Mapping[str, Any]) -> list[str]:
    return [fields.text(message, "Value") for message in fields.rows(row, "Messages")]
