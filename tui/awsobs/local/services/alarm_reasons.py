"""Why an alarm is in its state, in CloudWatch's words and in its JSON."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from awsobs.domain.alarms import AlarmState
from awsobs.local.services.alarm_evaluation import COMPARISONS, Condition, Verdict

INITIAL: Final = "Unchecked: Initial alarm creation"
LONGEST_DATA: Final = 4000
_LISTED: Final = 10
_FILLED_AS: Final = {"breaching": "Breaching", "notBreaching": "NonBreaching"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Datapoint:
    """One period of the evaluation range; `value` is None where it has no data."""

    at: int
    value: float | None = None
    samples: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """One look at the evaluation range, oldest datapoint first, and what came of it."""

    now: datetime
    period: int
    statistic: str
    condition: Condition
    datapoints: Sequence[Datapoint]
    verdict: Verdict

    @property
    def used(self) -> list[Datapoint]:
        """The datapoints that counted, oldest first."""
        return [self.datapoints[place] for place in self.verdict.used]


def stamp(at: datetime) -> str:
    """A time as CloudWatch writes it inside JSON: 2026-11-25T16:00:00.000+0000."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}+0000"


def reason_of(evaluation: Evaluation, old: AlarmState) -> str:
    """The sentence of StateReason, for a change from the state `old`."""
    condition, verdict = evaluation.condition, evaluation.verdict
    if verdict.state is AlarmState.INSUFFICIENT_DATA:
        return f"Insufficient Data: {_counted(condition.periods)} unknown."
    if verdict.filled:
        return _filled_reason(evaluation)
    is_alarm = verdict.state is AlarmState.ALARM
    telling = [
        point
        for point in evaluation.used
        if point.value is not None and condition.is_breached_by(point.value) is is_alarm
    ]
    crossing = _crossing(condition, is_alarm=is_alarm)
    count = len(telling)
    if not is_alarm and old is AlarmState.INSUFFICIENT_DATA:
        return f"Threshold Crossed: {_counted(count, _values(telling))} {crossing}."
    least = condition.needed if is_alarm else condition.periods - condition.needed + 1
    change = "OK -> ALARM" if is_alarm else "ALARM -> OK"
    return (
        f"Threshold Crossed: {count} out of the last {len(evaluation.used)} datapoints "
        f"{_values(telling)} {_was(count)} {crossing} "
        f"(minimum {least} datapoint{_s(least)} for {change} transition)."
    )


def stated_reason(condition: Condition, state: AlarmState) -> str:
    """The sentence for a state whose datapoints are not at hand."""
    count = condition.periods
    if state is AlarmState.INSUFFICIENT_DATA:
        return f"Insufficient Data: {_counted(count)} unknown."
    crossing = _crossing(condition, is_alarm=state is AlarmState.ALARM)
    return f"Threshold Crossed: {_counted(count)} {crossing}."


def composite_reason(
    changed: Sequence[tuple[str, AlarmState, datetime]], *, is_true: bool
) -> tuple[str, str]:
    """Reason and JSON of a composite: its children (ARN, state, since) that changed."""
    if not changed:
        return f"The alarm rule evaluates to {'TRUE' if is_true else 'FALSE'}", ""
    newest = sorted(changed, key=lambda child: child[2])[-_LISTED:]
    arn, value, since = newest[-1]
    triggering = [
        {"arn": arn, "state": {"value": value.value, "timestamp": stamp(since)}}
        for arn, value, since in newest
    ]
    words = f"{arn} transitioned to {value.value} at {since:%A %d %B, %Y %H:%M:%S UTC}"
    return words, json.dumps({"triggeringAlarms": triggering}, separators=(",", ":"))


def reason_data_of(evaluation: Evaluation) -> str:
    """The JSON of StateReasonData; of very many datapoints it lists the newest."""
    points = evaluation.used or list(evaluation.datapoints[-evaluation.condition.periods :])
    while True:
        spelled = json.dumps(_reason_data(evaluation, points), separators=(",", ":"))
        if len(spelled) <= LONGEST_DATA or not points:
            return spelled
        points = points[len(points) // 2 + 1 :]


def _reason_data(evaluation: Evaluation, points: Sequence[Datapoint]) -> dict[str, Any]:
    data: dict[str, Any] = {"version": "1.0", "queryDate": stamp(evaluation.now)}
    if points:
        data["startDate"] = stamp(datetime.fromtimestamp(points[0].at, UTC))
    if evaluation.statistic:
        data["statistic"] = evaluation.statistic
    data["period"] = evaluation.period
    data["recentDatapoints"] = [point.value for point in points if point.value is not None]
    data["threshold"] = evaluation.condition.threshold
    data["evaluatedDatapoints"] = [_evaluated(point) for point in reversed(points)]
    return data


def _evaluated(point: Datapoint) -> dict[str, Any]:
    row: dict[str, Any] = {"timestamp": stamp(datetime.fromtimestamp(point.at, UTC))}
    if point.samples is not None:
        row["sampleCount"] = point.samples
    return row if point.value is None else {**row, "value": point.value}


def _filled_reason(evaluation: Evaluation) -> str:
    condition, filled = evaluation.condition, evaluation.verdict.filled
    treated = f"{filled} missing datapoint{_s(filled)} {_was(filled)} treated as "
    treated += f"[{_FILLED_AS[condition.missing]}]."
    points = evaluation.used
    if not points:
        periods = f"{filled} period{_s(filled)}"
        return f"Threshold Crossed: no datapoints were received for {periods} and {treated}"
    is_alarm = all(
        point.value is not None and condition.is_breached_by(point.value) for point in points
    )
    crossing = _crossing(condition, is_alarm=is_alarm)
    return f"Threshold Crossed: {_counted(len(points), _values(points))} {crossing} and {treated}"


def _crossing(condition: Condition, *, is_alarm: bool) -> str:
    words = COMPARISONS[condition.comparison][1]
    return f"{'' if is_alarm else 'not '}{words} the threshold ({condition.threshold})"


def _values(points: Sequence[Datapoint]) -> str:
    """The newest datapoints with their times, newest first."""
    spelled = [
        f"{point.value} ({datetime.fromtimestamp(point.at, UTC):%d/%m/%y %H:%M:%S})"
        for point in reversed(points[-_LISTED:])
    ]
    return f"[{', '.join(spelled)}]"


def _counted(count: int, values: str = "") -> str:
    return f"{count} datapoint{_s(count)} {values}{' ' if values else ''}{_was(count)}"


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _s(count: int) -> str:
    return "" if count == 1 else "s"
