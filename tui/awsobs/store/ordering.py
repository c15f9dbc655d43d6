"""Lines kept in the order of a key that is looked up, not stored."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import TypeAlias

Time: TypeAlias = "tuple[int, int]"
"""Timestamp and ingestion time."""

Order: TypeAlias = "tuple[int, int, str]"
"""Timestamp, ingestion time and event id: what orders lines."""


class Ordering:
    """Numbers of lines in order: 8 bytes a line, and cheap to extend at the end.

    Lines mostly arrive in order, or as one stretch that fits between two others (history). Ids
    are only looked up where times are equal, because they are kept packed.
    """

    def __init__(self, time: Callable[[int], Time], name: Callable[[int], str]) -> None:
        self._time = time
        self._name = name
        self._rows = array("Q")

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, position: int) -> int:
        return self._rows[position]

    def stretch(self, start: int, stop: int) -> "array[int]":
        """The lines at some positions, as a copy."""
        return self._rows[start:stop]

    def place(self, order: Order, *, behind: bool = False) -> int:
        """How many lines come before this, or how many do not come `behind` it."""
        time, name = order[:2], order[2]
        low = bisect_left(self._rows, time, key=self._time)
        high = bisect_right(self._rows, time, lo=low, key=self._time)
        side = bisect_right if behind else bisect_left
        return side(self._rows, name, low, high, key=self._name)

    def add(self, rows: Iterable[int]) -> None:
        """Take lines in, in whatever order."""
        self.add_sorted(self._sorted(rows))

    def add_sorted(self, fresh: Sequence[int]) -> None:
        """Take lines in that are in order among themselves."""
        if not fresh:
            return
        if not self._rows or self._follows(fresh[0], self._rows[-1]):
            self._rows.extend(fresh)
            return
        low = self.place(self._order(fresh[0]), behind=True)
        high = self.place(self._order(fresh[-1]), behind=True)
        between = self._rows[low:high]
        merged = self._sorted([*between, *fresh]) if between else fresh
        self._rows[low:high] = array("Q", merged)

    def drop(self, doomed: Callable[[int], bool], newest: Time) -> int:
        """Forget the lines that are doomed, none of them after `newest`; how many they were."""
        stop = bisect_right(self._rows, newest, key=self._time)
        kept = array("Q", [row for row in self._rows[:stop] if not doomed(row)])
        self._rows[:stop] = kept
        return stop - len(kept)

    def clear(self) -> None:
        """Forget all lines."""
        del self._rows[:]

    def _order(self, row: int) -> Order:
        return (*self._time(row), self._name(row))

    def _follows(self, row: int, other: int) -> bool:
        """Whether a line does not come before another."""
        time, others = self._time(row), self._time(other)
        return time > others or (time == others and self._name(row) >= self._name(other))

    def _sorted(self, rows: Iterable[int]) -> list[int]:
        ordered: list[int] = []
        for _, run in groupby(sorted(rows, key=self._time), key=self._time):
            equal = list(run)
            if len(equal) > 1:
                equal.sort(key=self._name)
            ordered += equal
        return ordered
