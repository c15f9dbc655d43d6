"""Where the widgets of a dashboard stand in cells: the grid, or one below the other."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from awsobs.domain.dashboards import COLUMNS, View, Widget, WidgetKind

_UNIT = 2
"""Rows of a unit of the grid."""

_GUTTER = 3
_MOST_ROWS = 60
_LEAST = {WidgetKind.TEXT: (14, 1), WidgetKind.ALARM: (20, 3), WidgetKind.LOG: (30, 5)}
_LEAST_OF_VIEW = {
    View.TIME_SERIES: (28, 9),
    View.SINGLE_VALUE: (16, 4),
    View.TABLE: (40, 4),
}
_USUAL_LEAST = (24, 4)


class Box(NamedTuple):
    """A widget's cells; the blank row and the gutter behind it are not among them."""

    widget: Widget
    x: int
    y: int
    width: int
    height: int


def boxes_of(widgets: Sequence[Widget], width: int) -> list[Box]:
    """All widgets from the top down, none wider than `width`.

    Widgets stand as on the grid where each has the cells that it needs; a band of those that
    have not, or that lie over each other, is laid anew, from the left to the right.
    """
    boxes: list[Box] = []
    top = 0
    for band in _bands(widgets):
        laid = _on_grid(band, width)
        if any(box.width < least_of(box.widget)[0] for box in laid) or _collide(laid):
            laid = _flowing(band, width)
        boxes += [box._replace(y=box.y + top) for box in laid]
        top = max((box.y + box.height + 1 for box in boxes), default=top)
    return boxes


def least_of(widget: Widget) -> tuple[int, int]:
    """Cells and rows below which a widget says nothing."""
    if widget.kind is WidgetKind.METRIC:
        return _LEAST_OF_VIEW.get(widget.view, _USUAL_LEAST)
    return _LEAST.get(widget.kind, _USUAL_LEAST)


def _bands(widgets: Iterable[Widget]) -> list[list[Widget]]:
    """Widgets that stand beside each other, band under band."""
    bands: list[list[Widget]] = []
    bottom = -1
    for widget in sorted(widgets, key=lambda one: (one.y, one.x)):
        if bands and widget.y < bottom:
            bands[-1].append(widget)
        else:
            bands.append([widget])
        bottom = max(bottom, widget.y + widget.height)
    return bands


def _on_grid(band: Sequence[Widget], width: int) -> list[Box]:
    edges = sorted({edge for one in band for edge in (one.y, one.y + one.height)})
    rows = [min(_MOST_ROWS, _UNIT * (after - before)) for before, after in pairwise(edges)]
    at = {edge: place for place, edge in enumerate(edges)}
    for one in sorted(band, key=lambda one: one.y + one.height):
        first, last = at[one.y], at[one.y + one.height]
        # the blank row under it is a row of its own height
        rows[last - 1] += max(0, least_of(one)[1] + 1 - sum(rows[first:last]))
    unit = (width - 1) / COLUMNS
    made: list[Box] = []
    for one in band:
        y, end = (sum(rows[: at[edge]]) for edge in (one.y, one.y + one.height))
        left, right = 1 + int(one.x * unit), 1 + int((one.x + one.width) * unit)
        cells = max(1, right - left - (_GUTTER if right < width - 1 else 1))
        made.append(Box(one, left, y, cells, max(1, end - y - 1)))
    return made


def _collide(boxes: Sequence[Box]) -> bool:
    """Whether two lie over each other; in a band, most stand side by side."""
    ordered = sorted(boxes, key=lambda box: box.x)
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if other.x >= one.x + one.width:
                break
            if one.y < other.y + other.height and other.y < one.y + one.height:
                return True
    return False


def _flowing(band: Sequence[Widget], width: int) -> list[Box]:
    lines: list[list[tuple[Widget, int]]] = []
    room = 0
    for one in band:
        wanted = max(least_of(one)[0], one.width * (width - 1) // COLUMNS)
        cells = max(1, min(width - 2, wanted))
        if not lines or cells > room:
            lines.append([])
            room = width - 2
        lines[-1].append((one, cells))
        room -= cells + _GUTTER
    made: list[Box] = []
    y = 0
    for line in lines:
        height = max(_height(one) for one, _ in line)
        spare = width - 2 - sum(cells for _, cells in line) - _GUTTER * (len(line) - 1)
        x = 1
        for place, (one, cells) in enumerate(line):
            more = spare // len(line) + (place < spare % len(line))
            made.append(Box(one, x, y, cells + max(0, more), height))
            x += cells + max(0, more) + _GUTTER
        y += height + 1
    return made


def _height(widget: Widget) -> int:
    return max(least_of(widget)[1], min(_MOST_ROWS, _UNIT * widget.height) - 1)
