"""Whether the trails themselves are on, what they record, and what is wrong with that."""

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import on, work
from typing_extensions import override

from awsobs.analysis.trail_governance import concerns
from awsobs.app.panes.pane import Detail
from awsobs.app.scene import Scene
from awsobs.app.screens.page import Page, TopRows
from awsobs.domain.source_state import SourceError
from awsobs.domain.trail_status import Governance
from awsobs.present.rows import fitted
from awsobs.present.trail_status import StatusLine, status_lines
from awsobs.present.view import Header
from awsobs_widgets import Guard, ItemList

_AGAIN = 300.0
"""Seconds after which all is asked again while the screen is open; trails seldom change."""


class TrailStatusScreen(Page):
    """Asks when it opens, and seldom again.

    Args:
        scene: What is known.
        ask: Reads all trails.
        top_rows: The rows that every screen has.
        open_record: Opens what AWS told of a trail.
    """

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("list.pick", "record"),
        ("list.down list.up", "move"),
        ("page.back", "back"),
    )

    def __init__(
        self,
        scene: Scene,
        ask: Callable[[], Awaitable[Governance]],
        top_rows: TopRows,
        open_record: Callable[[Detail], None],
    ) -> None:
        self._scene, self._ask, self._open_record = scene, ask, open_record
        self._list = ItemList(dom_id="page-body", guard=Guard("trails"))
        self._known: Governance | None = None
        self._error: SourceError | None = None
        self._due = float("-inf")
        self._is_busy = False
        super().__init__(
            Header(number="4", title="TRAILS"), top_rows, ("cockpit", "trail", "trails")
        )

    @override
    def make_body(self) -> ItemList:
        return self._list

    @override
    def refresh_page(self) -> None:
        self._show()
        if self.size.width and not self._is_busy and self._scene.clock.monotonic() >= self._due:
            self._is_busy = True
            self._read()

    @work(group="trails")
    async def _read(self) -> None:
        try:
            self._known, self._error = await self._ask(), None
        except SourceError as error:
            self._error = error
        finally:
            self._is_busy = False
            self._due = self._scene.clock.monotonic() + _AGAIN
        self._show()

    def _show(self) -> None:
        width, known, now = self.size.width, self._known, self._scene.now()
        if not width:
            return
        self._page_header = Header(number="4", title="TRAILS", facts=self._facts())
        super().refresh_page()
        if known is None:
            words, style = (
                (f" ✖ {self._error.what}", "fault")
                if self._error
                else (" asking which trails there are", "muted")
            )
            hint = f"   {self._error.hint}" if self._error and self._error.hint else ""
            rows = [fitted(((line, style),), width) for line in (words, *hint.splitlines())]
            self._list.show((), notice=tuple(rows))
            return
        self._list.show(list(status_lines(known, concerns(known, now), now, width)))

    def _facts(self) -> tuple[tuple[str, str], ...]:
        if self._known is None:
            return ()
        if self._error:
            return ((self._error.what, "warning"),)
        trails = self._known.trails
        logging = sum(one.is_logging is True for one in trails)
        return ((f"{logging} of {len(trails)} logging", "muted" if logging else "fault"),)

    @on(ItemList.Picked)
    def _picked(self, event: ItemList.Picked) -> None:
        event.stop()
        line = self._list.current
        trail = line.thing if isinstance(line, StatusLine) else None
        if trail is not None:
            self._open_record(
                Detail(number="4", title="TRAIL", name=trail.name, record=trail.record)
            )
