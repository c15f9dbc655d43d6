"""ALARMS: firing first, then billing, without data, and the rest in one line."""

from typing import ClassVar, Protocol, cast

from textual.binding import BindingType
from typing_extensions import override

from awsobs.analysis.alarm_values import with_newest
from awsobs.app.keys import PANE, hidden
from awsobs.app.panes.list_pane import ListPane
from awsobs.app.records import record_of
from awsobs.app.scene import Scene
from awsobs.domain.alarms import Alarm
from awsobs.present.alarms import alarms_view
from awsobs.present.searchable import ALARMS
from awsobs.present.view import PaneView


class Desks(Protocol):
    """The console as the pane sees it."""

    def action_desk(self, what: str) -> None: ...


class AlarmsPane(ListPane):
    """Every alarm of the account and region."""

    NAME = "alarms"
    TITLE = "ALARMS"
    THING = "ALARM"
    NUMBER = "3"
    STORES = frozenset({"alarms"})
    SEARCHED = ALARMS
    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("a", "app.desk('alarm acknowledge')", "acknowledge", "alarms.acknowledge", PANE),
        hidden("M", "app.desk('alarm chart')", "its metric, large", "alarms.chart", PANE),
        hidden("Y", "app.desk('alarm command')", "copy the aws command", "alarms.command", PANE),
    ]

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self._named = ""

    @override
    def view(self, width: int, height: int) -> PaneView:
        board, store = self.scene.memory.feeds, self.scene.memory.alarms
        alarms = tuple(with_newest(store.alarms(), self.scene.memory.metrics.series()))
        return alarms_view(
            alarms,
            state=self.state,
            received=board.received(self.source),
            now=self.scene.now(),
            width=width,
            height=height,
            kind=self.kind,
            matches=self.matches,
            zoomed=self.zoomed,
            acked=store.acked(),
            history={alarm.name: store.history(alarm.name) for alarm in alarms},
            progress=board.progress(self.source),
            context=board.context,
            role=self.role,
        )

    @property
    @override
    def crumb(self) -> str:
        record = self.record
        return record.name if isinstance(record, Alarm) else ""

    @override
    def raw(self, record: object) -> object:
        alarm = cast("Alarm", record)
        return alarm.record if alarm.record is not None else record_of(alarm)

    @property
    def pointed(self) -> Alarm | None:
        """The alarm that is wanted: one that was named, else the one at the cursor."""
        if self._named:
            known = self.scene.memory.alarms.alarms()
            return next((alarm for alarm in known if alarm.name == self._named), None)
        record = self.record
        return record if isinstance(record, Alarm) else None

    @override
    def open_detail(self) -> None:
        with self.guard.watching("opening an alarm"):
            cast("Desks", self.app).action_desk("alarm open")

    def open_named(self, name: str) -> None:
        """Open one alarm, wherever the cursor is."""
        self._named = name
        try:
            self.open_detail()
        finally:
            self._named = ""
