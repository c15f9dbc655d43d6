"""MAP: who calls whom, drawn where there is room for lines, else as a tree."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from awsobs.analysis.root_cause import CLIENT
from awsobs.domain.context import Context
from awsobs.domain.service_graph import Basis, GraphNode, NodeKey, ServiceGraph
from awsobs.domain.situation import Share, Situation
from awsobs.domain.source_state import SourceState
from awsobs.present.durations import age
from awsobs.present.emptiness import empty_row, no_match_row
from awsobs.present.map_drawing import Drawing
from awsobs.present.map_text import draw
from awsobs.present.map_tree import tree_rows
from awsobs.present.numbers import number
from awsobs.present.rows import Row
from awsobs.present.states import Asked, dimmed, told
from awsobs.present.view import Header, Item, PaneView

_LINES_FROM = 50
_FACTS_FROM = 50
_CARDS_UP_TO = 40
"""Nodes; cards of more do not fit any screen, so they are not even tried."""

_NOWHERE = Context()


def map_view(
    graph: ServiceGraph,
    situation: Situation,
    *,
    state: SourceState | None,
    received: datetime | None,
    now: datetime,
    width: int,
    height: int,
    kind: str,
    matches: Callable[[GraphNode], bool] | None = None,
    zoomed: bool = False,
    progress: str = "",
    context: Context = _NOWHERE,
    role: str = "",
) -> PaneView:
    """The pane; `height` is its rows under the header.

    The nearest zoom that fits is drawn: cards where the pane is zoomed, boxes with names in
    the wide layout, chips else; a tree where lines find no room. An item is one layer of the
    drawing, or one row of the tree; its record is its node, of a layer the worst one.
    """
    asked = Asked(
        pane="map",
        now=now,
        width=width,
        height=height,
        has_data=bool(graph.nodes),
        progress=progress,
        context=context,
        role=role,
    )
    said = told(state, asked)
    facts = said.facts or _facts(graph, received, now, width)
    header = Header(number="5", title="MAP", facts=facts)
    if not graph.nodes:
        return PaneView(header=header, notice=said.notice or (empty_row("map", width),))
    shown = graph if matches is None else matching(graph, matches)
    if not shown.nodes:
        return PaneView(header=header, notice=(no_match_row(len(graph.nodes), width),))
    ranking = tuple(share for share in (situation.root, *situation.victims) if share is not None)
    room = height - len(said.notice) - len(said.foot)
    items = _items(shown, ranking, width, room, kind, zoomed=zoomed)
    if said.faded:
        items = [replace(item, rows=tuple(dimmed(row) for row in item.rows)) for item in items]
    return PaneView(header=header, notice=said.notice, items=tuple(items), foot=said.foot)


def matching(graph: ServiceGraph, matches: Callable[[GraphNode], bool]) -> ServiceGraph:
    """The nodes that match, and the edges between them."""
    nodes = tuple(node for node in graph.nodes if matches(node))
    keys = {node.key for node in nodes}
    edges = tuple(e for e in graph.edges if e.source in keys and e.target in keys)
    return replace(graph, nodes=nodes, edges=edges)


def _facts(graph: ServiceGraph, received: datetime | None, now: datetime, width: int) -> Row:
    """`6 services · 31 traces/min · sampled`; without traces only that they are a sample."""
    count = sum(node.key.type != CLIENT for node in graph.nodes)
    words = [_basis(graph, width)]
    if count and width < _FACTS_FROM:
        words.insert(0, f"{count} svc")
    elif count:
        words.insert(0, f"{count} service{'s' if count > 1 else ''}")
        if graph.minutes > 0:
            rate = max(graph.known, graph.traces) / graph.minutes
            words.insert(1, f"{number(round(rate) if rate >= 1 else rate)} traces/min")
    if received is not None and width >= 2 * _FACTS_FROM:
        words.append(age(now - received))
    return ((" · ".join(words), "muted"),)


def _basis(graph: ServiceGraph, width: int) -> str:
    """What the figures rest on: a sample, or less than that."""
    if graph.basis is not Basis.ROOT_CAUSES:
        return "sampled"
    return "edges from root causes only" if width >= 2 * _FACTS_FROM else "partial"


def _items(
    graph: ServiceGraph,
    ranking: Sequence[Share],
    width: int,
    height: int,
    kind: str,
    *,
    zoomed: bool,
) -> list[Item]:
    nodes = {node.key: node for node in graph.nodes}
    if width >= _LINES_FROM:
        for zoom in _zooms(len(nodes), kind, zoomed=zoomed):
            drawing = draw(graph, width=width, zoom=zoom, ranking=ranking, hide_clients=True)
            if drawing.rows and len(drawing.rows) <= height:
                return list(_layers(drawing, nodes, ranking))
    rows = tree_rows(graph, width=width, ranking=ranking)
    return [
        Item(key=f"{'/'.join(each.key)}#{index}", rows=(each.row,), record=nodes.get(each.key))
        for index, each in enumerate(rows)
    ]


def _zooms(count: int, kind: str, *, zoomed: bool) -> tuple[str, ...]:
    """How near to try, the nearest first."""
    if zoomed and count <= _CARDS_UP_TO:
        return ("card", "name", "chip")
    return ("name", "chip") if kind == "wide" or zoomed else ("chip",)


def _layers(
    drawing: Drawing, nodes: dict[NodeKey, GraphNode], ranking: Sequence[Share]
) -> Iterator[Item]:
    """The drawing cut where a layer of nodes begins; each layer keeps the lines below it."""
    ranks = {share.key: index for index, share in enumerate(ranking)}
    by_top: dict[int, list[NodeKey]] = {}
    end = -1
    top = 0
    for key, (_, y, _, tall) in sorted(drawing.places.items(), key=lambda place: place[1][1]):
        if y >= end:
            top = y
            by_top[top] = []
        end = max(end, y + tall)
        by_top[top].append(key)
    tops = [*by_top, len(drawing.rows)]
    for index, (start, keys) in enumerate(by_top.items()):
        worst = min(keys, key=lambda key: (ranks.get(key, len(ranks)), drawing.places[key][0]))
        rows = drawing.rows[start if index else 0 : tops[index + 1]]
        yield Item(key="/".join(worst), rows=rows, record=nodes.get(worst))
