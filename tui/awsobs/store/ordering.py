"""Numbers kept in the order of a key that is looked up, not stored."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, Protocol, Self, TypeVar


class Comparable(Protocol):
    """What a key must be able to do."""

    def __lt__(self, other: Self, /) -> bool: ...


Key = TypeVar("Key", bound=Comparable)


class Ordering(Generic[Key]):
    """Row numbers sorted by `key`: 8 bytes a row, and cheap to extend at the end.

    Rows mostly arrive in order, or as one stretch that fits between two others (history).
    """

    def __init__(self, key: Callable[[int], Key]) -> None:
        self._key = key
        self._rows = array("Q")

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, position: int) -> int:
        return self._rows[position]

    def __iter__(self) -> Iterator[int]:
        return iter(self._rows)

    def stretch(self, start: int, stop: int) -> "array[int]":
        """The rows at some positions, as a copy."""
        return self._rows[start:stop]

    def add(self, rows: Iterable[int]) -> bool:
        """Take rows in; True if any of them did not belong at the end."""
        fresh = sorted(rows, key=self._key)
        if not fresh:
            return False
        first, last = self._key(fresh[0]), self._key(fresh[-1])
        if not self._rows or not first < self._key(self._rows[-1]):
            self._rows.extend(fresh)
            return False
        low = bisect_right(self._rows, first, key=self._key)
        high = bisect_left(self._rows, last, lo=low, key=self._key)
        self._rows[low:high] = array("Q", sorted([*self._rows[low:high], *fresh], key=self._key))
        return True

    def drop(self, doomed: Callable[[int], bool]) -> int:
        """Forget the rows that are doomed; how many they were."""
        before = len(self._rows)
        self._rows = array("Q", (row for row in self._rows if not doomed(row)))
        return before - len(self._rows)

    def clear(self) -> None:
        """Forget all rows."""
        del self._rows[:]
