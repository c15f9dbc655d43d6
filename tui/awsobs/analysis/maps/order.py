"""The order of vertices in each row, for few crossings."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence

Neighbours = Sequence[Sequence[int]]

_PATIENCE = 4  # sweeps without a better order before a start is given up


def order_rows(
    rows: Sequence[Sequence[int]], above: Neighbours, below: Neighbours
) -> list[list[int]]:
    """The best order found from several starts, by medians and means and by swapping pairs."""
    if len(rows) < 2:
        return [list(row) for row in rows]
    best: list[list[int]] = []
    fewest = -1
    for start in _starts(rows, above, below):
        order, crossings = _improved(start, above, below)
        if fewest < 0 or crossings < fewest:
            best, fewest = order, crossings
        if not fewest:
            break
    return best


def crossings_between(upper: Sequence[int], lower: Sequence[int], below: Neighbours) -> int:
    """How many pairs of lines between two rows cross."""
    position = {vertex: index for index, vertex in enumerate(lower)}
    seen: list[int] = []
    total = 0
    for vertex in upper:
        ends = sorted(position[other] for other in below[vertex])
        total += sum(len(seen) - bisect_right(seen, end) for end in ends)
        for end in ends:
            insort(seen, end)
    return total


def _starts(
    rows: Sequence[Sequence[int]], above: Neighbours, below: Neighbours
) -> list[list[list[int]]]:
    plain = [list(row) for row in rows]
    walked = _walked(rows, above, below)
    starts = [walked, plain, [row[::-1] for row in walked], [row[::-1] for row in plain]]
    return starts[: 4 if sum(map(len, rows)) <= 150 else 2]


def _walked(rows: Sequence[Sequence[int]], above: Neighbours, below: Neighbours) -> list[list[int]]:
    """Rows in the order in which a walk from the top meets their vertices."""
    rank: dict[int, int] = {}
    waiting = [vertex for row in reversed(rows) for vertex in reversed(row)]
    while waiting:
        vertex = waiting.pop()
        if vertex not in rank:
            rank[vertex] = len(rank)
            waiting += [v for v in (*above[vertex], *reversed(below[vertex])) if v not in rank]
    return [sorted(row, key=rank.__getitem__) for row in rows]


def _improved(
    start: list[list[int]], above: Neighbours, below: Neighbours
) -> tuple[list[list[int]], int]:
    rows = [list(row) for row in start]
    best, fewest = [list(row) for row in rows], _crossings(rows, below)
    idle = 0
    sweep = 0
    while fewest and idle < _PATIENCE:
        _sweep(rows, above, below, down=sweep % 2 == 0, medians=sweep % 4 < 2)
        _swap_neighbours(rows, above, below)
        crossings = _crossings(rows, below)
        idle = 0 if crossings < fewest else idle + 1
        if crossings < fewest:
            best, fewest = [list(row) for row in rows], crossings
        sweep += 1
    return best, fewest


def _crossings(rows: Sequence[Sequence[int]], below: Neighbours) -> int:
    return sum(crossings_between(rows[i], rows[i + 1], below) for i in range(len(rows) - 1))


def _sweep(
    rows: list[list[int]], above: Neighbours, below: Neighbours, *, down: bool, medians: bool
) -> None:
    indices = range(1, len(rows)) if down else range(len(rows) - 2, -1, -1)
    fixed = above if down else below
    for index in indices:
        known = {v: i for i, v in enumerate(rows[index - 1 if down else index + 1])}
        row = rows[index]
        wish = {
            vertex: _middle([known[v] for v in fixed[vertex]], i, medians=medians)
            for i, vertex in enumerate(row)
        }
        row.sort(key=wish.__getitem__)


def _middle(positions: list[int], fallback: float, *, medians: bool) -> float:
    if not positions:
        return fallback
    if not medians:
        return sum(positions) / len(positions)
    positions.sort()
    half = len(positions) // 2
    if len(positions) % 2:
        return positions[half]
    return (positions[half - 1] + positions[half]) / 2


def _swap_neighbours(rows: list[list[int]], above: Neighbours, below: Neighbours) -> None:
    """Swap pairs side by side as long as that uncrosses lines."""
    for index, row in enumerate(rows):
        ends = [
            _positions(row, rows[index - 1] if index else (), above),
            _positions(row, rows[index + 1] if index + 1 < len(rows) else (), below),
        ]
        better = True
        while better:
            better = False
            for i in range(len(row) - 1):
                left, right = row[i], row[i + 1]
                gain = sum(_pair(e[left], e[right]) - _pair(e[right], e[left]) for e in ends)
                if gain > 0:
                    row[i], row[i + 1] = right, left
                    better = True


def _positions(
    row: Sequence[int], other: Sequence[int], joined: Neighbours
) -> dict[int, list[int]]:
    known = {vertex: index for index, vertex in enumerate(other)}
    return {vertex: sorted(known[v] for v in joined[vertex] if v in known) for vertex in row}


def _pair(left: list[int], right: list[int]) -> int:
    """Crossings between the lines of two vertices that stand in this order."""
    return sum(bisect_left(right, end) for end in left)
