"""What the user may do about an alarm, on its page and in ALARMS."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from awsobs.analysis.alarm_queries import queries_of
from awsobs.app.chart_reading import ChartReading
from awsobs.app.collecting_port import Ask
from awsobs.app.event_desk import EventDesk
from awsobs.app.metric_desk import MetricDesk
from awsobs.app.panes.alarms import AlarmsPane
from awsobs.app.panes.pane import Detail
from awsobs.app.screens.alarm import AlarmScreen
from awsobs.app.screens.suspects import SuspectsScreen
from awsobs.app.trace_desk import Host as TraceHost, TraceDesk
from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.domain.safe_text import safe_text
from awsobs.domain.window import Intent, ShowWindow, Window
from awsobs.languages.console_filter import quoted
from awsobs.present.aws_commands import describe_alarm
from awsobs.settings.remembered import Remembered

_HERE = frozenset({"alarms"})
PLACES = {f"alarm {what}": _HERE for what in ("acknowledge", "chart", "command")}
"""The pane in which the keys do something."""


class Host(TraceHost, Protocol):
    """The console as the desk sees it."""

    def copy_to_clipboard(self, text: str) -> None: ...
    def open_record(self, detail: Detail) -> None: ...
    def wish(self, intent: Intent) -> None: ...
    def bell(self) -> None: ...


class AlarmDesk:
    """Acknowledgements are kept by account and region, each for one change of state."""

    def __init__(
        self,
        host: Host,
        ask: Ask,
        kept: Remembered,
        traces: TraceDesk,
        metrics: MetricDesk,
        events: EventDesk,
    ) -> None:
        self._host, self._ask, self._kept = host, ask, kept
        self._traces, self._metrics, self._events = traces, metrics, events
        self._scene = host.scene
        self._recalled = -1
        self._revision = -1
        self._rung: tuple[int, dict[str, datetime | None]] | None = None

    def doing(self) -> Mapping[str, Callable[[], object]]:
        """What the keys are for."""
        return {
            "alarm open": lambda: self._of_row(self.open),
            "alarm acknowledge": lambda: self._of_row(self.acknowledge),
            "alarm chart": lambda: self._of_row(self.open_chart),
            "alarm command": lambda: self._of_row(self.copy_command),
        }

    def _of_row(self, act: Callable[[Alarm], None]) -> None:
        pane = self._host.cockpit.pane("alarms")
        alarm = pane.pointed if isinstance(pane, AlarmsPane) else None
        if alarm is not None:
            act(alarm)

    # --- screens --------------------------------------------------------------------------

    def open(self, alarm: Alarm) -> None:
        """Show an alarm on a screen of its own."""
        queries = queries_of(alarm)
        asked = {(query.metric, query.statistic) for query in queries}
        known = self._scene.memory.metrics.series()
        series = [one for one in known if (one.query.metric, one.query.statistic) in asked]
        reading = ChartReading(self._ask, self._scene.clock, series)
        top_rows = self._host.cockpit.top_rows
        self._host.open_over(AlarmScreen(self._scene, self, reading, alarm, top_rows))

    def open_record(self, detail: Detail) -> None:
        """Show a record of an alarm."""
        self._host.open_record(detail)

    def open_chart(self, alarm: Alarm) -> None:
        """Show what it watches as large as the screen."""
        metrics = [query for query in queries_of(alarm) if query.metric is not None]
        self._metrics.open_queries(metrics)

    def open_traces(self, alarm: Alarm) -> None:
        """List the traces of what it watches."""
        self._traces.open_of(alarm)

    def open_changes(self, alarm: Alarm) -> None:
        """Rank what changed before it went off, or before what goes on began."""
        firing = alarm if alarm.state is AlarmState.ALARM else None
        top_rows, opened = self._host.cockpit.top_rows, self._host.open_record
        self._host.open_over(SuspectsScreen(self._scene, firing, top_rows, opened))

    def open_rules(self, alarm: Alarm) -> None:
        """Show which rules of EventBridge its change of state would match."""
        self._events.open_rules_of(alarm)

    def show_logs(self, alarm: Alarm, groups: Sequence[str], window: Window) -> None:
        """Show the log lines of what it watches, around its change of state."""
        names = dict.fromkeys(group.rsplit("/", 1)[-1] for group in groups)
        if not names:
            self._host.tell(f"no log group is known to belong to {alarm.name}")
            return
        while len(self._host.screen_stack) > 1:
            self._host.pop_screen()
        if not window.live:
            self._host.wish(ShowWindow(window.start, window.end))
        self._host.show_pane("logs", " | ".join(f"svc={quoted(name)}" for name in names))

    def copy_command(self, alarm: Alarm) -> None:
        """Copy what asks AWS for this alarm."""
        context, settings = self._scene.memory.feeds.context, self._scene.settings
        command = describe_alarm(alarm.name, context, endpoint_url=settings.endpoint_url)
        self._host.copy_to_clipboard(safe_text(command))
        self._host.tell("copied the aws command")

    # --- acknowledging --------------------------------------------------------------------

    def acknowledge(self, alarm: Alarm) -> None:
        """Say here that somebody looks after it, or no longer; AWS is told nothing."""
        store = self._scene.memory.alarms
        if alarm.state is AlarmState.OK:
            self._host.tell(f"{alarm.name} is OK, there is nothing to acknowledge")
            return
        is_new = store.acknowledge(alarm.name, alarm.since)
        self._host.tell(
            f"acknowledged here until {alarm.name} changes its state"
            if is_new
            else f"{alarm.name} is no longer acknowledged"
        )
        identity, region = (
            self._scene.memory.feeds.identity,
            self._scene.memory.feeds.context.region,
        )
        if identity is None or not region:
            return
        try:
            self._kept.keep_acked(identity.account, region, store.acknowledged)
        except OSError as error:
            self._host.tell(f"not remembered: {error.strerror}", wrong=True)

    def on_beat(self) -> None:
        """Recall what was acknowledged, and ring for what has gone off since the last beat."""
        memory = self._scene.memory
        identity, region, epoch = (
            memory.feeds.identity,
            memory.feeds.context.region,
            memory.visit.epoch,
        )
        if identity is not None and region and self._recalled != epoch:
            self._recalled = epoch
            memory.alarms.recall(self._kept.acked(identity.account, region))
        if memory.alarms.revision != self._revision:
            self._revision = memory.alarms.revision
            self._ring(epoch)

    def _ring(self, epoch: int) -> None:
        """Once for all that went off together; never for what was on when we came."""
        alarms = self._scene.memory.alarms.alarms()
        if not alarms:
            return
        firing = {one.name: one.since for one in alarms if one.state is AlarmState.ALARM}
        before = self._rung
        self._rung = epoch, firing
        if before is None or before[0] != epoch or not self._scene.settings.bell:
            return
        known = before[1]
        if any(name not in known or known[name] != since for name, since in firing.items()):
            self._host.bell()
