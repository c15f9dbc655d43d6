"""Where in its row each vertex stands."""

from collections.abc import Sequence
from itertools import pairwise

_SWEEPS = 10


def spread(
    wishes: Sequence[float], weights: Sequence[float], steps: Sequence[int], low: int, high: int
) -> list[int]:
    """Whole positions near the wishes, each at least its step right of the one before.

    Isotonic regression: `steps[i]` is the least distance from i to i + 1; all lie in
    [low, high], which must be wide enough for the steps.
    """
    offsets = [0]
    for step in steps:
        offsets.append(offsets[-1] + step)
    blocks: list[tuple[float, float, int]] = []  # mean, weight, members
    for wish, weight, offset in zip(wishes, weights, offsets, strict=False):
        mean, total, members = wish - offset, weight, 1
        while blocks and blocks[-1][0] >= mean:
            before, heavy, more = blocks.pop()
            mean = (before * heavy + mean * total) / (heavy + total)
            total, members = total + heavy, members + more
        blocks.append((mean, total, members))
    found: list[int] = []
    for mean, _, members in blocks:
        for _ in range(members):
            offset = offsets[len(found)]
            found.append(round(min(max(mean, low), high - offsets[len(wishes) - 1])) + offset)
    return found


def centres_of(
    rows: Sequence[Sequence[int]],
    above: Sequence[Sequence[int]],
    below: Sequence[Sequence[int]],
    lefts: Sequence[int],
    rights: Sequence[int],
    nodes: int,
    limit: int,
) -> list[int]:
    """The centre column of each vertex; it takes `lefts` cells before and `rights` after.

    Sweeps down and up, each vertex wishing to stand in the middle of those it is joined to.
    """
    centres = [0] * len(lefts)
    for row in rows:
        _place(row, [limit / 2] * len(row), [1.0] * len(row), centres, lefts, rights, nodes, limit)
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        # The first sweeps look one way only; the last weigh both sides.
        both = sweep >= _SWEEPS - 4
        for index in range(len(rows)) if down else range(len(rows) - 1, -1, -1):
            row = rows[index]
            wishes: list[float] = []
            weights: list[float] = []
            for vertex in row:
                pulls = _pulls(vertex, above, below, nodes, up=down or both, down=both or not down)
                if not pulls:
                    pulls = _pulls(vertex, above, below, nodes, up=True, down=True)
                total = sum(weight for _, weight in pulls)
                mean = sum(centres[other] * weight for other, weight in pulls) / (total or 1)
                wishes.append(mean if pulls else centres[vertex])
                weights.append(total or 0.1)
            _place(row, wishes, weights, centres, lefts, rights, nodes, limit)
    return centres


def _pulls(
    vertex: int,
    above: Sequence[Sequence[int]],
    below: Sequence[Sequence[int]],
    nodes: int,
    *,
    up: bool,
    down: bool,
) -> list[tuple[int, float]]:
    """What a vertex wants to be near, and how much.

    An only child most of all, one of many little; passing lines want to be straight.
    """
    pulls: list[tuple[int, float]] = []
    for wanted, joined, back in ((up, above, below), (down, below, above)):
        for other in joined[vertex] if wanted else ():
            weight = 1 / len(back[other])
            pulls.append((other, 4 * weight if vertex >= nodes and other >= nodes else weight))
    return pulls


def _place(
    row: Sequence[int],
    wishes: Sequence[float],
    weights: Sequence[float],
    centres: list[int],
    lefts: Sequence[int],
    rights: Sequence[int],
    nodes: int,
    limit: int,
) -> None:
    if not row:
        return
    room = limit - lefts[row[0]] - rights[row[-1]] - 1
    steps = _steps(row, lefts, rights, nodes, room)
    low = lefts[row[0]]
    for vertex, centre in zip(row, spread(wishes, weights, steps, low, low + room), strict=True):
        centres[vertex] = centre


def _steps(
    row: Sequence[int], lefts: Sequence[int], rights: Sequence[int], nodes: int, room: int
) -> list[int]:
    """Distances of neighbours: as wide as there is room for, narrower beside passing lines."""
    for node_gap, line_gap in ((3, 2), (2, 1), (1, 0)):
        steps = [
            rights[a] + lefts[b] + 1 + (node_gap if a < nodes and b < nodes else line_gap)
            for a, b in pairwise(row)
        ]
        if sum(steps) <= room:
            break
    return steps
