import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.engine import Engine
from awsobs.local.operations import Call, Fault

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
TOPIC = "arn:aws:sns:us-east-1:123456789012:oncall"
# A metric alarm of this period is not looked at again within an hour of these tests.
SLOW: dict[str, Any] = {
    "Namespace": "Shop",
    "MetricName": "5xx",
    "Statistic": "Sum",
    "Period": 3600,
    "EvaluationPeriods": 48,
    "Threshold": 5.0,
    "ComparisonOperator": "GreaterThanThreshold",
}


def ask(cloud: Cloud, operation: str, **parameters: Any) -> Any:
    return cloud.answer(Call(service="cloudwatch", operation=operation, parameters=parameters))


class Stage:
    """Two metric alarms a and b that only change by hand, and time that passes in seconds."""

    def __init__(self) -> None:
        self.clock = FrozenClock(NOW)
        self.cloud = Cloud(self.clock)
        self.engine = Engine()
        for name in ("a", "b"):
            ask(self.cloud, "PutMetricAlarm", AlarmName=name, **SLOW)
        self.wait(1)

    def wait(self, seconds: int) -> None:
        for _ in range(seconds):
            self.clock.advance(timedelta(seconds=1))
            self.engine.tick(self.cloud, self.clock.now())

    def turn(self, name: str, state: str) -> None:
        ask(self.cloud, "SetAlarmState", AlarmName=name, StateValue=state, StateReason="test")
        self.wait(1)

    def compose(self, name: str, rule: str, **more: Any) -> None:
        ask(self.cloud, "PutCompositeAlarm", AlarmName=name, AlarmRule=rule, **more)

    def row(self, name: str) -> Any:
        reply = ask(self.cloud, "DescribeAlarms", AlarmNames=[name], AlarmTypes=["CompositeAlarm"])
        return reply["CompositeAlarms"][0]

    def actions(self) -> int:
        asked = {"HistoryItemType": "Action", "AlarmTypes": ["CompositeAlarm"]}
        return len(ask(self.cloud, "DescribeAlarmHistory", **asked)["AlarmHistoryItems"])


def test_a_composite_follows_its_children() -> None:
    stage = Stage()
    stage.compose("m", "ALARM(a) AND NOT ALARM(b)")
    assert stage.row("m")["StateValue"] == "INSUFFICIENT_DATA"
    stage.wait(1)
    assert stage.row("m")["StateValue"] == "OK"
    stage.turn("a", "ALARM")
    row = stage.row("m")
    assert row["StateValue"] == "ALARM"
    arn = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:a"
    assert row["StateReason"] == (
        f"{arn} transitioned to ALARM at Wednesday 25 November, 2026 16:00:02 UTC"
    )
    state = {"value": "ALARM", "timestamp": "2026-11-25T16:00:02.000+0000"}
    assert json.loads(row["StateReasonData"]) == {
        "triggeringAlarms": [{"arn": arn, "state": state}]
    }
    stage.turn("b", "ALARM")
    assert stage.row("m")["StateValue"] == "OK"


def test_composites_of_composites_change_in_the_same_tick() -> None:
    stage = Stage()
    stage.compose("z", "ALARM(a)")
    stage.compose("m", "ALARM(z)")
    stage.compose("b2", "ALARM(m) OR FALSE")
    stage.turn("a", "ALARM")
    assert [stage.row(name)["StateValue"] for name in ("z", "m", "b2")] == ["ALARM"] * 3


def test_a_rule_without_alarms_is_evaluated_once() -> None:
    stage = Stage()
    stage.compose("m", "TRUE")
    stage.wait(2)
    row = stage.row("m")
    assert (row["StateValue"], row["StateTransitionedTimestamp"]) == (
        "ALARM", NOW + timedelta(seconds=2),
    )  # fmt: skip


def test_a_state_set_by_hand_sticks_until_a_child_changes() -> None:
    stage = Stage()
    stage.compose("m", "ALARM(a)")
    stage.wait(1)
    stage.turn("m", "ALARM")
    stage.wait(100)
    assert stage.row("m")["StateValue"] == "ALARM"
    stage.turn("a", "OK")
    assert stage.row("m")["StateValue"] == "OK"


def test_a_composite_lives_on_without_a_deleted_child() -> None:
    stage = Stage()
    stage.compose("m", "ALARM(a) OR ALARM(b)")
    stage.turn("a", "ALARM")
    ask(stage.cloud, "DeleteAlarms", AlarmNames=["a"])
    stage.wait(1)
    assert stage.row("m")["StateValue"] == "OK"


@pytest.mark.parametrize(
    ("name", "rule", "words"),
    [
        ("m", "ALARM(nobody)", "alarms [nobody] in the alarm rule do not exist"),
        ("m", "ALARM(m)", "leads back to itself"),
        ("low", "ALARM(top)", "leads back to itself"),
        ("m", "ALARM(a) AND", "character 13"),
        ("a", "ALARM(b)", "of another type"),
    ],
)
def test_a_wrong_rule_is_refused(name: str, rule: str, words: str) -> None:
    stage = Stage()
    stage.compose("low", "ALARM(a)")
    stage.compose("top", "OK(low)")
    with pytest.raises(Fault) as refused:
        stage.compose(name, rule)
    assert words in refused.value.message


def test_a_circle_through_a_deleted_alarm_is_refused() -> None:
    stage = Stage()
    stage.compose("m", "ALARM(a)")
    ask(stage.cloud, "DeleteAlarms", AlarmNames=["a"])
    with pytest.raises(Fault):
        stage.compose("a", "ALARM(m)")


def test_one_composite_is_deleted_at_a_time() -> None:
    stage = Stage()
    stage.compose("m", "TRUE")
    stage.compose("n", "TRUE")
    with pytest.raises(Fault):
        ask(stage.cloud, "DeleteAlarms", AlarmNames=["m", "n"])
    ask(stage.cloud, "DeleteAlarms", AlarmNames=["m", "a"])
    stage.wait(1)
    assert stage.row("n")["StateValue"] == "ALARM"


SUPPRESSED = {
    "AlarmActions": [TOPIC],
    "OKActions": [TOPIC],
    "ActionsSuppressor": "b",
    "ActionsSuppressorWaitPeriod": 20,
    "ActionsSuppressorExtensionPeriod": 30,
}


def test_a_suppressor_in_alarm_keeps_a_composite_from_acting() -> None:
    stage = Stage()
    stage.turn("b", "ALARM")
    stage.compose("m", "ALARM(a)", **SUPPRESSED)
    stage.turn("a", "ALARM")
    row = stage.row("m")
    assert (row["ActionsSuppressedBy"], stage.actions()) == ("Alarm", 0)
    assert row["ActionsSuppressedReason"] == "Actions suppressed by Alarm"
    stage.turn("b", "OK")
    assert stage.row("m")["ActionsSuppressedBy"] == "ExtensionPeriod"
    stage.wait(29)
    assert stage.actions() == 0
    stage.wait(1)
    assert ("ActionsSuppressedBy" in stage.row("m"), stage.actions()) == (False, 1)


def test_a_composite_waits_for_its_suppressor() -> None:
    stage = Stage()
    stage.compose("m", "ALARM(a)", **SUPPRESSED)
    stage.turn("a", "ALARM")
    acted = stage.actions()
    assert stage.row("m")["ActionsSuppressedBy"] == "WaitPeriod"
    stage.wait(5)
    stage.turn("b", "ALARM")
    assert (stage.row("m")["ActionsSuppressedBy"], stage.actions()) == ("Alarm", acted)


def test_a_composite_acts_when_no_suppressor_came() -> None:
    stage = Stage()
    stage.compose("m", "ALARM(a)", **SUPPRESSED)
    stage.turn("a", "ALARM")
    acted = stage.actions()
    stage.wait(19)
    assert stage.actions() == acted
    stage.wait(1)
    assert stage.actions() == acted + 1


def test_what_was_never_told_is_not_told_to_be_over() -> None:
    stage = Stage()
    stage.compose("m", "ALARM(a)", **SUPPRESSED)
    stage.turn("a", "ALARM")
    acted = stage.actions()
    stage.turn("a", "OK")
    stage.wait(60)
    assert (stage.row("m")["StateValue"], stage.actions()) == ("OK", acted)


def test_a_suppressor_needs_its_periods() -> None:
    with pytest.raises(Fault):
        Stage().compose("m", "ALARM(a)", ActionsSuppressor="b")
