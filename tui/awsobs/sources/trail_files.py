"""The trail of files: records that a trail has delivered, or that were saved from anywhere."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from awsobs.analysis.trail_records import event_of
from awsobs.domain.accounting import Counts
from awsobs.domain.batch import Batch
from awsobs.domain.clock import Clock
from awsobs.domain.context import Context
from awsobs.domain.safe_text import safe_text
from awsobs.domain.source_state import SourceError
from awsobs.domain.trail import Coverage, TrailEvent
from awsobs.domain.window import Window
from awsobs.sources.source import Tell, say_nothing
from awsobs.sources.trail_documents import trail_records

_SLICE = 1_000
"""Records that are read at once."""


class TrailFileSource:
    """Reads all files once, to their ends; a pass that is cut short goes on where it was.

    Args:
        paths: Files or folders, `-` for stdin.
        clock: When a batch came.
        cover: Takes which stretch the records are of.
        tell: Takes the progress.
        epoch: The visit that the batches belong to.
    """

    name = "trail"

    def __init__(
        self,
        paths: Sequence[str],
        clock: Clock,
        cover: Callable[[Coverage], None] = lambda _: None,
        tell: Tell = say_nothing,
        *,
        epoch: int = 0,
    ) -> None:
        self._clock = clock
        self._cover = cover
        self._tell = tell
        self._epoch = epoch
        self._notes: list[str] = []
        self._records: Iterator[Mapping[str, Any] | None] = trail_records(paths, self._notes.append)
        self._sequence = 0
        self._scanned = 0
        self._span: tuple[TrailEvent, TrailEvent] | None = None
        self._is_over = False

    @property
    def behind(self) -> bool:
        """Whether something is left to read."""
        return not self._is_over

    @property
    def shortfall(self) -> str:
        """What is wrong with the first file that could not be read to its end."""
        return safe_text(self._notes[0]) if self._notes else ""

    async def poll(self, window: Window) -> AsyncIterator[Batch[TrailEvent]]:
        """Read on to the end, whatever the window.

        Raises:
            SourceError: a file cannot be read at all.
        """
        del window
        while not self._is_over:
            try:
                events, counts = await asyncio.to_thread(self._next)
            except OSError as error:
                self._is_over = True
                name = safe_text(str(error.filename))
                raise SourceError(f"{name}: {error.strerror or error}") from error
            if not counts.received:
                self._is_over = True
                break
            self._sequence += 1
            self._tell(f"{self._scanned:,} records")
            yield Batch(
                source=self.name,
                context=Context(),
                epoch=self._epoch,
                sequence=self._sequence,
                received_at=self._clock.now(),
                records=tuple(events),
                counts=counts,
            )
            self._tell_span()

    def _next(self) -> tuple[list[TrailEvent], Counts]:
        events: list[TrailEvent] = []
        received = 0
        for record in islice(self._records, _SLICE):
            received += 1
            if record is None:
                continue
            try:
                events.append(event_of(record))
            except ValueError:
                continue  # counted with those that are malformed
        self._scanned += received
        outer = [*events, *(self._span or ())]
        if outer:
            oldest, newest = min(outer, key=_time), max(outer, key=_time)
            self._span = oldest, newest
        counts = Counts(received=received, kept=len(events), malformed=received - len(events))
        return events, counts

    def _tell_span(self) -> None:
        if self._span is not None:
            start, end = (event.time for event in self._span)
            self._cover(
                Coverage(
                    start=start, end=end, complete_from=start, newest=end, scanned=self._scanned
                )
            )


def _time(event: TrailEvent) -> datetime:
    return event.time
