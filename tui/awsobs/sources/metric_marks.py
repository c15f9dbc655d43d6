"""Which points of the series on screen are unlike their last two weeks."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from awsobs.analysis.anomalies import marks_of
from awsobs.domain.metrics import Mark, MetricKey, Series, SeriesQuery
from awsobs.domain.source_state import SourceError
from awsobs.sources.metric_history import histories_of, over_weeks
from awsobs.sources.session import Aws

AGAIN = 300.0
"""Seconds until it is looked again: the histories are of datapoints of five minutes."""


class Marks:
    """Looked for now and then in one call for all; a failure leaves what was known."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws
        self._due = float("-inf")
        self._known: dict[tuple[MetricKey, str], tuple[Mark, ...]] = {}

    def on(self, series: Sequence[Series]) -> list[Series]:
        """The series with the marks that are known."""
        return [replace(one, marks=self._of(one.query)) for one in series]

    def _of(self, query: SeriesQuery) -> tuple[Mark, ...]:
        return self._known.get((query.metric, query.statistic), ()) if query.metric else ()

    async def look(self, queries: Sequence[SeriesQuery]) -> bool:
        """Whether it was time to look, and something was found."""
        now = self._aws.clock.monotonic()
        asked = [over_weeks(query) for query in queries if query.metric is not None]
        if now < self._due or not asked:
            return False
        self._due = now + AGAIN
        try:
            histories = await histories_of(self._aws, asked)
        except SourceError:
            return False  # the same call has just told what is wrong, or will
        self._known = {}
        for series in histories:
            metric = series.query.metric
            marks = await asyncio.to_thread(marks_of, series.points, series.query.period)
            if marks and metric is not None:
                self._known[metric, series.query.statistic] = tuple(marks)
        return bool(self._known)
