"""The lines of a store that one pane shows."""

from collections.abc import Callable, Sequence
from itertools import chain, compress
from typing import NamedTuple

from awsobs.domain.logs import LogEvent
from awsobs.store.line_chunk import LineChunk
from awsobs.store.line_rates import LineRates
from awsobs.store.line_sieve import ASKED, IN, LineSieve
from awsobs.store.lines import LineStore, numbered
from awsobs.store.ordering import Order, Ordering, Time

_PIECE = 3_072
_ASKED = 32
"""Lines that the predicate is asked about between two looks at the time."""

_MOST = 4_096
"""Matches that are put in order at a time."""

_SPARSE = 8
"""Where fewer than every eighth line matches, times are looked up one by one."""

_SEEK = 8_192


class _Found(NamedTuple):
    """Lines of one chunk that match."""

    lines: list[int]
    times: list[Time]
    levels: bytes


def _never() -> bool:
    return False


class LogView:
    """A store seen through a predicate, or whole without one.

    Lines that arrived last are looked at first, so that what is on screen is there at once
    and the rest of a long history follows slice by slice. A sieve spares the predicate most
    lines; it must agree with it.
    """

    def __init__(
        self,
        store: LineStore,
        wanted: Callable[[LogEvent], bool] | None = None,
        sieve: LineSieve | None = None,
    ) -> None:
        self._store = store
        self._wanted = wanted
        self._sieve = sieve
        self._matches = Ordering(store.time, store.event_id)
        self._rates = LineRates()
        self._epoch = store.epoch
        self._seen = 0
        self._waiting: list[tuple[int, int, int]] = []
        self._revision = -1
        self._evicted = store.evicted

    @property
    def behind(self) -> bool:
        """Whether some lines have not been looked at yet."""
        return bool(self._waiting)

    @property
    def filtered(self) -> bool:
        """Whether there is a predicate."""
        return self._wanted is not None

    @property
    def hidden(self) -> int:
        """Lines that the predicate keeps off the screen."""
        waiting = sum(high - low for _, low, high in self._waiting)
        return max(0, len(self._store) - len(self) - waiting)

    def __len__(self) -> int:
        return len(self._store) if self._wanted is None else len(self._matches)

    def __getitem__(self, position: int) -> LogEvent:
        if self._wanted is None:
            return self._store.event(position)
        return self._store.event_numbered(self._matches[position])

    def place_of(self, order: Order, *, behind: bool = False) -> int:
        """How many lines of the view come before this, or how many do not come `behind` it."""
        if self._wanted is None:
            return self._store.place_of(order, behind=behind)
        with self._store.lock:
            return self._matches.place(order, behind=behind)

    def histogram(self, start: int, end: int, buckets: int) -> tuple[list[int], list[int]]:
        """(errors, others) of the view in equal buckets between two epoch-millisecond times."""
        if self._wanted is None:
            return self._store.histogram(start, end, buckets)
        with self._store.lock:
            return self._rates.histogram(start, end, buckets)

    def catch_up(self, spent: Callable[[], bool] = _never) -> bool:
        """Take in what is new until the time is `spent`; True if the view changed."""
        with self._store.lock:
            if self._store.revision == self._revision and not self._waiting:
                return False
            changed = self._store.revision != self._revision
            self._revision = self._store.revision
            if self._wanted is None:
                return changed
            return self._forget_evicted() | self._look(self._wanted, spent)

    def find_level(self, start: int, step: int, level: int) -> int | None:
        """The next position from `start` (excluded) by `step` whose line is so severe."""
        with self._store.lock:
            if self._store.worst(0, self._store.next_number) < level:
                return None
            positions = range(start + 1, len(self)) if step > 0 else range(start - 1, -1, -1)
            for first in range(0, len(positions), _SEEK):
                some = positions[first : first + _SEEK]
                numbers = self._numbers(min(some), max(some) + 1)
                if self._store.worst(min(numbers), max(numbers)) < level:
                    continue
                ordered = numbers if step > 0 else reversed(numbers)
                for position, number in zip(some, ordered, strict=True):
                    if self._store.level(number) >= level:
                        return position
            return None

    def _numbers(self, start: int, stop: int) -> Sequence[int]:
        if self._wanted is None:
            return self._store.numbers(start, stop)
        return self._matches.stretch(start, stop)

    def _forget_evicted(self) -> bool:
        if self._store.epoch != self._epoch:
            self._epoch = self._store.epoch
            self._seen = 0
            self._waiting.clear()
            self._evicted = self._store.evicted
            had_any = len(self._matches) > 0
            self._matches.clear()
            self._rates.clear()
            return had_any
        if self._store.evicted == self._evicted:
            return False
        self._evicted = self._store.evicted
        self._waiting = [
            some for some in self._waiting if self._store.is_kept(numbered(some[0], 0))
        ]
        until = self._store.evicted_until
        return self._matches.drop(lambda line: not self._store.is_kept(line), until) > 0

    def _look(self, wanted: Callable[[LogEvent], bool], spent: Callable[[], bool]) -> bool:
        upcoming = self._store.next_number
        self._waiting += self._store.stretches(self._seen, upcoming)
        self._seen = upcoming
        found: list[_Found] = []
        count = 0
        while self._waiting:
            number, low, high = self._waiting.pop()
            first = max(low, high - _PIECE)
            chunk = self._store.chunk(number)
            rows, done_from = self._search(chunk, first, high, wanted, spent)
            if rows:
                found.append(_found(number, chunk, rows))
                count += len(rows)
            if low < done_from:
                self._waiting.append((number, low, done_from))
            if count >= _MOST or spent():
                break
        self._take(found[::-1])
        return bool(found)

    def _take(self, found: Sequence[_Found]) -> None:
        """Put in order what was found, the oldest first, which it mostly is already."""
        times = list(chain.from_iterable(one.times for one in found))
        self._matches.add(times, list(chain.from_iterable(one.lines for one in found)))
        levels = b"".join(one.levels for one in found)
        self._rates.add_all([timestamp for timestamp, _ in times], levels)

    def _search(
        self,
        chunk: LineChunk,
        low: int,
        high: int,
        wanted: Callable[[LogEvent], bool],
        spent: Callable[[], bool],
    ) -> tuple[Sequence[int], int]:
        """The rows in [low, high) that match, looked at from the last on; and how far it came."""
        verdicts = self._verdicts(chunk, low, high)
        if ASKED not in verdicts:
            if IN not in verdicts:
                return [], low
            return list(compress(range(low, high), verdicts)), low
        found: list[int] = []
        asked = 0
        for row in range(high - 1, low - 1, -1):
            verdict = verdicts[row - low]
            if verdict == ASKED:
                asked += 1
                if asked % _ASKED == 0 and spent():
                    return found[::-1], row + 1
            if verdict == IN or (verdict == ASKED and wanted(chunk.event(row, self._store.places))):
                found.append(row)
        return found[::-1], low

    def _verdicts(self, chunk: LineChunk, low: int, high: int) -> bytes:
        if self._sieve is None:
            return bytes((ASKED,)) * (high - low)
        return self._sieve.sift(chunk, low, high, self._store.places)


def _found(number: int, chunk: LineChunk, rows: Sequence[int]) -> _Found:
    """What is asked of some rows of a chunk, in the order of the rows."""
    low, high = rows[0], rows[-1] + 1
    if len(rows) < (high - low) // _SPARSE:
        times = [chunk.time(row) for row in rows]
    else:
        every = chunk.times(low, high)
        times = [every[row - low] for row in rows]
    base = numbered(number, 0)
    return _Found([base | row for row in rows], times, bytes(map(chunk.level, rows)))
