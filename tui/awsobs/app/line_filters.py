"""The last thing that text passes on its way to the terminal."""

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from typing_extensions import override

from awsobs.domain.account_ids import Short, account_ids_in
from awsobs.present.ascii import ascii_text


class SafeTextFilter(LineFilter):
    """Passes the text of every segment through a cleaner, whatever drew it.

    The cells that a segment takes stay the same, so that nothing moves beside it.
    """

    def __init__(self, safe: Callable[[str], str]) -> None:
        super().__init__()
        self._safe = safe

    @override
    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        safe = self._safe
        return [
            segment
            if segment.control or segment.text == (text := safe(segment.text))
            else Segment(set_cell_size(text, cell_len(segment.text)), segment.style)
            for segment in segments
        ]


class AccountFilter(LineFilter):
    """Shows account numbers in short, wherever they stand on a line.

    What stands behind one in its segment moves up; the segment takes as many cells as before.
    """

    def __init__(self, known: Callable[[], Collection[str]]) -> None:
        super().__init__()
        self._known = known

    @override
    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        text = "".join(segment.text for segment in segments if not segment.control)
        if not (found := list(account_ids_in(text, self._known()))):
            return segments
        shown: list[Segment] = []
        offset = 0
        for segment in segments:
            if segment.control:
                shown.append(segment)
                continue
            respelled = _respelled(segment.text, offset, found)
            offset += len(segment.text)
            filled = set_cell_size(respelled, cell_len(segment.text))
            shown.append(Segment(filled, segment.style))
        return shown


def _respelled(text: str, offset: int, found: Sequence[Short]) -> str:
    """A piece of a line that begins at an offset, with what was found in the line in short."""
    pieces: list[str] = []
    done = 0
    for short in found:
        start, end = short.start - offset, short.end - offset
        if end <= 0 or start >= len(text):
            continue
        pieces.append(text[done : max(done, start)])
        if start >= 0:
            pieces.append(short.text)
        done = min(end, len(text))
    return "".join([*pieces, text[done:]])


class AsciiFilter(LineFilter):
    """One cell of ASCII for one cell of anything else."""

    @override
    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment
            if segment.control or segment.text.isascii()
            else Segment(ascii_text(segment.text), segment.style)
            for segment in segments
        ]


class MonoFilter(LineFilter):
    """No colour at all; what attributes a style has are kept."""

    @override
    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment
            if segment.control or segment.style is None
            else Segment(segment.text, _without_colour(segment.style))
            for segment in segments
        ]


@lru_cache(maxsize=1024)
def _without_colour(style: Style) -> Style:
    return Style(bold=style.bold, dim=style.dim, underline=style.underline, reverse=style.reverse)
