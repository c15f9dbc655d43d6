"""Everything that happened over the window on one axis of time, and the verdict below it."""

import asyncio
from collections.abc import Callable
from typing import ClassVar

from textual import on, work
from textual.binding import BindingType
from typing_extensions import override

from awsobs.app.evidence import Incident, incident_of
from awsobs.app.keys import FIND, MOVE, hidden
from awsobs.app.scene import Scene
from awsobs.app.screens.page import Page, TopRows
from awsobs.domain.timeline import Lane, Mark
from awsobs.present.rows import Row, fitted
from awsobs.present.timeline import LaneItem, chosen_row, header_of, lane_items, plan_of
from awsobs.present.verdict import no_onset_rows, verdict_rows
from awsobs.present.view import Header
from awsobs.store.patterns import PatternTable
from awsobs_widgets import Guard, ItemList

_SLICE = 0.2
"""Seconds of sorting lines into patterns after which the timeline is drawn with what is known."""

_PAUSE = 1.0
"""Seconds between two looks at what has come in."""


class TimelineScreen(Page):
    """Worked out in a thread, again whenever something has come in or the window has moved.

    Args:
        scene: What is known.
        top_rows: The rows that every screen has.
        open_thing: Opens what a mark or a lane is about.
        open_verdict: Shows every term of the suspects' scores.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("greater_than_sign", "step(1)", "next, previous event", "timeline.next", FIND),
        hidden("less_than_sign", "step(-1)", "next, previous event", "timeline.previous", FIND),
        hidden("C", "verdict", "every term of the verdict", "timeline.verdict", MOVE),
    ]
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("timeline.previous timeline.next", "event"),
        ("list.pick", "open it"),
        ("timeline.verdict", "verdict's terms"),
        ("page.back", "back"),
    )

    def __init__(
        self,
        scene: Scene,
        top_rows: TopRows,
        open_thing: Callable[[object], None],
        open_verdict: Callable[[], None],
    ) -> None:
        self._scene, self._open_thing, self._open_verdict = scene, open_thing, open_verdict
        self._list = ItemList(dom_id="page-body", guard=Guard("timeline"))
        self._list.fills_selection = False
        self._known: Incident | None = None
        self._chosen: tuple[str, Mark] | None = None
        self._key: object = None
        self._due = float("-inf")
        self._is_busy = False
        self._is_sorted = False
        header = Header(number="6", title="TIMELINE")
        super().__init__(header, top_rows, ("cockpit", "timeline"))

    @override
    def make_body(self) -> ItemList:
        return self._list

    @override
    def refresh_page(self) -> None:
        self._show()
        if self._is_busy or not self.size.width or self._scene.clock.monotonic() < self._due:
            return
        key = self._state()
        if key != self._key:
            self._is_busy, self._key = True, key
            self._work_out()

    def _state(self) -> object:
        """What the timeline depends on; equal states have equal timelines."""
        memory, scene = self._scene.memory, self._scene
        stores = (memory.alarms, memory.trail, memory.logs, memory.traces)
        revisions = tuple(store.revision for store in stores)
        return revisions, scene.window, scene.situation().onset, self.size.width

    @work(group="timeline")
    async def _work_out(self) -> None:
        cells = plan_of(self.size.width).cells
        try:
            self._known = await asyncio.to_thread(self._incident, cells)
        finally:
            self._is_busy = False
            pause = _PAUSE if self._is_sorted else 0.0
            self._due = self._scene.clock.monotonic() + pause
        self._show()

    def _incident(self, cells: int) -> Incident:
        scene = self._scene
        until = scene.clock.monotonic() + _SLICE
        self._is_sorted = scene.patterns.catch_up(lambda: scene.clock.monotonic() >= until)
        if not self._is_sorted:
            self._key = None  # there are more lines to sort: once more
        stretches, shown = scene.stretches(), scene.shown()
        drawn = shown.start, shown.end
        table: PatternTable = scene.patterns.table(stretches.now, stretches.before, drawn, cells)
        return incident_of(scene, cells, table)

    def _show(self) -> None:
        width, known = self.size.width, self._known
        if not width:
            return
        if known is None:
            super().refresh_page()
            row = fitted(((" putting everything on one axis of time", "muted"),), width)
            self._list.show((), notice=(row,))
            return
        timeline = known.timeline
        self._page_header = header_of(timeline, known.anchor, width)
        super().refresh_page()
        chosen = self._moment
        items = lane_items(timeline, width, chosen[1] if chosen else None)
        told, now = known.told, self._scene.now()
        verdict = no_onset_rows(width) if told is None else verdict_rows(told, now, width)
        foot: list[Row] = [fitted((), width), chosen_row(timeline, chosen, width), *verdict]
        self._list.show(items, foot=foot)

    @property
    def _moment(self) -> tuple[Lane, Mark] | None:
        """The mark at the cursor of time, found anew in what is known now."""
        if self._known is None or self._chosen is None:
            return None
        key, mark = self._chosen
        found = self._known.timeline.moments
        return next(
            (
                (lane, one)
                for lane, one in found
                if lane.key == key and (one.at, one.kind) == (mark.at, mark.kind)
            ),
            None,
        )

    def action_step(self, step: int) -> None:
        """Go to the next event of any lane, or back to the one before."""
        moments = self._known.timeline.moments if self._known is not None else ()
        if not moments:
            self.notify("nothing happened in this window", markup=False, timeout=2)
            return
        present = self._moment
        if present is None:
            at = 0 if step > 0 else len(moments) - 1
        else:
            at = max(0, min(len(moments) - 1, moments.index(present) + step))
        lane, mark = moments[at]
        self._chosen = lane.key, mark
        self._list.move_to_key(lane.key)
        self._show()

    @on(ItemList.Picked)
    def _picked(self, event: ItemList.Picked) -> None:
        event.stop()
        line, chosen = self._list.current, self._moment
        lane = line.lane if isinstance(line, LaneItem) else None
        if chosen is not None and (lane is None or chosen[0].key == lane.key):
            self._open_thing(chosen[1].record or chosen[0].record)
        elif lane is not None:
            self._open_thing(lane.record or next((m.record for m in lane.marks[-1:]), None))

    def action_verdict(self) -> None:
        """Every term of every suspect's score."""
        self._open_verdict()
