"""Which stretches of time have been read, as disjoint intervals."""


class Spans:
    """Moments (whole milliseconds) that are covered, kept as intervals [start, end)."""

    def __init__(self) -> None:
        self._spans: list[tuple[int, int]] = []

    @property
    def intervals(self) -> tuple[tuple[int, int], ...]:
        """The intervals, in order; neighbours that touch are one."""
        return tuple(self._spans)

    @property
    def end(self) -> int | None:
        """Where the last interval ends."""
        return self._spans[-1][1] if self._spans else None

    def add(self, start: int, end: int) -> None:
        """Cover [start, end)."""
        if start >= end:
            return
        apart = [span for span in self._spans if span[1] < start or span[0] > end]
        touching = [span for span in self._spans if span[1] >= start and span[0] <= end]
        merged = (
            min([start, *(first for first, _ in touching)]),
            max([end, *(last for _, last in touching)]),
        )
        self._spans = sorted([*apart, merged])

    def remove(self, start: int, end: int) -> None:
        """Uncover [start, end)."""
        self._spans = [
            part
            for first, last in self._spans
            for part in ((first, min(last, start)), (max(first, end), last))
            if part[0] < part[1]
        ]

    def gaps(self, start: int, end: int) -> list[tuple[int, int]]:
        """What of [start, end) is not covered, in order."""
        found: list[tuple[int, int]] = []
        cursor = start
        for first, last in self._spans:
            if last <= cursor:
                continue
            if first >= end:
                break
            if first > cursor:
                found.append((cursor, first))
            cursor = max(cursor, last)
        if cursor < end:
            found.append((cursor, end))
        return found
