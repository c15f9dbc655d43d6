"""The cockpit: five panes over one window, between the fixed rows and the footer."""

import asyncio
from collections.abc import Callable
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget
from typing_extensions import override

from awsobs.app.board import Board, Places
from awsobs.app.fixed_rows import FixedRowMaker
from awsobs.app.insight import Question, insight_of
from awsobs.app.keys import MOVE, in_order, key_name, keys_by_id, unique_by_id
from awsobs.app.panes.alarms import AlarmsPane
from awsobs.app.panes.logs import LogsPane
from awsobs.app.panes.map import MapPane
from awsobs.app.panes.metrics import MetricsPane
from awsobs.app.panes.pane import Pane
from awsobs.app.panes.trail import TrailPane
from awsobs.app.scene import Scene
from awsobs.app.screens.veiled import VeiledScreen
from awsobs.app.tick import Beat
from awsobs.present.footer import footer_row
from awsobs.present.layout import PANES, Cockpit, cockpit, separator_rows
from awsobs.present.rows import Row
from awsobs_widgets import FixedRows, HeaderRule, TailRow

_MOST_SEPARATORS = 4
_CLOCK = 13
"""Cells from the clock to the end of the status line."""
_REST = 3
"""So many times longer than it took to think the screen has the processor for itself."""
_AT_TOP = frozenset({"alarms", "trail", "traces"})


class CockpitScreen(VeiledScreen):
    """Knows which pane has the focus and whether one is zoomed; the panes know the rest."""

    CSS_PATH = "../styles/cockpit.tcss"
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                str(number),
                f"focus_pane('{name}')",
                "the five panes",
                id=f"move.{name}",
                show=False,
                priority=True,
                group=MOVE,
            )
            for number, name in enumerate(PANES, 1)
        ),
        Binding(
            "tab",
            "next_pane(1)",
            "next, previous pane",
            id="move.next",
            show=False,
            priority=True,
            group=MOVE,
        ),
        Binding(
            "shift+tab",
            "next_pane(-1)",
            "next, previous pane",
            id="move.previous",
            show=False,
            priority=True,
            group=MOVE,
        ),
        Binding("z", "zoom", "zoom", id="move.zoom", priority=True, group=MOVE),
        Binding("escape", "back", "back, never quits", id="move.back", show=False, group=MOVE),
    ]

    class Laid(Message):
        """The panes were laid anew; `hidden` are sources that nothing on screen needs."""

        def __init__(self, hidden: frozenset[str]) -> None:
            super().__init__()
            self.hidden = hidden

    def __init__(self, scene: Scene) -> None:
        super().__init__(id="cockpit")
        self._scene = scene
        self._rows = FixedRowMaker(scene)
        made = (LogsPane, MetricsPane, AlarmsPane, TrailPane, MapPane)
        self._panes: dict[str, Pane] = {kind.NAME: kind(scene) for kind in made}
        self._focused = scene.settings.pane or "alarms"
        self._zoomed = scene.settings.files_pane or None
        self._is_thinking = False
        self._rests_until = 0.0
        self._status = TailRow(_CLOCK, dom_id="status")
        self._headline = FixedRows(dom_id="headline")
        self._time_bar = FixedRows(dom_id="time-bar")
        self._strip = FixedRows(dom_id="strip")
        self._footer = FixedRows(dom_id="footer")
        self._separators = [FixedRows(dom_id=f"separator-{n}") for n in range(_MOST_SEPARATORS)]
        self._board = _CockpitBoard(
            self._places,
            *(self._status, self._headline, self._time_bar, self._strip, self._footer),
            *self._separators,
            *self._panes.values(),
        )

    @override
    def compose(self) -> ComposeResult:
        yield self._board

    def on_mount(self) -> None:
        self.focused_pane.focus_body()
        if wanted := self._scene.settings.filter:
            self.focused_pane.open_filtered(wanted)

    # --- layout ---------------------------------------------------------------------------

    @property
    def plan(self) -> Cockpit:
        """Where everything stands at the present size."""
        width, height = self.size
        return cockpit(width, height, focused=self._focused, zoomed=self._zoomed)

    def _places(self, width: int, height: int) -> Places:
        plan = cockpit(width, height, focused=self._focused, zoomed=self._zoomed)
        fixed = (
            (self._status, plan.status),
            (self._headline, plan.headline),
            (self._time_bar, plan.time_bar),
            (self._footer, plan.footer),
            (self._strip, plan.strip),
            *zip(self._separators, plan.separators, strict=False),
            *((self._panes[name], region) for name, region in plan.panes.items()),
        )
        return [
            (widget, region)
            for widget, region in fixed
            if region is not None and region.width > 0 and region.height > 0
        ]

    def on_resize(self) -> None:
        self._lay()

    def _lay(self) -> None:
        plan = self.plan
        for name, pane in self._panes.items():
            pane.display = name in plan.panes
            pane.place(
                kind=plan.kind,
                zoomed=self._zoomed == name,
                focused=self._focused == name,
                joints=plan.joints.get(name, {}),
            )
        for separator, region in zip(self._separators, plan.separators, strict=False):
            separator.show(*separator_rows(region.height))
        self._board.refresh(layout=True)
        self.call_after_refresh(self.show_all)
        if self.focused is None and self.focused_pane.display:
            # A pane that was too small to show has lost the keys.
            self.call_after_refresh(self.focused_pane.focus_body)
        self.post_message(self.Laid(self._unneeded(plan)))

    def _unneeded(self, plan: Cockpit) -> frozenset[str]:
        """No pane shows rules yet; all but metrics have a part in the headline."""
        hidden = {"events"} if "metrics" in plan.panes else {"events", "metrics"}
        return frozenset(hidden)

    # --- what is shown --------------------------------------------------------------------

    def on_beat(self, beat: Beat) -> None:
        """Let everything that depends on what changed draw itself again."""
        for pane in self._panes.values():
            if pane.display:
                pane.on_beat(beat)
        if beat.new_second or beat.changed & _AT_TOP:
            self._show_top()
            self._show_footer()
        self._rethink()

    def _rethink(self) -> None:
        """Work out anew what is broken, one time after the other and never all the time."""
        if self._is_thinking or self._scene.clock.monotonic() < self._rests_until:
            return
        question = self._scene.question()
        if question is not None:
            self._is_thinking = True
            self._think(question)

    @work(group="insight")
    async def _think(self, question: Question) -> None:
        clock = self._scene.clock
        began = clock.monotonic()
        try:
            insight = await asyncio.to_thread(insight_of, question)
        finally:
            self._is_thinking = False
        spent = clock.monotonic() - began
        self._rests_until = began + (1 + _REST) * spent
        if self._scene.take(insight):
            for pane in self._panes.values():
                pane.want_view()
            self._show_top()
            self._show_footer()

    @property
    def has_work(self) -> bool:
        """Whether a pane was held back by its pace."""
        return any(pane.has_work for pane in self._panes.values() if pane.display)

    def show_all(self) -> None:
        """Draw everything at once, as after a key."""
        self._rests_until = 0.0
        self._rethink()
        for pane in self._panes.values():
            pane.refresh_view()
        self._show_top()
        self._show_footer()

    def top_rows(self, width: int) -> tuple[Row, ...]:
        """Status and headline, for other screens."""
        return self._rows.status("standard", width), self._rows.headline(width)

    def _show_top(self) -> None:
        plan, width = self.plan, self.size.width
        if not width:
            return
        self._status.show(self._rows.status(plan.kind, width))
        if plan.headline.height:
            self._headline.show(self._rows.headline(width))
            self._time_bar.show(*self._rows.time_bar(width, plan.time_bar.height))
        if plan.strip is not None:
            self._strip.show(self._rows.strip(self._focused, width))

    def _show_footer(self) -> None:
        width = self.size.width
        if width and self.is_on_top:
            self._footer.show(footer_row(self.crumbs(), self._keys(), width))

    def crumbs(self) -> tuple[str, ...]:
        """The way to what is at the cursor."""
        pane = self._panes[self._focused]
        path = ("cockpit", self._focused, pane.crumb)
        return tuple(part for part in path if part)

    def _keys(self) -> list[tuple[str, str]]:
        if self._panes[self._focused].editing:
            keys = keys_by_id(self.active_bindings.values())
            return [("enter", "apply"), (keys["filter.cancel"], "give up")]
        active = in_order(self.active_bindings.values())
        shown = (a.binding for a in active if a.binding.show and a.enabled)
        return [(key_name(b.key), b.description) for b in unique_by_id(shown)]

    # --- focus and zoom -------------------------------------------------------------------

    def pane(self, name: str) -> Pane:
        """One pane by its name."""
        return self._panes[name]

    @property
    def focused_pane(self) -> Pane:
        """The pane that keys go to."""
        return self._panes[self._focused]

    @property
    def zoomed(self) -> str | None:
        """The name of the pane that takes all rows."""
        return self._zoomed

    @property
    def focused_title(self) -> str:
        """Number and title of the focused pane."""
        return f"{self.focused_pane.NUMBER} {self.focused_pane.TITLE}"

    def focus_pane(self, name: str) -> None:
        """Let keys go to a pane."""
        if self._zoomed is not None and self._zoomed != name:
            self._zoomed = name
        self._focused = name
        self._lay()
        self._panes[name].focus_body()

    def action_focus_pane(self, name: str) -> None:
        if name == self._focused:
            self.action_zoom()
        else:
            self.focus_pane(name)

    def action_next_pane(self, by: int) -> None:
        self.focus_pane(PANES[(PANES.index(self._focused) + by) % len(PANES)])

    def action_zoom(self) -> None:
        self._zoomed = None if self._zoomed else self._focused
        self._lay()

    def action_back(self) -> None:
        pane = self._panes[self._focused]
        if pane.can_clear:
            pane.clear_filter()
        elif pane.can_cancel:
            pane.cancel()
        elif self._zoomed is not None and not self._scene.settings.from_files:
            self.action_zoom()

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("focus_pane", "next_pane", "zoom"):
            if self._scene.settings.from_files:
                return None  # nothing fills the other panes
            return self.is_on_top and not self._panes[self._focused].editing
        if action == "back":
            pane = self._panes[self._focused]
            return True if self._zoomed or pane.can_clear or pane.can_cancel else None
        return True

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        pane = next((w for w in event.widget.ancestors if isinstance(w, Pane)), None)
        if pane is not None and self._focused != pane.NAME:
            self._focused = pane.NAME
            self._lay()
        self._show_footer()

    @on(HeaderRule.Pressed)
    def _header_pressed(self, event: HeaderRule.Pressed) -> None:
        event.stop()
        pane = next((w for w in event.header.ancestors if isinstance(w, Pane)), None)
        if pane is not None:
            self.focus_pane(pane.NAME)
            if event.twice:
                self.action_zoom()

    @on(Pane.Chosen)
    def _chosen(self, event: Pane.Chosen) -> None:
        event.stop()
        self._show_footer()

    def start_over(self) -> None:
        """All records are gone: forget what pointed at them. Filters, focus and zoom stay."""
        for pane in self._panes.values():
            pane.start_over()
        self.show_all()

    def open_alarm(self, name: str) -> None:
        """Open one alarm's detail."""
        alarms = self._panes["alarms"]
        if isinstance(alarms, AlarmsPane):
            alarms.open_named(name)


class _CockpitBoard(Board):
    """Asks the screen where everything stands."""

    def __init__(self, places: Callable[[int, int], Places], *children: Widget) -> None:
        super().__init__(*children)
        self._ask = places

    @override
    def places(self, width: int, height: int) -> Places:
        return self._ask(width, height)
