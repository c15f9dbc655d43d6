"""Which row each node stands in."""

from collections.abc import Sequence
from itertools import accumulate

from awsobs.analysis.maps.stars import Arrow, Star

GAP = 2
"""Blank cells between two nodes."""


class TooNarrow(ValueError):
    """The map can't be drawn in this width; showing fewer nodes would help."""


def layers_of(
    widths: Sequence[int], arrows: Sequence[Arrow], stars: Sequence[Star], limit: int
) -> list[int]:
    """The row of each node: arrows point to lower rows, no row is wider than the limit.

    Raises:
        TooNarrow: so many lines pass a row that not even one node fits beside them.
    """
    layer = _longest_paths(len(widths), arrows)
    _pull(layer, arrows)
    layer = _numbered(layer)
    at = 0
    while at <= max(layer, default=-1):
        if not _split(at, layer, widths, arrows, stars, limit):
            at += 1
    return layer


def passing(layer: Sequence[int], arrows: Sequence[Arrow], stars: Sequence[Star]) -> list[int]:
    """How many lines go through each row without ending there."""
    change = [0] * (max(layer, default=0) + 2)
    for star in stars:
        first, last = span(star, layer, arrows)
        if last - first > 1:
            change[first + 1] += 1
            change[last] -= 1
    return list(accumulate(change))[:-1]


def span(star: Star, layer: Sequence[int], arrows: Sequence[Arrow]) -> tuple[int, int]:
    """The first and the last row that a star reaches."""
    return (
        min(layer[arrows[i].upper] for i in star.arrows),
        max(layer[arrows[i].lower] for i in star.arrows),
    )


def _longest_paths(count: int, arrows: Sequence[Arrow]) -> list[int]:
    layer = [0] * count
    waiting = [0] * count
    below: list[list[int]] = [[] for _ in range(count)]
    for arrow in arrows:
        below[arrow.upper].append(arrow.lower)
        waiting[arrow.lower] += 1
    ready = [node for node in range(count) if not waiting[node]]
    for node in ready:
        for other in below[node]:
            layer[other] = max(layer[other], layer[node] + 1)
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    return layer


def _pull(layer: list[int], arrows: Sequence[Arrow]) -> None:
    """Move nodes down towards the nodes they call where more arrows leave than come."""
    above: list[list[int]] = [[] for _ in layer]
    below: list[list[int]] = [[] for _ in layer]
    for arrow in arrows:
        above[arrow.lower].append(arrow.upper)
        below[arrow.upper].append(arrow.lower)
    for _ in range(3):
        for node in sorted(range(len(layer)), key=lambda n: -layer[n]):
            if below[node] and len(below[node]) > len(above[node]):
                layer[node] = min(layer[other] for other in below[node]) - 1


def _numbered(layer: Sequence[int]) -> list[int]:
    """The same rows, without empty ones."""
    rank = {value: index for index, value in enumerate(sorted(set(layer)))}
    return [rank[value] for value in layer]


def _split(
    at: int,
    layer: list[int],
    widths: Sequence[int],
    arrows: Sequence[Arrow],
    stars: Sequence[Star],
    limit: int,
) -> bool:
    """Move what does not fit into a row into a new one below it; False if all fits."""
    lines = passing(layer, arrows, stars)[at]
    nodes = [node for node, row in enumerate(layer) if row == at]
    if _needed(nodes, widths, lines) <= limit:
        return False
    if len(nodes) == 1:
        # One node cannot be split; lines may then stand side by side.
        if widths[nodes[0]] + lines > limit:
            raise TooNarrow(f"{lines} lines pass beside a node of {widths[nodes[0]]} cells")
        return False
    callers = {arrow.upper for arrow in arrows}
    ordered = sorted(nodes, key=lambda node: (node not in callers, node))
    kept = _fitting(ordered, layer, widths, arrows, stars, limit)
    for node in range(len(layer)):
        if layer[node] > at or (layer[node] == at and node not in kept):
            layer[node] += 1
    return True


def _fitting(
    ordered: list[int],
    layer: Sequence[int],
    widths: Sequence[int],
    arrows: Sequence[Arrow],
    stars: Sequence[Star],
    limit: int,
) -> set[int]:
    """The longest beginning that fits beside the lines to all that moves down."""
    at = layer[ordered[0]]
    for number in range(len(ordered) - 1, 0, -1):
        kept = set(ordered[:number])
        moved = [
            row + 1 if row > at or (row == at and node not in kept) else row
            for node, row in enumerate(layer)
        ]
        lines = passing(moved, arrows, stars)[at]
        if _needed(ordered[:number], widths, lines) <= limit:
            return kept
    return {ordered[0]}


def _needed(nodes: Sequence[int], widths: Sequence[int], lines: int) -> int:
    return sum(widths[node] + GAP for node in nodes) - GAP + 2 * lines
