"""Rows of plain text with style names: what every pane and every command draws with.

A style name is `ROLE [bold] [underline] [on ROLE]`, where a role is one of the themes' names
(text strong muted faint rule accent ok warning mark error fault throttle info calm calm-area
fault-area series-1 … series-6 background surface raised tint selected). The empty name is
`text`. Ink on a fill is `background on ROLE`. Colours are never named here.
"""

from collections.abc import Iterable
from typing import TypeAlias

from rich.cells import cell_len, set_cell_size

Span: TypeAlias = tuple[str, str]
Row: TypeAlias = tuple[Span, ...]


def width_of(row: Iterable[Span]) -> int:
    """Cells that a row takes."""
    return sum(cell_len(text) for text, _ in row)


def text_of(row: Iterable[Span]) -> str:
    """A row without its styles."""
    return "".join(text for text, _ in row)


def merged(cells: Iterable[Span]) -> Row:
    """A row of single cells, those of one style beside each other as one span."""
    spans: list[Span] = []
    for glyph, style in cells:
        if spans and spans[-1][1] == style:
            spans[-1] = (spans[-1][0] + glyph, style)
        else:
            spans.append((glyph, style))
    return tuple(spans)


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells, the last one an ellipsis where it had to be cut."""
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + "…"


def left(text: str, width: int) -> str:
    """`text` cut or filled to exactly `width` cells, flush left."""
    shown = cut(text, width)
    return shown + " " * (width - cell_len(shown))


def right(text: str, width: int) -> str:
    """`text` cut or filled to exactly `width` cells, flush right."""
    shown = cut(text, width)
    return " " * (width - cell_len(shown)) + shown


def fitted(row: Iterable[Span], width: int, fill: str = "") -> Row:
    """A row of exactly `width` cells: cut with an ellipsis, or filled with blanks.

    `fill` is the style of the blanks that are added.
    """
    spans: list[Span] = []
    room = width
    for text, style in row:
        cells = cell_len(text)
        if cells > room:
            spans.append((cut(text, room), style))
            cells = cell_len(spans[-1][0])
            room -= cells
            break
        spans.append((text, style))
        room -= cells
    if room > 0:
        spans.append((" " * room, fill))
    return tuple(spans)


def placed(width: int, parts: Iterable[tuple[int, Iterable[Span]]], fill: str = "") -> Row:
    """Pieces put at fixed cells of a row, in rising order; each is cut where the next begins."""
    pieces = [(at, tuple(row)) for at, row in parts if at < width]
    spans: list[Span] = []
    cursor = 0
    for index, (at, row) in enumerate(pieces):
        end = pieces[index + 1][0] if index + 1 < len(pieces) else width
        if at > cursor:
            spans.append((" " * (at - cursor), fill))
            cursor = at
        room = max(0, end - cursor)
        shown = row if width_of(row) <= room else fitted(row, room, fill)
        spans.extend(shown)
        cursor += width_of(shown)
    if cursor < width:
        spans.append((" " * (width - cursor), fill))
    return tuple(spans)


def flush_right(row: Iterable[Span], end: int) -> tuple[int, Row]:
    """Where a row must start for its last cell to stand just before `end`; for `placed`."""
    kept = tuple(row)
    return end - width_of(kept), kept
