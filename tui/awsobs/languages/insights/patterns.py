"""`pattern` and `diff` of Logs Insights: messages grouped by what they have in common."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple, Protocol, TypeAlias

from awsobs.languages.insights.rows import Read, Row
from awsobs.languages.insights.stages import BATCH, Rows
from awsobs.languages.insights.values import text_of

COLUMNS: Final[tuple[str, ...]] = ("@pattern", "@sampleCount", "@ratio", "@severityLabel")
DIFF_COLUMNS: Final[tuple[str, ...]] = (
    "@pattern",
    "@sampleCount",
    "@difference",
    "@differenceDescription",
    "@severityLabel",
)


class Counted(NamedTuple):
    """One pattern: its text, how many messages fit it, now and before, and how severe they are."""

    template: str
    frequency: int
    severity: str
    before: int = 0


class PatternCounter(Protocol):
    """Finds patterns in messages as they come."""

    def add(self, message: str, *, is_before: bool) -> None:
        """Take in one message, of the time that is asked for or of the one to compare with."""
        ...

    def counted(self) -> Sequence[Counted]:
        """All patterns so far, the most frequent first."""
        ...


NewCounter: TypeAlias = Callable[[], PatternCounter]


class Patterns:
    """The patterns of one field, most frequent first, or those that changed most."""

    holds = True

    def __init__(self, read: Read, counter: PatternCounter, *, compares: bool) -> None:
        self._read = read
        self._counter = counter
        self._compares = compares
        self._total = 0

    def feed(self, rows: Rows) -> Rows:
        self._total += self._count(rows, is_before=False)
        return []

    def feed_before(self, rows: Rows) -> None:
        """Take in rows of the time to compare with."""
        self._count(rows, is_before=True)

    def finish(self) -> Iterator[Rows]:
        patterns = iter(self._patterns())
        while batch := [self._row(pattern) for pattern in islice(patterns, BATCH)]:
            yield batch

    def peek(self, most: int) -> Rows:
        return [self._row(pattern) for pattern in self._patterns()[:most]]

    def _count(self, rows: Rows, *, is_before: bool) -> int:
        texts = [text for row in rows if (text := text_of(self._read(row))) is not None]
        for text in texts:
            self._counter.add(text, is_before=is_before)
        return len(texts)

    def _patterns(self) -> Sequence[Counted]:
        counted = self._counter.counted()
        if not self._compares:
            return counted
        # Of equal changes what is more comes before what is less.
        changes = [(each.frequency - each.before, each) for each in counted]
        changes.sort(key=lambda change: (-abs(change[0]), -change[0]))
        return [each for _, each in changes]

    def _row(self, pattern: Counted) -> Row:
        severity = pattern.severity or None
        if not self._compares:
            ratio = round(pattern.frequency / self._total, 4)
            values = (pattern.template, pattern.frequency, ratio, severity)
            return Row(None, dict(zip(COLUMNS, values, strict=True)))
        difference = pattern.frequency - pattern.before
        told = (pattern.template, pattern.frequency, difference, _change(pattern), severity)
        return Row(None, dict(zip(DIFF_COLUMNS, told, strict=True)))


def _change(pattern: Counted) -> str:
    if not pattern.before:
        return "New"
    if not pattern.frequency:
        return "Gone"
    difference = pattern.frequency - pattern.before
    return "Unchanged" if not difference else "Increased" if difference > 0 else "Decreased"
