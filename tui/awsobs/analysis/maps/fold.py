"""Fewer boxes for big graphs: alike leaves become one, far-off nodes are hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MOST = 60
"""More boxes than this on one map are hard to read."""

_ALIKE = 3  # so many leaves are worth folding


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Groups of nodes that are shown as one, and nodes that are not shown."""

    groups: tuple[tuple[int, ...], ...] = ()
    hidden: tuple[int, ...] = ()


def folded(
    kinds: Sequence[str],
    edges: Sequence[tuple[int, int]],
    weights: Mapping[int, float],
    most: int = MOST,
) -> Fold:
    """How to show nodes 0..len(kinds)-1 in at most so many boxes.

    `weights` tell what matters; nodes that have one are never folded, and those near the
    heaviest are shown first.
    """
    groups = _alike_leaves(kinds, edges, weights)
    box = {member: group[0] for group in groups for member in group}
    boxes = sorted({box.get(node, node) for node in range(len(kinds))})
    if len(boxes) <= most:
        return Fold(groups=tuple(groups))
    quotient = {(box.get(a, a), box.get(b, b)) for a, b in edges}
    shown = _nearest(boxes, sorted(quotient), weights, most)
    return Fold(
        groups=tuple(group for group in groups if group[0] in shown),
        hidden=tuple(node for node in range(len(kinds)) if box.get(node, node) not in shown),
    )


def _alike_leaves(
    kinds: Sequence[str], edges: Sequence[tuple[int, int]], weights: Mapping[int, float]
) -> list[tuple[int, ...]]:
    """Nodes of one type that only call, or are only called by, the same nodes."""
    above: list[set[int]] = [set() for _ in kinds]
    below: list[set[int]] = [set() for _ in kinds]
    for source, target in edges:
        above[target].add(source)
        below[source].add(target)
    alike: dict[tuple[str, frozenset[int], frozenset[int]], list[int]] = {}
    for node, kind in enumerate(kinds):
        is_leaf = bool(above[node]) != bool(below[node])
        if is_leaf and node not in weights:
            looks = (kind, frozenset(above[node]), frozenset(below[node]))
            alike.setdefault(looks, []).append(node)
    return [tuple(members) for members in alike.values() if len(members) >= _ALIKE]


def _nearest(
    boxes: Sequence[int],
    edges: Sequence[tuple[int, int]],
    weights: Mapping[int, float],
    most: int,
) -> set[int]:
    """The heaviest node, what is some steps from it, and so on while there is room."""
    joined: dict[int, list[int]] = {node: [] for node in boxes}
    for source, target in edges:
        if source != target:
            joined[source].append(target)
            joined[target].append(source)

    def matters(node: int) -> tuple[float, int, int]:
        return -weights.get(node, 0.0), -len(joined[node]), node

    waiting = sorted(boxes, key=matters)
    shown: set[int] = set()
    near: list[int] = []
    while len(shown) < most and (near or waiting):
        node = near.pop(0) if near else waiting.pop(0)
        if node not in shown:
            shown.add(node)
            near += sorted((n for n in joined[node] if n not in shown), key=matters)
    return shown
