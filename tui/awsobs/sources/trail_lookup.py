"""One region's event history, read newest first, with what is known of its coverage."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from awsobs.analysis.trail_records import event_of
from awsobs.domain.accounting import Counts
from awsobs.domain.spans import Span, Spans
from awsobs.domain.trail import TrailEvent
from awsobs.domain.window import Window
from awsobs.languages.lookup_attribute import WRITES, Attribute
from awsobs.sources import fields
from awsobs.sources.access import USER_AGENT
from awsobs.sources.pages import MAX_PAGES, pages
from awsobs.sources.session import Aws
from awsobs.sources.trail_shelf import OVERLAP, Shelf

OWN_AGENT = USER_AGENT.split("/")[0] + "/"

_SWEEP = 60.0
_MAX_SEEN = 50_000
_MOST_AT_ONCE = 500
_STEP = timedelta(minutes=30)
"""So far reading goes to one side of a window before it goes to the other."""

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
    """One page: what of it is shown, its accounting, its oldest event's time, all that is new."""

    events: tuple[TrailEvent, ...]
    counts: Counts
    oldest: datetime | None
    fresh: tuple[TrailEvent, ...] = ()


class TrailLookup:
    """Reads what a region has recorded.

    Args:
        aws: Where to ask.
        region: Which region, if not the session's own.
        global_only: Keep only what services without a region of their own have recorded.
        attribute: The one that is asked for; changes where none is given.
        shelf: What was read before need not be asked again.
    """

    def __init__(
        self,
        aws: Aws,
        region: str = "",
        *,
        global_only: bool = False,
        attribute: Attribute = WRITES,
        shelf: Shelf | None = None,
    ) -> None:
        self.attribute = attribute
        self.region = region or aws.region
        self.known = Spans()
        self.newest: datetime | None = None
        self.scanned = 0
        self.own_calls = 0
        self._aws = aws
        self._elsewhere = region
        self._global_only = global_only
        self._shelf = shelf
        self._seen: dict[str, datetime] = {}
        self._swept = aws.clock.monotonic()
        self._read_to: datetime | None = None
        self._is_whole = False

    @property
    def complete_from(self) -> datetime | None:
        """How far back everything is known from the newest on; None before anything is."""
        return None if self._read_to is None else self.known.known_from(self._read_to)

    def gaps(self, start: datetime, end: datetime | None = None) -> tuple[Span, ...]:
        """What is not known between two moments, as far as reading has come; the newest first."""
        until = self._read_to if end is None else min(end, self._read_to or end)
        return () if until is None else self.known.gaps(start, until)

    def begin_at(self, end: datetime) -> None:
        """Read nothing newer than `end`, unless reading has begun already."""
        if self._read_to is None:
            self._read_to = end
            self._is_whole = True

    async def newer(self, start: datetime) -> AsyncIterator[TrailPage]:
        """What has come since the last pass; `start` is as far back as anybody cares.

        A page without anything new ends it, unless the pass before was cut short.
        """
        now = self._aws.clock.now()
        if self._read_to is None:
            self.begin_at(now)
            return
        thorough = self._time_to_sweep() or not self._is_whole
        self._is_whole = False
        # A clock that was set back must not ask for a stretch that ends before it starts.
        read_to = min(self._read_to, now)
        async with aclosing(self._read(max(start, read_to - OVERLAP), now)) as pages_read:
            async for page in pages_read:
                if self._shelf is not None:
                    self._shelf.wait_with(page.fresh)
                yield page
                known = page.counts.duplicate == page.counts.received > 0
                if known and not thorough:
                    break
        self.known = self.known.joined(self._read_to, now)
        self._read_to = now
        self._is_whole = True
        if thorough and self._shelf is not None:
            await self._shelf.settle(self.known)

    async def older(
        self, start: datetime, limit: int, near: Window | None = None
    ) -> AsyncIterator[TrailPage]:
        """Go on back to `start`, some pages at a time.

        Newest first; or from `near` outwards, where the user looks at that alone.
        """
        if self._read_to is None:
            return
        async for page in self._from_disk(start, self._read_to):
            yield page
        while limit > 0 and (gaps := self.gaps(start)):
            stretch = gaps[0] if near is None else nearest(gaps, near)
            read = 0
            async for page in self._stretch(stretch, limit):
                read += 1
                yield page
            limit -= max(read, 1)

    async def _stretch(self, stretch: Span, limit: int) -> AsyncIterator[TrailPage]:
        """One stretch, newest first; what was read of it is known, however it ends."""
        start, end = stretch
        read = 0
        # The service cuts times to seconds: ask a second more, and drop what comes again.
        async with aclosing(self._read(start, end + timedelta(seconds=1), limit)) as pages_read:
            until = end
            async for page in pages_read:
                read += 1
                if page.oldest is not None:
                    since = min(max(page.oldest, start), until)
                    await self._know((since, until), page.fresh)
                    until = since
                yield page
        if read < limit:
            await self._know((start, until), ())

    async def _know(self, span: Span, events: Iterable[TrailEvent]) -> None:
        self.known = self.known.joined(*span)
        if self._shelf is not None:
            await self._shelf.put(span, events)

    async def _from_disk(self, start: datetime, end: datetime) -> AsyncIterator[TrailPage]:
        """What was read of the stretch in an earlier run."""
        if self._shelf is None:
            return
        kept = await self._shelf.found(start, end)
        for begin, until in kept.spans.parts:
            self.known = self.known.joined(begin, until)
        for first in range(0, len(kept.events), _MOST_AT_ONCE):
            yield self._page(kept.events[first : first + _MOST_AT_ONCE])
            await asyncio.sleep(0)  # others may go on in between

    async def _read(
        self, start: datetime, end: datetime, limit: int = MAX_PAGES
    ) -> AsyncGenerator[TrailPage]:
        parameters = {
            **_asked(self.attribute),
            "StartTime": start,
            "EndTime": end,
            "MaxResults": 50,
        }
        async for page in pages(
            self._aws, "cloudtrail:LookupEvents", parameters, limit=limit, region=self._elsewhere
        ):
            yield self._taken(fields.rows(page, "Events"))
        self._forget()

    def _taken(self, rows: list[Mapping[str, Any]]) -> TrailPage:
        events: list[TrailEvent] = []
        for row in rows:
            with suppress(ValueError):
                events.append(event_of(fields.decoded(row, "CloudTrailEvent"), row))
        return self._page(events, malformed=len(rows) - len(events))

    def _page(self, events: Sequence[TrailEvent], *, malformed: int = 0) -> TrailPage:
        fresh = {event.id: event for event in events if event.id not in self._seen}
        for event in fresh.values():
            self._note(event)
        kept = tuple(event for event in fresh.values() if not self._is_hidden(event))
        counts = Counts(
            received=len(events) + malformed,
            kept=len(kept),
            filtered=len(fresh) - len(kept),
            duplicate=len(events) - len(fresh),
            malformed=malformed,
        )
        oldest = min((event.time for event in events), default=None)
        return TrailPage(events=kept, counts=counts, oldest=oldest, fresh=tuple(fresh.values()))

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


def _asked(attribute: Attribute) -> dict[str, Any]:
    key, value = attribute
    if key == "EventCategory":
        return {"EventCategory": value}
    return {"LookupAttributes": [{"AttributeKey": key, "AttributeValue": value}]}


def nearest(gaps: Sequence[Span], window: Window) -> Span:
    """What to read next for somebody who looks at a window: its own stretch, then what is near.

    Of two that are equally near the earlier one, as what came before may be the reason.
    """
    pieces = [piece for gap in gaps for piece in _pieces(gap, window)]
    return min(pieces, key=lambda piece: (_distance(piece, window), piece[0]))


def _pieces(gap: Span, window: Window) -> Iterable[Span]:
    """What of a gap lies in the window, and the next of it at either side."""
    start, end = gap
    if end > window.start and start < window.end:
        yield max(start, window.start), min(end, window.end)
    if start < window.start:
        until = min(end, window.start)
        yield max(start, until - _STEP), until
    if end > window.end:
        since = max(start, window.end)
        yield since, min(end, since + _STEP)


def _distance(piece: Span, window: Window) -> timedelta:
    """How far a stretch reaches from the window."""
    return max(window.start - piece[0], piece[1] - window.end, timedelta())
