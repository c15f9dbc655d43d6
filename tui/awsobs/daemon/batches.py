"""Segment documents on their way to X-Ray: waiting, batched, uploaded, accounted for."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

Upload = Callable[[Sequence[str]], Awaitable[Sequence[Mapping[str, str]]]]
"""Sends a batch; gives what X-Ray left unprocessed, or raises `UploadFailed`."""

BATCH = 50
_UPLOADS_AT_ONCE = 8
_ATTEMPTS = 3


class UploadFailed(Exception):
    """X-Ray could not be reached, or took nothing of a batch."""


@dataclass(slots=True)
class Statistics:
    """received = uploaded + rejected + dropped + queued, at any moment."""

    received: int = 0
    uploaded: int = 0
    rejected: int = 0
    dropped: int = 0
    retried: int = 0
    queued: int = 0


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
        capacity: int = 10_000,
        max_bytes: int = 16_000_000,
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

    def reject(self) -> None:
        """Count something received that was no document."""
        self.statistics.received += 1
        self.statistics.rejected += 1

    async def run(self) -> None:
        """Upload batches until cancelled."""
        while True:
            await self._batch_is_due()
            await self._slots.acquire()
            self._start_upload(self._take())

    async def flush(self, timeout: float) -> None:  # noqa: ASYNC109 - a bound on leaving
        """Upload what waits, and give uploads under way so many seconds to end."""
        for _ in range(-(-len(self._waiting) // BATCH)):
            self._start_upload(self._take())
        if self._uploads:
            _, late = await asyncio.wait(self._uploads, timeout=timeout)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

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
        try:
            for attempt in range(_ATTEMPTS):
                if attempt:
                    self.statistics.retried += len(batch)
                    await asyncio.sleep(self._idle * attempt)
                with suppress(UploadFailed):
                    unprocessed = min(left, len(await self._upload(batch)))
                    self._settle(uploaded=left - unprocessed, rejected=unprocessed)
                    left = 0
                    return
        finally:
            self._settle(dropped=left)
            self._slots.release()

    def _settle(self, *, uploaded: int = 0, rejected: int = 0, dropped: int = 0) -> None:
        self.statistics.uploaded += uploaded
        self.statistics.rejected += rejected
        self.statistics.dropped += dropped
        self.statistics.queued -= uploaded + rejected + dropped
