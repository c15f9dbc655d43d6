"""CloudWatch alarms: put, described, set, and what happened to them."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from awsobs.domain.alarms import AlarmState
from awsobs.domain.metrics import MetricKey
from awsobs.local.operations import Call, Fault, Operations, Reply
from awsobs.local.services.alarm_changes import change_state
from awsobs.local.services.alarm_queries import alarm_page, history_page
from awsobs.local.services.alarm_settings import checked_name, composite_alarm, metric_alarm
from awsobs.local.services.alarm_state import AlarmsState
from awsobs.local.services.metric_data import checked_unit
from awsobs.local.services.parameters import (
    Row,
    dimensions_of,
    integer,
    invalid,
    required_text,
    text,
    texts,
)
from awsobs.local.services.stored_alarms import COMPOSITE, StoredAlarm

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

__all__ = ["AlarmsState", "operations"]

operations = Operations("cloudwatch")

MOST_NAMES: Final = 100


@operations.answer("PutMetricAlarm")
def put_metric_alarm(cloud: "Cloud", call: Call) -> Reply:
    """Create or overwrite an alarm on a metric or on an expression."""
    fields, watch = metric_alarm(call.parameters)
    cloud.alarms.put(_arn(cloud, fields["AlarmName"]), fields, watch, cloud.clock.now())
    return {}


@operations.answer("PutCompositeAlarm")
def put_composite_alarm(cloud: "Cloud", call: Call) -> Reply:
    """Create or overwrite an alarm on the states of other alarms."""
    fields, rule = composite_alarm(call.parameters)
    cloud.alarms.put(_arn(cloud, fields["AlarmName"]), fields, rule, cloud.clock.now())
    return {}


@operations.answer("DescribeAlarms")
def describe_alarms(cloud: "Cloud", call: Call) -> Reply:
    """Alarms by name; without AlarmTypes only those on metrics."""
    return alarm_page(cloud.alarms, call.parameters)


@operations.answer("DescribeAlarmHistory")
def describe_alarm_history(cloud: "Cloud", call: Call) -> Reply:
    """What happened to one or all alarms, newest first; without AlarmTypes only metric ones."""
    return history_page(cloud.alarms.history, call.parameters)


@operations.answer("DescribeAlarmsForMetric")
def describe_alarms_for_metric(cloud: "Cloud", call: Call) -> Reply:
    """The alarms on exactly this metric; those on expressions are not among them."""
    parameters = call.parameters
    key = MetricKey(
        required_text(parameters, "Namespace", longest=255),
        required_text(parameters, "MetricName", longest=255),
        dimensions_of(parameters),
    )
    statistic = text(parameters, "Statistic") or text(parameters, "ExtendedStatistic")
    wanted = (statistic, integer(parameters, "Period", 0), checked_unit(parameters))
    found = [alarm for alarm in cloud.alarms.alarms() if _is_on(alarm, key, wanted)]
    return {"MetricAlarms": [alarm.row() for alarm in sorted(found, key=lambda a: a.name)]}


@operations.answer("DeleteAlarms")
def delete_alarms(cloud: "Cloud", call: Call) -> Reply:
    """Delete the alarms that exist among those named; one composite alarm at a time."""
    names = _names(call.parameters)
    found = [cloud.alarms.alarm(name) for name in names]
    composites = [alarm for alarm in found if alarm and alarm.alarm_type == COMPOSITE]
    if len(composites) > 1:
        raise invalid("Only one composite alarm can be deleted at a time.")
    for name in names:
        cloud.alarms.delete(name, cloud.clock.now())
    return {}


@operations.answer("SetAlarmState")
def set_alarm_state(cloud: "Cloud", call: Call) -> Reply:
    """Move an alarm to a state until it is evaluated again."""
    parameters = call.parameters
    alarm = cloud.alarms.alarm(checked_name(parameters))
    if alarm is None:
        raise Fault("ResourceNotFound", "Unknown", status=404)
    value = required_text(parameters, "StateValue")
    if value not in AlarmState.__members__:
        raise invalid(f"Value '{value[:100]}' at 'stateValue' failed to satisfy constraint.")
    if parameters.get("StateReason") is None:
        raise Fault("MissingParameter", "The parameter StateReason is required.")
    reason = text(parameters, "StateReason", longest=1023)
    data = _reason_data(parameters)
    change_state(cloud, alarm, AlarmState(value), reason, data, cloud.clock.now())
    return {}


@operations.answer("EnableAlarmActions")
def enable_alarm_actions(cloud: "Cloud", call: Call) -> Reply:
    """Let the alarms named act again."""
    for name in _names(call.parameters):
        cloud.alarms.set_acting(name, cloud.clock.now(), enabled=True)
    return {}


@operations.answer("DisableAlarmActions")
def disable_alarm_actions(cloud: "Cloud", call: Call) -> Reply:
    """Keep the alarms named from acting; they go on changing their states."""
    for name in _names(call.parameters):
        cloud.alarms.set_acting(name, cloud.clock.now(), enabled=False)
    return {}


def _arn(cloud: "Cloud", name: str) -> str:
    return f"arn:aws:cloudwatch:{cloud.region}:{cloud.account}:alarm:{name}"


def _names(parameters: Row) -> Sequence[str]:
    names = texts(parameters, "AlarmNames", most=MOST_NAMES)
    if not names:
        raise Fault("MissingParameter", "The parameter AlarmNames is required.")
    return names


def _reason_data(parameters: Row) -> str:
    data = text(parameters, "StateReasonData", longest=4000)
    if data:
        try:
            json.loads(data)
        except (ValueError, RecursionError) as error:
            raise Fault("InvalidFormat", "StateReasonData was not valid JSON.") from error
    return data


def _is_on(alarm: StoredAlarm, key: MetricKey, wanted: tuple[str, int, str]) -> bool:
    """Whether an alarm names this metric, and the statistic, period and unit if given."""
    fields: Any = alarm.fields
    stat = alarm.watch.metric if alarm.watch is not None and "MetricName" in fields else None
    if stat is None or stat.key != key:
        return False
    held = (stat.statistic, stat.period, stat.unit)
    return all(not value or value == own for value, own in zip(wanted, held, strict=True))
