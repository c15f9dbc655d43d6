"""Dropping the least important pieces of a row until the rest fits."""

from collections.abc import Sequence
from typing import NamedTuple

from awsobs.present.rows import Row, fitted, placed, width_of

GAP = 2
"""Cells that stay free between what is at the left and what is at the right."""


class Piece(NamedTuple):
    """Spans that stay or go together; the highest rank goes first, rank 0 never."""

    row: Row
    rank: int = 0


def two_sided(
    before: Sequence[Piece],
    after: Sequence[Piece],
    width: int,
    *,
    fill: str = "",
    gap: int = GAP,
) -> Row:
    """Pieces from cell 0, and pieces that end one cell before the right edge."""
    left_pieces, right_pieces = list(before), list(after)
    while _cells(left_pieces) + _cells(right_pieces) + gap + 1 > width:
        if not _drop_one(left_pieces, right_pieces):
            break
    at_left, at_right = _joined(left_pieces), _joined(right_pieces)
    start = width - 1 - width_of(at_right)
    if start < width_of(at_left) + min(gap, 1):
        return fitted(at_left, width, fill) if at_left else fitted(at_right, width, fill)
    parts = [(0, at_left), (start, at_right)] if at_right else [(0, at_left)]
    return placed(width, parts, fill)


def _drop_one(before: list[Piece], after: list[Piece]) -> bool:
    """Take out the piece of the highest rank, from the right where they are equal."""
    worst = max((piece.rank for piece in (*before, *after)), default=0)
    if not worst:
        return False
    for pieces in (after, before):
        for index in range(len(pieces) - 1, -1, -1):
            if pieces[index].rank == worst:
                del pieces[index]
                return True
    return False


def _cells(pieces: Sequence[Piece]) -> int:
    return sum(width_of(piece.row) for piece in pieces)


def _joined(pieces: Sequence[Piece]) -> Row:
    return tuple(span for piece in pieces for span in piece.row)
