"""What the log tail remembers of a group: stretches read, events seen, gaps not yet filled."""

from collections.abc import Iterable

from awsobs.domain.accounting import Gap, joined
from awsobs.sources.key_blocks import KeyBlocks
from awsobs.sources.log_sweeps import BUSY, REACH, UNSEEN, Overlap, Sweeps
from awsobs.sources.replies import LogRow
from awsobs.sources.spans import Spans
from awsobs.sources.twins import Twins

FLUSH = 5_000
"""Agents send their events this often; what is older than that is late."""

_MAX_SEEN = 400_000
_FIRST_PRUNING = 10_000


class GroupMemory:
    """One group's reading state.

    All before `cursor` was read once, by the service's clock; `head_end` is the same by ours, and
    `head_began` the moment of our monotonic clock at which that reading began.
    `reached` is the newest event's time, where one that claims to be from the future counts as
    of when it arrived. A fill reads slices of `width` milliseconds.
    """

    def __init__(self) -> None:
        self.read = Spans()
        self.keys = KeyBlocks()
        self.sweeps = Sweeps()
        self.overlap = Overlap()
        self.twins = Twins()
        self.cursor: int | None = None
        self.head_end: int | None = None
        self.head_began: float | None = None
        self.reached: int | None = None
        self.width = 0
        self.gaps: tuple[Gap, ...] = ()
        self.edges: set[int] = set()
        self._seen: dict[str, int] = {}
        self._floor = 0
        self._prune_at = _FIRST_PRUNING

    @property
    def is_busy(self) -> bool:
        """Whether so much arrives that reading far back again would cost too much."""
        return len(self._seen) > BUSY

    def is_new(self, row: LogRow) -> bool:
        """Whether the event was not seen before; it is from now on."""
        key = row.event_id or f"{row.log_stream_name}\0{row.timestamp}\0{hash(row.message)}"
        if key in self._seen:
            return False
        self._seen[key] = row.timestamp
        return self.twins.is_new_polled(row)

    def reach(self, rows: Iterable[LogRow], asked_at: int) -> None:
        """Take up the times of some events."""
        newest = max(
            (min(row.timestamp, row.ingestion_time or asked_at) for row in rows), default=0
        )
        if newest:
            self.reached = max(newest, self.reached or 0)

    def advance(self, bound: int | None) -> None:
        """The newest part was read when the service's time was `bound` or later."""
        if bound is not None:
            self.cursor = max(min(self.reached or 0, bound), bound - UNSEEN)

    def again_from(self, now: float) -> int | None:
        """From where the newest part is to be read again; None: from where the window starts."""
        if self.cursor is None:
            return None
        overlap = self.overlap.milliseconds
        start = self.sweeps.start(self.cursor, now, overlap=overlap, is_busy=self.is_busy)
        return max(start, self._floor)

    def leave(self, end: int) -> None:
        """Leave to be filled what was missed until `end`, and what may have come late before it."""
        if self.cursor is not None:
            self.read.remove(max(self.cursor - REACH, self._floor), end)
        self.sweeps = Sweeps()

    def missed(self, gap: Gap) -> None:
        """Note a stretch that could not be read when it was due."""
        self.gaps = joined((*self.gaps, gap))

    def filled(self) -> tuple[Gap, ...]:
        """The gaps that have been read since the last time of asking."""
        done = tuple(gap for gap in self.gaps if not self.read.gaps(*gap))
        self.gaps = tuple(gap for gap in self.gaps if gap not in done)
        return done

    def forget_gaps(self, before: int) -> None:
        """Nobody wants to see what was before."""
        self.gaps = tuple((max(start, before), end) for start, end in self.gaps if end > before)

    def forget_seen(self) -> None:
        """Drop the ids of events that will not be read again, and the oldest past the limit."""
        horizon = self.sweeps.horizon
        if len(self._seen) < self._prune_at or horizon is None:
            return
        self._forget_before(min([horizon, *(start for start, _ in self.gaps)]))
        if len(self._seen) > _MAX_SEEN:
            self._forget_before(sorted(self._seen.values())[-_MAX_SEEN])
        self._prune_at = max(_FIRST_PRUNING, 2 * len(self._seen))

    def _forget_before(self, floor: int) -> None:
        self._floor = max(self._floor, floor)
        self.twins.forget_before(floor)
        self._seen = {key: at for key, at in self._seen.items() if at >= floor or at in self.edges}
