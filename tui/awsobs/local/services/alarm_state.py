"""All alarms by name, and the order in which they are to be evaluated."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from graphlib import TopologicalSorter
from typing import Any, Final

from awsobs.domain.alarms import AlarmState
from awsobs.languages.alarm_rule import AlarmRule
from awsobs.local.operations import Fault
from awsobs.local.services.alarm_evaluation import Verdict
from awsobs.local.services.alarm_events import change_summary, state_record
from awsobs.local.services.alarm_history import AlarmHistory
from awsobs.local.services.alarm_reasons import (
    Datapoint,
    Evaluation,
    reason_data_of,
    reason_of,
    stated_reason,
)
from awsobs.local.services.parameters import invalid
from awsobs.local.services.stored_alarms import State, StoredAlarm, Watch, initial_state

MOST_ALARMS: Final = 5_000
_SEEDED_AGE: Final = timedelta(days=30)


class AlarmsState:
    """The alarms and what happened to them."""

    def __init__(self) -> None:
        self.history = AlarmHistory()
        self._alarms: dict[str, StoredAlarm] = {}
        self._composites: tuple[StoredAlarm, ...] | None = None

    def alarm(self, name: str) -> StoredAlarm | None:
        """The alarm of that name."""
        return self._alarms.get(name)

    def named(self, name_or_arn: str) -> StoredAlarm | None:
        """The alarm of that name or ARN."""
        return self._alarms.get(name_or_arn) or self._alarms.get(
            name_or_arn.rpartition(":alarm:")[2]
        )

    def alarms(self) -> Iterable[StoredAlarm]:
        """All alarms, in no order."""
        return self._alarms.values()

    def composites(self) -> tuple[StoredAlarm, ...]:
        """The composite alarms, each after the ones its rule names."""
        if self._composites is None:
            below = {a.name: a.rule.alarms for a in self._alarms.values() if a.rule is not None}
            ordered = [self._alarms.get(name) for name in TopologicalSorter(below).static_order()]
            self._composites = tuple(alarm for alarm in ordered if alarm and alarm.rule)
        return self._composites

    def put(
        self,
        arn: str,
        fields: dict[str, Any],
        what: Watch | AlarmRule,
        now: datetime,
    ) -> None:
        """Create an alarm, or overwrite the configuration of one and keep its state.

        Raises:
            Fault: there are too many, its name belongs to the other type, or its rule is wrong.
        """
        name = fields["AlarmName"]
        watch, rule = (what, None) if isinstance(what, Watch) else (None, what)
        held = self._alarms.get(name)
        if held is not None and (held.rule is None) != (rule is None):
            raise invalid(f"An alarm of another type is called {name}.")
        if held is None and len(self._alarms) >= MOST_ALARMS:
            raise Fault("LimitExceeded", f"There can be at most {MOST_ALARMS} alarms.")
        if rule is not None:
            self._check_children(name, rule)
        alarm = StoredAlarm(
            name=name,
            arn=arn,
            fields=fields,
            configured=now,
            state=held.state if held is not None else initial_state(now),
            watch=watch,
            rule=rule,
        )
        self._alarms[name] = alarm
        self._composites = None
        self._note_configuration(alarm, "Create" if held is None else "Update", now)

    def delete(self, name: str, now: datetime) -> None:
        """Delete an alarm, if there is one; its history stays."""
        alarm = self._alarms.pop(name, None)
        if alarm is not None:
            self._composites = None
            self._note_configuration(alarm, "Delete", now)

    def set_acting(self, name: str, now: datetime, *, enabled: bool) -> None:
        """Enable or disable the actions of an alarm, if there is one."""
        alarm = self._alarms.get(name)
        if alarm is not None and alarm.acts is not enabled:
            alarm.fields = {**alarm.fields, "ActionsEnabled": enabled}
            alarm.configured = now
            self._note_configuration(alarm, "Update", now)

    def move(self, alarm: StoredAlarm, state: State) -> None:
        """Put an alarm into a state; a change of its value is history."""
        old, alarm.state = alarm.state, state
        if old.value is state.value:
            return
        self.history.add(
            alarm.name,
            alarm.alarm_type,
            "StateUpdate",
            state.updated,
            change_summary(old.value, state.value),
            {"version": "1.0", "oldState": state_record(old), "newState": state_record(state)},
        )

    def seed(
        self,
        name: str,
        state: AlarmState,
        since: datetime,
        *,
        reason: str = "",
        value: float | None = None,
    ) -> None:
        """Let an alarm have been in a state since a time in the past, created a month before.

        With a `value`, the reason is that datapoint; nothing acts and no event is sent.

        Raises:
            KeyError: there is no such alarm.
        """
        alarm = self._alarms[name]
        self.history.forget(name)
        alarm.configured = since - _SEEDED_AGE
        alarm.state = initial_state(alarm.configured)
        words, data = reason, ""
        if alarm.watch is not None:
            words, data = _seeded_reason(alarm.watch, state, since, value)
        seeded = State(
            value=state,
            reason=reason or words or f"The rule was evaluated to {state.value}",
            reason_data=data,
            updated=since,
            transitioned=since,
        )
        self.move(alarm, seeded)

    def _check_children(self, name: str, rule: AlarmRule) -> None:
        unknown = [child for child in rule.alarms if child != name and child not in self._alarms]
        if unknown:
            raise invalid(
                f"Could not save the composite alarm as alarms [{', '.join(unknown)[:500]}] in "
                "the alarm rule do not exist."
            )
        # By name: a deleted alarm may come back as a composite that closes a circle.
        below, waiting = set[str](), [*rule.alarms]
        while waiting:
            reached = waiting.pop()
            child = self._alarms.get(reached)
            if reached not in below and child is not None and child.rule is not None:
                waiting.extend(child.rule.alarms)
            below.add(reached)
        if name in below:
            raise invalid(f"The alarm rule of {name} leads back to itself.")

    def _note_configuration(self, alarm: StoredAlarm, change: str, now: datetime) -> None:
        field = {"Create": "createdAlarm", "Update": "updatedAlarm", "Delete": "deletedAlarm"}
        fields = {f"{name[0].lower()}{name[1:]}": alarm.fields[name] for name in alarm.fields}
        self.history.add(
            alarm.name,
            alarm.alarm_type,
            "ConfigurationUpdate",
            now,
            f'Alarm "{alarm.name[:200]}" {change.lower().rstrip("e")}ed',
            {"version": "1.0", "type": change, field[change]: fields},
        )


def _seeded_reason(
    watch: Watch, state: AlarmState, since: datetime, value: float | None
) -> tuple[str, str]:
    """The reason and its JSON for a state that a datapoint ending at `since` brought about."""
    if value is None:
        return stated_reason(watch.condition, state), ""
    second = int(since.timestamp() // 1)
    evaluation = Evaluation(
        now=since,
        period=watch.period,
        statistic=watch.statistic,
        condition=watch.condition,
        datapoints=[
            Datapoint(at=second - second % min(watch.period, 60) - watch.period, value=value)
        ],
        verdict=Verdict(state=state, used=(0,)),
    )
    old = AlarmState.OK if state is AlarmState.ALARM else AlarmState.ALARM
    return reason_of(evaluation, old), reason_data_of(evaluation)
