"""Reads one stretch of a group's lines, page by page, and notes how far it came."""

import math
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from awsobs.domain.accounting import Counts
from awsobs.domain.batch import Batch
from awsobs.domain.clock import TOLERATED
from awsobs.domain.logs import LogEvent
from awsobs.sources.log_memory import FLUSH, GroupMemory
from awsobs.sources.log_rows import read_until, taken
from awsobs.sources.pace import Priority
from awsobs.sources.pages import repeated_token
from awsobs.sources.replies import PAGE, LogPage
from awsobs.sources.server_time import moment_of
from awsobs.sources.service_time import ServiceTime
from awsobs.sources.session import Aws
from awsobs.sources.source import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A piece of one group to read: [start, end) in milliseconds, or open at the end.

    One that `goes_on` is the newest part of a group that was read before: a tail.
    """

    group: str
    start: int
    end: int | None = None
    goes_on: bool = False
    priority: Priority = Priority.NORMAL


@dataclass(slots=True, kw_only=True)
class _Progress:
    """How far a stretch was read, while its events come in the order of their times."""

    began: float
    asked_at: int
    until: int
    pages: int = 0
    is_whole: bool = False
    _is_ordered: bool = field(default=True)

    def take(self, page: LogPage) -> None:
        """One more page was read."""
        self.pages += 1
        until = read_until(page, self.until) if self._is_ordered else None
        self._is_ordered = until is not None
        self.until = until if until is not None else self.until


class LogReader:
    """Reads with FilterLogEvents; a stretch that breaks off is gone on with where it ended.

    With a `pattern` the service keeps back what does not match.
    """

    def __init__(self, aws: Aws, source: str, time: ServiceTime) -> None:
        self._aws = aws
        self._stamp = Stamp[LogEvent](source, aws)
        self._time = time
        self.pattern = ""

    async def read(
        self, stretch: Stretch, memory: GroupMemory, *, deadline: float = math.inf
    ) -> AsyncIterator[Batch[LogEvent]]:
        """Give what is new in a stretch; no page is asked for after `deadline`.

        Raises:
            SourceError: the service failed, or sends us in circles.
        """
        clock = self._aws.clock
        asked_at = milliseconds(clock.now())
        late_before = (memory.reached or 0) - FLUSH if stretch.goes_on else None
        progress = _Progress(began=clock.monotonic(), asked_at=asked_at, until=stretch.start)
        try:
            async for page in self._pages(stretch):
                events, counts = taken(page, stretch.group, memory, late_before)
                self._note(page, counts, memory, asked_at)
                progress.take(page)
                memory.read.add(stretch.start, progress.until)
                if counts.received:
                    yield self._stamp.batch(events, counts)
                if page.next_token and clock.monotonic() >= deadline:
                    return
            progress.is_whole = True
        finally:
            self._settle(stretch, memory, progress)
        if filled := memory.filled():
            yield self._stamp.batch((), Counts(gaps=filled))

    async def _pages(self, stretch: Stretch) -> AsyncIterator[LogPage]:
        parameters: dict[str, Any] = {
            "logGroupName": stretch.group,
            "startTime": stretch.start,
        }
        if self.pattern:
            parameters["filterPattern"] = self.pattern
        if stretch.end is not None:
            parameters["endTime"] = stretch.end - 1  # the service's end is inclusive
        seen: set[str] = set()
        while True:
            reply = await self._aws.call(
                "logs:FilterLogEvents",
                priority=stretch.priority,
                resource=stretch.group,
                **parameters,
            )
            page: LogPage = reply[PAGE]
            self._hear(reply)
            yield page
            if not page.next_token:
                return
            if page.next_token in seen:
                raise repeated_token("logs:FilterLogEvents")
            seen.add(page.next_token)
            parameters["nextToken"] = page.next_token

    def _hear(self, reply: Mapping[str, Any]) -> None:
        """Take the service's time from an answer's date, where that is no other age than ours."""
        headers: Mapping[str, str] = reply.get("ResponseMetadata", {}).get("HTTPHeaders", {})
        dated, clock = moment_of(headers.get("date")), self._aws.clock
        if dated is not None and abs(dated - clock.now()) <= TOLERATED:
            self._time.heard(milliseconds(dated), clock.monotonic())

    def _note(self, page: LogPage, counts: Counts, memory: GroupMemory, asked_at: int) -> None:
        now = self._aws.clock.monotonic()
        stamps = (row.ingestion_time or min(row.timestamp, asked_at) for row in page.events)
        if newest := max(stamps, default=0):
            self._time.heard(newest, now)
        memory.reach(page.events, asked_at)
        if counts.late:
            memory.sweeps.late_seen(now)

    def _settle(self, stretch: Stretch, memory: GroupMemory, progress: _Progress) -> None:
        if stretch.end is None:
            self._settle_head(stretch, memory, progress)
        elif progress.is_whole:
            memory.read.add(stretch.start, stretch.end)
            memory.edges = {at for at in memory.edges if not stretch.start <= at < stretch.end}
        else:
            memory.edges.add(progress.until)

    def _settle_head(self, stretch: Stretch, memory: GroupMemory, progress: _Progress) -> None:
        bound = self._time.at(progress.began)
        if not progress.is_whole:
            if memory.cursor is not None:
                until = min(progress.until, bound or progress.asked_at)
                memory.cursor = max(memory.cursor, until)
            return
        memory.read.add(stretch.start, progress.asked_at)
        memory.head_end, memory.head_began = progress.asked_at, progress.began
        memory.advance(bound)
        if bound is None:
            return
        memory.sweeps.done(
            stretch.start,
            bound,
            progress.began,
            pages=progress.pages,
            is_busy=memory.is_busy,
        )
        memory.overlap.learn()
        memory.forget_seen()


def milliseconds(moment: datetime) -> int:
    """Epoch milliseconds, as CloudWatch Logs counts them."""
    return int(moment.timestamp() * 1000)
