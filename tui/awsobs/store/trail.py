"""CloudTrail events, newest first."""

from collections.abc import Iterable
from threading import Lock

from awsobs.domain.trail import Coverage, TrailEvent


class TrailStore:
    """Each event once, by its id; past the `limit` the oldest go, which `evicted` counts."""

    def __init__(self, limit: int = 20_000) -> None:
        self._lock = Lock()
        self.limit = limit
        self._by_id: dict[str, TrailEvent] = {}
        self._ordered: tuple[TrailEvent, ...] | None = ()
        self._coverage: Coverage | None = None
        self._revision = 0
        self.evicted = 0

    @property
    def revision(self) -> int:
        """Rises with every change."""
        return self._revision

    @property
    def coverage(self) -> Coverage | None:
        """Which stretch of time the events are complete for."""
        return self._coverage

    def set_coverage(self, coverage: Coverage) -> None:
        """Tell which stretch has been looked at."""
        with self._lock:
            if coverage != self._coverage:
                self._coverage = coverage
                self._revision += 1

    def add(self, events: Iterable[TrailEvent]) -> int:
        """Keep events; how many of them were new."""
        with self._lock:
            before = len(self._by_id)
            for event in events:
                self._by_id.setdefault(event.id, event)
            fresh = len(self._by_id) - before
            if fresh:
                self._ordered = None
                self._revision += 1
                self._make_room()
            return fresh

    def events(self) -> tuple[TrailEvent, ...]:
        """All events, newest first; events of one moment in the order of their ids."""
        with self._lock:
            if self._ordered is None:
                self._ordered = self._sorted()
            return self._ordered

    @property
    def refused(self) -> int:
        """How many of the events AWS has refused."""
        with self._lock:
            return sum(1 for event in self._by_id.values() if event.error_code)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._by_id.clear()
            self._ordered = ()
            self._coverage = None
            self._revision += 1

    def _sorted(self) -> tuple[TrailEvent, ...]:
        by_id = sorted(self._by_id.values(), key=lambda event: event.id)
        return tuple(sorted(by_id, key=lambda event: event.time, reverse=True))

    def _make_room(self) -> None:
        if len(self._by_id) > self.limit:
            kept = self._sorted()[: self.limit - self.limit // 10]
            self.evicted += len(self._by_id) - len(kept)
            self._by_id = {event.id: event for event in kept}
            self._ordered = kept
