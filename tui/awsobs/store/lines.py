"""All log lines that are kept, in the order of their events, as bytes."""

from array import array
from collections import deque
from collections.abc import Iterable, Sequence
from functools import partial
from operator import attrgetter
from threading import RLock

from awsobs.domain.log_block import LogBlock
from awsobs.domain.logs import LogEvent
from awsobs.store.line_chunk import LineChunk, OpenChunk, SealedChunk, Texts, texts_of
from awsobs.store.line_columns import Ids, Thawed
from awsobs.store.line_rates import LineRates
from awsobs.store.ordering import Order, Ordering, Time

MAX_LINES = 1_000_000
MAX_BYTES = 512 * 1024 * 1024
"""What all lines take, however many are wanted."""

HOT_BYTES = 112 * 1024 * 1024
"""Of text that is kept as it is; what arrived before that is packed."""

_ROW_BITS = 20
_ROW_MASK = (1 << _ROW_BITS) - 1
_THAWED = 8
_GONE = (-(1 << 63), 0)
_in_order = attrgetter("timestamp", "ingestion_time", "event_id")


class LineStore:
    """Log events ordered by (timestamp, ingestion time, event id); safe from any thread.

    A line keeps one number for life, which rises with arrival. Past the limits the chunk of
    lines whose newest event is oldest goes, and is counted as evicted.
    """

    def __init__(
        self,
        max_lines: int = MAX_LINES,
        max_bytes: int = MAX_BYTES,
        hot_bytes: int = HOT_BYTES,
    ) -> None:
        self.lock = RLock()
        self._max_lines = max_lines
        self._max_bytes = max_bytes
        self._hot_bytes = hot_bytes
        self._texts, self._ids = Thawed[bytes](_THAWED), Thawed[Ids](_THAWED)
        self._open = OpenChunk()
        self._current = 0
        self._chunks: dict[int, LineChunk] = {0: self._open}
        self._hot: deque[SealedChunk] = deque()
        self._order = Ordering(self.time, self.event_id)
        self._places: list[tuple[str, str]] = []
        self._place_numbers: dict[tuple[str, str], int] = {}
        self._rates = LineRates()
        self._revision = 0
        self._evicted = 0
        self._evicted_until = _GONE
        self._size = 0
        self._epoch = 0

    @property
    def revision(self) -> int:
        """Rises with every change."""
        return self._revision

    @property
    def epoch(self) -> int:
        """Rises when everything was forgotten; numbers of an older epoch mean nothing."""
        return self._epoch

    @property
    def evicted(self) -> int:
        """Lines that made room for newer ones."""
        return self._evicted

    @property
    def evicted_until(self) -> Time:
        """No line that made room was newer than this."""
        return self._evicted_until

    @property
    def size(self) -> int:
        """Bytes that all lines take."""
        with self.lock:
            self._weigh()
            return self._size

    @property
    def groups(self) -> tuple[str, ...]:
        """The log groups that lines came from, sorted."""
        with self.lock:
            return tuple(sorted({group for group, _ in self._places}))

    @property
    def places(self) -> Sequence[tuple[str, str]]:
        """The group and the stream behind the number of a place; it grows."""
        return self._places

    @property
    def span(self) -> tuple[int, int] | None:
        """The oldest and the newest event's time in epoch milliseconds."""
        with self.lock:
            return (self.time(self._order[0])[0], self.newest or 0) if len(self._order) else None

    @property
    def newest(self) -> int | None:
        """The newest event's time in epoch milliseconds."""
        with self.lock:
            return self.time(self._order[-1])[0] if len(self._order) else None

    @property
    def next_number(self) -> int:
        """The number that the next line will get, or a lower one than that."""
        with self.lock:
            return numbered(self._current, len(self._open))

    def __len__(self) -> int:
        return len(self._order)

    def extend(self, events: Iterable[LogEvent]) -> None:
        """Keep these lines."""
        if isinstance(events, LogBlock) and events and events.is_in_order:
            keep = partial(self._kept_block, events, texts_of(events))
        else:
            keep = partial(self._kept_all, sorted(events, key=_in_order))
        with self.lock:
            fresh = keep()
            if fresh:
                self._order.add_sorted(fresh)
                self._revision += 1
                self._make_room()
        self._cool()

    def event(self, position: int) -> LogEvent:
        """The line at a position, 0 being the oldest kept."""
        with self.lock:
            return self.event_numbered(self._order[position])

    def slice(self, start: int, stop: int) -> list[LogEvent]:
        """Lines by position."""
        with self.lock:
            return [self.event_numbered(number) for number in self._order.stretch(start, stop)]

    def event_numbered(self, number: int) -> LogEvent:
        """The line with a number.

        Raises:
            KeyError: it is no longer kept.
        """
        with self.lock:
            return self._chunks[number >> _ROW_BITS].event(number & _ROW_MASK, self._places)

    def numbers(self, start: int, stop: int) -> Sequence[int]:
        """The numbers of the lines at some positions."""
        return self._order.stretch(start, stop)

    def place_of(self, order: Order, *, behind: bool = False) -> int:
        """How many lines come before this, or how many do not come `behind` it."""
        with self.lock:
            return self._order.place(order, behind=behind)

    def stretches(self, first: int, last: int) -> list[tuple[int, int, int]]:
        """The kept lines numbered in [first, last), as (chunk, row, row behind), oldest first."""
        with self.lock:
            found: list[tuple[int, int, int]] = []
            for number in sorted(self._chunks):
                base = number << _ROW_BITS
                low, high = max(0, first - base), min(len(self._chunks[number]), last - base)
                if low < high:
                    found.append((number, low, high))
            return found

    def arrived(self, since: int) -> tuple[list[int], int]:
        """The kept lines numbered from `since` on, in order, and where to go on from."""
        with self.lock:
            until = self.next_number
            found = [
                numbered(chunk, row)
                for chunk, low, high in self.stretches(since, until)
                for row in range(low, high)
            ]
            return sorted(found, key=lambda line: (*self.time(line), self.event_id(line))), until

    def chunk(self, number: int) -> LineChunk:
        """A chunk that is kept."""
        return self._chunks[number]

    def is_kept(self, number: int) -> bool:
        """Whether the line with this number is still here."""
        return number >> _ROW_BITS in self._chunks

    def time(self, number: int) -> Time:
        """What orders a line before its id does; of one that made room, as long ago as can be."""
        chunk = self._chunks.get(number >> _ROW_BITS)
        return _GONE if chunk is None else chunk.time(number & _ROW_MASK)

    def event_id(self, number: int) -> str:
        """The id of a line, which orders those of the same time."""
        chunk = self._chunks.get(number >> _ROW_BITS)
        return "" if chunk is None else chunk.ids.events[number & _ROW_MASK]

    def level(self, number: int) -> int:
        """The severity of a line that is kept."""
        return self._chunks[number >> _ROW_BITS].level(number & _ROW_MASK)

    def worst(self, first: int, last: int) -> int:
        """The severity that no kept line of the chunks from one line to another exceeds."""
        numbers = range(first >> _ROW_BITS, (last >> _ROW_BITS) + 1)
        found = (self._chunks[number] for number in numbers if number in self._chunks)
        return max((level for chunk in found for level, _ in chunk.kinds), default=0)

    def histogram(self, start: int, end: int, buckets: int) -> tuple[list[int], list[int]]:
        """(errors, others) in equal buckets between two epoch-millisecond times."""
        with self.lock:
            return self._rates.histogram(start, end, buckets)

    def clear(self) -> None:
        """Forget all lines."""
        with self.lock:
            self._current += 1
            self._open = OpenChunk()
            self._chunks = {self._current: self._open}
            self._hot.clear()
            self._texts.clear()
            self._ids.clear()
            self._order.clear()
            self._rates.clear()
            self._places.clear()
            self._place_numbers.clear()
            self._evicted, self._evicted_until = 0, _GONE
            self._weigh()
            self._epoch += 1
            self._revision += 1

    def _kept_all(self, events: Iterable[LogEvent]) -> Sequence[int]:
        return [self._kept(event) for event in events]

    def _kept_block(self, block: LogBlock, texts: Texts) -> Sequence[int]:
        numbers = array("Q")
        place, row = self._place((block.group, block.stream)), 0
        self._rates.add_all(block.timestamps, block.levels)
        while row < len(block):
            if self._open.is_full:
                self._seal()
            first = len(self._open)
            row = self._open.take(block, texts, row, place)
            numbers.extend(
                range(numbered(self._current, first), numbered(self._current, len(self._open)))
            )
        return numbers

    def _kept(self, event: LogEvent) -> int:
        if self._open.is_full:
            self._seal()
        place = self._place((event.group, event.stream))
        self._rates.add(event.timestamp, event.level)
        return numbered(self._current, self._open.append(event, place))

    def _seal(self) -> None:
        sealed = self._open.sealed(self._texts, self._ids)
        self._chunks[self._current] = sealed
        self._hot.append(sealed)
        self._weigh()
        self._current += 1
        self._open = self._chunks[self._current] = OpenChunk()

    def _weigh(self) -> None:
        self._size = sum(chunk.size for chunk in self._chunks.values())

    def _place(self, place: tuple[str, str]) -> int:
        number = self._place_numbers.get(place)
        if number is None:
            number = self._place_numbers[place] = len(self._places)
            self._places.append(place)
        return number

    def _cool(self) -> None:
        """Pack what has gone cold; nobody waits for the lock meanwhile."""
        while (chunk := self._to_cool()) is not None:
            chunk.cool()
            with self.lock:
                self._weigh()

    def _to_cool(self) -> SealedChunk | None:
        with self.lock:
            hot = sum(chunk.size for chunk in self._hot)
            return self._hot.popleft() if hot > self._hot_bytes else None

    def _make_room(self) -> None:
        while len(self._chunks) > 1 and self._is_over():
            sealed = (number for number in self._chunks if number != self._current)
            oldest = min(sealed, key=lambda number: self._chunks[number].newest)
            self._evict(oldest)

    def _evict(self, number: int) -> None:
        chunk = self._chunks[number]
        until = chunk.newest
        self._evicted_until = max(self._evicted_until, until)
        self._evicted += self._order.drop(lambda line: line >> _ROW_BITS == number, until)
        del self._chunks[number]
        if isinstance(chunk, SealedChunk) and chunk in self._hot:
            self._hot.remove(chunk)
        self._weigh()

    def _is_over(self) -> bool:
        return len(self._order) > self._max_lines or self._size > self._max_bytes


def numbered(chunk: int, row: int) -> int:
    """The number of a line by where it is kept."""
    return chunk << _ROW_BITS | row
