"""All log lines that are kept, in the order of their events, as bytes."""

from collections.abc import Iterable
from threading import RLock

from awsobs.domain.logs import LogEvent
from awsobs.store.line_chunk import LineChunk
from awsobs.store.line_rates import LineRates
from awsobs.store.ordering import Ordering

_ROW_BITS = 20
_ROW_MASK = (1 << _ROW_BITS) - 1


class LineStore:
    """Log events ordered by (timestamp, ingestion time, event id); safe from any thread.

    A line keeps one number for life, which rises with arrival. Past the limits the chunk of
    lines whose newest event is oldest goes, and is counted as evicted.
    """

    def __init__(self, max_lines: int = 1_000_000, max_bytes: int = 512 * 1024 * 1024) -> None:
        self.lock = RLock()
        self._max_lines = max_lines
        self._max_bytes = max_bytes
        self._chunks: dict[int, LineChunk] = {0: LineChunk()}
        self._current = 0
        self._order: Ordering[tuple[int, int, str]] = Ordering(self.sort_key)
        self._places: list[tuple[str, str]] = []
        self._place_numbers: dict[tuple[str, str], int] = {}
        self._rates = LineRates()
        self._revision = 0
        self._evicted = 0
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
    def groups(self) -> tuple[str, ...]:
        """The log groups that lines came from, sorted."""
        with self.lock:
            return tuple(sorted({group for group, _ in self._places}))

    @property
    def newest(self) -> int | None:
        """The newest event's time in epoch milliseconds."""
        with self.lock:
            return self.sort_key(self._order[-1])[0] if len(self._order) else None

    @property
    def next_number(self) -> int:
        """The number that the next line will get, or a lower one than that."""
        with self.lock:
            return self._current << _ROW_BITS | len(self._chunks[self._current])

    def __len__(self) -> int:
        return len(self._order)

    def extend(self, events: Iterable[LogEvent]) -> None:
        """Keep these lines."""
        with self.lock:
            fresh = [self._kept(event) for event in events]
            if fresh:
                self._order.add(fresh)
                self._revision += 1
                self._make_room()

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

    def numbers_between(self, first: int, last: int) -> list[int]:
        """The numbers of kept lines in [first, last), newest arrival first."""
        with self.lock:
            return [
                chunk_number << _ROW_BITS | row
                for chunk_number in sorted(self._chunks, reverse=True)
                for row in self._rows_between(chunk_number, first, last)
            ]

    def is_kept(self, number: int) -> bool:
        """Whether the line with this number is still here."""
        return number >> _ROW_BITS in self._chunks

    def sort_key(self, number: int) -> tuple[int, int, str]:
        """What orders lines."""
        chunk, row = self._chunks[number >> _ROW_BITS], number & _ROW_MASK
        return chunk.timestamps[row], chunk.ingested[row], chunk.event_id(row)

    def histogram(self, start: int, end: int, buckets: int) -> tuple[list[int], list[int]]:
        """(errors, others) in equal buckets between two epoch-millisecond times."""
        with self.lock:
            return self._rates.histogram(start, end, buckets)

    def clear(self) -> None:
        """Forget all lines."""
        with self.lock:
            self._current += 1
            self._chunks = {self._current: LineChunk()}
            self._order.clear()
            self._rates.clear()
            self._places.clear()
            self._place_numbers.clear()
            self._evicted = 0
            self._epoch += 1
            self._revision += 1

    def _kept(self, event: LogEvent) -> int:
        chunk = self._chunks[self._current]
        if chunk.is_full:
            self._current += 1
            chunk = self._chunks[self._current] = LineChunk()
        self._rates.add(event.timestamp, event.level)
        return self._current << _ROW_BITS | chunk.append(event, self._place(event))

    def _place(self, event: LogEvent) -> int:
        place = (event.group, event.stream)
        number = self._place_numbers.get(place)
        if number is None:
            number = self._place_numbers[place] = len(self._places)
            self._places.append(place)
        return number

    def _rows_between(self, chunk_number: int, first: int, last: int) -> range:
        base = chunk_number << _ROW_BITS
        low, high = max(0, first - base), min(len(self._chunks[chunk_number]), last - base)
        return range(high - 1, low - 1, -1)

    def _make_room(self) -> None:
        while len(self._chunks) > 1 and self._is_over():
            others = (number for number in self._chunks if number != self._current)
            oldest = min(others, key=lambda number: max(self._chunks[number].timestamps))
            del self._chunks[oldest]
            self._evicted += self._order.drop(lambda line: not self.is_kept(line))

    def _is_over(self) -> bool:
        size = sum(chunk.size for chunk in self._chunks.values())
        return len(self._order) > self._max_lines or size > self._max_bytes
