"""Some thousands of log lines as bytes and numbers, never as objects."""

import zlib
from abc import ABC, abstractmethod
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple, Protocol, TypeAlias

from typing_extensions import override

from awsobs.domain.log_block import LogBlock
from awsobs.domain.logs import Level, LogEvent
from awsobs.store.line_columns import FASTEST, Ids, Numbers, Thawed, packed, unpacked

MAX_LINES = 8_192
MAX_BYTES = 1024 * 1024
"""Of text: what is cold is unpacked in one go, between two keys."""

_LATE = 0x80
_LEVEL = 0x7F
_BYTES_A_LINE = 8
"""What the order of lines takes."""


Columns: TypeAlias = tuple["array[int]", "array[int]", "array[int]"]
"""Timestamps, ingestion times and places."""


class Column(Protocol):
    """A number for each line."""

    def __getitem__(self, row: int, /) -> int: ...


class Texts(NamedTuple):
    """The texts of a block's lines end to end."""

    whole: bytes
    ends: list[int]


def texts_of(block: LogBlock) -> Texts:
    """The texts of a block, which take time to put together, but no lock."""
    messages = block.messages
    whole = "".join(messages)
    data = whole.encode("utf-8", "replace")
    if len(data) == len(whole):
        return Texts(data, list(accumulate(map(len, messages))))
    sizes = (len(message.encode("utf-8", "replace")) for message in messages)
    return Texts(data, list(accumulate(sizes)))


class LineChunk(ABC):
    """Lines in order of arrival, to be read. Their texts lie end to end."""

    def __init__(self) -> None:
        self.ends = array("I")
        self.has_json = False
        self.timestamps: Column = ()
        self.ingested: Column = ()
        self.places: Column = ()
        self.levels = bytearray()
        """Severity, and whether a line was late."""

    def __len__(self) -> int:
        return len(self.ends)

    @property
    @abstractmethod
    def size(self) -> int:
        """Bytes that it takes."""

    @property
    @abstractmethod
    def newest(self) -> tuple[int, int]:
        """The latest (timestamp, ingestion time) of all lines."""

    @property
    @abstractmethod
    def kinds(self) -> frozenset[tuple[int, int]]:
        """The pairs of (severity, place) that there are."""

    @property
    @abstractmethod
    def ids(self) -> Ids:
        """The ids of all lines."""

    @abstractmethod
    def text(self, low: int, high: int) -> bytes:
        """The texts of the rows in [low, high)."""

    @abstractmethod
    def times(self, low: int, high: int) -> list[tuple[int, int]]:
        """What orders the rows in [low, high) before their ids do, quicker than one by one."""

    def start(self, row: int) -> int:
        """Where the text of a row starts."""
        return self.ends[row - 1] if row else 0

    def row_at(self, offset: int, low: int, high: int) -> int:
        """Which row in [low, high) the character at an offset belongs to."""
        return bisect_right(self.ends, offset, low, high)

    def level(self, row: int) -> int:
        """The severity of a row."""
        return self.levels[row] & _LEVEL

    def flags_without(self, levels: frozenset[int], low: int, high: int) -> bytes:
        """A byte for each row in [low, high): 0 where its severity is one of these, else 1."""
        return bytes(self.levels[low:high]).translate(_table_without(levels))

    def time(self, row: int) -> tuple[int, int]:
        """What orders the row before its id does."""
        return self.timestamps[row], self.ingested[row]

    def event(self, row: int, places: Sequence[tuple[str, str]]) -> LogEvent:
        """The line as a record again."""
        group, stream = places[self.places[row]]
        ids = self.ids
        return LogEvent(
            timestamp=self.timestamps[row],
            ingestion_time=self.ingested[row],
            group=group,
            stream=stream,
            message=self.text(row, row + 1).decode(),
            event_id=ids.events[row],
            level=Level(self.levels[row] & _LEVEL),
            trace_id=ids.traces[row],
            late=self.levels[row] >= _LATE,
        )


@cache
def _table_without(levels: frozenset[int]) -> bytes:
    return bytes(code & _LEVEL not in levels for code in range(256))


class OpenChunk(LineChunk):
    """Takes lines until it is full."""

    def __init__(self) -> None:
        super().__init__()
        self._text = bytearray()
        self._ids = Ids([], [])
        self._kinds: set[tuple[int, int]] = set()
        self.numbers: Columns = array("q"), array("q"), array("I")
        self.timestamps, self.ingested, self.places = self.numbers

    @property
    def is_full(self) -> bool:
        return len(self.ends) >= MAX_LINES or len(self._text) >= MAX_BYTES

    @property
    @override
    def size(self) -> int:
        return len(self._text)

    @property
    @override
    def newest(self) -> tuple[int, int]:
        timestamps, ingested, _ = self.numbers
        return max(zip(timestamps, ingested, strict=True))

    @property
    @override
    def kinds(self) -> frozenset[tuple[int, int]]:
        return frozenset(self._kinds)

    @property
    @override
    def ids(self) -> Ids:
        return self._ids

    @override
    def text(self, low: int, high: int) -> bytes:
        return bytes(self._text[self.start(low) : self.ends[high - 1]])

    @override
    def times(self, low: int, high: int) -> list[tuple[int, int]]:
        timestamps, ingested, _ = self.numbers
        return list(zip(timestamps[low:high], ingested[low:high], strict=True))

    def append(self, event: LogEvent, place: int) -> int:
        """Keep one line; `place` numbers its group and stream. Returns its row."""
        message = event.message
        self._text += message.encode("utf-8", "replace")
        self.has_json = self.has_json or message.startswith("{")
        self.ends.append(len(self._text))
        self._ids.events.append(event.event_id)
        self._ids.traces.append(event.trace_id)
        timestamps, ingested, places = self.numbers
        timestamps.append(event.timestamp)
        ingested.append(event.ingestion_time)
        places.append(place)
        self.levels.append(event.level | (_LATE if event.late else 0))
        self._kinds.add((event.level, place))
        return len(self.ends) - 1

    def take(self, block: LogBlock, texts: Texts, low: int, place: int) -> int:
        """Keep as many lines of a block, from one row on, as fit; the row behind them."""
        base = texts.ends[low - 1] if low else 0
        room = base + MAX_BYTES - len(self._text)
        high = min(low + MAX_LINES - len(self), bisect_left(texts.ends, room, low) + 1, len(block))
        shift = len(self._text) - base
        self._text += texts.whole[base : texts.ends[high - 1]]
        if not self.has_json and b"{" in texts.whole:
            self.has_json = any(line.startswith("{") for line in block.messages[low:high])
        self.ends.extend([end + shift for end in texts.ends[low:high]])
        self._ids.events.extend(block.ids(low, high))
        self._ids.traces.extend([block.traces.get(row, "") for row in range(low, high)])
        timestamps, ingested, places = self.numbers
        timestamps.extend(block.timestamps[low:high])
        ingested.extend([block.ingestion_time] * (high - low))
        places.extend([place] * (high - low))
        self.levels.extend(block.levels[low:high])
        self._kinds.update((level, place) for level in set(block.levels[low:high]))
        return high

    def sealed(self, texts: Thawed[bytes], ids: Thawed[Ids]) -> "SealedChunk":
        """The same lines in less room; what is unpacked of them is kept in these for a while."""
        return SealedChunk(self, texts, ids)


class SealedChunk(LineChunk):
    """Takes no lines any more, and little room; least when it has been cooled."""

    def __init__(self, whole: OpenChunk, texts: Thawed[bytes], ids: Thawed[Ids]) -> None:
        super().__init__()
        self.ends, self.levels, self.has_json = whole.ends, whole.levels, whole.has_json
        self._columns = [Numbers(column) for column in whole.numbers]
        self.timestamps, self.ingested, self.places = self._columns
        self._newest, self._kinds = whole.newest, whole.kinds
        self._texts, self._thawed_ids = texts, ids
        self._packed_ids = packed(whole.ids)
        self._text: bytes | None = whole.text(0, len(whole))
        self._cold = b""

    @property
    @override
    def size(self) -> int:
        columns = sum(column.size for column in self._columns)
        text = self._cold if self._text is None else self._text
        a_line = self.ends.itemsize + 1 + _BYTES_A_LINE
        return len(text) + len(self._packed_ids) + columns + a_line * len(self)

    @property
    @override
    def newest(self) -> tuple[int, int]:
        return self._newest

    @property
    @override
    def kinds(self) -> frozenset[tuple[int, int]]:
        return self._kinds

    @property
    @override
    def ids(self) -> Ids:
        lines = len(self)
        return self._thawed_ids.get(self._packed_ids, lambda data: unpacked(data, lines))

    @override
    def text(self, low: int, high: int) -> bytes:
        # Another thread may cool it meanwhile: the packed text is there before the other goes.
        whole = self._text
        if whole is None:
            whole = self._texts.get(self._cold, zlib.decompress)
        return whole[self.start(low) : self.ends[high - 1]]

    @override
    def times(self, low: int, high: int) -> list[tuple[int, int]]:
        timestamps, ingested = (column.stretch(low, high) for column in self._columns[:2])
        return list(zip(timestamps, ingested, strict=True))

    def cool(self) -> None:
        """Pack the text, which is not looked at often any more."""
        if self._text is not None:
            self._cold = zlib.compress(self._text, FASTEST)
            self._text = None
