"""Traces: summaries of the window, then the documents of each, those with faults first."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from awsobs.analysis.segments import trace_of
from awsobs.domain.accounting import Counts
from awsobs.domain.batch import Batch
from awsobs.domain.traces import Trace, TraceSummary
from awsobs.domain.window import Window
from awsobs.sources import fields
from awsobs.sources.pace import Priority
from awsobs.sources.pages import pages
from awsobs.sources.session import Aws
from awsobs.sources.source import Stamp, Tell, say_nothing
from awsobs.sources.spans import Spans
from awsobs.sources.trace_queue import TraceQueue
from awsobs.sources.trace_rows import documents_of, summary_of

CHUNK = timedelta(hours=6)
"""The longest stretch to ask for at once; longer ones may be refused."""

OVERLAP = timedelta(seconds=60)
"""Segments arrive late: this much of the newest part is asked for again."""

IDS_A_CALL = 5
CALLS_A_PASS = 10


class TraceSource:
    """Batches of summaries, and of traces.

    Args:
        aws: Where to ask.
        missing: Gives ids of at most so many traces that are known but not read, most
            wanted first.
        tell: Takes the progress.
        expression: What traces must meet, in X-Ray's language of filters.
    """

    name = "traces"

    def __init__(
        self,
        aws: Aws,
        missing: Callable[[int], Sequence[str]],
        tell: Tell = say_nothing,
        *,
        expression: str = "",
    ) -> None:
        self._aws = aws
        self._tell = tell
        self._filter = {"FilterExpression": expression} if expression else {}
        self._stamp = Stamp[TraceSummary | Trace](self.name, aws)
        self._read = Spans()
        self._queue = TraceQueue(missing)
        self._left = 0
        self._circle = ""

    @property
    def behind(self) -> bool:
        """Whether traces are left to read."""
        return self._left > 0

    @property
    def shortfall(self) -> str:
        """How many of the traces that are known were read, if not all; or why not more."""
        if not self._left:
            return self._circle
        known = self._queue.known
        return f"{max(0, known - self._left)} of {known} traces"

    async def poll(self, window: Window) -> AsyncIterator[Batch[TraceSummary | Trace]]:
        """Read what summaries the window lacks, newest first, then some documents."""
        self._circle = ""
        for start, end in self._stretches(window):
            async for batch in self._summaries(start, end):
                yield batch
        ids, left = self._queue.plan(IDS_A_CALL * CALLS_A_PASS, self._aws.clock.now())
        self._left = left + len(ids)
        for i in range(0, len(ids), IDS_A_CALL):
            yield await self._documents(ids[i : i + IDS_A_CALL])
        self._left = left

    def _stretches(self, window: Window) -> list[tuple[datetime, datetime]]:
        """What to ask for: the newest minute again, and gaps, in chunks, newest first."""
        gaps = self._read.gaps(_milliseconds(window.start), _milliseconds(window.end))
        chunks: list[tuple[datetime, datetime]] = []
        for first, last in reversed(gaps):
            start, end = _moment(first, window), _moment(last, window)
            if self._read.end is not None and first >= self._read.end:
                start = max(window.start, start - OVERLAP)
            while start < end:
                chunks.append((max(start, end - CHUNK), end))
                end -= CHUNK
        return chunks

    async def _summaries(
        self, start: datetime, end: datetime
    ) -> AsyncIterator[Batch[TraceSummary | Trace]]:
        async for page in pages(
            self._aws,
            "xray:GetTraceSummaries",
            {"StartTime": start, "EndTime": end, "Sampling": False, **self._filter},
            warn=self._lacking,
        ):
            rows = fields.rows(page, "TraceSummaries")
            read: list[TraceSummary] = []
            for row in rows:
                with suppress(ValueError, OverflowError, OSError):
                    read.append(summary_of(row))
            fresh = [summary for summary in read if self._queue.note(summary)]
            self._tell(str(self._queue.known))
            counts = Counts(
                received=len(rows),
                kept=len(fresh),
                duplicate=len(read) - len(fresh),
                malformed=len(rows) - len(read),
            )
            yield self._stamp.batch(fresh, counts)
        if not self._circle:
            self._read.add(_milliseconds(start), _milliseconds(end))

    def _lacking(self, what: str) -> None:
        self._circle = what

    async def _documents(self, ids: Sequence[str]) -> Batch[TraceSummary | Trace]:
        """Read up to five traces whole; their summaries have been counted already."""
        found: dict[str, Trace] = {}
        async for page in pages(
            self._aws,
            "xray:BatchGetTraces",
            {"TraceIds": list(ids)},
            priority=Priority.BULK,
            warn=self._lacking,
        ):
            for row in fields.rows(page, "Traces"):
                if (trace_id := fields.name(row, "Id")) in ids:
                    found[trace_id] = trace_of(trace_id, documents_of(row))
        self._queue.answered(ids, found.values(), self._aws.clock.now())
        return self._stamp.batch(found.values(), Counts())


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _moment(milliseconds: int, window: Window) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, window.start.tzinfo)
