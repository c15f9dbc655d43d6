"""What kinds of log lines there are, and what is new, surged or gone among them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.message import Message
from typing_extensions import override

from awsobs.analysis.pattern_changes import PatternCount, Stretches
from awsobs.app.scene import Scene
from awsobs.app.screens.page import Page, TopRows
from awsobs.present.patterns import (
    facts_row,
    heads_row,
    notice_rows,
    pattern_row,
    rest_row,
    scope_row,
    spark_cells,
)
from awsobs.present.view import Header
from awsobs.store.patterns import PatternTable
from awsobs_widgets import Guard, ItemList
from awsobs_widgets.palette import Row as WidgetRow

MOST_SHOWN = 300
_SLICE = 0.05
"""Seconds of sorting lines after which what is known is shown."""


@dataclass(frozen=True, slots=True)
class _Line:
    key: str
    rows: tuple[WidgetRow, ...]
    pattern: PatternCount


class PatternsScreen(Page):
    """Sorts lines in a thread while it is open; `enter` narrows the log lines to a pattern."""

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("list.pick", "its lines"),
        ("list.down list.up", "move"),
        ("page.back", "back"),
    )

    class Picked(Message):
        """The user wants to see the lines of a pattern."""

        def __init__(self, pattern: PatternCount) -> None:
            super().__init__()
            self.pattern = pattern

    def __init__(self, scene: Scene, top_rows: TopRows, crumbs: tuple[str, ...]) -> None:
        self._scene = scene
        self._list = ItemList(dom_id="page-body", guard=Guard("patterns"))
        self._table = PatternTable()
        self._stretches = scene.stretches()
        self._is_sorted = False
        self._is_busy = False
        super().__init__(Header(number="P", title="PATTERNS"), top_rows, crumbs)

    @override
    def make_body(self) -> ItemList:
        return self._list

    @override
    def refresh_page(self) -> None:
        self._show()
        if not self._is_busy:
            self._is_busy = True
            self._sort()

    @work(group="patterns")
    async def _sort(self) -> None:
        """Take in what is new, slice by slice, and show what is known after each."""
        try:
            while self.is_attached:
                scene = self._scene
                stretches = scene.stretches()
                cells = spark_cells(self.size.width)
                self._is_sorted, self._table = await asyncio.to_thread(
                    self._sorted, stretches, cells
                )
                self._stretches = stretches
                self._show()
                if self._is_sorted:
                    return
        finally:
            self._is_busy = False

    def _sorted(self, stretches: Stretches, cells: int) -> tuple[bool, PatternTable]:
        scene = self._scene
        until = scene.clock.monotonic() + _SLICE
        is_over = scene.patterns.catch_up(lambda: scene.clock.monotonic() >= until)
        window = scene.of_lines()
        drawn = window.start, window.end
        return is_over, scene.patterns.table(stretches.now, stretches.before, drawn, cells)

    def _show(self) -> None:
        table, width = self._table, self.size.width
        if not width:
            return
        self._page_header = self._head()
        super().refresh_page()
        compares = table.baseline_lines > 0
        shown = table.patterns[:MOST_SHOWN]
        self._list.show(
            [_Line(one.id, (pattern_row(one, width, compares=compares),), one) for one in shown],
            notice=self._notice(width),
            foot=rest_row(table.patterns[MOST_SHOWN:], width),
        )

    def _head(self) -> Header:
        scene, table = self._scene, self._table
        kept = len(scene.memory.logs)
        sorting = None if self._is_sorted else (scene.patterns.looked_at, kept)
        return Header(
            number="P",
            title="PATTERNS",
            scope=scope_row(self._stretches, scene.now()),
            facts=facts_row(table.patterns, table.lines, table.baseline_lines, sorting=sorting),
        )

    def _notice(self, width: int) -> Sequence[WidgetRow]:
        table = self._table
        if not self._is_sorted and not table.patterns:
            return ()
        told = notice_rows(table.lines, table.baseline_lines, self._stretches, width)
        return (*told, heads_row(width)) if table.patterns else told

    @on(ItemList.Picked)
    def _picked(self, event: ItemList.Picked) -> None:
        event.stop()
        line = self._list.current
        if isinstance(line, _Line):
            self.post_message(self.Picked(line.pattern))
