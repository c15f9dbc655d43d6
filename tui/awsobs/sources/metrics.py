"""The metric series on screen: which ones, and their datapoints on the period grid."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta

from awsobs.analysis.default_metrics import chosen
from awsobs.domain.alarms import Alarm
from awsobs.domain.batch import Batch
from awsobs.domain.metrics import MetricChoice, Series, SeriesQuery
from awsobs.domain.window import Window
from awsobs.sources.metric_listing import Listing
from awsobs.sources.metric_marks import Marks
from awsobs.sources.metric_reads import read_series
from awsobs.sources.session import Aws
from awsobs.sources.source import Stamp, Tell, say_nothing

MAX_SERIES = 24
_LIST_AGAIN = timedelta(minutes=5)
_OWN_LIST_AGAIN = timedelta(seconds=30)
_GOOD_FOR = timedelta(seconds=30)


class MetricSource:
    """One batch with every series.

    Args:
        aws: Where to ask.
        alarms: Gives the alarms that are known; what they watch comes first.
        tell: Takes the progress.
        choice: Gives what the user wants to see beside what is shown unasked.
        marked: Whether to look for points that are unlike the last two weeks.
    """

    name = "metrics"

    def __init__(
        self,
        aws: Aws,
        alarms: Callable[[], Sequence[Alarm]],
        tell: Tell = say_nothing,
        choice: Callable[[], MetricChoice] = MetricChoice,
        *,
        marked: bool = False,
    ) -> None:
        self._aws = aws
        self._alarms = alarms
        self._tell = tell
        self._choice = choice
        self._marks = Marks(aws) if marked else None
        self._stamp = Stamp[Series](self.name, aws)
        self._listing = Listing(aws, self._lacking)
        self._read: object = None
        self._is_listing = False
        self._good_until = 0.0
        self._shortfall = ""
        self._circle = ""

    @property
    def behind(self) -> bool:
        """Whether there are more metrics to be listed."""
        return self._listing.has_more

    @property
    def shortfall(self) -> str:
        """How many of the series could be had whole, if not all."""
        return self._circle or self._shortfall

    async def poll(self, window: Window) -> AsyncIterator[Batch[Series]]:
        """Read the datapoints of the window."""
        self._circle = ""
        pause = _OWN_LIST_AGAIN if self._aws.access.own_endpoint else _LIST_AGAIN
        await self._listing.go_on(pause.total_seconds())
        queries = chosen(self._alarms(), self._listing.metrics, MAX_SERIES, self._choice())
        if self._is_read(queries, window):
            return
        self._tell(f"{len(queries)} series")
        series = await read_series(self._aws, queries, window, warn=self._lacking)
        whole = sum(1 for one in series if one.status == "Complete")
        self._shortfall = f"{whole} of {len(series)} series" if whole < len(series) else ""
        yield self._stamp.batch(self._marks.on(series) if self._marks else series)
        if self._marks is not None and await self._marks.look(queries):
            yield self._stamp.batch(self._marks.on(series))

    def _is_read(self, queries: Sequence[SeriesQuery], window: Window) -> bool:
        """Whether only more metrics were listed: then the datapoints are still good."""
        now, before = self._aws.clock.monotonic(), self._read
        span = window.width if window.live else (window.start, window.end)
        read = (tuple(queries), window.live, span)
        if self._is_listing and read == before and now < self._good_until:
            self._is_listing = self._listing.has_more
            return True
        self._is_listing, self._read = self._listing.has_more, read
        self._good_until = now + _GOOD_FOR.total_seconds()
        return False

    def _lacking(self, what: str) -> None:
        self._circle = what
