"""One node of a drawn map at the cursor: beside others of its layer, or along the edges."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from rich.cells import cell_len

from awsobs.domain.service_graph import GraphNode, NodeKey, ServiceGraph
from awsobs.present.rows import Row, Span, fitted, width_of
from awsobs.present.view import Item, PaneView

Place = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer(Item):
    """Nodes drawn side by side, from left to right; `places` are theirs in the rows."""

    zoom: str = ""
    nodes: tuple[GraphNode, ...] = ()
    places: tuple[Place, ...] = ()


def with_chosen(view: PaneView, chosen: NodeKey | None) -> PaneView:
    """The view with the chosen node filled, and as the record of its layer."""
    items = tuple(_with_chosen(item, chosen) for item in view.items)
    return view if items == view.items else replace(view, items=items)


def chosen_in(item: Item | None, chosen: NodeKey | None) -> object:
    """The record at the cursor: the chosen node where its layer shows it, else the item's."""
    if isinstance(item, Layer):
        return next((node for node in item.nodes if node.key == chosen), item.record)
    return item.record if item else None


def beside(layer: Layer, key: NodeKey, by: int) -> NodeKey | None:
    """The node so many places to the right in a layer; the outermost ones end it."""
    keys = [node.key for node in layer.nodes]
    if key not in keys:
        return keys[0] if keys else None
    return keys[max(0, min(keys.index(key) + by, len(keys) - 1))]


def along_edges(graph: ServiceGraph, key: NodeKey, layer: Layer) -> NodeKey | None:
    """The node of a layer that a node calls, or is called by, the most; None without any."""
    there = {node.key for node in layer.nodes}
    calls = [
        (edge.statistics.count, other)
        for edge in graph.edges
        for one, other in ((edge.source, edge.target), (edge.target, edge.source))
        if one == key and other in there
    ]
    return max(calls)[1] if calls else None


def panned(view: PaneView, left: int, width: int) -> PaneView:
    """The view with so many cells at the left of a wide drawing out of sight."""
    items = tuple(
        replace(item, rows=tuple(_window(row, left, width) for row in item.rows))
        if isinstance(item, Layer)
        else item
        for item in view.items
    )
    return replace(view, items=items)


def pan_to(view: PaneView, chosen: NodeKey | None, left: int, width: int) -> int:
    """How far to pan so that the chosen node is in sight, and no farther than there is map."""
    for item in (item for item in view.items if isinstance(item, Layer)):
        for node, (x, _, wide, _) in zip(item.nodes, item.places, strict=True):
            if node.key == chosen:
                left = min(max(left, x + wide + 1 - width), max(0, x - 1))
    return max(0, min(left, breadth_of(view) - width))


def breadth_of(view: PaneView) -> int:
    """Cells of the widest row of a drawing."""
    layers = (item for item in view.items if isinstance(item, Layer))
    return max((width_of(row) for item in layers for row in item.rows), default=0)


def _window(row: Row, left: int, width: int) -> Row:
    """Cells `left` to `left + width` of a row; half a wide character becomes a blank."""
    if all(text.isascii() or len(text) == cell_len(text) for text, _ in row):
        return fitted(_sliced(row, left, left + width), width)
    cells: list[tuple[str, str]] = []
    for text, style in row:
        for char in text:
            size = cell_len(char)
            if size == 0 and cells:
                cells[-1] = (cells[-1][0] + char, cells[-1][1])
            else:
                cells += [(char, style), *[("", style)] * (size - 1)]
    seen = cells[left : left + width]
    if seen and not seen[0][0]:
        seen[0] = (" ", seen[0][1])
    if seen and cell_len(seen[-1][0]) > 1:
        seen[-1] = (" ", seen[-1][1])
    runs = groupby(seen, key=lambda cell: cell[1])
    return fitted((("".join(char for char, _ in run), style) for style, run in runs), width)


def _sliced(row: Row, start: int, end: int) -> Iterator[Span]:
    """The same of a row whose characters take one cell each."""
    at = 0
    for text, style in row:
        if at + len(text) > start and at < end:
            yield text[max(0, start - at) : end - at], style
        at += len(text)


def _with_chosen(item: Item, chosen: NodeKey | None) -> Item:
    if not isinstance(item, Layer):
        return item
    for node, place in zip(item.nodes, item.places, strict=True):
        if node.key == chosen:
            return replace(item, record=node, rows=_marked(item.rows, place))
    return item


def _marked(rows: Sequence[Row], place: Place) -> tuple[Row, ...]:
    left, top, width, height = place
    return tuple(
        _filled(row, left, left + width) if top <= index < top + height else row
        for index, row in enumerate(rows)
    )


def _filled(row: Row, start: int, end: int) -> Row:
    cells: list[tuple[str, str]] = []
    at = 0
    for text, style in row:
        for char in text:
            cells.append((char, _selected(style) if start <= at < end else style))
            at += cell_len(char)
    runs = groupby(cells, key=lambda cell: cell[1])
    return tuple(("".join(char for char, _ in run), style) for style, run in runs)


def _selected(style: str) -> str:
    """The fill of what is selected; what was filled keeps its colour as ink."""
    ink, _, fill = style.partition(" on ")
    return f"{fill.split()[0]} on selected bold" if fill else f"{ink or 'text'} on selected"
