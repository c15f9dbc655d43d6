"""One region's event history, read newest first, with what is known of its coverage."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from awsobs.analysis.trail_records import event_of
from awsobs.domain.accounting import Counts
from awsobs.domain.trail import TrailEvent
from awsobs.sources import fields
from awsobs.sources.access import USER_AGENT
from awsobs.sources.pages import MAX_PAGES, pages
from awsobs.sources.session import Aws

OVERLAP = timedelta(minutes=15)
"""Events are delivered some five minutes late, so that this much is read again."""

OWN_AGENT = USER_AGENT.split("/")[0] + "/"

_SWEEP = 60.0
_MAX_SEEN = 50_000
_GLOBAL_SOURCES = frozenset(
    f"{name}.amazonaws.com"
    for name in (
        *("access-analyzer", "account", "billing", "budgets", "cloudfront", "globalaccelerator"),
        *("iam", "organizations", "route53", "route53domains", "shield", "signin", "sso"),
        *("sso-directory", "sts", "support", "waf"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailPage:
    """One page: what of it is kept, its accounting, and its oldest event's time."""

    events: tuple[TrailEvent, ...]
    counts: Counts
    oldest: datetime | None


class TrailLookup:
    """Reads the changes that a region has recorded.

    Args:
        aws: Where to ask.
        region: Which region, if not the session's own.
        global_only: Keep only what services without a region of their own have recorded.
    """

    def __init__(self, aws: Aws, region: str = "", *, global_only: bool = False) -> None:
        self._aws = aws
        self._region = region
        self._global_only = global_only
        self._seen: dict[str, datetime] = {}
        self._swept = aws.clock.monotonic()
        self._read_to: datetime | None = None
        self._is_whole = False
        self.complete_from: datetime | None = None
        self.newest: datetime | None = None
        self.scanned = 0
        self.own_calls = 0

    def begin_at(self, end: datetime) -> None:
        """Read nothing newer than `end`, unless reading has begun already."""
        if self.complete_from is None:
            self.complete_from = self._read_to = end
            self._is_whole = True

    async def newer(self, start: datetime) -> AsyncIterator[TrailPage]:
        """What has come since the last pass; `start` is as far back as anybody cares.

        A page without anything new ends it, unless the pass before was cut short.
        """
        now = self._aws.clock.now()
        if self._read_to is None:
            self.complete_from = self._read_to = now
            self._is_whole = True
            return
        thorough = self._time_to_sweep() or not self._is_whole
        self._is_whole = False
        # A clock that was set back must not ask for a stretch that ends before it starts.
        read_to = min(self._read_to, now)
        async with aclosing(self._read(max(start, read_to - OVERLAP), now)) as pages_read:
            async for page in pages_read:
                yield page
                known = page.counts.duplicate == page.counts.received > 0
                if known and not thorough:
                    break
        self._read_to = now
        self._is_whole = True

    async def older(self, start: datetime, limit: int) -> AsyncIterator[TrailPage]:
        """Go on backwards to `start`, some pages at a time."""
        if self.complete_from is None or self.complete_from <= start:
            return
        read = 0
        # The service cuts times to seconds: ask a second more, and drop what comes again.
        until = self.complete_from + timedelta(seconds=1)
        async with aclosing(self._read(start, until, limit)) as pages_read:
            async for page in pages_read:
                read += 1
                if page.oldest is not None:
                    self.complete_from = min(self.complete_from, page.oldest)
                yield page
        if read < limit:
            self.complete_from = start

    async def _read(
        self, start: datetime, end: datetime, limit: int = MAX_PAGES
    ) -> AsyncGenerator[TrailPage]:
        parameters = {
            "LookupAttributes": [{"AttributeKey": "ReadOnly", "AttributeValue": "false"}],
            "StartTime": start,
            "EndTime": end,
            "MaxResults": 50,
        }
        async for page in pages(
            self._aws, "cloudtrail:LookupEvents", parameters, limit=limit, region=self._region
        ):
            yield self._taken(fields.rows(page, "Events"))
        self._forget()

    def _taken(self, rows: list[Mapping[str, Any]]) -> TrailPage:
        events: list[TrailEvent] = []
        for row in rows:
            with suppress(ValueError):
                events.append(event_of(fields.decoded(row, "CloudTrailEvent"), row))
        fresh = {event.id: event for event in events if event.id not in self._seen}
        for event in fresh.values():
            self._note(event)
        kept = tuple(event for event in fresh.values() if not self._is_hidden(event))
        counts = Counts(
            received=len(rows),
            kept=len(kept),
            filtered=len(fresh) - len(kept),
            duplicate=len(events) - len(fresh),
            malformed=len(rows) - len(events),
        )
        oldest = min((event.time for event in events), default=None)
        return TrailPage(events=kept, counts=counts, oldest=oldest)

    def _note(self, event: TrailEvent) -> None:
        self._seen[event.id] = event.time
        self.scanned += 1
        self.newest = max(self.newest or event.time, event.time)

    def _is_hidden(self, event: TrailEvent) -> bool:
        """Our own calls are counted but not shown; so is what a second region tells again."""
        if OWN_AGENT in event.user_agent:
            self.own_calls += 1
            return True
        return self._global_only and event.source not in _GLOBAL_SOURCES

    def _time_to_sweep(self) -> bool:
        """Once a minute, read the whole overlap: late events stand among older ones."""
        now = self._aws.clock.monotonic()
        if now - self._swept < _SWEEP:
            return False
        self._swept = now
        return True

    def _forget(self) -> None:
        if len(self._seen) > _MAX_SEEN:
            newest = sorted(self._seen.items(), key=lambda item: item[1])[-_MAX_SEEN // 2 :]
            self._seen = dict(newest)
