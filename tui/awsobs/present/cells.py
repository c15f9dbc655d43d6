"""Rows cut into pieces by cells, and styles laid over them."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from rich.cells import cell_len

from awsobs.present.rows import Row, Span, text_of, width_of

Highlight: TypeAlias = "Callable[[str], Iterable[tuple[int, int, str]]]"
"""Where in a text something stands out: (first character, character behind, style name)."""


def split_at(text: str, cells: int) -> tuple[str, str]:
    """What of a text fits into so many cells, and the rest."""
    if text.isascii():
        return text[:cells], text[cells:]
    used = 0
    for index, letter in enumerate(text):
        used += cell_len(letter)
        if used > cells:
            return text[:index], text[index:]
    return text, ""


def chopped(row: Iterable[Span], width: int) -> list[Row]:
    """A row as rows of at most `width` cells, broken anywhere."""
    rows: list[Row] = []
    current: list[Span] = []
    left = width
    for text, style in row:
        rest = text
        while rest:
            piece, rest = split_at(rest, left)
            if not piece and left == width:
                break  # wider than a row
            current.append((piece, style))
            left -= cell_len(piece)
            if rest:
                rows.append(tuple(current))
                current, left = [], width
    return [*rows, tuple(current)] if current or not rows else rows


def scrolled(row: Row, shift: int, width: int) -> Row:
    """`width` cells of a row from the cell `shift` on; `‹` and `›` say that there is more."""
    total = width_of(row)
    if total <= width and not shift:
        return row
    if width < 3:
        return chopped(_behind(row, shift), max(1, width))[0]
    shown = _behind(row, shift + 1) if shift else row
    kept = chopped(shown, max(1, width - bool(shift) - (total > shift + width)))[0]
    start: Row = (("‹", "faint"),) if shift else ()
    end: Row = (("›", "faint"),) if total > shift + width else ()
    return *start, *kept, *end


def _behind(row: Row, cells: int) -> Row:
    """What of a row stands behind so many cells."""
    spans: list[Span] = []
    for text, style in row:
        used, rest = split_at(text, cells) if cells > 0 else ("", text)
        cells -= cell_len(used)
        if rest:
            cells = 0
            spans.append((rest, style))
    return tuple(spans)


def overlaid(row: Row, highlights: Sequence[Highlight]) -> Row:
    """A row with what stands out in it in other styles; where two do, the first one shows."""
    if not highlights:
        return row
    text = text_of(row)
    taken: list[tuple[int, int, str]] = []
    for highlight in highlights:
        for start, stop, style in highlight(text):
            if start < stop and all(stop <= first or start >= last for first, last, _ in taken):
                taken.append((start, stop, style))
    return _restyled(row, sorted(taken)) if taken else row


def _restyled(row: Row, ranges: Sequence[tuple[int, int, str]]) -> Row:
    spans: list[Span] = []
    begin = 0
    for text, style in row:
        end, at = begin + len(text), begin
        for start, stop, other in ranges:
            low, high = max(start, at), min(stop, end)
            if low >= high:
                continue
            spans.append((text[at - begin : low - begin], style))
            spans.append((text[low - begin : high - begin], other))
            at = high
        spans.append((text[at - begin :], style))
        begin = end
    return tuple(span for span in spans if span[0])
