"""How many lines and errors each second had, for histograms that cost nothing to redraw."""

from collections import Counter
from collections.abc import Sequence

from awsobs.domain.logs import Level

MAX_SECONDS = 200_000


class LineRates:
    """Counts by the second of the event; the oldest seconds are forgotten past a limit."""

    def __init__(self) -> None:
        self._errors: dict[int, int] = {}
        self._others: dict[int, int] = {}

    def add(self, timestamp: int, level: int) -> None:
        """Count one line; `timestamp` in epoch milliseconds."""
        self._count(timestamp // 1000, level, 1)

    def add_all(self, timestamps: Sequence[int], levels: bytes) -> None:
        """Count many lines, which mostly are of a few seconds."""
        seconds = [timestamp // 1000 for timestamp in timestamps]
        for (second, level), count in Counter(zip(seconds, levels, strict=True)).items():
            self._count(second, level, count)

    def histogram(self, start: int, end: int, buckets: int) -> tuple[list[int], list[int]]:
        """(errors, others) in equal buckets between two epoch-millisecond times."""
        errors, others = [0] * buckets, [0] * buckets
        first, last = start // 1000, end // 1000
        if buckets <= 0 or last <= first:
            return errors, others
        for counts, into in ((self._errors, errors), (self._others, others)):
            for second in self._between(counts, first, last):
                into[(second - first) * buckets // (last - first)] += counts[second]
        return errors, others

    def clear(self) -> None:
        """Forget everything."""
        self._errors.clear()
        self._others.clear()

    def _count(self, second: int, level: int, lines: int) -> None:
        counts = self._errors if level >= Level.ERROR else self._others
        counts[second] = counts.get(second, 0) + lines
        if len(counts) > MAX_SECONDS:
            for old in sorted(counts)[: MAX_SECONDS // 10]:
                del counts[old]

    @staticmethod
    def _between(counts: dict[int, int], first: int, last: int) -> list[int]:
        if last - first < len(counts):
            return [second for second in range(first, last) if second in counts]
        return [second for second in counts if first <= second < last]
