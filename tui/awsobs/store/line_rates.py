"""How many lines and errors each second had, for histograms that cost nothing to redraw."""

from awsobs.domain.logs import Level

MAX_SECONDS = 200_000


class LineRates:
    """Counts by the second of the event; the oldest seconds are forgotten past a limit."""

    def __init__(self) -> None:
        self._errors: dict[int, int] = {}
        self._others: dict[int, int] = {}

    def add(self, timestamp: int, level: int) -> None:
        """Count one line; `timestamp` in epoch milliseconds."""
        second = timestamp // 1000
        counts = self._errors if level >= Level.ERROR else self._others
        counts[second] = counts.get(second, 0) + 1
        if len(counts) > MAX_SECONDS:
            for old in sorted(counts)[: MAX_SECONDS // 10]:
                del counts[old]

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

    @staticmethod
    def _between(counts: dict[int, int], first: int, last: int) -> list[int]:
        if last - first < len(counts):
            return [second for second in range(first, last) if second in counts]
        return [second for second in counts if first <= second < last]
