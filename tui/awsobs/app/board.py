"""Widgets laid at given cells of the screen."""

from collections.abc import Iterable
from typing import TypeAlias

from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget
from typing_extensions import override

Places: TypeAlias = "Iterable[tuple[Widget, tuple[int, int, int, int]]]"


class Board(Widget):
    """A container whose children stand where `places` puts them; others are not shown."""

    DEFAULT_CSS = """
    Board { width: 1fr; height: 1fr; }
    """

    def __init__(self, *children: Widget) -> None:
        super().__init__(*children)
        self._cells = _Cells(self)

    def places(self, width: int, height: int) -> Places:
        """Each child with (x, y, width, height) in so much room."""
        del width, height
        return ()

    @property
    @override
    def layout(self) -> Layout:
        return self._cells


class _Cells(Layout):
    """Asks its board."""

    name = "cells"

    def __init__(self, board: Board) -> None:
        self._board = board

    @override
    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        shown = set(children)
        return [
            WidgetPlacement(Region(*cells), NULL_OFFSET, NULL_SPACING, widget)
            for widget, cells in self._board.places(size.width, size.height)
            if widget in shown
        ]
