"""Rows of nodes and of lines passing between them, joined by links from row to row."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from awsobs.analysis.maps.layers import span
from awsobs.analysis.maps.stars import Arrow, Star


@dataclass(slots=True, kw_only=True)
class Link:
    """What one star does between two rows: from some vertices above to some below.

    On one side it has one vertex; `arrows` tells for each vertex of both sides which arrows
    go through it here.
    """

    star: int
    tops: list[int] = field(default_factory=list[int])
    bottoms: list[int] = field(default_factory=list[int])
    arrows: dict[int, list[int]] = field(default_factory=dict[int, list[int]])

    def through(self, top: int, bottom: int, arrow: int) -> None:
        """Note that an arrow runs from top to bottom here."""
        for side, vertex in ((self.tops, top), (self.bottoms, bottom)):
            if vertex not in side:
                side.append(vertex)
            self.arrows.setdefault(vertex, []).append(arrow)


@dataclass(slots=True, kw_only=True)
class Ladder:
    """`rows` hold vertices from left to right: nodes below `nodes`, passing lines from there.

    `links[i]` are below row i; below the last row only loops remain.
    """

    nodes: int
    rows: list[list[int]]
    links: list[list[Link]]
    passing: dict[int, list[int]] = field(default_factory=dict[int, list[int]])

    def neighbours(self) -> tuple[list[list[int]], list[list[int]]]:
        """For each vertex those it is joined to above, and below."""
        count = self.nodes + len(self.passing)
        above: list[list[int]] = [[] for _ in range(count)]
        below: list[list[int]] = [[] for _ in range(count)]
        for links in self.links:
            for link in links:
                for top in link.tops:
                    for bottom in link.bottoms:
                        above[bottom].append(top)
                        below[top].append(bottom)
        return above, below


def ladder_of(layer: Sequence[int], arrows: Sequence[Arrow], stars: Sequence[Star]) -> Ladder:
    """All rows in the nodes' order, with a passing line wherever a star crosses a row."""
    height = max(layer, default=-1) + 1
    rows: list[list[int]] = [[] for _ in range(height)]
    for node, row in enumerate(layer):
        rows[row].append(node)
    ladder = Ladder(nodes=len(layer), rows=rows, links=[[] for _ in range(height)])
    for index, star in enumerate(stars):
        _add_star(ladder, index, star, layer, arrows)
    return ladder


def add_loop(ladder: Ladder, row: int, node: int, arrow: int) -> None:
    """A line that leaves a node below and comes back to it, for an edge to itself."""
    ladder.links[row].append(Link(star=-1 - arrow, tops=[node, node], arrows={node: [arrow]}))


def _add_star(
    ladder: Ladder, index: int, star: Star, layer: Sequence[int], arrows: Sequence[Arrow]
) -> None:
    first, last = span(star, layer, arrows)
    chain: dict[int, int] = {}
    for row in range(first + 1, last):
        chain[row] = ladder.nodes + len(ladder.passing)
        ladder.rows[row].append(chain[row])
        ladder.passing[chain[row]] = []
    links = {row: Link(star=index) for row in range(first, last)}
    for number in star.arrows:
        arrow = arrows[number]
        at = arrow.upper
        for row in range(layer[arrow.upper], layer[arrow.lower]):
            here = row + 1 == layer[arrow.lower]
            to = arrow.lower if here else chain[row + 1]
            links[row].through(at, to, number)
            at = to
            if not here:
                ladder.passing[to].append(number)
    for row, link in links.items():
        ladder.links[row].append(link)
