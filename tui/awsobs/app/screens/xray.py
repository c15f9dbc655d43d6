"""What X-Ray has found by itself, its groups, and what its sampling rules sample now."""

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import on, work
from typing_extensions import override

from awsobs.app.panes.pane import Detail
from awsobs.app.scene import Scene
from awsobs.app.screens.page import Page, TopRows
from awsobs.domain.source_state import SourceError
from awsobs.domain.trace_groups import TraceGroup
from awsobs.domain.window import Window
from awsobs.domain.xray_overview import SamplingRule, XrayInsight, XrayOverview
from awsobs.present.rows import fitted
from awsobs.present.view import Header
from awsobs.present.xray_overview import Line, overview_lines
from awsobs_widgets import Guard, ItemList

_AGAIN = 30.0
"""Seconds after which all is asked again while the screen is open; X-Ray counts by the minute."""


class XrayScreen(Page):
    """Asks when it opens, and every half minute.

    Args:
        scene: What is known.
        ask: Reads the overview of a window.
        top_rows: The rows that every screen has.
        open_record: Opens the record of an insight or a rule.
        show_group: Shows the map of a group of traces.
    """

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("list.pick", "record, map of a group"),
        ("list.down list.up", "move"),
        ("page.back", "back"),
    )

    def __init__(
        self,
        scene: Scene,
        ask: Callable[[Window], Awaitable[XrayOverview]],
        top_rows: TopRows,
        open_record: Callable[[Detail], None],
        show_group: Callable[[str], None],
    ) -> None:
        self._scene, self._ask = scene, ask
        self._open_record, self._show_group = open_record, show_group
        self._list = ItemList(dom_id="page-body", guard=Guard("xray"))
        self._known: XrayOverview | None = None
        self._error = ""
        self._due = float("-inf")
        self._is_busy = False
        super().__init__(Header(number="5", title="X-RAY"), top_rows, ("cockpit", "map", "x-ray"))

    @override
    def make_body(self) -> ItemList:
        return self._list

    @override
    def refresh_page(self) -> None:
        self._show()
        if self.size.width and not self._is_busy and self._scene.clock.monotonic() >= self._due:
            self._is_busy = True
            self._read()

    @work(group="xray")
    async def _read(self) -> None:
        try:
            self._known = await self._ask(self._scene.shown())
            self._error = ""
        except SourceError as error:
            self._error = error.what
        finally:
            self._is_busy = False
            self._due = self._scene.clock.monotonic() + _AGAIN
        self._show()

    def _show(self) -> None:
        width, known = self.size.width, self._known
        if not width:
            return
        self._page_header = Header(number="5", title="X-RAY", facts=self._facts())
        super().refresh_page()
        if known is None:
            words = f" ✖ {self._error}" if self._error else " asking X-Ray"
            style = "fault" if self._error else "muted"
            self._list.show((), notice=(fitted(((words, style),), width),))
            return
        self._list.show(list(overview_lines(known, self._scene.now(), width)))

    def _facts(self) -> tuple[tuple[str, str], ...]:
        known = self._known
        if known is None:
            return ()
        if self._error:
            return ((self._error, "warning"),)
        active = sum(insight.is_active for insight in known.insights)
        return ((f"{active} active insight{'' if active == 1 else 's'}", "muted"),)

    @on(ItemList.Picked)
    def _picked(self, event: ItemList.Picked) -> None:
        event.stop()
        line = self._list.current
        thing = line.thing if isinstance(line, Line) else None
        match thing:
            case TraceGroup():
                self.dismiss(None)
                self._show_group(thing.name)
            case XrayInsight():
                self._open("INSIGHT", thing.group, thing.record)
            case SamplingRule():
                self._open("SAMPLING RULE", thing.name, thing.record)
            case _:
                pass

    def _open(self, title: str, name: str, record: object) -> None:
        self._open_record(Detail(number="5", title=title, name=name, record=record))
