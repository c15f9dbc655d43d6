"""Rows of DescribeAlarms and DescribeAlarmHistory, whatever kind of alarm they describe."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from awsobs.analysis.metric_queries import label_of
from awsobs.domain.alarms import Alarm, AlarmChange, AlarmKind, AlarmState, Evaluated
from awsobs.domain.metrics import MetricKey, SeriesQuery
from awsobs.languages.secrets import masked_record
from awsobs.sources import fields
from awsobs.sources.alarm_reasons import evaluated_of

_MOST_PARTS = 20
_A_MINUTE = timedelta(minutes=1)


def alarm_of(row: Mapping[str, Any], kind: AlarmKind | None = None) -> Alarm:
    """One alarm. `kind` is given where the list that it came in tells.

    Raises:
        ValueError: it has no name.
    """
    periods = fields.count(row, "EvaluationPeriods")
    evaluated = evaluated_of(fields.decoded(row, "StateReasonData"), periods)
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
        value=_newest_value(evaluated),
        evaluated=evaluated,
        actions_enabled=row.get("ActionsEnabled") is not False,
        alarm_actions=fields.texts(row, "AlarmActions"),
        ok_actions=fields.texts(row, "OKActions"),
        no_data_actions=fields.texts(row, "InsufficientDataActions"),
        periods=periods,
        needed=fields.count(row, "DatapointsToAlarm") or periods,
        missing=fields.name(row, "TreatMissingData"),
        parts=parts_of(row),
        trouble=fields.name(row, "EvaluationState"),
        description=fields.text(row, "AlarmDescription"),
        suppressed_by=fields.name(row, "ActionsSuppressedBy"),
        suppressor=fields.name(row, "ActionsSuppressor").rpartition(":alarm:")[2],
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


def parts_of(row: Mapping[str, Any]) -> tuple[SeriesQuery, ...]:
    """The metrics and expressions of an alarm that is about more than one metric."""
    parts: list[SeriesQuery] = []
    for part in fields.rows(row, "Metrics")[:_MOST_PARTS]:
        asked = fields.part(part, "MetricStat")
        metric = metric_of(fields.part(asked, "Metric"))
        expression = fields.text(part, "Expression")
        if metric is None and not expression:
            continue
        usual = label_of(metric) if metric is not None else expression
        parts.append(
            SeriesQuery(
                id=fields.name(part, "Id"),
                label=fields.text(part, "Label") or usual,
                metric=metric,
                statistic=fields.name(asked, "Stat") or "Average",
                expression=expression,
                period=fields.seconds(asked, "Period")
                or fields.seconds(part, "Period")
                or _A_MINUTE,
            )
        )
    return tuple(parts)


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
        reason=fields.text(fields.part(data, "newState"), "stateReason"),
    )


def _kind(row: Mapping[str, Any]) -> AlarmKind:
    if row.get("ThresholdMetricId"):
        return AlarmKind.ANOMALY
    if row.get("EvaluationCriteria"):
        return AlarmKind.QUERY
    return AlarmKind.MATH if fields.rows(row, "Metrics") else AlarmKind.METRIC


def _state(value: object) -> AlarmState | None:
    return next((state for state in AlarmState if state.value == value), None)


def _newest_value(evaluated: Sequence[Evaluated]) -> float | None:
    """The last of the datapoints that the state was decided on."""
    values = (point.value for point in reversed(evaluated))
    return next((value for value in values if value is not None), None)
