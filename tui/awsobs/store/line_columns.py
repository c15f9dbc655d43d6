"""What is kept of a line beside its text, in as few bytes as the lines of a chunk need."""

import zlib
from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Generic, NamedTuple, TypeVar

Value = TypeVar("Value")

FASTEST = 1
"""zlib's level: text of logs shrinks to a quarter at 150 MB/s."""

_SIZES = (("B", 1 << 8), ("H", 1 << 16), ("I", 1 << 32), ("Q", 1 << 64))


class Numbers:
    """Whole numbers by what they are above the least of them: times of a minute take 2 bytes."""

    def __init__(self, values: Sequence[int]) -> None:
        self._least = least = min(values)
        span = max(values) - least
        code = next(code for code, limit in _SIZES if span < limit)
        self._above = array(code, [value - least for value in values])

    def __len__(self) -> int:
        return len(self._above)

    def __getitem__(self, row: int) -> int:
        return self._least + self._above[row]

    def stretch(self, low: int, high: int) -> list[int]:
        """The numbers of the rows in [low, high)."""
        return list(map(self._least.__add__, self._above[low:high]))

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self._above) * self._above.itemsize


class Ids(NamedTuple):
    """The ids of lines, and of the traces that they belong to."""

    events: list[str]
    traces: list[str]


def packed(ids: Ids) -> bytes:
    """Ids in a few bytes: those of one log stream have much in common."""
    texts = [*ids.events, *ids.traces]
    lengths = array("I", map(len, texts)).tobytes()
    return zlib.compress(lengths + "".join(texts).encode("utf-8", "replace"), FASTEST)


def unpacked(data: bytes, lines: int) -> Ids:
    """The ids of so many lines again."""
    whole = zlib.decompress(data)
    lengths = array("I")
    head = 2 * lines * lengths.itemsize
    lengths.frombytes(whole[:head])
    text = whole[head:].decode()
    ends = accumulate(lengths)
    texts = [text[end - length : end] for end, length in zip(ends, lengths, strict=True)]
    return Ids(texts[:lines], texts[lines:])


class Thawed(Generic[Value]):
    """What was unpacked last of what is kept packed, so that a screen of it is unpacked once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[int, tuple[bytes, Value]] = OrderedDict()

    def get(self, data: bytes, unpack: Callable[[bytes], Value]) -> Value:
        """What some packed bytes hold."""
        known = self._known.pop(id(data), None)
        if known is None:
            known = data, unpack(data)
        self._known[id(data)] = known  # the bytes stay with it, and their id is no other's
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return known[1]

    def clear(self) -> None:
        """Forget everything."""
        self._known.clear()
