"""Correlations over hits: which of them lie together in a window that passes the limits."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from awsobs.analysis.findings.hits import Group, Hit
from awsobs.languages.sigma.correlations import Correlation

_LOOK_BACK = 500
"""Hits of a window in which an order is looked for; a burst may have many thousands."""

Row = tuple[int, Hit, Group, tuple[str, ...]]
"""A rule's place in the correlation, its hit, the hit's group, and the values that are counted."""


def bursts_in(correlation: Correlation, rows: Iterable[Row]) -> Iterator[list[Hit]]:
    """The hits of each stretch in which the correlation holds, oldest first.

    A hit whose group is not known belongs to no burst: unknown is not the same as equal.
    """
    by_group: dict[Group, list[Row]] = {}
    for row in rows:
        if all(row[2]):
            by_group.setdefault(row[2], []).append(row)
    for own in by_group.values():
        own.sort(key=lambda row: row[1].order)
        yield from _stretches(correlation, own)


def _stretches(correlation: Correlation, rows: Sequence[Row]) -> Iterator[list[Hit]]:
    """Windows that pass, those that overlap taken together."""
    window = _Window(correlation)
    left = 0
    run: list[Hit] = []
    taken = 0
    for right, row in enumerate(rows):
        window.enter(row)
        while row[1].time - rows[left][1].time > correlation.timespan:
            window.leave(rows[left])
            left += 1
        recent = rows[max(left, right - _LOOK_BACK) : right + 1] if window.is_ordered else ()
        if not window.passes(recent):
            continue
        if run and left >= taken:
            yield run
            run = []
        start = max(left, taken) if run else left
        run += [one[1] for one in rows[start : right + 1]]
        taken = right + 1
    if run:
        yield run


class _Window:
    """What is counted of the hits inside the timespan."""

    def __init__(self, correlation: Correlation) -> None:
        self._correlation = correlation
        self._rules = len(correlation.rules)
        self._values: Counter[object] = Counter()
        self._size = 0
        self.is_ordered = correlation.type == "temporal_ordered"

    def enter(self, row: Row) -> None:
        self._size += 1
        self._values.update(self._counted(row))

    def leave(self, row: Row) -> None:
        self._size -= 1
        for value in self._counted(row):
            self._values[value] -= 1
            if not self._values[value]:
                del self._values[value]

    def passes(self, rows: Sequence[Row]) -> bool:
        match self._correlation.type:
            case "event_count":
                return self._correlation.is_passed_by(self._size)
            case "value_count":
                return self._correlation.is_passed_by(len(self._values))
            case _:
                together = len(self._values) >= self._rules
                return together and (not self.is_ordered or self._is_in_order(rows))

    def _counted(self, row: Row) -> Sequence[object]:
        if self._correlation.type.startswith("temporal"):
            return (row[0],)
        return row[3]

    def _is_in_order(self, rows: Sequence[Row]) -> bool:
        """Whether the rules were hit in the order in which the correlation names them."""
        expected = 0
        for row in rows:
            expected += row[0] == expected
        return expected >= self._rules
