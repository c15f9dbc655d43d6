"""What hooks are told of: each change of an alarm's state, and each finding, once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from awsobs.domain.alarms import Alarm, AlarmChange, AlarmState
from awsobs.domain.context import Context
from awsobs.domain.findings import Finding
from awsobs.domain.responses import Hook, Occasion, Trigger
from awsobs.languages.console_filter import compile_filter

Getter: TypeAlias = Callable[[Occasion], object]

FIELDS: Mapping[Trigger, tuple[str, ...]] = {
    Trigger.ALARM: ("name", "state", "old", "metric", "namespace", "type", "region", "account"),
    Trigger.FINDING: ("name", "severity", "user", "event", "resource", "region", "account"),
}
"""The fields that the match of a hook may name."""

PATIENCE = 3
"""So many looks a change waits for the history, which tells of those in between as well."""

_SAME = timedelta(milliseconds=50)
"""The history may note a change a moment after the alarm says that it was."""


def matcher(hook: Hook) -> Callable[[Occasion], bool]:
    """Whether an occasion is one that a hook waits for.

    Raises:
        FilterError: its match cannot be understood.
    """
    fields: dict[str, Getter] = {name: _getter(name) for name in FIELDS[hook.on]}
    if not hook.match:
        return lambda occasion: occasion.on is hook.on
    wanted = compile_filter(hook.match, fields, _text)
    return lambda occasion: occasion.on is hook.on and wanted.matches(occasion)


def _getter(name: str) -> Getter:
    return lambda occasion: occasion.fields.get(name)


def _text(occasion: Occasion) -> str:
    return " ".join(str(value) for value in occasion.fields.values() if value)


class Transitions:
    """Every change of state since the start, each once, from what alarms and histories say."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._seen: dict[str, datetime] = {}
        self._waits: dict[str, int] = {}

    def since_last(
        self,
        alarms: Sequence[Alarm],
        history: Callable[[str], Sequence[AlarmChange]],
        context: Context,
    ) -> list[Occasion]:
        """What has changed since the last look, the oldest first."""
        found = [one for alarm in alarms for one in self._of(alarm, history, context)]
        return sorted(found, key=lambda occasion: occasion.at)

    def _of(
        self,
        alarm: Alarm,
        history: Callable[[str], Sequence[AlarmChange]],
        context: Context,
    ) -> Iterator[Occasion]:
        seen = self._seen.get(alarm.name, self._start)
        if alarm.since is None or alarm.since <= seen:
            return
        moves = [
            change
            for change in reversed(history(alarm.name))
            if change.new is not None and change.at > seen
        ]
        is_told = bool(moves) and moves[-1].at >= alarm.since - _SAME
        if not is_told:
            waited = self._waits.get(alarm.name, 0) + 1
            self._waits[alarm.name] = waited
            if waited <= PATIENCE:
                return
        self._waits.pop(alarm.name, None)
        for change in moves:
            yield _of_alarm(alarm, change.old, change.new, change.at, change.reason, context)
        if not is_told:
            yield _of_alarm(alarm, None, alarm.state, alarm.since, alarm.reason, context)
        self._seen[alarm.name] = moves[-1].at if is_told else alarm.since + _SAME


def _of_alarm(
    alarm: Alarm,
    old: AlarmState | None,
    new: AlarmState | None,
    at: datetime,
    reason: str,
    context: Context,
) -> Occasion:
    states = {"old": old.value if old else None, "new": new.value if new else None}
    metric = alarm.metric
    fields = {
        "name": alarm.name,
        "state": states["new"],
        "old": states["old"],
        "metric": metric.name if metric else None,
        "namespace": metric.namespace if metric else None,
        "type": alarm.kind.value,
        "region": context.region,
        "account": context.account,
    }
    document = {"on": "alarm", "at": at, **states, "reason": reason, **_where(context)}
    return Occasion(
        on=Trigger.ALARM,
        name=f"{alarm.name} {states['new']}",
        at=at,
        fields=fields,
        document={**document, "alarm": alarm.record or {"AlarmName": alarm.name}},
    )


def of_finding(finding: Finding, context: Context) -> Occasion:
    """A finding as hooks are told of it."""
    fields = {
        "name": finding.rule,
        "severity": finding.severity,
        "user": finding.who,
        "event": finding.what,
        "resource": " ".join(finding.resources),
        "region": finding.region,
        "account": finding.account,
    }
    told = {
        "rule": finding.rule,
        "title": finding.title,
        "severity": finding.severity,
        "who": finding.who,
        "what": finding.what,
        "from": list(finding.addresses),
        "resources": list(finding.resources),
        "first": finding.first,
        "last": finding.last,
        "event_ids": list(finding.event_ids),
        "why": finding.why,
    }
    document = {"on": "finding", "at": finding.first, **_where(context), "finding": told}
    return Occasion(
        on=Trigger.FINDING, name=finding.title, at=finding.first, fields=fields, document=document
    )


def _where(context: Context) -> dict[str, str]:
    return {"account": context.account, "region": context.region}
