"""Lines kept in the order of a key that is looked up, not stored."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import groupby, islice
from operator import itemgetter, lt
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
        low, high = self._of_time(order[:2])
        side = bisect_right if behind else bisect_left
        return side(self._rows, order[2], low, high, key=self._name)

    def add(self, times: Sequence[Time], rows: Sequence[int]) -> None:
        """Take lines in with their times, in whatever order."""
        self.add_sorted(self._sorted(times, rows))

    def add_sorted(self, fresh: Sequence[int]) -> None:
        """Take lines in that are in order among themselves."""
        if not fresh:
            return
        if not self._rows or self._follows(fresh[0], self._rows[-1]):
            self._rows.extend(fresh)
            return
        low, high = self._behind(fresh[0]), self._behind(fresh[-1])
        between = self._rows[low:high]
        merged = self._merged([*between, *fresh]) if between else fresh
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

    def _of_time(self, time: Time) -> tuple[int, int]:
        """The first line of a time, and the first after it."""
        low = bisect_left(self._rows, time, key=self._time)
        return low, bisect_right(self._rows, time, lo=low, key=self._time)

    def _behind(self, row: int) -> int:
        """How many lines do not come behind another."""
        low, high = self._of_time(self._time(row))
        if low == high:
            return low
        return bisect_right(self._rows, self._name(row), low, high, key=self._name)

    def _follows(self, row: int, other: int) -> bool:
        """Whether a line does not come before another."""
        time, others = self._time(row), self._time(other)
        return time > others or (time == others and self._name(row) >= self._name(other))

    def _merged(self, rows: Sequence[int]) -> Sequence[int]:
        return self._sorted([self._time(row) for row in rows], rows)

    def _sorted(self, times: Sequence[Time], rows: Sequence[int]) -> Sequence[int]:
        if all(map(lt, times, islice(times, 1, None))):
            return rows  # as lines mostly are
        ordered: list[int] = []
        for _, run in groupby(sorted(zip(times, rows, strict=True)), key=itemgetter(0)):
            equal = [row for _, row in run]
            if len(equal) > 1:
                equal.sort(key=self._name)
            ordered += equal
        return ordered
