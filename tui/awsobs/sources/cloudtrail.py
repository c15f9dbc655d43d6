"""The trail: changes in the account, from the event history of CloudTrail."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from awsobs.domain.batch import Batch
from awsobs.domain.source_state import SourceError
from awsobs.domain.trail import Coverage, TrailEvent
from awsobs.domain.window import Window
from awsobs.languages.lookup_attribute import INSIGHTS, WRITES, Attribute
from awsobs.sources.session import Aws
from awsobs.sources.source import Stamp, Tell, say_nothing
from awsobs.sources.trail_cache import TrailCache
from awsobs.sources.trail_coverage import Reading, coverage_of
from awsobs.sources.trail_lookup import TrailLookup, TrailPage
from awsobs.sources.trail_shelf import Shelf

LOOK_BACK = timedelta(hours=3)
"""What was changed before an incident is looked for at least so far back."""

RETENTION = timedelta(days=90)
INSIGHTS_AGAIN = 300.0
"""Seconds between two looks at what CloudTrail Insights has found."""

PAGES_A_PASS = 20
SOUGHT_PAGES_A_PASS = 8
GLOBAL_REGION = "us-east-1"
_OTHER_PARTITIONS = ("cn-", "us-gov-", "us-iso", "eu-isoe-", "eusc-")


class TrailSource:
    """Changes, as reads outnumber them by far and change nothing; and what a filter demands.

    Services without a region record in us-east-1, which is asked too where it is not the
    region of the session. A window in the past is read from itself outwards.

    Args:
        aws: Where to ask.
        cover: Takes which stretch has been read.
        tell: Takes the progress.
        only_window: Read the window alone, not what was changed before it or after.
        cache: Where stretches that were read are kept from run to run.
        account: Whose history it is, as soon as that is known; kept is it only then.
        attribute: What is looked up besides from the start; see `seek`.
    """

    name = "trail"

    def __init__(
        self,
        aws: Aws,
        cover: Callable[[Coverage], None] = lambda _: None,
        tell: Tell = say_nothing,
        *,
        only_window: bool = False,
        cache: TrailCache | None = None,
        account: Callable[[], str] = lambda: "",
        attribute: Attribute | None = None,
    ) -> None:
        self._aws = aws
        self._cover = cover
        self._tell = tell
        self._only_window = only_window
        self._cache = cache
        self._account = account
        self._stamp = Stamp[TrailEvent](self.name, aws)
        self._wanted = attribute
        self._here: list[TrailLookup] = []
        self._sought: list[TrailLookup] = []
        self._insights: TrailLookup | None = None
        self._insights_due = float("-inf")
        self._reading = Reading(aws.clock)
        self._is_stopped = False
        self._shortfall = ""

    @property
    def behind(self) -> bool:
        """Whether older pages are left to read."""
        return self._reading.is_behind and not self._is_stopped

    @property
    def shortfall(self) -> str:
        """Why global services, or what CloudTrail Insights found, are missing, if they are."""
        return self._shortfall

    def seek(self, attribute: Attribute | None) -> None:
        """Look up this from the next pass on, before other changes; with None, changes alone."""
        if attribute != self._wanted:
            self._wanted, self._sought = attribute, []

    def stop(self, *, stopped: bool) -> None:
        """Read no older pages, or go on with them."""
        self._is_stopped = stopped

    async def poll(self, window: Window) -> AsyncIterator[Batch[TrailEvent]]:
        """Read what is new, then what the filter demands, then go on backwards."""
        now = self._aws.clock.now()
        start = max(min(window.start, now - LOOK_BACK), now - RETENTION)
        if self._only_window:
            start, now = max(window.start, start), min(window.end, now)
        near = None if window.live or self._only_window else window
        self._begin(now)
        asked = _Asked(start, now, near)
        own = (*self._sought[:1], *self._here[:1])
        async for batch in self._read(own, asked):
            yield batch
        lacking: list[str] = []
        beside = (
            ("CloudTrail Insights", self._found_by_itself(now)),
            (GLOBAL_REGION, (*self._sought[1:], *self._here[1:])),
        )
        for what, lookups in beside:
            try:
                async for batch in self._read(lookups, asked):
                    yield batch
            except SourceError as error:
                lacking.append(f"{what}: {error.what}")
        self._shortfall = ", ".join(lacking)

    async def _read(
        self, lookups: Sequence[TrailLookup], asked: "_Asked"
    ) -> AsyncIterator[Batch[TrailEvent]]:
        page = 0
        for lookup in lookups:
            for pages in self._parts(lookup, asked):
                async for read in pages:
                    page += 1
                    self._tell(f"page {page}")
                    self._cover(self._coverage(asked))
                    yield self._stamp.batch(read.events, read.counts)
            self._cover(self._coverage(asked))

    def _parts(self, lookup: TrailLookup, asked: "_Asked") -> Iterator[AsyncIterator[TrailPage]]:
        if not self._only_window:
            yield lookup.newer(asked.start)
        if not self._is_stopped:
            limit = PAGES_A_PASS if lookup in self._here else SOUGHT_PAGES_A_PASS
            yield lookup.older(asked.start, limit, asked.near)

    def _found_by_itself(self, now: datetime) -> Sequence[TrailLookup]:
        """CloudTrail Insights, now and then: it finds something once in half an hour at most."""
        if self._aws.clock.monotonic() < self._insights_due:
            return ()
        self._insights_due = self._aws.clock.monotonic() + INSIGHTS_AGAIN
        if self._insights is None:
            self._insights = TrailLookup(self._aws, attribute=INSIGHTS)
            if self._only_window:
                self._insights.begin_at(now)
        return (self._insights,)

    def _begin(self, now: datetime) -> None:
        """Make the lookups that are lacking."""
        if not self._here:
            self._here = self._lookups(WRITES)
        if self._wanted is not None and not self._sought:
            self._sought = self._lookups(self._wanted)
        if self._only_window:
            for lookup in (*self._here, *self._sought):
                lookup.begin_at(now)

    def _lookups(self, attribute: Attribute) -> list[TrailLookup]:
        """By an attribute: in the session's region, and where global services record."""
        own = self._aws.region
        made = [TrailLookup(self._aws, attribute=attribute, shelf=self._shelf(own, attribute))]
        if self._has_elsewhere():
            made.append(
                TrailLookup(
                    self._aws,
                    GLOBAL_REGION,
                    global_only=True,
                    attribute=attribute,
                    shelf=self._shelf(GLOBAL_REGION, attribute),
                )
            )
        return made

    def _shelf(self, region: str, attribute: Attribute) -> Shelf | None:
        account = self._account()
        if self._cache is None or not account:
            return None
        scope = "/".join((account, region, attribute.key, attribute.value))
        return Shelf(self._cache, scope, self._aws.clock)

    def _coverage(self, asked: "_Asked") -> Coverage:
        coverage = coverage_of(self._here, self._sought, asked.start, asked.end)
        return self._reading.told(coverage, is_stopped=self._is_stopped)

    def _has_elsewhere(self) -> bool:
        """Whether global services record in another region than the session's."""
        region = self._aws.region
        is_elsewhere = region and region != GLOBAL_REGION
        is_own = self._aws.access.own_endpoint or region.startswith(_OTHER_PARTITIONS)
        return bool(is_elsewhere) and not is_own


class _Asked(NamedTuple):
    """One pass: the stretch that is wanted, and the window that the user looks at, if past."""

    start: datetime
    end: datetime
    near: Window | None
