"""What is wrong in the trail by rules: how bad, who, what, why it matters and what to do next."""

import asyncio
from collections.abc import Callable
from typing import ClassVar

from textual import on, work
from typing_extensions import override

from awsobs.app.scene import Scene
from awsobs.app.screens.page import Page, TopRows
from awsobs.collecting.trail_watch import Found, TrailWatch
from awsobs.domain.findings import Finding
from awsobs.present.findings import FindingLine, finding_lines, nothing_found_row, summary_words
from awsobs.present.rows import fitted
from awsobs.present.view import Header
from awsobs_widgets import Guard, ItemList


class FindingsScreen(Page):
    """Looks in a thread, again whenever events have come in.

    Args:
        scene: What is known.
        watch: Runs the rules.
        top_rows: The rows that every screen has.
        open_finding: Opens what a finding is about.
    """

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("list.pick", "its event"),
        ("list.down list.up", "move"),
        ("page.back", "back"),
    )

    def __init__(
        self,
        scene: Scene,
        watch: TrailWatch,
        top_rows: TopRows,
        open_finding: Callable[[Finding], None],
    ) -> None:
        self._scene, self._watch, self._open_finding = scene, watch, open_finding
        self._list = ItemList(dom_id="page-body", guard=Guard("findings"))
        self._found: Found | None = None
        self._key: object = None
        self._is_busy = False
        header = Header(number="F", title="FINDINGS")
        super().__init__(header, top_rows, ("cockpit", "trail", "findings"))

    @override
    def make_body(self) -> ItemList:
        return self._list

    @override
    def refresh_page(self) -> None:
        self._show()
        if not self._is_busy and self.size.width:
            self._is_busy = True
            self._look()

    @work(group="findings")
    async def _look(self) -> None:
        try:
            memory = self._scene.memory
            key = (memory.trail.revision, memory.visit.epoch)
            if key != self._key:
                events, epoch = memory.trail.events(), memory.visit.epoch
                self._found = await asyncio.to_thread(self._watch.look, events, epoch)
                self._key = key
                self._show()
        finally:
            self._is_busy = False

    def _show(self) -> None:
        width, found = self.size.width, self._found
        if not width:
            return
        words = "reading rules" if found is None else _summary(found)
        facts = ((words, "muted"),)
        self._page_header = Header(number="F", title="FINDINGS", facts=facts)
        super().refresh_page()
        if found is None:
            self._list.show(())
            return
        lines = finding_lines(found.findings, width)
        notice = [fitted(((f" ! {note}", "warning"),), width) for note in found.notes]
        if not lines:
            notice.append(nothing_found_row(found.records, width))
        self._list.show(lines, notice=notice)

    @on(ItemList.Picked)
    def _picked(self, event: ItemList.Picked) -> None:
        event.stop()
        line = self._list.current
        if isinstance(line, FindingLine):
            self._open_finding(line.finding)


def _summary(found: Found) -> str:
    return summary_words(found.findings, found.records, found.rules)
