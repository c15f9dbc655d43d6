"""What a big chart asks: its series now, the same ones before, a band, and unusual points."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from awsobs.analysis.anomalies import marks_of
from awsobs.app.collecting_port import Ask
from awsobs.collecting.questions import what_a_metric_was, what_series_were
from awsobs.domain.clock import Clock
from awsobs.domain.metrics import Mark, MetricKey, Series, SeriesQuery
from awsobs.domain.source_state import SourceError
from awsobs.domain.window import Window

BAND = "b0"
SHIFTS = (None, timedelta(days=1), timedelta(days=7))
_MARKED_FOR = 300.0
"""Seconds after which unusual points are looked for again, among datapoints of five minutes."""

_HISTORY_PERIOD = timedelta(minutes=5)


class ChartReading:
    """Remembers the last answers, so that an error blanks nothing.

    Args:
        ask: Puts a question to the account.
        clock: Tells how old the marks are.
        known: Series that are drawn until there is an answer.
    """

    def __init__(self, ask: Ask, clock: Clock, known: Sequence[Series] = ()) -> None:
        self._ask = ask
        self._clock = clock
        self.series = tuple(known)
        self.before: tuple[Series, ...] = ()
        self.band: tuple[Series, ...] = ()
        self.error: SourceError | None = None
        self.is_answered = False
        self._marks: dict[tuple[MetricKey, str], tuple[float, tuple[Mark, ...]]] = {}

    @property
    def ask(self) -> Ask:
        """Puts other questions that belong to the chart."""
        return self._ask

    async def read(
        self,
        queries: Sequence[SeriesQuery],
        window: Window,
        *,
        shift: timedelta | None,
        has_band: bool,
    ) -> None:
        """Ask for everything; what fails is told, and what was known stays."""
        try:
            found = await self._ask(what_series_were(queries, window))
            self.series = tuple(self._marked(one) for one in found)
            self.error, self.is_answered = None, True
            metrics = [query for query in queries if query.metric is not None]
            if shift is not None:
                earlier = _shifted(window, shift)
                self.before = await self._ask(what_series_were(metrics, earlier))
            if has_band and metrics:
                asked = [metrics[0], _band(metrics[0])]
                banded = await self._ask(what_series_were(asked, window))
                self.band = tuple(one for one in banded if one.query.id == BAND)
        except SourceError as error:
            self.error = error

    async def look_for_marks(self, query: SeriesQuery) -> None:
        """Compare the series with its last two weeks, off the loop; without them, no marks."""
        now = self._clock.monotonic()
        if query.metric is None or now < self._due(query):
            return
        self._marks[query.metric, query.statistic] = now + _MARKED_FOR, ()
        asked = replace(query, period=max(_HISTORY_PERIOD, query.period))
        try:
            series = await self._ask(what_a_metric_was(asked))
        except SourceError:
            return
        marks = await asyncio.to_thread(marks_of, series.points, asked.period)
        self._marks[query.metric, query.statistic] = now + _MARKED_FOR, tuple(marks)
        self.series = tuple(self._marked(one) for one in self.series)

    def _due(self, query: SeriesQuery) -> float:
        known = self._marks.get((query.metric, query.statistic)) if query.metric else None
        return known[0] if known else float("-inf")

    def _marked(self, series: Series) -> Series:
        metric = series.query.metric
        known = self._marks.get((metric, series.query.statistic)) if metric else None
        return replace(series, marks=known[1]) if known else series


def _band(metric: SeriesQuery) -> SeriesQuery:
    """What CloudWatch expects of a metric."""
    expression = f"ANOMALY_DETECTION_BAND({metric.id}, 2)"
    return replace(metric, id=BAND, metric=None, expression=expression, threshold=None)


def _shifted(window: Window, by: timedelta) -> Window:
    return Window(start=window.start - by, end=window.end - by, live=False)


def within(marks: Sequence[Mark], start: datetime, end: datetime) -> tuple[Mark, ...]:
    """The marks of a stretch of time."""
    return tuple(mark for mark in marks if start <= mark.at < end)
