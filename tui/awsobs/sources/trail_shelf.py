"""What one lookup of the event history puts on disk, and finds there."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta

from awsobs.domain.clock import Clock
from awsobs.domain.spans import Span, Spans
from awsobs.domain.trail import TrailEvent
from awsobs.sources.trail_cache import Kept, TrailCache

OVERLAP = timedelta(minutes=15)
"""Events are delivered some five minutes late, so that this much is read again."""

_NOTHING = Kept(Spans(), ())


class Shelf:
    """Keeps what can no more change: what is older than the delay of delivery.

    Args:
        cache: The file.
        scope: Whose history, of which region, by which attribute.
        clock: What "older" is measured by.
    """

    def __init__(self, cache: TrailCache, scope: str, clock: Clock) -> None:
        self._cache = cache
        self._scope = scope
        self._clock = clock
        self._looked_from: datetime | None = None
        self._settled = self._until()
        self._waiting: list[TrailEvent] = []

    async def found(self, start: datetime, end: datetime) -> Kept:
        """What an earlier run has read of a stretch; nothing where that was told before."""
        if self._looked_from is not None and self._looked_from <= start:
            return _NOTHING
        self._looked_from = start
        return await asyncio.to_thread(self._cache.kept, self._scope, start, end)

    async def put(self, span: Span, events: Iterable[TrailEvent]) -> None:
        """Keep a stretch that was read, as far as nothing can come late to it."""
        start, end = span[0], min(span[1], self._until())
        kept = self._old_enough(events, end)
        if start < end:
            await asyncio.to_thread(self._cache.keep, self._scope, (start, end), kept)

    def wait_with(self, events: Iterable[TrailEvent]) -> None:
        """Remember what has just come, until nothing can come late beside it."""
        self._waiting.extend(events)

    async def settle(self, known: Spans) -> None:
        """Keep what has waited long enough; `known` is what was read without a gap."""
        until = self._until()
        start, self._settled = self._settled, until
        events = self._old_enough(self._waiting, until)
        self._waiting = [event for event in self._waiting if event.time > until]
        if start < until and not known.gaps(start, until):
            await asyncio.to_thread(self._cache.keep, self._scope, (start, until), events)

    def _until(self) -> datetime:
        return self._clock.now() - OVERLAP

    def _old_enough(self, events: Iterable[TrailEvent], end: datetime) -> list[TrailEvent]:
        """The events up to a moment; the others wait."""
        old: list[TrailEvent] = []
        for event in events:
            if event.time <= end:
                old.append(event)
            elif events is not self._waiting:
                self._waiting.append(event)
        return old
