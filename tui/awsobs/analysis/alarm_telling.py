"""Who is told of an alarm, and why nobody was."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from awsobs.analysis.alarm_tree import children_of
from awsobs.domain.alarms import Alarm, AlarmChange, AlarmKind, AlarmState

FLAPPING = timedelta(hours=1)
MANY = 4
"""Changes of state within `FLAPPING` that make an alarm a flapping one."""

_HELD_BACK = {
    "Alarm": "muted by {0}",
    "WaitPeriod": "held back, in case {0} goes off",
    "ExtensionPeriod": "still muted, {0} has just ended",
}
_SLACK = timedelta(seconds=5)
"""An action may be noted a moment before the change of state that it belongs to."""


@dataclass(frozen=True, slots=True)
class Action:
    """One action of an alarm: for which state, its ARN, and how it went the last time."""

    state: AlarmState
    arn: str
    at: datetime | None = None
    failed: bool = False


def why_nobody(
    alarm: Alarm, history: Sequence[AlarmChange] = (), parents: Iterable[Alarm] = ()
) -> tuple[str, ...]:
    """Why nobody is told that it is in ALARM, in words; nothing where somebody is.

    An alarm without actions of its own is told of by a composite that watches it.
    """
    if not alarm.actions_enabled:
        return ("its actions are disabled",)
    if alarm.suppressed_by:
        words = _HELD_BACK.get(alarm.suppressed_by, "held back by {0}")
        return (words.format(alarm.suppressor or "its suppressor"),)
    if not alarm.alarm_actions:
        told = any(p.alarm_actions and p.actions_enabled and not p.suppressed for p in parents)
        return () if told else ("it has no action for ALARM",)
    failed = [one for one in actions_of(alarm, history) if _failed_now(one, alarm)]
    if len(failed) == len(alarm.alarm_actions):
        return ("every action failed",)
    return ()


def _failed_now(action: Action, alarm: Alarm) -> bool:
    if action.state is not AlarmState.ALARM or not action.failed or action.at is None:
        return False
    return alarm.since is None or action.at >= alarm.since - _SLACK


def actions_of(alarm: Alarm, history: Sequence[AlarmChange]) -> tuple[Action, ...]:
    """Its actions by state, each with what the history (newest first) says of it last."""
    by_state = (
        (AlarmState.ALARM, alarm.alarm_actions),
        (AlarmState.OK, alarm.ok_actions),
        (AlarmState.INSUFFICIENT_DATA, alarm.no_data_actions),
    )
    ran = [change for change in history if change.kind == "Action"]
    moves = [change for change in history if change.new is not None]
    return tuple(
        _action(state, arn, ran, moves) for state, arns in by_state for arn in dict.fromkeys(arns)
    )


def _action(
    state: AlarmState, arn: str, ran: Sequence[AlarmChange], moves: Sequence[AlarmChange]
) -> Action:
    for change in ran:
        if arn in change.summary and _state_at(change.at, moves) in (state, None):
            return Action(state, arn, change.at, failed="fail" in change.summary.lower())
    return Action(state, arn)


def _state_at(at: datetime, moves: Sequence[AlarmChange]) -> AlarmState | None:
    """The state that the alarm had gone into when something was noted."""
    return next((move.new for move in moves if move.at <= at + _SLACK), None)


def flaps(changes: Iterable[AlarmChange], now: datetime, span: timedelta = FLAPPING) -> int:
    """How often it changed its state lately."""
    return sum(change.new is not None and now - change.at <= span for change in changes)


def share_in_alarm(
    alarm: Alarm, changes: Sequence[AlarmChange], start: datetime, now: datetime
) -> float:
    """Which part of a stretch of time it was in ALARM, as far as the history tells."""
    moves = sorted((c for c in changes if c.new is not None), key=lambda c: c.at)
    state = alarm.state if alarm.since is None or alarm.since <= start else AlarmState.OK
    if moves:
        state = moves[0].old or state
    spent, at = timedelta(), start
    for move in moves:
        if move.at > start:
            spent += move.at - at if state is AlarmState.ALARM else timedelta()
            at = max(at, move.at)
        state = move.new or state
    spent += now - at if state is AlarmState.ALARM else timedelta()
    return min(1.0, max(0.0, spent / (now - start)))


def parents_of(name: str, alarms: Iterable[Alarm]) -> tuple[Alarm, ...]:
    """The composites whose rule names an alarm."""
    composites = (alarm for alarm in alarms if alarm.kind is AlarmKind.COMPOSITE)
    return tuple(alarm for alarm in composites if name in children_of(alarm))


def by_name(alarms: Iterable[Alarm]) -> Mapping[str, Alarm]:
    """The alarms by their names."""
    return {alarm.name: alarm for alarm in alarms}
