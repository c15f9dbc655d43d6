"""Which changes before an onset are tied to what fails, ranked, with the terms of each score."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import on, work
from typing_extensions import override

from awsobs.analysis.root_cause import ranked
from awsobs.analysis.situation import firing_of
from awsobs.analysis.suspects import clues_of, suspects
from awsobs.app.panes.pane import Detail
from awsobs.app.scene import Scene
from awsobs.app.screens.page import Page, TopRows
from awsobs.domain.alarms import Alarm
from awsobs.domain.situation import Suspect
from awsobs.present.suspects import (
    Line,
    facts_words,
    no_onset_row,
    nothing_row,
    scope_words,
    suspect_lines,
)
from awsobs.present.view import Header
from awsobs_widgets import Guard, ItemList


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    onset: datetime
    ranked: Sequence[Suspect]
    writes: int


class SuspectsScreen(Page):
    """Ranks in a thread, again whenever events, traces or alarms have come in.

    Args:
        scene: What is known.
        alarm: The alarm whose going off is the onset; without one the onset of what goes on.
        top_rows: The rows that every screen has.
        open_record: Opens the record of a change.
    """

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("list.pick", "its record"),
        ("list.down list.up", "move"),
        ("page.back", "back"),
    )

    def __init__(
        self,
        scene: Scene,
        alarm: Alarm | None,
        top_rows: TopRows,
        open_record: Callable[[Detail], None],
    ) -> None:
        self._scene, self._alarm, self._open_record = scene, alarm, open_record
        self._list = ItemList(dom_id="page-body", guard=Guard("changes"))
        self._found: _Found | None = None
        self._key: object = None
        self._is_busy = False
        header = Header(number="C", title="WHAT CHANGED")
        super().__init__(header, top_rows, ("cockpit", "alarms", "what changed"))

    @override
    def make_body(self) -> ItemList:
        return self._list

    @override
    def refresh_page(self) -> None:
        self._show()
        if not self._is_busy and self.size.width:
            self._is_busy = True
            self._rank()

    @work(group="suspects")
    async def _rank(self) -> None:
        try:
            memory, onset = self._scene.memory, self._onset()
            key = (memory.trail.revision, memory.alarms.revision, memory.visit.epoch, onset)
            if onset is None or key == self._key:
                return
            self._found = await asyncio.to_thread(self._ranked, onset)
            self._key = key
            self._show()
        finally:
            self._is_busy = False

    def _onset(self) -> datetime | None:
        since = self._alarm.since if self._alarm else None
        return since or self._scene.situation().onset

    def _ranked(self, onset: datetime) -> _Found:
        memory, graph = self._scene.memory, self._scene.graph()
        alarms = (self._alarm,) if self._alarm else firing_of(memory.alarms.alarms())
        events = memory.trail.events()
        clues = clues_of(alarms, graph, ranked(graph))
        writes = sum(event.is_write and event.time <= onset for event in events)
        return _Found(onset=onset, ranked=suspects(events, onset, clues), writes=writes)

    def _show(self) -> None:
        width, found, now = self.size.width, self._found, self._scene.now()
        if not width:
            return
        if found is None:
            words = "ranking" if self._onset() else ""
            self._page_header = Header(
                number="C", title="WHAT CHANGED", facts=((words, "muted"),) if words else ()
            )
            super().refresh_page()
            self._list.show((), notice=() if words else (no_onset_row(width),))
            return
        coverage = self._scene.memory.trail.coverage
        self._page_header = Header(
            number="C",
            title="WHAT CHANGED",
            scope=scope_words(self._alarm.name if self._alarm else "", found.onset),
            facts=facts_words(len(found.ranked), found.writes, coverage, found.onset),
        )
        super().refresh_page()
        lines = suspect_lines(found.ranked, found.onset, now, width)
        self._list.show(lines, notice=() if lines else (nothing_row(found.writes, width),))

    @on(ItemList.Picked)
    def _picked(self, event: ItemList.Picked) -> None:
        event.stop()
        line = self._list.current
        if isinstance(line, Line):
            change = line.suspect.event
            self._open_record(
                Detail(number="4", title="EVENT", name=change.name, record=change.record)
            )
