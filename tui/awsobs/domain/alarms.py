"""Alarms and their changes of state."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from awsobs.domain.metrics import MetricKey, SeriesQuery


class AlarmState(Enum):
    """As CloudWatch spells them."""

    OK = "OK"
    ALARM = "ALARM"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"


class AlarmKind(Enum):
    """Which of DescribeAlarms' lists the alarm came in, and what it watches."""

    METRIC = "metric"
    MATH = "math"
    ANOMALY = "anomaly"
    COMPOSITE = "composite"
    QUERY = "query"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A period that the state was decided on; without a value it had no data."""

    at: datetime | None
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One alarm as DescribeAlarms gives it.

    `since` is StateTransitionedTimestamp (StateUpdatedTimestamp moves without a change).
    `value` is the newest datapoint in the state's reason data, if it has one, `evaluated` all of
    them, oldest first. It goes off when `needed` of `periods` datapoints are beyond the
    threshold, and `missing` says how periods without data count (TreatMissingData). `parts` are
    the metrics and expressions of math and band alarms. `suppressed_by` is ActionsSuppressedBy,
    `trouble` EvaluationState. `record` is the answer's own row, with AWS's field names, for the
    detail view and for `--json`.
    """

    name: str
    arn: str = ""
    kind: AlarmKind = AlarmKind.METRIC
    state: AlarmState = AlarmState.INSUFFICIENT_DATA
    since: datetime | None = None
    reason: str = ""
    metric: MetricKey | None = None
    statistic: str = ""
    period: timedelta | None = None
    threshold: float | None = None
    comparison: str = ""
    unit: str = ""
    value: float | None = None
    actions_enabled: bool = True
    alarm_actions: tuple[str, ...] = ()
    ok_actions: tuple[str, ...] = ()
    no_data_actions: tuple[str, ...] = ()
    periods: int = 0
    needed: int = 0
    missing: str = ""
    evaluated: tuple[Evaluated, ...] = ()
    parts: tuple[SeriesQuery, ...] = ()
    trouble: str = ""
    description: str = ""
    suppressed_by: str = ""
    suppressor: str = ""
    rule: str = ""
    record: object = None

    @property
    def is_billing(self) -> bool:
        return self.metric is not None and self.metric.namespace == "AWS/Billing"

    @property
    def suppressed(self) -> bool:
        """Whether its actions are held back now, whatever by."""
        return bool(self.suppressed_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmChange:
    """One row of DescribeAlarmHistory. `kind` is its HistoryItemType, `reason` the new state's."""

    alarm: str
    at: datetime
    kind: str
    summary: str
    old: AlarmState | None = None
    new: AlarmState | None = None
    reason: str = ""
