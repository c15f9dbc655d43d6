"""The trail: changes in the account, from the event history of CloudTrail."""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime, timedelta

from awsobs.domain.batch import Batch
from awsobs.domain.source_state import SourceError
from awsobs.domain.trail import Coverage, TrailEvent
from awsobs.domain.window import Window
from awsobs.sources.session import Aws
from awsobs.sources.source import Stamp, Tell, say_nothing
from awsobs.sources.trail_lookup import TrailLookup, TrailPage

LOOK_BACK = timedelta(hours=3)
"""What was changed before an incident is looked for at least so far back."""

RETENTION = timedelta(days=90)
PAGES_A_PASS = 20
_GLOBAL_REGION = "us-east-1"
_OTHER_PARTITIONS = ("cn-", "us-gov-", "us-iso", "eu-isoe-", "eusc-")


class TrailSource:
    """Changes only: reads outnumber them by far, and change nothing.

    Services without a region record in us-east-1, which is asked too where it is not the
    region of the session.

    Args:
        aws: Where to ask.
        cover: Takes which stretch has been read.
        tell: Takes the progress.
        only_window: Read the window alone, not what was changed before it or after.
    """

    name = "trail"

    def __init__(
        self,
        aws: Aws,
        cover: Callable[[Coverage], None] = lambda _: None,
        tell: Tell = say_nothing,
        *,
        only_window: bool = False,
    ) -> None:
        self._aws = aws
        self._cover = cover
        self._tell = tell
        self._only_window = only_window
        self._stamp = Stamp[TrailEvent](self.name, aws)
        self._here = TrailLookup(aws)
        self._global: TrailLookup | None = None
        self._behind = False
        self._shortfall = ""

    @property
    def behind(self) -> bool:
        """Whether older pages are left to read."""
        return self._behind

    @property
    def shortfall(self) -> str:
        """Why global services are missing, if they are."""
        return self._shortfall

    async def poll(self, window: Window) -> AsyncIterator[Batch[TrailEvent]]:
        """Read what is new, then go on backwards."""
        now = self._aws.clock.now()
        start = max(min(window.start, now - LOOK_BACK), now - RETENTION)
        if self._only_window:
            start, now = max(window.start, start), min(window.end, now)
        async for batch in self._pass(self._here, start, now):
            yield batch
        if (lookup := self._global_lookup()) is None:
            return
        try:
            async for batch in self._pass(lookup, start, now):
                yield batch
            self._shortfall = ""
        except SourceError as error:
            self._shortfall = f"{_GLOBAL_REGION}: {error.what}"

    async def _pass(
        self, lookup: TrailLookup, start: datetime, now: datetime
    ) -> AsyncIterator[Batch[TrailEvent]]:
        page = 0
        for pages in self._parts(lookup, start, now):
            async for read in pages:
                page += 1
                self._tell(f"page {page}")
                self._cover(self._coverage(start, now))
                yield self._stamp.batch(read.events, read.counts)
        self._behind = any(
            one.complete_from is not None and one.complete_from > start for one in self._lookups()
        )
        self._cover(self._coverage(start, now))

    def _parts(
        self, lookup: TrailLookup, start: datetime, now: datetime
    ) -> Iterator[AsyncIterator[TrailPage]]:
        if self._only_window:
            lookup.begin_at(now)
        else:
            yield lookup.newer(start)
        yield lookup.older(start, PAGES_A_PASS)

    def _coverage(self, start: datetime, now: datetime) -> Coverage:
        lookups = self._lookups()
        newest = [one.newest for one in lookups if one.newest is not None]
        return Coverage(
            start=start,
            end=now,
            complete_from=max((one.complete_from or now for one in lookups), default=now),
            newest=max(newest, default=None),
            scanned=sum(one.scanned for one in lookups),
            own_calls=sum(one.own_calls for one in lookups),
        )

    def _lookups(self) -> list[TrailLookup]:
        return [one for one in (self._here, self._global) if one is not None]

    def _global_lookup(self) -> TrailLookup | None:
        """The lookup in us-east-1, where the session is not there already."""
        region = self._aws.region
        elsewhere = region and region != _GLOBAL_REGION
        if not elsewhere or self._aws.access.own_endpoint or region.startswith(_OTHER_PARTITIONS):
            return None
        if self._global is None:
            self._global = TrailLookup(self._aws, _GLOBAL_REGION, global_only=True)
        return self._global
