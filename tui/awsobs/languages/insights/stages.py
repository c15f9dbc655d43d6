"""The commands of a Logs Insights query at work: rows go in, rows come out, some at the end."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from heapq import merge
from itertools import islice
from typing import Final, Protocol, TypeAlias

from typing_extensions import override

from awsobs.languages.insights.parse import Change
from awsobs.languages.insights.rows import Read, Row
from awsobs.languages.insights.values import SortKey, sort_key, text_of, truth

Rows: TypeAlias = list[Row]

BATCH: Final = 128
"""What is handed on at once: so much work is done before others get their turn."""


class Stage(Protocol):
    """One command, for one run of its query."""

    holds: bool
    """Whether rows come out only when all are in."""

    def feed(self, rows: Rows) -> Rows:
        """Take in rows, and give those that can go on."""
        ...

    def finish(self) -> Iterator[Rows]:
        """Give what was held back, in batches."""
        ...

    def peek(self, most: int) -> Rows:
        """What would come out if no more went in: the first few of it."""
        ...


Make: TypeAlias = Callable[[], Stage]


class Streaming(ABC):
    """A command that holds nothing back."""

    holds = False

    @abstractmethod
    def feed(self, rows: Rows) -> Rows: ...

    def finish(self) -> Iterator[Rows]:
        return iter(())

    def peek(self, most: int) -> Rows:
        return []


class Filtering(Streaming):
    """Lets pass the rows for which a condition holds."""

    def __init__(self, condition: Read) -> None:
        self._condition = condition

    @override
    def feed(self, rows: Rows) -> Rows:
        condition = self._condition
        return [row for row in rows if truth(condition(row))]


class Changing(Streaming):
    """Adds fields to each row."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self._changes = changes

    @override
    def feed(self, rows: Rows) -> Rows:
        for change in self._changes:
            for row in rows:
                change(row)
        return rows


class Limiting(Streaming):
    """Lets pass so many rows and no more."""

    def __init__(self, limit: int) -> None:
        self._left = limit

    @override
    def feed(self, rows: Rows) -> Rows:
        passed = rows[: self._left]
        self._left -= len(passed)
        return passed


class Deduplicating(Streaming):
    """Lets pass the first row of those with the same values; a row that lacks one passes too."""

    def __init__(self, reads: Sequence[Read]) -> None:
        self._reads = reads
        self._seen: set[tuple[str | None, ...]] = set()

    @override
    def feed(self, rows: Rows) -> Rows:
        return [row for row in rows if self._is_new(row)]

    def _is_new(self, row: Row) -> bool:
        key = tuple(text_of(read(row)) for read in self._reads)
        if None in key:
            return True
        if key in self._seen:
            return False
        self._seen.add(key)
        return True


class Counting(Streaming):
    """Counts what passes."""

    def __init__(self) -> None:
        self.count = 0

    @override
    def feed(self, rows: Rows) -> Rows:
        self.count += len(rows)
        return rows


_Keyed: TypeAlias = tuple[tuple[SortKey, ...], int, Row]


class Sorting:
    """Puts the first rows, by some keys, in order; sorts as rows come, so that no sort is long."""

    holds = True

    def __init__(self, keys: Sequence[tuple[Read, bool]], keep: int) -> None:
        self._keys = keys
        self._keep = keep
        self._runs: list[list[_Keyed]] = []
        self._number = 0

    def feed(self, rows: Rows) -> Rows:
        for start in range(0, len(rows), BATCH):
            run = sorted(map(self._keyed, rows[start : start + BATCH]))
            first = self._runs[0] if self._runs else []
            # A full run has pushed out all that comes behind its last row.
            if len(first) < self._keep or run[0] < first[-1]:
                self._add(run)
        return []

    def finish(self) -> Iterator[Rows]:
        ordered = islice(merge(*self._runs), self._keep)
        while batch := [row for _, _, row in islice(ordered, BATCH)]:
            yield batch

    def peek(self, most: int) -> Rows:
        return [row for _, _, row in islice(merge(*self._runs), min(most, self._keep))]

    def _keyed(self, row: Row) -> _Keyed:
        # The running number keeps equals in their order, and rows from being compared.
        self._number += 1
        keys = tuple(sort_key(read(row), falling=falling) for read, falling in self._keys)
        row.forget()
        return keys, self._number, row

    def _add(self, run: list[_Keyed]) -> None:
        # Runs of one length join, as in counting with ones and noughts: few are left, and what
        # cannot be among the first is forgotten early.
        while self._runs and len(self._runs[-1]) <= len(run):
            run = sorted(self._runs.pop() + run)
        del run[self._keep :]
        self._runs.append(run)
