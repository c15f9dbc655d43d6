"""The service map as an indented tree, for panes that are too small for lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from awsobs.domain.service_graph import GraphEdge, NodeKey, ServiceGraph
from awsobs.domain.situation import Share
from awsobs.present.ascii import ascii_row
from awsobs.present.map_faces import GLYPHS, MapNode, Role
from awsobs.present.map_text import contents_of, is_asynchronous
from awsobs.present.numbers import latency, percent
from awsobs.present.rows import Row, Span, cut, flush_right, placed

_ROOT_FILL = "background on fault bold"
_DEEPEST = 12  # levels; deeper ones would leave no room for names


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeRow:
    """One node in the tree; one that several nodes call is opened once."""

    key: NodeKey
    row: Row


def tree_rows(
    graph: ServiceGraph,
    *,
    width: int,
    ranking: Sequence[Share] = (),
    hide_clients: bool = True,
    ascii: bool = False,  # noqa: A002 - as the option is called
) -> tuple[TreeRow, ...]:
    """The tree below each entry, the failing path first, in rows of exactly this width."""
    tree = _Tree(graph, width, ranking, hide_clients=hide_clients)
    if not ascii:
        return tuple(tree.rows)
    return tuple(TreeRow(key=each.key, row=ascii_row(each.row)) for each in tree.rows)


class _Tree:
    def __init__(
        self, graph: ServiceGraph, width: int, ranking: Sequence[Share], *, hide_clients: bool
    ) -> None:
        self._width = width
        self._nodes: Mapping[NodeKey, MapNode] = contents_of(
            graph, ranking, hide_clients=hide_clients
        ).nodes
        self._below: dict[NodeKey, list[GraphEdge]] = {key: [] for key in self._nodes}
        called: set[NodeKey] = set()
        for edge in graph.edges:
            if edge.source in self._nodes and edge.target in self._nodes:
                self._below[edge.source].append(edge)
                if edge.source != edge.target:
                    called.add(edge.target)
        self.rows: list[TreeRow] = []
        self._opened: set[NodeKey] = set()
        entries = [key for key in self._nodes if key not in called]
        for key in sorted(entries, key=self._urgency):
            self._open(key, None, "", "", ())
        # What is left is called in circles only: it is entered at its worst node.
        for key in sorted(self._nodes, key=self._urgency):
            if key not in self._opened:
                self._open(key, None, "", "", ())

    def _urgency(self, key: NodeKey) -> tuple[bool, NodeKey]:
        """The failing path first, then by name."""
        return self._nodes[key].role not in (Role.ROOT, Role.VICTIM), key

    def _open(
        self,
        key: NodeKey,
        edge: GraphEdge | None,
        guides: str,
        branch: str,
        path: tuple[NodeKey, ...],
    ) -> None:
        mark = "↺" if key in path else "↑" if key in self._opened and self._below[key] else ""
        self.rows.append(TreeRow(key=key, row=self._row(key, edge, guides + branch, mark)))
        if key in self._opened or len(path) >= _DEEPEST:
            return
        self._opened.add(key)
        edges = sorted(self._below[key], key=lambda e: self._urgency(e.target))
        below = guides + {"├▶": "│ ", "└▶": "  "}.get(branch, "")
        for index, each in enumerate(edges):
            last = index == len(edges) - 1
            self._open(each.target, each, below, "└▶" if last else "├▶", (*path, key))

    def _row(self, key: NodeKey, edge: GraphEdge | None, lead: str, mark: str) -> Row:
        node = self._nodes[key]
        share = percent(node.share) if node.share >= 0.0095 else ""
        mean = node.statistics.mean if node.statistics else None
        time = "" if mean is None else latency(mean)
        if edge is not None and is_asynchronous(edge):
            time = "async"
        room = self._width - 16 - len(lead)
        name: list[Span] = [(lead, "faint"), *_named(node, max(4, room), is_entry=not lead)]
        if mark:
            name.append((f" {mark}", "muted"))
        return placed(
            self._width,
            [
                (1, name),
                flush_right(((share, GLYPHS[node.role][1]),), self._width - 8),
                flush_right(((time, "muted"),), self._width - 1),
            ],
        )


def _named(node: MapNode, room: int, *, is_entry: bool) -> list[Span]:
    glyph, style = GLYPHS[node.role]
    label = f"{node.prefix}{node.label}"
    if node.role is Role.ROOT:
        return [(f" {glyph} {cut(label, room - 7)} ROOT ", _ROOT_FILL)]
    blank = "" if is_entry else " "
    ink = "fault bold" if node.role is Role.VICTIM else "text"
    return [(f"{blank}{glyph} ", style), (cut(label, room), ink)]
