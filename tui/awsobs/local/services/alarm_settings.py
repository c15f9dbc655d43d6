"""What PutMetricAlarm and PutCompositeAlarm take, read and checked."""

from collections.abc import Sequence
from typing import Any, Final

from awsobs.languages.alarm_rule import AlarmRule, RuleError, rule_of
from awsobs.local.operations import Fault
from awsobs.local.services.alarm_evaluation import COMPARISONS, MISSING_DATA, Condition
from awsobs.local.services.metric_data import checked_unit
from awsobs.local.services.metric_queries import (
    MetricStat,
    Query,
    checked_period,
    metric_stat,
    queries_of,
)
from awsobs.local.services.parameters import (
    Row,
    dimension_rows,
    flag,
    integer,
    invalid,
    number,
    required_text,
    rows,
    text,
    texts,
)
from awsobs.local.services.statistics import PLAIN_STATISTICS
from awsobs.local.services.stored_alarms import Watch

MOST_ACTIONS: Final = 5
MOST_METRICS: Final = 10
MOST_QUERIES: Final = 30
_DAY: Final = 86_400
_ALARM_PERIODS: Final = (10, 20, 30)
_SINGLE_METRIC_FIELDS: Final = (
    "MetricName",
    "Namespace",
    "Dimensions",
    "Period",
    "Unit",
    "Statistic",
    "ExtendedStatistic",
)


def checked_name(parameters: Row) -> str:
    """The name under `AlarmName`."""
    return required_text(parameters, "AlarmName", longest=255)


def metric_alarm(parameters: Row) -> tuple[dict[str, Any], Watch]:
    """The fields of a metric alarm as DescribeAlarms gives them, and what it watches.

    Raises:
        Fault: the request breaks a rule.
    """
    fields = _shared_fields(parameters)
    condition = _condition(parameters)
    fields |= {
        "EvaluationPeriods": condition.periods,
        "Threshold": condition.threshold,
        "ComparisonOperator": condition.comparison,
    }
    if parameters.get("DatapointsToAlarm") is not None:
        fields["DatapointsToAlarm"] = condition.needed
    for name in ("TreatMissingData", "EvaluateLowSampleCountPercentile"):
        if text(parameters, name):
            fields[name] = text(parameters, name)
    members = rows(parameters, "Metrics", most=MOST_QUERIES)
    if members:
        fields["Metrics"] = members
        return fields, _math_watch(parameters, members, condition)
    watch = _metric_watch(parameters, condition)
    return fields | _metric_fields(parameters, watch), watch


def composite_alarm(parameters: Row) -> tuple[dict[str, Any], AlarmRule]:
    """The fields of a composite alarm as DescribeAlarms gives them, and its rule.

    Raises:
        Fault: the request breaks a rule.
    """
    fields = _shared_fields(parameters)
    spelled = required_text(parameters, "AlarmRule")
    try:
        rule = rule_of(spelled)
    except RuleError as error:
        where = f"(character {error.position + 1})"
        raise invalid(f"AlarmRule is invalid: {error.message} {where}.") from error
    fields["AlarmRule"] = spelled
    suppressor = text(parameters, "ActionsSuppressor", longest=1600)
    if suppressor:
        for name in ("ActionsSuppressorWaitPeriod", "ActionsSuppressorExtensionPeriod"):
            if parameters.get(name) is None:
                raise invalid(f"{name} is required with ActionsSuppressor.")
            fields[name] = integer(parameters, name, 0, least=0)
        fields["ActionsSuppressor"] = suppressor
    return fields, rule


def _shared_fields(parameters: Row) -> dict[str, Any]:
    fields: dict[str, Any] = {"AlarmName": checked_name(parameters)}
    description = text(parameters, "AlarmDescription", longest=1024)
    if description:
        fields["AlarmDescription"] = description
    fields["ActionsEnabled"] = flag(parameters, "ActionsEnabled", default=True)
    for name in ("OKActions", "AlarmActions", "InsufficientDataActions"):
        actions = texts(parameters, name, most=MOST_ACTIONS)
        for arn in actions:
            if not arn.startswith("arn:") or len(arn) > 1024:
                raise invalid(f"Invalid arn syntax: {arn[:200]}")
        fields[name] = actions
    return fields


def _condition(parameters: Row) -> Condition:
    if text(parameters, "ThresholdMetricId"):
        raise invalid("ThresholdMetricId: awsobs local computes no anomaly detection bands.")
    comparison = _one_of(parameters, "ComparisonOperator", tuple(COMPARISONS))
    threshold = number(parameters, "Threshold")
    if not comparison or threshold is None:
        raise invalid("ComparisonOperator and Threshold are required.")
    periods = integer(parameters, "EvaluationPeriods", 0)
    if not periods:
        raise invalid("EvaluationPeriods is required.")
    needed = integer(parameters, "DatapointsToAlarm", periods)
    if needed > periods:
        raise invalid("DatapointsToAlarm must be less than or equal to EvaluationPeriods.")
    _one_of(parameters, "EvaluateLowSampleCountPercentile", ("evaluate", "ignore"))
    missing = _one_of(parameters, "TreatMissingData", MISSING_DATA) or "missing"
    # DynamoDB's metrics are sparse by design: its alarms never count what is missing.
    if text(parameters, "Namespace") == "AWS/DynamoDB":
        missing = "ignore"
    return Condition(
        comparison=comparison,
        threshold=threshold,
        periods=periods,
        needed=needed,
        missing=missing,
    )


def _metric_watch(parameters: Row, condition: Condition) -> Watch:
    plain, extended = text(parameters, "Statistic"), text(parameters, "ExtendedStatistic")
    if bool(plain) == bool(extended):
        raise Fault(
            "InvalidParameterCombination",
            "Exactly one of the parameters Statistic and ExtendedStatistic must be specified.",
        )
    if (plain and plain not in PLAIN_STATISTICS) or extended in PLAIN_STATISTICS:
        raise invalid(f"The value {plain or extended} for a statistic is invalid.")
    period = _checked_alarm_period(checked_period(parameters), condition)
    stat = metric_stat(parameters, plain or extended, period, checked_unit(parameters))
    return Watch(condition=condition, period=period, statistic=stat.statistic, metric=stat)


def _metric_fields(parameters: Row, watch: Watch) -> dict[str, Any]:
    stat = watch.metric
    if stat is None:
        return {}
    is_plain = stat.statistic in PLAIN_STATISTICS
    fields: dict[str, Any] = {
        "MetricName": stat.key.name,
        "Namespace": stat.key.namespace,
        "Dimensions": dimension_rows(stat.key.dimensions),
        "Period": stat.period,
        "Statistic" if is_plain else "ExtendedStatistic": stat.statistic,
    }
    return {**fields, "Unit": stat.unit} if stat.unit else fields


def _math_watch(parameters: Row, members: Sequence[Row], condition: Condition) -> Watch:
    for name in _SINGLE_METRIC_FIELDS:
        if parameters.get(name) is not None and parameters.get(name) != []:
            raise invalid(f"{name} cannot be given together with Metrics.")
    queries = queries_of(members)
    if sum(query.is_returned for query in queries) != 1:
        raise invalid("Exactly one element of the metrics list should return data.")
    stats = [query.metric for query in queries if query.metric is not None]
    if not stats or len(stats) > MOST_METRICS:
        raise invalid(f"An alarm is based on 1 to {MOST_METRICS} metrics.")
    period = _checked_alarm_period(_common_period(stats), condition)
    return Watch(condition=condition, period=period, queries=tuple(queries), **_lone(queries))


def _lone(queries: Sequence[Query]) -> dict[str, Any]:
    """A list of one metric is the same as an alarm on that metric."""
    only = queries[0].metric if len(queries) == 1 else None
    return {} if only is None else {"metric": only, "statistic": only.statistic}


def _common_period(stats: Sequence[MetricStat]) -> int:
    periods = {stat.period for stat in stats}
    if len(periods) > 1:
        raise invalid("All metrics of an alarm's expression must have the same Period.")
    return periods.pop()


def _checked_alarm_period(period: int, condition: Condition) -> int:
    if period < 60 and period not in _ALARM_PERIODS:
        raise invalid("Period of an alarm must be 10, 20, 30 or a multiple of 60.")
    most = 7 * _DAY if period >= 3600 else _DAY
    if period * condition.periods > most:
        raise invalid(
            "Metrics cannot be checked across more than "
            f"{'seven days' if most > _DAY else 'a day'} "
            f"(EvaluationPeriods * Period must be <= {most})."
        )
    return period


def _one_of(parameters: Row, name: str, allowed: Sequence[str]) -> str:
    value = text(parameters, name)
    if value and value not in allowed:
        raise invalid(
            f"Value '{value[:100]}' at '{name}' failed to satisfy constraint: Member must satisfy "
            f"enum value set: [{', '.join(allowed)}]"
        )
    return value
