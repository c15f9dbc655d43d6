"""Segment documents on their way to X-Ray: waiting, batched, uploaded, accounted for."""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from awsobs.domain.safe_text import safe_name

Upload = Callable[[Sequence[str]], Awaitable[Sequence[Mapping[str, str]]]]
"""Sends a batch; gives what X-Ray left unprocessed, or raises `UploadFailed`."""

BATCH = 50
MAX_BYTES = 16_000_000
_UPLOADS_AT_ONCE = 8
_ATTEMPTS = 3
_LONGEST_PAUSE = 32
"""Times the idle time."""
_MOST_REASONS = 20
_OTHER = "other"


class UploadFailed(Exception):
    """X-Ray took nothing of a batch, but may later."""


class UploadRefused(UploadFailed):
    """X-Ray will take nothing of the batch, however often it is asked."""


class Unreachable(UploadFailed):
    """X-Ray was not reached; the batch waits until it is."""


@dataclass(slots=True)
class Statistics:
    """received = uploaded + rejected + dropped + queued, at any moment."""

    received: int = 0
    uploaded: int = 0
    rejected: int = 0
    dropped: int = 0
    retried: int = 0
    queued: int = 0
    reasons: Counter[str] = field(default_factory=Counter[str])
    """How many were rejected for what; together as many as `rejected`."""

    def reject(self, reason: str) -> None:
        """Count one that is rejected; what is left after twenty reasons is `other`."""
        known = reason in self.reasons or len(self.reasons) < _MOST_REASONS
        self.rejected += 1
        self.reasons[reason if known else _OTHER] += 1


class Batches:
    """A bounded queue that empties itself in batches. When it is full, the oldest goes.

    Args:
        upload: sends one batch.
        idle: seconds without a new document after which a short batch leaves.
        capacity: how many documents may wait, and `max_bytes` how large they may be together.
    """

    def __init__(
        self,
        upload: Upload,
        *,
        idle: float = 1.0,
        capacity: int = 100_000,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self.statistics = Statistics()
        self._upload = upload
        self._idle = idle
        self._capacity = capacity
        self._max_bytes = max_bytes
        self._waiting: deque[str] = deque()
        self._bytes = 0
        self._arrived = asyncio.Event()
        self._slots = asyncio.Semaphore(_UPLOADS_AT_ONCE)
        self._uploads: set[asyncio.Task[None]] = set()
        self._leaving = asyncio.Event()

    def add(self, document: str) -> None:
        """Take a document in, at the cost of the oldest if there is no room."""
        self.statistics.received += 1
        self.statistics.queued += 1
        self._waiting.append(document)
        self._bytes += len(document)
        while len(self._waiting) > self._capacity or self._bytes > self._max_bytes:
            self._bytes -= len(self._waiting.popleft())
            self._settle(dropped=1)
        self._arrived.set()

    def reject(self, reason: str) -> None:
        """Count something received that was no document."""
        self.statistics.received += 1
        self.statistics.reject(reason)

    async def run(self) -> None:
        """Upload batches until cancelled."""
        while True:
            await self._batch_is_due()
            await self._slots.acquire()
            self._start_upload(self._take())

    async def flush(self, timeout: float) -> None:  # noqa: ASYNC109 - a bound on leaving
        """Upload what waits and what is under way; what takes longer is dropped and counted."""
        self._leaving.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                while self._waiting:
                    await self._slots.acquire()
                    self._start_upload(self._take())
                if self._uploads:
                    await asyncio.wait(self._uploads)
        late = tuple(self._uploads)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        self._settle(dropped=len(self._waiting))
        self._waiting.clear()
        self._bytes = 0

    async def _batch_is_due(self) -> None:
        """Return at a full batch, or when some wait and nothing new came for a while."""
        while len(self._waiting) < BATCH:
            self._arrived.clear()
            if not self._waiting:
                await self._arrived.wait()
                continue
            try:
                await asyncio.wait_for(self._arrived.wait(), self._idle)
            except TimeoutError:
                return

    def _take(self) -> list[str]:
        batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
        self._bytes -= sum(map(len, batch))
        return batch

    def _start_upload(self, batch: list[str]) -> None:
        task = asyncio.create_task(self._send(batch))
        self._uploads.add(task)
        task.add_done_callback(self._uploads.discard)

    async def _send(self, batch: list[str]) -> None:
        left = len(batch)
        tries = failures = 0
        try:
            while left and failures < _ATTEMPTS:
                if tries:
                    await self._pause(self._idle * min(2 ** (tries - 1), _LONGEST_PAUSE))
                    self.statistics.retried += len(batch)
                tries += 1
                try:
                    unprocessed = (await self._upload(batch))[:left]
                except UploadRefused:
                    return
                except Unreachable:
                    failures += self._leaving.is_set()
                except UploadFailed:
                    failures += 1
                else:
                    self._settle(uploaded=left - len(unprocessed))
                    self._refused(unprocessed)
                    left = 0
        finally:
            self._settle(dropped=left)
            self._slots.release()

    async def _pause(self, seconds: float) -> None:
        """Wait; the wish to leave cuts short what began before it."""
        if self._leaving.is_set():
            await asyncio.sleep(seconds)
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._leaving.wait(), seconds)

    def _refused(self, rows: Sequence[Mapping[str, str]]) -> None:
        for row in rows:
            self.statistics.queued -= 1
            self.statistics.reject(safe_name(str(row.get("ErrorCode") or _OTHER))[:64])

    def _settle(self, *, uploaded: int = 0, dropped: int = 0) -> None:
        self.statistics.uploaded += uploaded
        self.statistics.dropped += dropped
        self.statistics.queued -= uploaded + dropped
