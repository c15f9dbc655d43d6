"""The map beside that of the time before: what is new, gone, slower or fails more."""

from collections.abc import Callable, Sequence

from textual import work
from typing_extensions import override

from awsobs.app.map_comparing import Compared, Comparing
from awsobs.app.screens.map_roots import MapListPage
from awsobs.app.screens.page import TopRows
from awsobs.domain.service_graph import NodeKey
from awsobs.present.map_drawing import Drawing
from awsobs.present.map_lists import change_lines, no_change_row
from awsobs.present.patterns import scope_row
from awsobs.present.rows import Row, fitted
from awsobs.present.view import Header

_LINES_LEFT = 6
"""Rows that the list keeps beside a drawing."""


class MapChangesScreen(MapListPage):
    """Shows what `comparing` finds."""

    def __init__(
        self, comparing: Comparing, top_rows: TopRows, show: Callable[[NodeKey], None]
    ) -> None:
        self._comparing = comparing
        self._known: Compared | None = None
        self._is_busy = False
        super().__init__(self._head(), top_rows, ("cockpit", "map", "changes"), show)

    @override
    def refresh_page(self) -> None:
        self._show()
        if not self._is_busy and self.size.width:
            self._is_busy = True
            self._compare()

    @work(group="map-changes")
    async def _compare(self) -> None:
        try:
            found = await self._comparing.answer(self.size.width)
        finally:
            self._is_busy = False
        if found is not None:
            self._known = found
            self._show()

    def _head(self) -> Header:
        scope = scope_row(self._comparing.stretches(), self._comparing.now())
        known = self._known
        count = 0 if known is None else len(known.differences)
        told = f"{count} change{'' if count == 1 else 's'}" if known is not None else "comparing"
        return Header(number="d", title="MAP CHANGES", scope=scope, facts=((told, "muted"),))

    def _show(self) -> None:
        width, known = self.size.width, self._known
        if not width:
            return
        self._page_header = self._head()
        super().refresh_page()
        if known is None:
            return
        notice: list[Row] = [
            fitted(row, width) for row in self._picture(known.drawing, self.size.height)
        ]
        if not known.has_before or not known.differences:
            notice.append(no_change_row(width, has_before=known.has_before, why=known.why))
        lines = change_lines(known.differences, known.names, width) if known.has_before else ()
        self._list.show(lines, notice=notice)

    def _picture(self, drawing: Drawing, height: int) -> Sequence[Row]:
        """The drawing where it leaves room for the list."""
        fits = bool(drawing.rows) and len(drawing.rows) <= height - 4 - _LINES_LEFT
        return (*drawing.rows, ((" ", ""),)) if fits else ()
