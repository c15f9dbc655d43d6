"""Which lines of a text hold some letters, found with the wide registers of the processor."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Protocol, cast

import stringzilla


class _Search(Protocol):
    def __call__(self, text: bytes, letters: bytes, start: int, /) -> int: ...


# The library has no types of its own.
_find = cast("_Search", stringzilla.find)
_find_uncased = cast("_Search", stringzilla.utf8_uncased_search)


def lines_with(
    letters: bytes, text: bytes, ends: Sequence[int], lines: range, *, ignores_case: bool
) -> Iterator[tuple[int, bool]]:
    """The lines that hold these letters, and whether that ends within the line it begins in.

    Args:
        letters: In UTF-8.
        text: The text of these lines, end to end.
        ends: Where each line ends in the whole that the text is a part of, in bytes.
        lines: The numbers of these lines there.
        ignores_case: Whether `a` stands for `A` too, by Unicode's folding.
    """
    find = _find_uncased if ignores_case else _find
    line, last = lines.start, lines.stop
    base = ends[line - 1] if line else 0
    at = find(text, letters, 0)
    while at >= 0:
        line = bisect_right(ends, base + at, line, last)
        end = ends[line] - base
        yield line, at + len(letters) <= end
        at = find(text, letters, end)
