import json
from typing import Any

from awsobs.analysis.event_matching import alarm_envelope, call_envelope, verdicts
from awsobs.analysis.trail_records import event_of
from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.domain.events import Rule

RECORD: dict[str, Any] = {
    "eventID": "1",
    "eventTime": "2026-11-25T12:00:00Z",
    "eventName": "UpdateFunctionConfiguration20150331v2",
    "eventSource": "lambda.amazonaws.com",
    "awsRegion": "eu-west-1",
    "recipientAccountId": "123456789012",
    "eventType": "AwsApiCall",
}


def rule(name: str, pattern: object = None, **more: Any) -> Rule:
    text = pattern if isinstance(pattern, str) else json.dumps(pattern) if pattern else ""
    return Rule(name=name, pattern=text, **more)


def test_a_call_gets_the_envelope_that_the_default_bus_sees() -> None:
    event = call_envelope(event_of(RECORD))
    assert (event["source"], event["detail-type"]) == ("aws.lambda", "AWS API Call via CloudTrail")
    assert (event["account"], event["region"]) == ("123456789012", "eu-west-1")
    assert event["detail"]["eventName"] == RECORD["eventName"]
    signed_in = call_envelope(event_of(RECORD | {"eventType": "AwsConsoleSignIn"}))
    assert signed_in["detail-type"] == "AWS Console Sign In via CloudTrail"
    assert call_envelope(event_of(RECORD | {"eventType": "AwsCloudTrailInsight"})) == {}


def test_matches_come_first_then_those_that_nearly_do() -> None:
    rules = [
        rule("far", {"source": ["aws.ec2"]}),
        rule("near", {"source": ["aws.lambda"], "detail": {"eventName": ["DeleteFunction"]}}),
        rule("off", {"source": ["aws.lambda"]}, state="DISABLED"),
        rule("timed", schedule="rate(1 hour)"),
        rule("broken", "{"),
        rule("hit", {"detail": {"eventName": [{"prefix": "Update"}]}}),
        rule("elsewhere", {"source": ["aws.lambda"]}, bus="other"),
    ]
    found = verdicts(rules, call_envelope(event_of(RECORD)))
    assert [one.rule.name for one in found] == ["hit", "off", "near", "far", "broken", "timed"]
    assert [one.matches for one in found] == [True, True, False, False, None, None]
    near, far = found[2].mismatch, found[3].mismatch
    assert near is not None
    assert (near.path, near.had) == ("detail.eventName", RECORD["eventName"])
    assert far is not None
    assert (far.path, far.had) == ("source", "aws.lambda")
    assert "cannot be read" in found[4].why


def test_an_alarm_gets_the_envelope_of_its_change() -> None:
    alarm = Alarm(name="checkout-5xx", arn="arn:alarm", state=AlarmState.ALARM, reason="3 of 3")
    event = alarm_envelope(alarm, account="123456789012", region="eu-west-1")
    wanted = {"source": ["aws.cloudwatch"], "detail": {"state": {"value": ["ALARM"]}}}
    (verdict,) = verdicts([rule("oncall", wanted)], event)
    assert verdict.matches is True
    (verdict,) = verdicts([rule("calm", {"detail": {"state": {"value": ["OK"]}}})], event)
    assert verdict.matches is False
