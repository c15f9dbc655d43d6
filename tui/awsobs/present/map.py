"""MAP: who calls whom, drawn where there is room for lines, else as a tree."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from awsobs.analysis.graphs.scope import kept
from awsobs.analysis.root_cause import CLIENT
from awsobs.domain.context import Context
from awsobs.domain.service_graph import Basis, GraphNode, NodeKey, ServiceGraph
from awsobs.domain.situation import Share, Situation
from awsobs.domain.source_state import SourceState
from awsobs.present.durations import age
from awsobs.present.emptiness import empty_row, no_match_row
from awsobs.present.map_choice import Layer
from awsobs.present.map_drawer import Drawer
from awsobs.present.map_drawing import Drawing
from awsobs.present.map_scope import WHOLE, Scope
from awsobs.present.map_tree import tree_rows
from awsobs.present.numbers import number
from awsobs.present.rows import Row, fitted
from awsobs.present.states import Asked, dimmed, told
from awsobs.present.view import Header, Item, PaneView

FITTING, TREE = "", "tree"
NEARNESS = (TREE, "chip", "name", "card")
"""What a map may be drawn as, the farthest first."""

_CALLED = {TREE: "tree", "chip": "chips", "name": "names", "card": "cards"}

_WIDER = (1.5, 2.0, 3.0, 4.0)
"""Widths of a drawing that need not fit, as parts of the pane's."""

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
    scope: Scope = WHOLE,
    wanted: str = FITTING,
    drawer: Drawer | None = None,
) -> PaneView:
    """The pane; `height` is its rows under the header.

    The nearest zoom that fits is drawn: cards where the pane is zoomed, boxes with names in
    the wide layout, chips else; a tree where lines find no room. A zoomed pane that is not
    narrow scrolls over chips rather than show a tree. One of `NEARNESS` that is
    `wanted` is drawn whatever room it takes: such rows may be wider than the pane. An item is
    one layer of the drawing, or one row of the tree; its record is its node, of a layer the
    worst one.
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
    own: Row = (("X-Ray's own graph", "warning"),) if _is_reported(graph) and said.facts else ()
    header = Header(number="5", title="MAP", scope=own, facts=facts)
    if not graph.nodes:
        return PaneView(header=header, notice=said.notice or (empty_row("map", width),))
    part = scope.of(graph)
    if cut_to := scope.told(graph, part):
        shares = f"{_services(part)} of {_services(graph)} services"
        header = replace(header, scope=cut_to, facts=said.facts or ((shares, "muted"),))
    shown = part if matches is None else kept(part, matches)
    if not shown.nodes:
        return PaneView(header=header, notice=(no_match_row(len(graph.nodes), width),))
    ranking = tuple(share for share in (situation.root, *situation.victims) if share is not None)
    room = height - len(said.notice) - len(said.foot)
    pen = drawer or Drawer()
    if wanted == FITTING:
        zooms = _zooms(len(shown.nodes), kind, zoomed=zoomed)
        may_scroll = zoomed and kind != "compact"
        items, more = _fitting(pen, shown, ranking, (width, room), zooms, may_scroll=may_scroll)
    else:
        items, more = _as_wanted(pen, shown, ranking, width, wanted)
    if more:
        header = _with_scope(header, ((f"…{more:,} more", "warning"),))
    if said.faded:
        items = [replace(item, rows=tuple(dimmed(row) for row in item.rows)) for item in items]
    return PaneView(header=header, notice=said.notice, items=tuple(items), foot=said.foot)


def laying_out(graph: ServiceGraph, width: int) -> PaneView:
    """What is shown while there is no map of this size yet."""
    words = f" laying out {_services(graph)} services"
    header = Header(number="5", title="MAP", facts=(("sampled", "muted"),))
    return PaneView(header=header, notice=(fitted(((words, "muted"),), width),))


def with_nearness(view: PaneView, wanted: str, left: int, right: int) -> PaneView:
    """The view whose header names what is drawn, and to which sides there is more."""
    arrows = f" {'←' if left > 0 else ''}{'→' if right > 0 else ''}".rstrip()
    told: Row = ((f"{_CALLED[wanted]}{arrows}", "info"),)
    return replace(view, header=_with_scope(view.header, told))


def _with_scope(header: Header, told: Row) -> Header:
    before = (*header.scope, (" · ", "muted")) if header.scope else ()
    return replace(header, scope=(*before, *told))


def _facts(graph: ServiceGraph, received: datetime | None, now: datetime, width: int) -> Row:
    """`6 services · 31 traces/min · sampled`; without traces only that they are a sample."""
    count = _services(graph)
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


def _is_reported(graph: ServiceGraph) -> bool:
    """Whether X-Ray has made the graph, of traces that nobody read."""
    return graph.basis is Basis.SERVICE_GRAPH and bool(graph.nodes)


def _services(graph: ServiceGraph) -> int:
    return sum(node.key.type != CLIENT for node in graph.nodes)


def _basis(graph: ServiceGraph, width: int) -> str:
    """What the figures rest on: a sample, or less than that."""
    if _is_reported(graph):
        return "X-Ray's own graph" if width >= 2 * _FACTS_FROM else "X-Ray's"
    if graph.basis is not Basis.ROOT_CAUSES:
        return "sampled"
    return "edges from root causes only" if width >= 2 * _FACTS_FROM else "partial"


def _fitting(
    pen: Drawer,
    graph: ServiceGraph,
    ranking: Sequence[Share],
    size: tuple[int, int],
    zooms: Sequence[str],
    *,
    may_scroll: bool = False,
) -> tuple[list[Item], int]:
    """The nearest of some zooms that fits; where none does the last, if it may be higher.

    The number is of nodes that it has no place for.
    """
    width, height = size
    if width >= _LINES_FROM:
        for zoom in zooms:
            drawing = pen.draw(graph, width=width, zoom=zoom, ranking=ranking)
            is_last = may_scroll and zoom == zooms[-1]
            if drawing.rows and (len(drawing.rows) <= height or is_last):
                return list(_layers(drawing, graph, ranking, zoom)), len(drawing.view.hidden)
    return _tree(graph, ranking, width), 0


def _as_wanted(
    pen: Drawer, graph: ServiceGraph, ranking: Sequence[Share], width: int, wanted: str
) -> tuple[list[Item], int]:
    """One zoom, as wide as it takes to show every node; what is too many is folded anyhow."""
    if wanted == TREE:
        return _tree(graph, ranking, width), 0
    room = max(_LINES_FROM, width)
    drawing = pen.draw(graph, width=room, zoom=wanted, ranking=ranking)
    for times in _WIDER:
        if not drawing.view.groups and not drawing.view.hidden:
            break
        room = max(_LINES_FROM, int(width * times))
        drawing = pen.draw(graph, width=room, zoom=wanted, ranking=ranking)
    return list(_layers(drawing, graph, ranking, wanted)), len(drawing.view.hidden)


def _tree(graph: ServiceGraph, ranking: Sequence[Share], width: int) -> list[Item]:
    nodes = {node.key: node for node in graph.nodes}
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
    drawing: Drawing, graph: ServiceGraph, ranking: Sequence[Share], zoom: str
) -> Iterator[Item]:
    """The drawing cut where a layer of nodes begins; each layer keeps the lines below it."""
    nodes = {node.key: node for node in graph.nodes}
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
        first = start if index else 0
        shown = sorted((drawing.places[key], key) for key in keys if key in nodes)
        yield Layer(
            key="/".join(worst),
            rows=drawing.rows[first : tops[index + 1]],
            record=nodes.get(worst),
            zoom=zoom,
            nodes=tuple(nodes[key] for _, key in shown),
            places=tuple((x, y - first, wide, tall) for (x, y, wide, tall), _ in shown),
        )
