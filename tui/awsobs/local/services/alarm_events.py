"""The EventBridge event of an alarm's change of state."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from awsobs.domain.alarms import AlarmState
from awsobs.local.services.alarm_reasons import stamp
from awsobs.local.services.parameters import Row, rows
from awsobs.local.services.stored_alarms import State, StoredAlarm

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud


def state_change_event(cloud: "Cloud", alarm: StoredAlarm, old: State) -> dict[str, Any]:
    """The event "CloudWatch Alarm State Change" of an alarm that was in the state `old`."""
    at = alarm.state.updated
    return {
        "version": "0",
        "id": str(uuid5(NAMESPACE_URL, f"{alarm.arn}/{at.timestamp()}/{alarm.state.value.value}")),
        "detail-type": "CloudWatch Alarm State Change",
        "source": "aws.cloudwatch",
        "account": cloud.account,
        "time": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": cloud.region,
        "resources": [alarm.arn],
        "detail": {
            "alarmName": alarm.name,
            "state": _state(alarm.state),
            "previousState": _state(old),
            "configuration": _configuration(alarm),
        },
    }


def state_record(state: State) -> dict[str, Any]:
    """A state as the history's JSON spells it."""
    record: dict[str, Any] = {"stateValue": state.value.value, "stateReason": state.reason}
    if state.reason_data:
        record["stateReasonData"] = json.loads(state.reason_data)
    return record


def change_summary(old: AlarmState, new: AlarmState) -> str:
    """The history's words for a change of state."""
    return f"Alarm updated from {old.value} to {new.value}"


def _state(state: State) -> dict[str, Any]:
    record = {"value": state.value.value, "reason": state.reason}
    if state.reason_data:
        record["reasonData"] = state.reason_data
    return {**record, "timestamp": stamp(state.updated)}


def _configuration(alarm: StoredAlarm) -> dict[str, Any]:
    fields = alarm.fields
    described = {"description": fields["AlarmDescription"]} if "AlarmDescription" in fields else {}
    if alarm.rule is not None:
        suppressing = {
            f"{name[0].lower()}{name[1:]}": fields[name]
            for name in fields
            if name.startswith("ActionsSuppressor")
        }
        return {**described, "alarmRule": fields["AlarmRule"], **suppressing}
    members = rows(fields, "Metrics")
    if members:
        return {**described, "metrics": [_member(member) for member in members]}
    statistic = fields.get("Statistic") or fields.get("ExtendedStatistic")
    member = {
        "Id": str(uuid5(NAMESPACE_URL, alarm.arn)),
        "MetricStat": {"Metric": fields, "Period": fields["Period"], "Stat": statistic},
        "ReturnData": True,
    }
    return {**described, "metrics": [_member(member)]}


def _member(row: Row) -> dict[str, Any]:
    member: dict[str, Any] = {"id": row["Id"]}
    if row.get("Expression"):
        member["expression"] = row["Expression"]
    stat: Mapping[str, Any] | None = row.get("MetricStat")
    if stat:
        metric = stat["Metric"]
        member["metricStat"] = {
            "metric": {
                "namespace": metric["Namespace"],
                "name": metric["MetricName"],
                "dimensions": {pair["Name"]: pair["Value"] for pair in rows(metric, "Dimensions")},
            },
            "period": int(stat["Period"]),
            "stat": stat["Stat"],
        }
    if row.get("Label"):
        member["label"] = row["Label"]
    return {**member, "returnData": row.get("ReturnData") is not False}
