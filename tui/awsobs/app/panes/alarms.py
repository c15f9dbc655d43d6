"""ALARMS: firing first, then billing, without data, and the rest in one line."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import cast

from typing_extensions import override

from awsobs.analysis.alarm_values import with_newest
from awsobs.app.panes.list_pane import ListPane
from awsobs.app.panes.pane import Detail
from awsobs.app.records import record_of
from awsobs.domain.alarms import Alarm, AlarmChange
from awsobs.present.alarms import alarms_view
from awsobs.present.rows import Row, left
from awsobs.present.searchable import ALARMS
from awsobs.present.view import PaneView
from awsobs.present.wrapping import wrapped

_MOST_CHANGES = 12


class AlarmsPane(ListPane):
    """Every alarm of the account and region."""

    NAME = "alarms"
    TITLE = "ALARMS"
    THING = "ALARM"
    NUMBER = "3"
    STORES = frozenset({"alarms"})
    SEARCHED = ALARMS

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

    @override
    def detail(self) -> Detail | None:
        record = self.record
        return self._detail_of(record) if isinstance(record, Alarm) else super().detail()

    def open_named(self, name: str) -> None:
        """Open one alarm's detail, wherever the cursor is."""
        for alarm in self.scene.memory.alarms.alarms():
            if alarm.name == name:
                self.put_cursor(name)
                self.post_message(self.Opened(self._detail_of(alarm)))

    def _detail_of(self, alarm: Alarm) -> Detail:
        history = self.scene.memory.alarms.history(alarm.name)
        return Detail(
            number=self.NUMBER,
            title=self.THING,
            name=alarm.name,
            record=self.raw(alarm),
            head=partial(_head_rows, self.scene.readable, alarm, history),
        )


def _head_rows(
    readable: Callable[[str], str], alarm: Alarm, history: Sequence[AlarmChange], width: int
) -> tuple[Row, ...]:
    """Why it is in its state, and what it was before."""
    reason = wrapped(readable(alarm.reason), width - 2)
    rows: list[Row] = [((" ", ""), (line, "text")) for line in reason]
    if history:
        rows += [(), ((" ", ""), ("HISTORY", "strong bold"))]
        rows += [_change_row(change) for change in history[:_MOST_CHANGES]]
    return (*rows, (), ((" ", ""), ("RECORD", "strong bold")))


_STATE_STYLES = {"ALARM": "fault bold", "OK": "ok", "INSUFFICIENT_DATA": "muted"}


def _change_row(change: AlarmChange) -> Row:
    new = change.new.value if change.new else ""
    return (
        (" ", ""),
        (f"{change.at:%Y-%m-%d %H:%M:%S}  ", "muted"),
        (left(new or change.kind, 20), _STATE_STYLES.get(new, "muted")),
        (change.summary, "text"),
    )
