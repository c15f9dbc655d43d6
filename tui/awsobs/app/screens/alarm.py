"""One alarm on a screen of its own: what it watches drawn, why, who is told, its past."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, Protocol

from textual import on, work
from textual.binding import BindingType
from textual.events import Mount
from typing_extensions import override

from awsobs.analysis.alarm_queries import groups_of, queries_of, window_about
from awsobs.analysis.alarm_telling import by_name, parents_of
from awsobs.analysis.alarm_values import with_newest
from awsobs.app.chart_reading import ChartReading
from awsobs.app.keys import FIND, MOVE, PANE, hidden
from awsobs.app.panes.pane import Detail
from awsobs.app.records import record_of
from awsobs.app.scene import Scene
from awsobs.app.screens.page import Page, TopRows
from awsobs.collecting.questions import what_happened_to_alarm
from awsobs.domain.alarms import Alarm, AlarmChange
from awsobs.domain.source_state import SourceError
from awsobs.domain.window import Window
from awsobs.present.alarm_detail import Told, detail_items, state_row
from awsobs.present.alarm_watching import kind_words
from awsobs.present.change_words import first_words
from awsobs.present.chart import Guide
from awsobs.present.charted import Charted, ChartLook
from awsobs.present.metric_chart import chart_view
from awsobs.present.rows import Row, fitted
from awsobs.present.view import Header, Item
from awsobs_widgets import Guard, ItemList

_AGAIN = 30.0
"""Seconds until the datapoints are asked for again while the screen is open."""

_LOOK = 0.3
_CHART, _LOW_CHART = 15, 8
_TALL = 30
_MOST_PASTS = 4
"""Alarms whose two weeks are read: this one, its composites, what mutes it."""


class Desk(Protocol):
    """What can be done about an alarm."""

    def acknowledge(self, alarm: Alarm) -> None: ...
    def open(self, alarm: Alarm) -> None: ...
    def open_record(self, detail: Detail) -> None: ...
    def show_logs(self, alarm: Alarm, groups: Sequence[str], window: Window) -> None: ...
    def open_chart(self, alarm: Alarm) -> None: ...
    def open_traces(self, alarm: Alarm) -> None: ...
    def open_changes(self, alarm: Alarm) -> None: ...
    def open_rules(self, alarm: Alarm) -> None: ...
    def copy_command(self, alarm: Alarm) -> None: ...


class AlarmScreen(Page):
    """Follows the alarm as it changes; asks for its datapoints and for two weeks of its past."""

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("alarm.acknowledge", "ack"),
        ("alarm.logs", "logs"),
        ("alarm.chart", "chart"),
        ("alarm.traces", "traces"),
        ("alarm.changes", "what changed"),
        ("alarm.record", "record"),
        ("page.back", "back"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("a", "act('acknowledge')", "acknowledge here", "alarm.acknowledge", PANE),
        hidden("L", "logs", "its log lines", "alarm.logs", MOVE),
        hidden("M", "act('open_chart')", "its metric, large", "alarm.chart", MOVE),
        hidden("X", "act('open_traces')", "traces of what it watches", "alarm.traces", MOVE),
        hidden("C", "act('open_changes')", "what changed before", "alarm.changes", MOVE),
        hidden("B", "act('open_rules')", "rules it sets off", "alarm.rules", MOVE),
        hidden("v", "record", "raw record", "alarm.record", FIND),
        hidden("Y", "act('copy_command')", "copy the aws command", "alarm.command", FIND),
    ]

    def __init__(
        self, scene: Scene, desk: Desk, reading: ChartReading, alarm: Alarm, top_rows: TopRows
    ) -> None:
        self._scene, self._desk, self._reading, self._first = scene, desk, reading, alarm
        self._list = ItemList(dom_id="page-body", guard=Guard("alarm"))
        self._due = float("-inf")
        self._is_busy = False
        self._missing = ""
        self._asked: object = None
        crumbs = ("cockpit", "alarms", alarm.name)
        super().__init__(self._title(alarm), top_rows, crumbs)

    @property
    def alarm(self) -> Alarm:
        """The alarm as it was described last; one that is gone by now as it was at first."""
        known = self._scene.memory.alarms.alarms()
        found = next((one for one in known if one.name == self._first.name), self._first)
        return next(iter(with_newest([found], self._scene.memory.metrics.series())))

    @property
    def window(self) -> Window:
        """The stretch of time that the chart is about."""
        return window_about(self.alarm, self._scene.shown(), self._scene.now())

    @override
    def make_body(self) -> ItemList:
        return self._list

    @on(Mount)
    def _begin(self) -> None:
        self.set_interval(_LOOK, self._look)

    # --- asking ---------------------------------------------------------------------------

    def _look(self) -> None:
        wanted = (self.alarm.since, self._scene.window)
        is_due = self._scene.clock.monotonic() >= self._due or wanted != self._asked
        if is_due and not self._is_busy:
            self._is_busy, self._asked = True, wanted
            self._read()

    @work(group="alarm")
    async def _read(self) -> None:
        try:
            alarm = self.alarm
            if queries := queries_of(alarm):
                await self._reading.read(queries, self.window, shift=None, has_band=False)
                self.refresh_page()
            await self._read_pasts(alarm)
        finally:
            self._is_busy = False
            self._due = self._scene.clock.monotonic() + _AGAIN
        self.refresh_page()

    async def _read_pasts(self, alarm: Alarm) -> None:
        """Two weeks of each alarm that has a line here; without them all the rest still stands."""
        memory = self._scene.memory
        known = by_name(memory.alarms.alarms())
        others = [*parents_of(alarm.name, known.values())]
        if alarm.suppressor in known:
            others.append(known[alarm.suppressor])
        self._missing = ""
        for one in [alarm, *others][:_MOST_PASTS]:
            epoch = memory.visit.epoch
            try:
                changes, is_whole = await self._reading.ask(what_happened_to_alarm(one))
            except SourceError as error:
                self._missing = f"its past is not known: {error.what}"
                return
            store = memory.alarms
            self._keep(epoch, one.name, changes)
            if one is alarm and not is_whole:
                count = len(store.history(alarm.name))
                self._missing = f"the newest {count} entries of its past; there are more"

    def _keep(self, epoch: int, name: str, changes: Sequence[AlarmChange]) -> None:
        memory = self._scene.memory
        memory.write(epoch, lambda: memory.alarms.add_history(name, changes), records=len(changes))

    # --- keys -----------------------------------------------------------------------------

    @override
    def action_back(self) -> None:
        self.workers.cancel_node(self)
        super().action_back()

    def action_act(self, what: str) -> None:
        """Let the desk do something about this alarm."""
        doing: Mapping[str, Callable[[Alarm], None]] = {
            "acknowledge": self._desk.acknowledge,
            "open_chart": self._desk.open_chart,
            "open_traces": self._desk.open_traces,
            "open_changes": self._desk.open_changes,
            "open_rules": self._desk.open_rules,
            "copy_command": self._desk.copy_command,
        }
        doing[what](self.alarm)
        self.refresh_page()

    def action_logs(self) -> None:
        self._desk.show_logs(self.alarm, self._groups(), self.window)

    def action_record(self) -> None:
        alarm = self.alarm
        record = alarm.record if alarm.record is not None else record_of(alarm)
        self._desk.open_record(Detail(number="3", title="ALARM", name=alarm.name, record=record))

    @on(ItemList.Picked)
    def _picked(self, event: ItemList.Picked) -> None:
        event.stop()
        item = self._list.current
        record = item.record if isinstance(item, Item) else None
        match record:
            case Alarm() if record.name != self._first.name:
                self._desk.open(record)
            case AlarmChange():
                name, raw = record.alarm, record_of(record)
                detail = Detail(number="3", title="CHANGE", name=name, record=raw)
                self._desk.open_record(detail)
            case _:
                pass

    # --- drawing --------------------------------------------------------------------------

    @override
    def refresh_page(self) -> None:
        width, height = self.size.width, self._list.size.height
        if not width or not height:
            return
        alarm, now = self.alarm, self._scene.now()
        self._page_header = self._title(alarm)
        super().refresh_page()
        told = self._told(alarm)
        head = (state_row(told, now, width), *self._chart(alarm, width, height))
        self._list.show(tuple(detail_items(told, now, width)), notice=head)

    def _told(self, alarm: Alarm) -> Told:
        store = self._scene.memory.alarms
        known = by_name(store.alarms())
        parents = parents_of(alarm.name, known.values())
        names = {alarm.name, alarm.suppressor, *(parent.name for parent in parents)}
        return Told(
            alarm=alarm,
            reason=self._scene.readable(alarm.reason),
            known=known,
            history={name: store.history(name) for name in names},
            parents=parents,
            groups=self._groups(),
            acked=alarm.name in store.acked(),
            missing=self._missing,
        )

    def _groups(self) -> tuple[str, ...]:
        return groups_of(self.alarm, self._scene.memory.logs.groups)

    def _chart(self, alarm: Alarm, width: int, height: int) -> tuple[Row, ...]:
        """What it watches over the window; words where there is nothing to draw."""
        queries = queries_of(alarm)
        if not queries:
            return ()
        window, now = self.window, self._scene.now()
        shown = [one for one in self._reading.series if one.points or one.provisional]
        if not shown:
            return (fitted(self._nothing(), width),)
        suspect = self._scene.situation().suspect
        words = first_words(suspect) if suspect is not None else None
        is_in = suspect is not None and window.start <= suspect.event.time < window.end
        guide = None
        if suspect is not None and is_in:
            guide = Guide(suspect.event.time, words.label if words else suspect.event.name)
        since = alarm.since
        charted = Charted(
            series=tuple(replace(one, marks=()) for one in shown),
            alarms=(alarm,),
            history={alarm.name: self._scene.memory.alarms.history(alarm.name)},
            suspect=guide,
            onset=since if since is not None and window.start <= since < window.end else None,
        )
        rows, items = chart_view(
            charted,
            ChartLook(),
            window=window,
            now=now,
            width=width,
            height=_CHART if height >= _TALL else _LOW_CHART,
        )
        if len(items) == 1:
            return rows[:-1]  # one series needs no table under it, and its heads neither
        return (*rows, *(row for item in items for row in item.rows), fitted((), width))

    def _nothing(self) -> Row:
        error = self._reading.error
        if error is not None:
            return ((f" ✖ {error.what}", "fault"), (f"   {error.hint}", "muted"))
        if self._reading.is_answered:
            return ((" no datapoints in this window", "muted"),)
        return ((" ▖ reading its datapoints", "muted"),)

    @staticmethod
    def _title(alarm: Alarm) -> Header:
        scope: Row = ((alarm.name, "text"),)
        facts: Row = ((kind_words(alarm), "muted"),)
        return Header(number="3", title="ALARM", scope=scope, facts=facts)
