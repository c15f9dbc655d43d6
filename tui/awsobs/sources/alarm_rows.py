"""Rows of DescribeAlarms and DescribeAlarmHistory, whatever kind of alarm they describe."""

from collections.abc import Mapping
from typing import Any

from awsobs.domain.alarms import Alarm, AlarmChange, AlarmKind, AlarmState
from awsobs.domain.metrics import MetricKey
from awsobs.languages.secrets import masked_record
from awsobs.sources import fields


def alarm_of(row: Mapping[str, Any], kind: AlarmKind | None = None) -> Alarm:
    """One alarm. `kind` is given where the list that it came in tells.

    Raises:
        ValueError: it has no name.
    """
    reason = fields.decoded(row, "StateReasonData")
    return Alarm(
        name=fields.required_name(row, "AlarmName"),
        arn=fields.name(row, "AlarmArn"),
        kind=kind or _kind(row),
        state=_state(row.get("StateValue")) or AlarmState.INSUFFICIENT_DATA,
        since=fields.moment(row, "StateTransitionedTimestamp")
        or fields.moment(row, "StateUpdatedTimestamp"),
        reason=fields.text(row, "StateReason"),
        metric=metric_of(row),
        statistic=fields.name(row, "Statistic") or fields.name(row, "ExtendedStatistic"),
        period=fields.seconds(row, "Period"),
        threshold=fields.number(row, "Threshold"),
        comparison=fields.name(row, "ComparisonOperator"),
        unit=fields.name(row, "Unit"),
        value=_newest_value(reason),
        actions_enabled=row.get("ActionsEnabled") is not False,
        alarm_actions=fields.texts(row, "AlarmActions"),
        suppressed=bool(row.get("ActionsSuppressedBy")),
        rule=fields.text(row, "AlarmRule"),
        record=masked_record(row),
    )


def metric_of(row: Mapping[str, Any]) -> MetricKey | None:
    """The metric that a row names, if it names one."""
    name, namespace = fields.name(row, "MetricName"), fields.name(row, "Namespace")
    if not name:
        return None
    pairs = [
        (fields.name(item, "Name"), fields.name(item, "Value"))
        for item in fields.rows(row, "Dimensions")
    ]
    return MetricKey(namespace, name, tuple(sorted(pair for pair in pairs if pair[0])))


def change_of(row: Mapping[str, Any]) -> AlarmChange:
    """One row of history.

    Raises:
        ValueError: it names no alarm, or no time.
    """
    at = fields.moment(row, "Timestamp")
    if at is None:
        raise ValueError("a row of history has no Timestamp")
    data = fields.decoded(row, "HistoryData")
    return AlarmChange(
        alarm=fields.required_name(row, "AlarmName"),
        at=at,
        kind=fields.name(row, "HistoryItemType"),
        summary=fields.text(row, "HistorySummary"),
        old=_state(fields.part(data, "oldState").get("stateValue")),
        new=_state(fields.part(data, "newState").get("stateValue")),
    )


def _kind(row: Mapping[str, Any]) -> AlarmKind:
    if row.get("ThresholdMetricId"):
        return AlarmKind.ANOMALY
    if row.get("EvaluationCriteria"):
        return AlarmKind.QUERY
    return AlarmKind.MATH if fields.rows(row, "Metrics") else AlarmKind.METRIC


def _state(value: object) -> AlarmState | None:
    return next((state for state in AlarmState if state.value == value), None)


def _newest_value(reason: Mapping[str, Any]) -> float | None:
    """The last of the datapoints that the state was decided on."""
    points = reason.get("recentDatapoints")
    values = [{"value": point} for point in points] if fields.is_list(points) else []
    numbers = (fields.number(value, "value") for value in reversed(values))
    return next((number for number in numbers if number is not None), None)
