"""The log tail by polling: nothing is lost, nothing comes twice, and every line is counted."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from awsobs.analysis.log_levels import level_of, trace_id_of
from awsobs.domain.accounting import Counts
from awsobs.domain.batch import Batch
from awsobs.domain.logs import LogEvent
from awsobs.domain.safe_text import safe_name, safe_text
from awsobs.domain.source_state import Condition, SourceError
from awsobs.domain.window import Window
from awsobs.languages.secrets import masked
from awsobs.sources.log_groups import LogGroups
from awsobs.sources.log_memory import FLUSH, MAX_OVERLAP, GroupMemory
from awsobs.sources.pace import Priority
from awsobs.sources.pages import repeated_token
from awsobs.sources.replies import PAGE, LogPage, LogRow
from awsobs.sources.session import Aws
from awsobs.sources.source import Stamp, Tell, say_nothing

FIRST_SLICE = 120_000
"""Milliseconds of the newest part, which is read before anything older."""

_QUIET = 1_000
_GROWTH = 4
_SWEEP = 60.0
_DENIED_PAUSE = 300.0


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A piece of one group to read: [start, end) in milliseconds, or open at the end."""

    group: str
    start: int
    end: int | None
    is_head: bool = False


class LogSource:
    """Reads the chosen groups with FilterLogEvents, newest part first.

    Each pass reads every group from the end of what was read, less an overlap, to now, and
    drops what was seen. A stretch counts as read only when all of its pages were.
    """

    name = "logs"

    def __init__(self, aws: Aws, wanted: Sequence[str] = (), tell: Tell = say_nothing) -> None:
        self._aws = aws
        self._groups = LogGroups(aws, wanted)
        self._tell = tell
        self._stamp = Stamp[LogEvent](self.name, aws)
        self._memories: dict[str, GroupMemory] = {}
        self._aside: dict[str, tuple[float, SourceError]] = {}
        self._swept = aws.clock.monotonic()

    @property
    def behind(self) -> bool:
        """A pass ends only when it is caught up."""
        return False

    @property
    def shortfall(self) -> str:
        """The first group that cannot be read, or why not all groups are known, in words."""
        asides = (error.what for _, error in self._aside.values())
        return next(asides, self._groups.shortfall)

    async def poll(self, window: Window) -> AsyncIterator[Batch[LogEvent]]:
        """Read what is new, then what the window lacks, newest first."""
        groups = await self._groups.current()
        self._tell(f"{len(groups)} group{'' if len(groups) == 1 else 's'}")
        self._keep_only(groups)
        now = self._aws.clock.now()
        for stretch in self._heads(window, now):
            async for batch in self._read_or_set_aside(stretch):
                yield batch
        for group in groups:
            if group not in self._aside:
                async for batch in self._fill(group, window, now):
                    yield batch
        self._raise_if_all_aside(groups)

    def _keep_only(self, groups: Sequence[str]) -> None:
        self._memories = {group: self._memories.get(group) or GroupMemory() for group in groups}
        now = self._aws.clock.monotonic()
        self._aside = {
            group: (until, error)
            for group, (until, error) in self._aside.items()
            if group in self._memories and until > now
        }

    def _heads(self, window: Window, now: datetime) -> list[_Stretch]:
        """The newest part of each group; only a window that reaches to now wants it."""
        end = _milliseconds(now)
        if not window.live and _milliseconds(window.end) < end - FIRST_SLICE:
            return []
        widest = self._time_to_sweep()
        found: list[_Stretch] = []
        for group, memory in self._memories.items():
            if group in self._aside:
                continue
            is_first = memory.read.end is None
            wanted = end - FIRST_SLICE if is_first else self._again_from(memory, widest=widest)
            start = max(_milliseconds(window.start), wanted)
            found.append(_Stretch(group, start, None, is_head=not is_first))
        return found

    def _again_from(self, memory: GroupMemory, *, widest: bool) -> int:
        """The newest event's time less the overlap: no clock but the service's is trusted."""
        if memory.reached is None:
            return 0
        far = widest and not memory.is_busy
        return memory.reached - (MAX_OVERLAP if far else memory.overlap())

    def _time_to_sweep(self) -> bool:
        """Once a minute, look further back for what came very late."""
        now = self._aws.clock.monotonic()
        if now - self._swept < _SWEEP:
            return False
        self._swept = now
        return True

    async def _fill(
        self, group: str, window: Window, now: datetime
    ) -> AsyncIterator[Batch[LogEvent]]:
        """What the window lacks, in slices that grow from the newest backwards."""
        memory = self._memories[group]
        start = _milliseconds(window.start)
        end = min(_milliseconds(window.end), _milliseconds(now))
        width = FIRST_SLICE * _GROWTH
        while (gaps := memory.read.gaps(start, end)) and group not in self._aside:
            first, last = gaps[-1]
            received = 0
            async for batch in self._read_or_set_aside(
                _Stretch(group, max(first, last - width), last)
            ):
                received += batch.counts.received
                yield batch
            width = width * _GROWTH if received >= _QUIET else last - start

    async def _read_or_set_aside(self, stretch: _Stretch) -> AsyncIterator[Batch[LogEvent]]:
        """Read a stretch; a group that refuses does not keep the others from being read."""
        try:
            async for batch in self._read(stretch):
                yield batch
        except SourceError as error:
            pause = _pause_after(error)
            if pause is None:
                raise
            if pause:
                self._groups.forget()
            self._aside[stretch.group] = (self._aws.clock.monotonic() + pause, error)

    async def _read(self, stretch: _Stretch) -> AsyncIterator[Batch[LogEvent]]:
        memory = self._memories[stretch.group]
        asked_at = _milliseconds(self._aws.clock.now())
        reached = memory.reached if stretch.is_head else None
        late_before = reached - FLUSH if reached is not None else 0
        async for page in self._pages(stretch):
            events, counts = _taken(page, stretch.group, memory, late_before)
            if counts.received:
                yield self._stamp.batch(events, counts)
        memory.read.add(stretch.start, asked_at if stretch.end is None else stretch.end)
        memory.forget_seen()

    async def _pages(self, stretch: _Stretch) -> AsyncIterator[LogPage]:
        parameters: dict[str, Any] = {
            "logGroupName": stretch.group,
            "startTime": stretch.start,
        }
        if stretch.end is not None:
            parameters["endTime"] = stretch.end - 1  # the service's end is inclusive
        seen: set[str] = set()
        while True:
            reply = await self._aws.call(
                "logs:FilterLogEvents",
                priority=Priority.FIRST if stretch.end is None else Priority.NORMAL,
                resource=stretch.group,
                **parameters,
            )
            page: LogPage = reply[PAGE]
            yield page
            if not page.next_token:
                return
            if page.next_token in seen:
                raise repeated_token("logs:FilterLogEvents")
            seen.add(page.next_token)
            parameters["nextToken"] = page.next_token

    def _raise_if_all_aside(self, groups: Sequence[str]) -> None:
        if groups and all(group in self._aside for group in groups):
            raise next(iter(self._aside.values()))[1]


def event_of(row: LogRow, group: str, *, late: bool = False) -> LogEvent:
    """One row of FilterLogEvents as the rest of the program knows it."""
    message = row.message.rstrip("\r\n")
    return LogEvent(
        timestamp=row.timestamp,
        ingestion_time=row.ingestion_time,
        group=group,
        stream=_stream(row.log_stream_name),
        message=masked(safe_text(message)),
        event_id=safe_name(row.event_id),
        level=level_of(message),
        trace_id=trace_id_of(message),
        late=late,
    )


@lru_cache(maxsize=1024)
def _stream(name: str) -> str:
    return masked(safe_name(name))


def _taken(
    page: LogPage, group: str, memory: GroupMemory, late_before: int
) -> tuple[list[LogEvent], Counts]:
    """What of a page is new, and the accounting of all of it."""
    fresh = [row for row in page.events if memory.is_new(row)]
    for row in fresh:
        row.message = memory.keys.masked(row.log_stream_name, row.message)
    events = [event_of(row, group, late=row.timestamp < late_before) for row in fresh]
    for row in fresh if late_before else ():
        memory.note_lag(row)
    counts = Counts(
        received=len(page.events) + page.malformed,
        kept=len(events),
        duplicate=len(page.events) - len(fresh),
        malformed=page.malformed,
        late=sum(event.late for event in events),
    )
    return events, counts


def _pause_after(error: SourceError) -> float | None:
    """For how long to leave a group alone after its refusal; None: it is not about the group."""
    if error.condition is Condition.DENIED or error.what.startswith("ResourceNotFound"):
        return _DENIED_PAUSE
    return 0.0 if error.condition is Condition.PARTIAL else None


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
