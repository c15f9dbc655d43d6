"""The events of a log group as columns, always in the order that AWS lists them in."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

OVERHEAD: Final = 26
"""What CloudWatch Logs adds to the bytes of each message."""

_MEMORY_OVERHEAD: Final = 96


class Mark(NamedTuple):
    """What events are ordered by. `number` counts them as they are put, over all groups."""

    timestamp: int
    ingested: int
    number: int

    @property
    def after(self) -> "Mark":
        """The place just behind."""
        return self._replace(number=self.number + 1)


class LogRecord(NamedTuple):
    """One event as it is kept."""

    mark: Mark
    stream: int
    message: str


def size_of(message: str) -> int:
    """The bytes that CloudWatch Logs counts for an event."""
    if message.isascii():
        return len(message) + OVERHEAD
    return len(message.encode("utf-8", "surrogatepass")) + OVERHEAD


def size_of_all(messages: Sequence[str]) -> int:
    """The bytes that CloudWatch Logs counts for many events."""
    if all(map(str.isascii, messages)):
        return sum(map(len, messages)) + OVERHEAD * len(messages)
    return sum(map(size_of, messages))


class LogColumns:
    """Events in the order of timestamp, ingestion time and number."""

    def __init__(self) -> None:
        self.bytes = 0
        self._times = array("q")
        self._ingested = array("q")
        self._numbers = array("q")
        self._streams = array("I")
        self._messages: list[str] = []
        self._newest_ingestion = 0

    def __len__(self) -> int:
        return len(self._messages)

    @property
    def memory(self) -> int:
        """About how many bytes of memory the events take."""
        return self.bytes + (_MEMORY_OVERHEAD - OVERHEAD) * len(self)

    def put(
        self, events: Sequence[tuple[int, str]], stream: int, ingested: int, number: int
    ) -> None:
        """Take in events of one stream, numbered from `number` in the order given."""
        numbered = list(enumerate(events, number))
        numbered.sort(key=lambda pair: pair[1][0])
        if not numbered:
            return
        marks = [Mark(event[0], ingested, place) for place, event in (numbered[0], numbered[-1])]
        at = len(self) if self._follows(marks[0]) else self.position(marks[0])
        # History that is filled in later mostly falls between two events: no need to sort.
        fits = at == len(self) or self.position(marks[1]) == at
        added: tuple[Sequence[Any], ...] = (
            array("q", [event[0] for _, event in numbered]),
            array("q", [ingested] * len(numbered)),
            array("q", [place for place, _ in numbered]),
            array("I", [stream] * len(numbered)),
            [event[1] for _, event in numbered],
        )
        if fits:
            self._insert(at, added)
        else:
            self._merge(at, added, by_time_alone=ingested >= self._newest_ingestion)
        self.bytes += size_of_all(added[-1])
        self._newest_ingestion = max(self._newest_ingestion, ingested)

    def restore(self, records: Iterable[LogRecord]) -> None:
        """Take in events that come, with their marks, in order and behind all others."""
        for mark, stream, message in records:
            self._times.append(mark.timestamp)
            self._ingested.append(mark.ingested)
            self._numbers.append(mark.number)
            self._streams.append(stream)
            self._messages.append(message)
            self.bytes += size_of(message)
            self._newest_ingestion = max(self._newest_ingestion, mark.ingested)

    @property
    def last_number(self) -> int:
        """The greatest number that an event has; 0 if there is none."""
        return max(self._numbers, default=0)

    def record(self, position: int) -> LogRecord:
        """The event at a position, counted from the oldest."""
        return LogRecord(self.mark(position), self._streams[position], self._messages[position])

    def mark(self, position: int) -> Mark:
        """What the event at a position is ordered by."""
        return Mark(self._times[position], self._ingested[position], self._numbers[position])

    def message(self, position: int) -> str:
        """The message of the event at a position."""
        return self._messages[position]

    def rows(self, positions: Iterable[int]) -> Iterator[tuple[int, int, int, int, str]]:
        """Timestamp, ingestion time, number, stream and message of the events at some positions."""
        times, ingested, numbers, streams, messages = self._columns
        for at in positions:
            yield times[at], ingested[at], numbers[at], streams[at], messages[at]

    def records(self, positions: range) -> Iterator[LogRecord]:
        """The events at some positions."""
        return map(self.record, positions)

    def since(self, timestamp: int) -> int:
        """The position of the first event at or after a time."""
        return bisect_left(self._times, timestamp)

    def position(self, mark: Mark) -> int:
        """The position of the first event that is not before `mark`."""
        low = bisect_left(self._times, mark.timestamp)
        high = bisect_left(self._times, mark.timestamp + 1, lo=low)
        return low + bisect_left(range(low, high), mark, key=self.mark)

    def within(self, positions: range, most_bytes: int) -> range:
        """The first of some positions whose messages have so many characters together."""
        if sum(map(len, self._messages[positions.start : positions.stop])) <= most_bytes:
            return positions
        left = most_bytes
        for number, position in enumerate(positions, 1):
            left -= len(self._messages[position])
            if left < 0:
                return positions[:number]
        return positions

    def matching(
        self, positions: range, streams: frozenset[int] | None, wanted: Callable[[str], bool]
    ) -> Iterator[int]:
        """The positions, among some, of events of these streams with such messages."""
        kept, messages = self._streams, self._messages
        for position in positions:
            if (streams is None or kept[position] in streams) and wanted(messages[position]):
                yield position

    def drop_oldest(self, count: int) -> None:
        """Forget the `count` oldest events."""
        self.bytes -= size_of_all(self._messages[:count])
        for column in self._columns:
            del column[:count]

    def shrink_to(self, memory: int) -> int:
        """Forget the oldest events until so much memory is left; says how many."""
        count, left = 0, self.memory
        while left > memory and count < len(self):
            left -= size_of(self._messages[count]) + _MEMORY_OVERHEAD - OVERHEAD
            count += 1
        self.drop_oldest(count)
        return count

    def drop_stream(self, stream: int) -> None:
        """Forget the events of a stream."""
        self._keep([at for at, of in enumerate(self._streams) if of != stream], 0)
        self.bytes = size_of_all(self._messages)

    def _follows(self, mark: Mark) -> bool:
        return not self._messages or self.mark(len(self) - 1) < mark

    @property
    def _columns(self) -> tuple[Any, ...]:
        return self._times, self._ingested, self._numbers, self._streams, self._messages

    def _insert(self, at: int, added: tuple[Sequence[Any], ...]) -> None:
        for column, values in zip(self._columns, added, strict=True):
            column[at:at] = values

    def _merge(self, at: int, added: tuple[Sequence[Any], ...], *, by_time_alone: bool) -> None:
        """Put each new event in its place, none of which is before `at`."""
        if by_time_alone:
            # What was ingested last stays behind what it equals in time.
            places = [bisect_right(self._times, time, lo=at) for time in added[0]]
        else:
            places = [self.position(Mark(*mark)) for mark in zip(*added[:3], strict=True)]
        for column, values in zip(self._columns, added, strict=True):
            merged, last = column[:0], at
            for place, value in zip(places, values, strict=True):
                merged += column[last:place]
                merged.append(value)
                last = place
            merged += column[last:]
            column[at:] = merged

    def _keep(self, order: Sequence[int], at: int) -> None:
        """From position `at` on, keep the events at these positions, in this order."""
        for column in (self._times, self._ingested, self._numbers, self._streams):
            column[at:] = array(column.typecode, map(column.__getitem__, order))
        self._messages[at:] = map(self._messages.__getitem__, order)
