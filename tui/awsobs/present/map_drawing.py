"""From nodes with labels and edges between them to a finished map of a given width."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from awsobs.analysis.maps.fold import MOST, Fold, folded
from awsobs.domain.service_graph import NodeKey
from awsobs.present.map_canvas import Canvas
from awsobs.present.map_faces import Face, Faces, MapNode, Role, Zoom
from awsobs.present.map_labels import repeats
from awsobs.present.rows import Row

FOLD_FROM = 80
"""With more nodes than this a map is folded unless told otherwise."""

_ASYNC = "async"
_LEAST = {Zoom.CHIP: 2, Zoom.NAME: 1, Zoom.CARD: 3}
_RANKS = {"faint": 0, "fault": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class MapEdge:
    """An edge of the map; `fails` draws it as part of the failing path."""

    source: NodeKey
    target: NodeKey
    dashed: bool = False
    fails: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MapContents:
    """All that is to be drawn, in a fixed order of nodes and edges."""

    nodes: Mapping[NodeKey, MapNode]
    edges: Sequence[MapEdge]
    weights: Mapping[NodeKey, float] = field(default_factory=dict[NodeKey, float])


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Nodes that are shown as one box with this label."""

    label: str
    members: tuple[NodeKey, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the map shows as one, and what it does not show."""

    groups: tuple[Group, ...] = ()
    hidden: tuple[NodeKey, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A finished map: rows as wide as asked, and where (x, y, width, height) each node is.

    `shown` is what was drawn, with groups as single nodes.
    """

    shown: MapContents
    rows: tuple[Row, ...]
    places: Mapping[NodeKey, tuple[int, int, int, int]]
    view: View
    crossings: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How to draw: in which width, how near, folded or not, in ASCII, in the middle or left.

    `fold` None folds big maps only.
    """

    width: int
    zoom: Zoom
    fold: bool | None = None
    plain: bool = False
    centred: bool = True


def drawn(contents: MapContents, style: Style) -> Drawing:
    """The map; where even its least form is too wide, fewer nodes are shown."""
    # networkx takes a while to import; the first trace is early enough.
    from awsobs.analysis.maps.layers import TooNarrow

    wanted = style.fold if style.fold is not None else len(contents.nodes) > FOLD_FROM
    for most in _ever_fewer(len(contents.nodes), folded_first=wanted):
        shown, view = _folded(contents, most)
        for longest in (60, style.width // 3, 12, 8):
            try:
                return _Map(shown, view, style, longest).drawing()
            except TooNarrow:
                continue
    return Drawing(
        shown=MapContents(nodes={}, edges=()), rows=(), places={},
        view=View(hidden=tuple(contents.nodes)), crossings=0, width=style.width, height=0,
    )  # fmt: skip


def _ever_fewer(count: int, *, folded_first: bool) -> Iterator[int | None]:
    """How many boxes to try: all nodes, then the fold, then less until it fits."""
    if not folded_first:
        yield None
    most = min(count, MOST) if folded_first else min(MOST, count * 7 // 8)
    while most > 0:
        yield most
        most = most * 7 // 8


def _folded(contents: MapContents, most: int | None) -> tuple[MapContents, View]:
    if most is None or not contents.nodes:
        return contents, View()
    keys = list(contents.nodes)
    number = {key: index for index, key in enumerate(keys)}
    fold = folded(
        [contents.nodes[key].kind for key in keys],
        [(number[edge.source], number[edge.target]) for edge in contents.edges],
        {number[key]: weight for key, weight in contents.weights.items()},
        most,
    )
    return _quotient(contents, keys, fold)


def _quotient(
    contents: MapContents, keys: Sequence[NodeKey], fold: Fold
) -> tuple[MapContents, View]:
    labels = _group_labels(contents, keys, fold)
    box: dict[NodeKey, NodeKey] = {}
    groups: list[Group] = []
    nodes = dict(contents.nodes)
    for group, label in zip(fold.groups, labels, strict=True):
        members = tuple(keys[index] for index in group)
        groups.append(Group(label=label, members=members))
        box |= dict.fromkeys(members, members[0])
        first = contents.nodes[members[0]]
        nodes[members[0]] = MapNode(
            label=label, kind=first.kind, small=first.small,
            role=first.role if first.role is Role.PLAIN else Role.HEALTHY,
        )  # fmt: skip
    hidden = {keys[index] for index in fold.hidden}
    gone = hidden | {key for key, shown in box.items() if key != shown}
    edges: dict[tuple[NodeKey, NodeKey, bool], MapEdge] = {}
    for edge in contents.edges:
        source, target = box.get(edge.source, edge.source), box.get(edge.target, edge.target)
        if source not in hidden and target not in hidden:
            known = edges.get((source, target, edge.dashed))
            fails = edge.fails or (known is not None and known.fails)
            edges[source, target, edge.dashed] = replace(
                edge, source=source, target=target, fails=fails
            )
    shown = MapContents(
        nodes={key: node for key, node in nodes.items() if key not in gone},
        edges=list(edges.values()),
    )
    return shown, View(groups=tuple(groups), hidden=tuple(k for k in keys if k in hidden))


def _group_labels(contents: MapContents, keys: Sequence[NodeKey], fold: Fold) -> list[str]:
    taken = {node.label for node in contents.nodes.values()}
    labels: list[str] = []
    for group in fold.groups:
        key = keys[group[0]]
        plain = f"{len(group)} x {key.type or 'service'}"
        label, number = plain, 1
        while label in taken:
            number += 1
            label = f"{plain} #{number}"
        taken.add(label)
        labels.append(label)
    return labels


class _Map:
    """One attempt at drawing."""

    def __init__(self, contents: MapContents, view: View, style: Style, longest: int) -> None:
        from awsobs.analysis.maps.layout import lay_out
        from awsobs.analysis.maps.plan import Edge, Room, Shape
        from awsobs.analysis.maps.tracing import moved

        self._contents = contents
        self._keys = list(contents.nodes)
        self._nodes = list(contents.nodes.values())
        self._edges = _single(contents.edges)
        self._view = view
        self._style = style
        labels = frozenset(node.label for node in self._nodes)
        self._labels = labels
        self._faces: dict[int, Face] = {}
        faces = Faces(
            zoom=style.zoom,
            width=style.width,
            labels=labels,
            longest=longest,
            plain=style.plain,
        )

        def shape_of(number: int, lines: int) -> Shape:
            face = self._faces[number] = faces.face(self._nodes[number], lines)
            return Shape(width=face.width, height=len(face.rows), first=face.first, last=face.last)

        index = {key: number for number, key in enumerate(self._keys)}
        edges = [
            Edge(source=index[e.source], target=index[e.target], dashed=e.dashed)
            for e in self._edges
        ]
        least = max(2 if style.plain else 1, _LEAST[style.zoom])
        room = Room(width=style.width, least=least, plain=style.plain)
        plan = lay_out(len(self._keys), edges, shape_of, room)
        offset = (style.width - plan.width) // 2 if style.centred else 0
        self._plan = moved(plan, offset, 0, {node: node for node in plan.places})

    def drawing(self) -> Drawing:
        canvas = Canvas(self._style.width, self._plan.height, plain=self._style.plain)
        for number, (x, y) in self._plan.places.items():
            for index, row in enumerate(self._faces[number].rows):
                canvas.text(x, y + index, row)
        canvas.lines(self._plan, self._edge_style, _RANKS)
        self._asides(canvas)
        self._notes(canvas)
        places = {
            self._keys[n]: (x, y, self._faces[n].width, len(self._faces[n].rows))
            for n, (x, y) in self._plan.places.items()
        }
        return Drawing(
            shown=self._contents,
            rows=canvas.rows(),
            places=places,
            view=self._view,
            crossings=canvas.crossings,
            width=self._style.width,
            height=self._plan.height,
        )

    def _edge_style(self, edges: Sequence[int]) -> str:
        return "fault" if any(self._edges[edge].fails for edge in edges) else "faint"

    def _asides(self, canvas: Canvas) -> None:
        """Rate and latency right of a chip, or its latency beside the line below it."""
        below = {(stroke.x0, stroke.y0) for stroke in self._plan.strokes if stroke.x0 == stroke.x1}
        for number, (x, y) in self._plan.places.items():
            face = self._faces[number]
            width = sum(len(text) for text, _ in face.rows[0]) if not face.framed else face.width
            for text in face.asides:
                if self._write(canvas, x + width + 1, y, text):
                    break
            else:
                columns = [c for c in range(x, x + face.width) if (c, y) in below]
                for text in face.asides[-1:] if columns else ():
                    self._write(canvas, columns[-1] + 3, y + 1, text)

    def _notes(self, canvas: Canvas) -> None:
        """The word beside the head of each asynchronous edge, where there is room."""
        for head in self._plan.heads:
            if self._edges[head.edges[0]].dashed and not head.upward:
                written = self._write(canvas, head.x + 3, head.y - 1, _ASYNC)
                if not written:
                    self._write(canvas, head.x + 3, head.y, _ASYNC)

    def _write(self, canvas: Canvas, x: int, y: int, text: str) -> bool:
        if canvas.room(x - 1, y) <= len(text) or repeats(text, self._labels):
            return False
        canvas.text(x, y, ((text, "muted"),))
        return True


def _single(edges: Sequence[MapEdge]) -> list[MapEdge]:
    """One edge from node to node: what is called both ways is drawn as called directly."""
    known: dict[tuple[NodeKey, NodeKey], MapEdge] = {}
    for edge in sorted(edges, key=lambda e: (e.source, e.target, e.dashed)):
        known.setdefault((edge.source, edge.target), edge)
    return list(known.values())
