"""Which edges share a line: only those of one star, so that no path can be read wrongly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """An edge as it is drawn: from an upper to a lower node, its head at either end."""

    upper: int
    lower: int
    upward: bool = False
    dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Star:
    """Arrows, by their index, that meet in one node and are drawn as one line.

    `spreads` says that the node they share is the upper one.
    """

    arrows: tuple[int, ...]
    spreads: bool
    upward: bool
    dashed: bool


def stars_of(arrows: Sequence[Arrow], room: Mapping[int, int]) -> list[Star]:
    """Few stars that hold all arrows: a minimum vertex cover says which nodes are centres.

    `room` is how many lines a node can take on one side; an arrow that two centres could
    have goes where the other end has more of it left.
    """
    found: list[Star] = []
    for upward in (False, True):
        for dashed in (False, True):
            of_kind = [i for i, a in enumerate(arrows) if (a.upward, a.dashed) == (upward, dashed)]
            found += _stars_of_kind(arrows, of_kind, room)
    return found


def _stars_of_kind(
    arrows: Sequence[Arrow], indices: list[int], room: Mapping[int, int]
) -> list[Star]:
    uppers, lowers = _cover(arrows, indices)
    spreading: dict[int, list[int]] = {}
    gathering: dict[int, list[int]] = {}
    taken: dict[tuple[str, int], int] = {}
    # Arrows with one possible centre first: they use up room that the others then mind.
    doubtful = {i for i in indices if arrows[i].upper in uppers and arrows[i].lower in lowers}
    for index in sorted(indices, key=lambda i: (i in doubtful, i)):
        arrow = arrows[index]
        up, low = ("bottom", arrow.upper), ("top", arrow.lower)
        spreads = arrow.upper in uppers
        if index in doubtful:
            left_up = room.get(arrow.upper, 1) - taken.get(up, 0)
            left_low = room.get(arrow.lower, 1) - taken.get(low, 0)
            spreads = left_low >= left_up
        if spreads:
            spreading.setdefault(arrow.upper, []).append(index)
            taken[low] = taken.get(low, 0) + 1
        else:
            gathering.setdefault(arrow.lower, []).append(index)
            taken[up] = taken.get(up, 0) + 1
    return [
        Star(
            arrows=tuple(sorted(members)),
            spreads=spreads,
            upward=arrows[members[0]].upward,
            dashed=arrows[members[0]].dashed,
        )
        for spreads, groups in ((True, spreading), (False, gathering))
        for _, members in sorted(groups.items())
    ]


def _cover(arrows: Sequence[Arrow], indices: list[int]) -> tuple[set[int], set[int]]:
    """Upper and lower nodes of which every arrow has one; as few as can be."""
    graph: nx.Graph[tuple[int, int]] = nx.Graph()
    # Whole numbers only: sets of them keep their order from run to run.
    graph.add_edges_from(((0, arrows[i].upper), (1, arrows[i].lower)) for i in indices)
    top = [node for node in graph if node[0] == 0]
    matching = nx.bipartite.hopcroft_karp_matching(graph, top)
    cover = nx.bipartite.to_vertex_cover(graph, matching, top)
    return {n for side, n in cover if side == 0}, {n for side, n in cover if side == 1}
