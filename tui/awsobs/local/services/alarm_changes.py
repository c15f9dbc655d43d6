"""Alarms at work: evaluated, moved from state to state, acting or kept from it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from awsobs.domain.alarms import AlarmState
from awsobs.local.services.alarm_events import state_change_event
from awsobs.local.services.alarm_reasons import (
    INITIAL,
    composite_reason,
    reason_data_of,
    reason_of,
    stamp,
)
from awsobs.local.services.stored_alarms import State, StoredAlarm

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

_BY_ALARM: Final = "Alarm"
_BY_WAITING: Final = "WaitPeriod"
_BY_EXTENSION: Final = "ExtensionPeriod"


def evaluate_metric_alarm(cloud: "Cloud", alarm: StoredAlarm, now: datetime) -> None:
    """Look at the alarm's metric, if that is due, and move it to the state this means."""
    watch, moment = alarm.watch, now.timestamp()
    if watch is None or moment < alarm.due:
        return
    alarm.due = (moment // watch.interval + 1) * watch.interval
    evaluation = watch.evaluation(cloud.metrics, now)
    value, state = evaluation.verdict.state, alarm.state
    if value is None or (value is state.value and state.reason != INITIAL):
        return
    reason, data = reason_of(evaluation, state.value), reason_data_of(evaluation)
    change_state(cloud, alarm, value, reason, data, now)


def evaluate_composite_alarm(cloud: "Cloud", alarm: StoredAlarm, now: datetime) -> None:
    """Evaluate the alarm's rule, if a child has changed since, and review its suppression."""
    if alarm.rule is None:
        return
    children = [cloud.alarms.alarm(name) for name in alarm.rule.alarms]
    states = tuple(child.state.value if child is not None else None for child in children)
    if states != alarm.seen:
        before = alarm.seen or (None,) * len(states)
        changed = [
            child
            for child, old in zip(children, before, strict=True)
            if child is not None and child.state.value is not old
        ]
        alarm.seen = states
        values = [state.value if state is not None else "" for state in states]
        held = dict(zip(alarm.rule.alarms, values, strict=True))
        _move_composite(cloud, alarm, changed, now, is_true=alarm.rule.holds(held.__getitem__))
    _review_suppression(cloud, alarm, now)


def _move_composite(
    cloud: "Cloud",
    alarm: StoredAlarm,
    changed: Sequence[StoredAlarm],
    now: datetime,
    *,
    is_true: bool,
) -> None:
    value = AlarmState.ALARM if is_true else AlarmState.OK
    if value is alarm.state.value:
        return
    children = [(child.arn, child.state.value, child.state.transitioned) for child in changed]
    reason, data = composite_reason(children, is_true=is_true)
    change_state(cloud, alarm, value, reason, data, now)


def change_state(
    cloud: "Cloud", alarm: StoredAlarm, value: AlarmState, reason: str, data: str, now: datetime
) -> None:
    """Move an alarm to a state; only a new value acts, is history, and sends an event."""
    old = alarm.state
    is_new = value is not old.value
    state = State(
        value=value,
        reason=reason,
        reason_data=data,
        updated=now,
        transitioned=now if is_new else old.transitioned,
    )
    cloud.alarms.move(alarm, state)
    if is_new:
        _act_unless_suppressed(cloud, alarm, now)
        cloud.events.publish(cloud, state_change_event(cloud, alarm, old))


def _act_unless_suppressed(cloud: "Cloud", alarm: StoredAlarm, now: datetime) -> None:
    was_suppressed = alarm.suppressed_by != ""
    wait = alarm.fields.get("ActionsSuppressorWaitPeriod", 0)
    if _is_suppressor_on(cloud, alarm):
        _suppress(alarm, _BY_ALARM, None)
    elif wait and alarm.state.value is AlarmState.ALARM:
        _suppress(alarm, _BY_WAITING, now + timedelta(seconds=wait))
    else:
        _suppress(alarm, "", None)
        # Nobody was told of what is over now.
        if not was_suppressed:
            _act(cloud, alarm, now)


def _review_suppression(cloud: "Cloud", alarm: StoredAlarm, now: datetime) -> None:
    """Suppressed actions wait for the suppressor, for an extension of it, or for its coming."""
    if not alarm.suppressed_by:
        return
    if _is_suppressor_on(cloud, alarm):
        _suppress(alarm, _BY_ALARM, None)
        return
    extension = alarm.fields.get("ActionsSuppressorExtensionPeriod", 0)
    if alarm.suppressed_by == _BY_ALARM and extension:
        _suppress(alarm, _BY_EXTENSION, now + timedelta(seconds=extension))
    elif alarm.suppressed_until is None or now >= alarm.suppressed_until:
        _suppress(alarm, "", None)
        _act(cloud, alarm, now)


def _suppress(alarm: StoredAlarm, by: str, until: datetime | None) -> None:
    alarm.suppressed_by, alarm.suppressed_until = by, until


def _is_suppressor_on(cloud: "Cloud", alarm: StoredAlarm) -> bool:
    named = alarm.fields.get("ActionsSuppressor", "")
    suppressor = cloud.alarms.named(named) if named else None
    return suppressor is not None and suppressor.state.value is AlarmState.ALARM


def _act(cloud: "Cloud", alarm: StoredAlarm, now: datetime) -> None:
    """Note the actions of the alarm's state; whom they name is nothing that exists here."""
    if not alarm.acts:
        return
    for arn in alarm.actions(alarm.state.value):
        cloud.alarms.history.add(
            alarm.name,
            alarm.alarm_type,
            "Action",
            now,
            f"Successfully executed action {arn}",
            {
                "actionState": "Succeeded",
                "stateUpdateTimestamp": stamp(alarm.state.updated),
                "notificationResource": arn,
                "error": None,
            },
        )
