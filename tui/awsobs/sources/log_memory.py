"""What the log tail remembers of a group: stretches read, events seen, how late they come."""

from collections import deque

from awsobs.sources.key_blocks import KeyBlocks
from awsobs.sources.replies import LogRow
from awsobs.sources.spans import Spans

MIN_OVERLAP = 30_000
MAX_OVERLAP = 300_000
"""Milliseconds that are read again, so that what arrives late is not missed."""

FLUSH = 5_000
"""Agents send their events this often; what is older than that is late."""

_MAX_SEEN = 500_000
_FIRST_PRUNING = 10_000
_BUSY = 20_000
_LAG_SAMPLE = 1_000


class GroupMemory:
    """One group's reading state."""

    def __init__(self) -> None:
        self.read = Spans()
        self.keys = KeyBlocks()
        self._newest = 0
        self._seen: dict[str, int] = {}
        self._prune_at = _FIRST_PRUNING
        self._lags: deque[int] = deque(maxlen=_LAG_SAMPLE)

    @property
    def reached(self) -> int | None:
        """The newest event's time; one that claims to be from the future does not count."""
        read_to = self.read.end
        return min(self._newest, read_to) if self._newest and read_to is not None else None

    @property
    def is_busy(self) -> bool:
        """Whether so much arrives that reading far back again would cost too much."""
        return len(self._seen) > _BUSY

    def is_new(self, row: LogRow) -> bool:
        """Whether the event was not seen before; it is from now on."""
        key = row.event_id or f"{row.log_stream_name}\0{row.timestamp}\0{hash(row.message)}"
        if key in self._seen:
            return False
        self._seen[key] = row.timestamp
        self._newest = max(self._newest, row.timestamp)
        return True

    def note_lag(self, row: LogRow) -> None:
        """Learn how long after its time an event could be read."""
        if row.ingestion_time:
            self._lags.append(max(0, row.ingestion_time - row.timestamp))

    def overlap(self) -> int:
        """How far back to read again: twice the lag of the slowest hundredth."""
        ordered = sorted(self._lags)
        slow = ordered[len(ordered) * 99 // 100] if ordered else 0
        return max(MIN_OVERLAP, min(2 * slow, MAX_OVERLAP))

    def forget_seen(self) -> None:
        """Drop the ids of events that will not be read again, and the oldest past the limit."""
        if len(self._seen) < self._prune_at or self.reached is None:
            return
        before = self.reached - 2 * (self.overlap() if self.is_busy else MAX_OVERLAP)
        kept = [(key, at) for key, at in self._seen.items() if at >= before]
        self._seen = dict(kept[-_MAX_SEEN:])
        self._prune_at = max(_FIRST_PRUNING, 2 * len(self._seen))
