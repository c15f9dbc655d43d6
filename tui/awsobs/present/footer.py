"""The last row: where we are at the left, which keys work here at the right."""

from collections.abc import Sequence

from awsobs.present.fitting import Piece, two_sided
from awsobs.present.rows import Row, Span, cut

_MOST = 60
"""Cells of one crumb; a name from outside may be of any length."""


def footer_row(crumbs: Sequence[str], keys: Sequence[tuple[str, str]], width: int) -> Row:
    """Crumbs and (key, label) pairs on the surface.

    The last key (`?`) stays the longest: others drop from the right, then crumbs from the left.
    """
    before = [
        Piece(_crumb(text, index, len(crumbs)), _crumb_rank(index, len(crumbs)))
        for index, text in enumerate(crumbs)
    ]
    after = [
        Piece(_key(key, label, index), _key_rank(index, len(keys)))
        for index, (key, label) in enumerate(keys)
    ]
    return two_sided([Piece(((" ", "on surface"),)), *before], after, width, fill="on surface")


def _crumb_rank(index: int, count: int) -> int:
    return 0 if index == count - 1 else count - index


def _key_rank(index: int, count: int) -> int:
    """Keys go before crumbs; the last one never."""
    return 0 if index == count - 1 else 1000 + index


def _crumb(text: str, index: int, count: int) -> Row:
    if index == count - 1:
        return ((cut(text, _MOST), "strong on surface"),)
    return ((cut(text, _MOST), "muted on surface"), (" ▸ ", "faint on surface"))


def _key(key: str, label: str, index: int) -> Row:
    lead: tuple[Span, ...] = (("  ", "on surface"),) if index else ()
    return (*lead, (key, "accent bold on surface"), (f" {label}", "muted on surface"))
