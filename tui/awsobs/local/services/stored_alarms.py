"""An alarm as it is held: its configuration, what it watches, and the state it is in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from awsobs.domain.alarms import AlarmState
from awsobs.languages.alarm_rule import AlarmRule
from awsobs.languages.math_values import TimeSeries
from awsobs.local.operations import Fault
from awsobs.local.services.alarm_evaluation import Condition, verdict_on
from awsobs.local.services.alarm_reasons import INITIAL, Datapoint, Evaluation
from awsobs.local.services.metric_queries import MetricStat, Query, answers
from awsobs.local.services.metric_store import MetricsState
from awsobs.local.services.parameters import texts

METRIC: Final = "MetricAlarm"
COMPOSITE: Final = "CompositeAlarm"

_DAY: Final = 86_400
_ACTION_FIELDS: Final = {
    AlarmState.OK: "OKActions",
    AlarmState.ALARM: "AlarmActions",
    AlarmState.INSUFFICIENT_DATA: "InsufficientDataActions",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One state with its reason. `transitioned` moves with the value alone."""

    value: AlarmState
    reason: str
    reason_data: str
    updated: datetime
    transitioned: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What a metric alarm looks at: one metric, or an expression over several."""

    condition: Condition
    period: int
    statistic: str = ""
    metric: MetricStat | None = None
    queries: tuple[Query, ...] = ()

    @property
    def interval(self) -> int:
        """Seconds between evaluations."""
        if self.period < 60:
            return 10
        return 3600 if self.period * self.condition.periods > _DAY else 60

    def evaluation(self, metrics: MetricsState, now: datetime) -> Evaluation:
        """A look at the periods that have ended; they slide with each evaluation."""
        second = int(now.timestamp() // 1)
        end = second - second % (10 if self.period < 60 else 60)
        start = end - self.condition.range * self.period
        found = self._datapoints(metrics, start, end)
        moments = range(start, end, self.period)
        datapoints = [found.get(at) or Datapoint(at=at) for at in moments]
        verdict = verdict_on([point.value for point in datapoints], self.condition)
        return Evaluation(
            now=now,
            period=self.period,
            statistic=self.statistic,
            condition=self.condition,
            datapoints=datapoints,
            verdict=verdict,
        )

    def _datapoints(self, metrics: MetricsState, start: int, end: int) -> dict[int, Datapoint]:
        if self.metric is None:
            return self._computed(metrics, start, end)
        if self.metric.unit and metrics.unit(self.metric.key) != self.metric.unit:
            return {}
        points: dict[int, Datapoint] = {}
        for at, cell in metrics.cells(self.metric.key, self.period, start, end):
            value = self.metric.read(cell)
            if value is not None:
                points[at] = Datapoint(at=at, value=value, samples=cell.count)
        return points

    def _computed(self, metrics: MetricsState, start: int, end: int) -> dict[int, Datapoint]:
        series = {
            query.id: query.metric.series(metrics, start, end)
            for query in self.queries
            if query.metric is not None
        }
        try:
            values = answers(self.queries, series, start, end, origin=start)
        except Fault:  # It met a branch that does not go with the data: as good as no data.
            return {}
        result = next(values[query.id] for query in self.queries if query.is_returned)
        if not isinstance(result, TimeSeries):
            return {}
        return {at: Datapoint(at=at, value=value) for at, value in result.points.items()}


@dataclass(slots=True, kw_only=True)
class StoredAlarm:
    """One alarm. `fields` are its configuration as DescribeAlarms gives it.

    A metric alarm has a `watch` and is evaluated from `due` (epoch seconds) on; a composite
    has a `rule`, and `seen` are its children's states when it was last evaluated. While the
    actions of a composite are suppressed, `suppressed_by` says by what, and until when.
    """

    name: str
    arn: str
    fields: Mapping[str, Any]
    configured: datetime
    state: State
    watch: Watch | None = None
    rule: AlarmRule | None = None
    due: float = 0.0
    seen: tuple[AlarmState | None, ...] | None = None
    suppressed_by: str = ""
    suppressed_until: datetime | None = None

    @property
    def alarm_type(self) -> str:
        """MetricAlarm or CompositeAlarm."""
        return COMPOSITE if self.rule is not None else METRIC

    @property
    def acts(self) -> bool:
        """Whether its actions are enabled."""
        return self.fields["ActionsEnabled"] is True

    def actions(self, state: AlarmState) -> Sequence[str]:
        """The ARNs of what is done when it gets into a state."""
        return texts(self.fields, _ACTION_FIELDS[state])

    def row(self) -> dict[str, Any]:
        """The alarm as DescribeAlarms gives it."""
        row = {
            **self.fields,
            "AlarmArn": self.arn,
            "AlarmConfigurationUpdatedTimestamp": self.configured,
            "StateValue": self.state.value.value,
            "StateReason": self.state.reason,
            "StateUpdatedTimestamp": self.state.updated,
            "StateTransitionedTimestamp": self.state.transitioned,
        }
        if self.state.reason_data:
            row["StateReasonData"] = self.state.reason_data
        if self.suppressed_by:
            row["ActionsSuppressedBy"] = self.suppressed_by
            row["ActionsSuppressedReason"] = f"Actions suppressed by {self.suppressed_by}"
        return row


def initial_state(now: datetime) -> State:
    """The state of an alarm that nothing has looked at yet."""
    return State(
        value=AlarmState.INSUFFICIENT_DATA,
        reason=INITIAL,
        reason_data="",
        updated=now,
        transitioned=now,
    )
