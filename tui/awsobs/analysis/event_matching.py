"""Which rules of EventBridge an event would match: a call of the trail, or an alarm's change.

The envelopes are those of the user guide: "AWS service events delivered via AWS CloudTrail" and
"Alarm events and EventBridge".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.domain.events import Rule
from awsobs.domain.trail import TrailEvent
from awsobs.languages.event_pattern import EventPatternError
from awsobs.languages.event_pattern_words import Mismatch, first_mismatch

_TYPES: Final = {
    "AwsApiCall": "AWS API Call via CloudTrail",
    "AwsConsoleSignIn": "AWS Console Sign In via CloudTrail",
    "AwsServiceEvent": "AWS Service Event via CloudTrail",
}
_DEFAULT = "default"
Envelope = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a rule would match; `why` tells what keeps it from that, as `mismatch` does.

    `matches` is None where the rule has no pattern, or one that cannot be read.
    """

    rule: Rule
    matches: bool | None
    mismatch: Mismatch | None = None
    why: str = ""


def call_event(record: Mapping[str, Any]) -> dict[str, Any]:
    """The event about a call, without what every envelope has; nothing where there is none."""
    kind = _TYPES.get(str(record.get("eventType", "AwsApiCall")))
    if kind is None:
        return {}
    service = str(record.get("eventSource", "")).partition(".")[0]
    return {
        "detail-type": kind,
        "source": f"aws.{service}",
        "time": str(record.get("eventTime", "")),
        "resources": [],
        "detail": dict(record),
    }


def call_envelope(event: TrailEvent) -> dict[str, Any]:
    """What the default bus is told of a call; nothing of what it is not told."""
    told = call_event(event.record)
    if not told:
        return {}
    account = str(event.record.get("recipientAccountId") or "")
    return {"version": "0", "id": event.id, "account": account, "region": event.region} | told


def alarm_envelope(alarm: Alarm, *, account: str, region: str) -> dict[str, Any]:
    """What the default bus is told when an alarm comes into the state that it is in."""
    before = AlarmState.OK if alarm.state is AlarmState.ALARM else AlarmState.ALARM
    return {
        "version": "0",
        "id": alarm.name,
        "detail-type": "CloudWatch Alarm State Change",
        "source": "aws.cloudwatch",
        "account": account,
        "region": region,
        "resources": [alarm.arn] if alarm.arn else [],
        "detail": {
            "alarmName": alarm.name,
            "state": {"value": alarm.state.value, "reason": alarm.reason},
            "previousState": {"value": before.value},
            "configuration": {"description": alarm.description},
        },
    }


def verdicts(rules: Iterable[Rule], event: Envelope, bus: str = _DEFAULT) -> tuple[Verdict, ...]:
    """What each rule of a bus makes of an event: first who matches, then who nearly does."""
    found = [_verdict(rule, event) for rule in rules if rule.bus == bus]
    return tuple(sorted(found, key=_order))


def _verdict(rule: Rule, event: Envelope) -> Verdict:
    if not rule.pattern:
        return Verdict(rule=rule, matches=None, why="it runs by a schedule alone")
    try:
        mismatch = first_mismatch(rule.pattern, event)
    except EventPatternError as error:
        return Verdict(rule=rule, matches=None, why=f"its pattern cannot be read: {error}")
    return Verdict(rule=rule, matches=mismatch is None, mismatch=mismatch)


def _order(verdict: Verdict) -> tuple[int, int, str]:
    """A rule whose pattern fails deep inside has matched all that stands before."""
    if verdict.matches:
        return (0 if verdict.rule.is_on else 1, 0, verdict.rule.name)
    if verdict.mismatch is not None:
        return (2, -verdict.mismatch.path.count("."), verdict.rule.name)
    return (3, 0, verdict.rule.name)
