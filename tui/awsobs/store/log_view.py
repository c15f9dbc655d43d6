"""The lines of a store that one pane shows."""

from collections.abc import Callable

from awsobs.domain.logs import LogEvent
from awsobs.store.lines import LineStore
from awsobs.store.ordering import Ordering


class LogView:
    """A store seen through a predicate, or whole without one.

    Lines that arrived last are looked at first, so that what is on screen is there at once
    and the rest of a long history follows slice by slice.
    """

    def __init__(self, store: LineStore, wanted: Callable[[LogEvent], bool] | None = None) -> None:
        self._store = store
        self._wanted = wanted
        self._matches: Ordering[tuple[int, int, str]] = Ordering(store.sort_key)
        self._epoch = store.epoch
        self._seen = 0
        self._waiting: list[int] = []
        self._revision = -1
        self._evicted = store.evicted

    @property
    def behind(self) -> bool:
        """Whether some lines have not been looked at yet."""
        return bool(self._waiting)

    @property
    def hidden(self) -> int:
        """Lines that the predicate keeps off the screen."""
        return max(0, len(self._store) - len(self) - len(self._waiting))

    def __len__(self) -> int:
        return len(self._store) if self._wanted is None else len(self._matches)

    def __getitem__(self, position: int) -> LogEvent:
        if self._wanted is None:
            return self._store.event(position)
        return self._store.event_numbered(self._matches[position])

    def catch_up(self, limit: int = 20_000) -> bool:
        """Take in what is new, `limit` lines at most; True if the view changed."""
        with self._store.lock:
            if self._store.revision == self._revision and not self._waiting:
                return False
            changed = self._store.revision != self._revision
            self._revision = self._store.revision
            if self._wanted is None:
                return changed
            return self._forget_evicted() | self._look(limit)

    def find(self, start: int, step: int, wanted: Callable[[LogEvent], bool]) -> int | None:
        """The next position from `start` (excluded) by `step` whose line is wanted."""
        with self._store.lock:
            position = start + step
            while 0 <= position < len(self):
                if wanted(self[position]):
                    return position
                position += step
            return None

    def _forget_evicted(self) -> bool:
        if self._store.epoch != self._epoch:
            self._epoch = self._store.epoch
            self._seen = 0
            self._waiting.clear()
            self._evicted = self._store.evicted
            had_any = len(self._matches) > 0
            self._matches.clear()
            return had_any
        if self._store.evicted == self._evicted:
            return False
        self._evicted = self._store.evicted
        self._waiting = [line for line in self._waiting if self._store.is_kept(line)]
        return self._matches.drop(lambda line: not self._store.is_kept(line)) > 0

    def _look(self, limit: int) -> bool:
        upcoming = self._store.next_number
        self._waiting = self._store.numbers_between(self._seen, upcoming) + self._waiting
        self._seen = upcoming
        looked_at, self._waiting = self._waiting[:limit], self._waiting[limit:]
        matches = [line for line in looked_at if self._matches_line(line)]
        self._matches.add(matches)
        return bool(matches)

    def _matches_line(self, line: int) -> bool:
        return self._wanted is None or self._wanted(self._store.event_numbered(line))
