"""The last thing that text passes on its way to the terminal."""

from collections.abc import Callable
from functools import lru_cache

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from typing_extensions import override

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
