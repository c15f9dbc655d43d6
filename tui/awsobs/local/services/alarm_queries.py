"""The pages of DescribeAlarms and DescribeAlarmHistory."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from awsobs.domain.alarms import AlarmState
from awsobs.local.operations import Fault
from awsobs.local.services.alarm_history import AlarmHistory, HistoryItem
from awsobs.local.services.alarm_state import AlarmsState
from awsobs.local.services.next_tokens import position_of, token_of
from awsobs.local.services.parameters import Row, integer, invalid, moment, text, texts
from awsobs.local.services.stored_alarms import COMPOSITE, METRIC, StoredAlarm

MOST_RECORDS: Final = 100
ALARMS_A_PAGE: Final = 50
_TYPES: Final = (METRIC, COMPOSITE, "LogAlarm")
_KINDS: Final = (
    "ConfigurationUpdate",
    "StateUpdate",
    "Action",
    "AlarmContributorStateUpdate",
    "AlarmContributorAction",
)
_FAMILY: Final = ("ChildrenOfAlarmName", "ParentsOfAlarmName")


def alarm_page(alarms: AlarmsState, parameters: Row) -> Mapping[str, Any]:
    """The alarms asked for: metric alarms first, each type by name, a page at a time."""
    family = [name for name in _FAMILY if text(parameters, name)]
    found = _relatives(alarms, parameters) if family else _matching(alarms, parameters)
    found.sort(key=_position)
    token = text(parameters, "NextToken")
    if token:
        position = position_of(token, parameters)
        found = [alarm for alarm in found if _position(alarm) > position]
    size = integer(parameters, "MaxRecords", ALARMS_A_PAGE, most=MOST_RECORDS)
    page = found[:size]
    shown = [(alarm.alarm_type, _short(alarm) if family else alarm.row()) for alarm in page]
    reply: dict[str, Any] = {
        "MetricAlarms": [row for kind, row in shown if kind == METRIC],
        "CompositeAlarms": [row for kind, row in shown if kind == COMPOSITE],
    }
    if len(found) > size:
        reply["NextToken"] = token_of(_position(page[-1]), parameters)
    return reply


def history_page(history: AlarmHistory, parameters: Row) -> Mapping[str, Any]:
    """The history asked for, newest first unless ScanBy says otherwise, a page at a time."""
    kind = text(parameters, "HistoryItemType")
    if kind and kind not in _KINDS:
        raise invalid(f"The value {kind} for parameter HistoryItemType is invalid.")
    order = text(parameters, "ScanBy") or "TimestampDescending"
    if order not in ("TimestampDescending", "TimestampAscending"):
        raise invalid(f"The value {order} for parameter ScanBy is invalid.")
    descending = order == "TimestampDescending"
    start = moment(parameters, "StartDate") or datetime.min.replace(tzinfo=UTC)
    end = moment(parameters, "EndDate") or datetime.max.replace(tzinfo=UTC)
    types = _types(parameters)
    items = [
        item
        for item in history.items(text(parameters, "AlarmName"), types, kind)
        if start <= item.at <= end
    ]
    if descending:
        items.reverse()
    token = text(parameters, "NextToken")
    if token:
        place = _history_place(position_of(token, parameters))
        items = [
            item for item in items if (item.place < place if descending else item.place > place)
        ]
    size = integer(parameters, "MaxRecords", MOST_RECORDS, most=MOST_RECORDS)
    page = items[:size]
    reply: dict[str, Any] = {"AlarmHistoryItems": [_history_row(item) for item in page]}
    if len(items) > size:
        position = f"{page[-1].at.isoformat()},{page[-1].number}"
        reply["NextToken"] = token_of(position, parameters)
    return reply


def _matching(alarms: AlarmsState, parameters: Row) -> list[StoredAlarm]:
    names = texts(parameters, "AlarmNames", most=MOST_RECORDS)
    prefix = text(parameters, "AlarmNamePrefix", longest=255)
    if names and prefix:
        raise invalid("AlarmNames and AlarmNamePrefix cannot be given together.")
    value = text(parameters, "StateValue")
    if value and value not in AlarmState.__members__:
        raise invalid(f"The value {value} for parameter StateValue is invalid.")
    action = text(parameters, "ActionPrefix", longest=1024)
    types = _types(parameters)
    return [
        alarm
        for alarm in alarms.alarms()
        if alarm.alarm_type in types
        and alarm.name.startswith(prefix)
        and (not names or alarm.name in names)
        and value in ("", alarm.state.value.value)
        and _acts_on(alarm, action)
    ]


def _acts_on(alarm: StoredAlarm, prefix: str) -> bool:
    """Whether an action of the alarm starts with a prefix; an empty one asks nothing."""
    return not prefix or any(
        arn.startswith(prefix) for state in AlarmState for arn in alarm.actions(state)
    )


def _relatives(alarms: AlarmsState, parameters: Row) -> list[StoredAlarm]:
    """The alarms that a composite's rule names, or the composites that name an alarm."""
    others = parameters.keys() - {*_FAMILY, "MaxRecords", "NextToken"}
    parent, child = (text(parameters, name) for name in _FAMILY)
    if others or (parent and child):
        raise invalid("ChildrenOfAlarmName and ParentsOfAlarmName go with no other filter.")
    named = alarms.named(parent or child)
    if named is None:
        raise Fault("ResourceNotFound", f"There is no alarm {parent or child}.", status=404)
    if child:
        return [
            alarm for alarm in alarms.composites() if alarm.rule and named.name in alarm.rule.alarms
        ]
    below = [alarms.alarm(name) for name in named.rule.alarms] if named.rule else []
    return [alarm for alarm in below if alarm is not None]


def _types(parameters: Row) -> Sequence[str]:
    types = texts(parameters, "AlarmTypes")
    for name in types:
        if name not in _TYPES:
            raise invalid(f"The value {name} for parameter AlarmTypes is invalid.")
    return types or (METRIC,)


def _short(alarm: StoredAlarm) -> dict[str, Any]:
    """All that is told of relatives."""
    return {
        "AlarmName": alarm.name,
        "AlarmArn": alarm.arn,
        "StateValue": alarm.state.value.value,
    }


def _position(alarm: StoredAlarm) -> str:
    """Where an alarm stands in the list."""
    return f"{'1' if alarm.alarm_type == METRIC else '2'}{alarm.name}"


def _history_row(item: HistoryItem) -> dict[str, Any]:
    return {
        "AlarmName": item.alarm,
        "AlarmType": item.alarm_type,
        "Timestamp": item.at,
        "HistoryItemType": item.kind,
        "HistorySummary": item.summary,
        "HistoryData": item.data,
    }


def _history_place(position: str) -> tuple[datetime, int]:
    at, _, number = position.rpartition(",")
    try:
        return datetime.fromisoformat(at), int(number)
    except ValueError as error:
        raise Fault("InvalidNextToken", "The next token specified is invalid.") from error
