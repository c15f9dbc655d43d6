"""`pattern` of Logs Insights: messages grouped by what they have in common."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple, Protocol, TypeAlias

from awsobs.languages.insights_rows import Read, Row
from awsobs.languages.insights_stages import BATCH, Rows
from awsobs.languages.insights_values import text_of

COLUMNS: Final[tuple[str, ...]] = ("@pattern", "@sampleCount", "@ratio", "@severityLabel")


class Counted(NamedTuple):
    """One pattern: its text, how many messages fit it, and how severe they are, if known."""

    template: str
    frequency: int
    severity: str


class PatternCounter(Protocol):
    """Finds patterns in messages as they come."""

    def add(self, message: str) -> None:
        """Take in one message."""
        ...

    def counted(self) -> Sequence[Counted]:
        """All patterns so far, the most frequent first."""
        ...


NewCounter: TypeAlias = Callable[[], PatternCounter]


class Patterns:
    """The patterns of one field, most frequent first."""

    holds = True

    def __init__(self, read: Read, counter: PatternCounter) -> None:
        self._read = read
        self._counter = counter
        self._total = 0

    def feed(self, rows: Rows) -> Rows:
        for row in rows:
            text = text_of(self._read(row))
            if text is not None:
                self._total += 1
                self._counter.add(text)
        return []

    def finish(self) -> Iterator[Rows]:
        patterns = iter(self._counter.counted())
        while batch := [self._row(pattern) for pattern in islice(patterns, BATCH)]:
            yield batch

    def peek(self, most: int) -> Rows:
        return [self._row(pattern) for pattern in self._counter.counted()[:most]]

    def _row(self, pattern: Counted) -> Row:
        ratio = round(pattern.frequency / self._total, 4)
        values = (pattern.template, pattern.frequency, ratio, pattern.severity or None)
        return Row(None, dict(zip(COLUMNS, values, strict=True)))
