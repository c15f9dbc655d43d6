"""From nodes and edges to a plan: each connected piece alone, then side by side on shelves.

Top-down, because boxes are wide and short: there is room for many lines above and below.
The plan depends on the set of nodes and edges and on the shapes only, so that numbers can
change without anything moving.
"""

from collections.abc import Sequence

import networkx as nx

from awsobs.analysis.maps.cycles import upward_edges
from awsobs.analysis.maps.ladder import Ladder, add_loop, ladder_of
from awsobs.analysis.maps.layers import layers_of
from awsobs.analysis.maps.order import order_rows
from awsobs.analysis.maps.plan import Edge, Plan, Room, Shape, ShapeOf
from awsobs.analysis.maps.positions import centres_of
from awsobs.analysis.maps.stars import Arrow, Star, stars_of
from awsobs.analysis.maps.tracing import Drawing, moved, traced

_BESIDE = 3  # blank cells between two pieces on a shelf


def lay_out(count: int, edges: Sequence[Edge], shape_of: ShapeOf, room: Room) -> Plan:
    """The plan of nodes 0..count-1.

    Raises:
        TooNarrow: some piece does not fit into the room's width.
    """
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from((edge.source, edge.target) for edge in edges)
    pieces = [sorted(piece) for piece in nx.connected_components(graph)]
    plans = [_piece(nodes, edges, shape_of, room) for nodes in pieces]
    return _on_shelves(plans, room.width)


def _piece(nodes: list[int], edges: Sequence[Edge], shape_of: ShapeOf, room: Room) -> Plan:
    number = {node: index for index, node in enumerate(nodes)}
    mine = [i for i, edge in enumerate(edges) if edge.source in number]
    drawn = [i for i in mine if edges[i].source != edges[i].target]
    loops = [(number[edges[i].source], i) for i in mine if i not in set(drawn) and room.plain]
    arrows = _arrows(len(nodes), [edges[i] for i in drawn], number)
    bare = [shape_of(node, 0) for node in nodes]
    stars = stars_of(arrows, {i: s.last - s.first + 1 for i, s in enumerate(bare)})
    lines = _busiest(len(nodes), arrows, stars, loops)
    shapes = [shape_of(node, lines[index]) for index, node in enumerate(nodes)]
    ladder = _ladder(shapes, arrows, stars, loops, room)
    drawing = Drawing(
        ladder=ladder,
        centres=_centres(ladder, shapes, room),
        shapes=shapes,
        stars=stars,
        edges=drawn,
        room=room,
    )
    plan = traced(drawing)
    left = min(
        [x for x, _ in plan.places.values()] + [stroke.x0 for stroke in plan.strokes], default=0
    )
    plan.width -= left
    return moved(plan, -left, 0, dict(enumerate(nodes)))


def _arrows(count: int, edges: Sequence[Edge], number: dict[int, int]) -> list[Arrow]:
    ends = [(number[edge.source], number[edge.target]) for edge in edges]
    upward = upward_edges(count, ends)
    return [
        Arrow(
            upper=target if (source, target) in upward else source,
            lower=source if (source, target) in upward else target,
            upward=(source, target) in upward,
            dashed=edge.dashed,
        )
        for edge, (source, target) in zip(edges, ends, strict=True)
    ]


def _busiest(
    count: int,
    arrows: Sequence[Arrow],
    stars: Sequence[Star],
    loops: Sequence[tuple[int, int]],
) -> list[int]:
    """How many lines meet each node's busier side."""
    above, below = [0] * count, [0] * count
    for star in stars:
        for node in {arrows[i].upper for i in star.arrows}:
            below[node] += 1
        for node in {arrows[i].lower for i in star.arrows}:
            above[node] += 1
    for node, _ in loops:
        below[node] += 2
    return [max(pair) for pair in zip(above, below, strict=True)]


def _ladder(
    shapes: Sequence[Shape],
    arrows: Sequence[Arrow],
    stars: Sequence[Star],
    loops: Sequence[tuple[int, int]],
    room: Room,
) -> Ladder:
    layer = layers_of([shape.width for shape in shapes], arrows, stars, room.width)
    ladder = ladder_of(layer, arrows, stars)
    above, below = ladder.neighbours()
    ladder.rows = order_rows(ladder.rows, above, below)
    for node, edge in loops:
        add_loop(ladder, layer[node], node, edge)
    return ladder


def _centres(ladder: Ladder, shapes: Sequence[Shape], room: Room) -> list[int]:
    above, below = ladder.neighbours()
    lines = [0] * len(ladder.passing)
    return centres_of(
        ladder.rows,
        above,
        below,
        [shape.anchor for shape in shapes] + lines,
        [shape.width - 1 - shape.anchor for shape in shapes] + lines,
        len(shapes),
        room.width,
    )


def _on_shelves(plans: list[Plan], width: int) -> Plan:
    """Pieces from left to right, the tall ones first, in as many shelves as they need."""
    whole = Plan()
    x = y = height = 0
    for plan in sorted(plans, key=lambda p: -p.height):
        if x and x + plan.width > width:
            x, y, height = 0, y + height + 1, 0
        piece = moved(plan, x, y, {node: node for node in plan.places})
        whole.places |= piece.places
        whole.strokes += piece.strokes
        whole.heads += piece.heads
        height = max(height, plan.height)
        whole.width = max(whole.width, x + plan.width)
        x += plan.width + _BESIDE
    whole.height = y + height
    return whole
