from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awsobs.domain.alarms import AlarmState
from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, Fault
from awsobs.local.services import alarm_history

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
TOPIC = "arn:aws:sns:us-east-1:123456789012:oncall"
ALARM: dict[str, Any] = {
    "Namespace": "Shop",
    "MetricName": "5xx",
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 5.0,
    "ComparisonOperator": "GreaterThanThreshold",
}


def ask(cloud: Cloud, operation: str, **parameters: Any) -> Any:
    return cloud.answer(Call(service="cloudwatch", operation=operation, parameters=parameters))


def cloud_with(*names: str) -> Cloud:
    cloud = Cloud(FrozenClock(NOW))
    for name in names:
        ask(cloud, "PutMetricAlarm", AlarmName=name, **ALARM)
    return cloud


def names_of(reply: Any) -> list[str]:
    return [row["AlarmName"] for row in (*reply["MetricAlarms"], *reply["CompositeAlarms"])]


def test_alarms_are_found_by_name_prefix_state_and_action() -> None:
    cloud = cloud_with("a1", "a2", "b1")
    ask(cloud, "PutMetricAlarm", AlarmName="b2", OKActions=[TOPIC], **ALARM)
    cloud.alarms.seed("a2", AlarmState.ALARM, NOW)
    for asked, expected in (
        ({}, ["a1", "a2", "b1", "b2"]),
        ({"AlarmNames": ["b1", "a1", "nobody"]}, ["a1", "b1"]),
        ({"AlarmNamePrefix": "a"}, ["a1", "a2"]),
        ({"StateValue": "ALARM"}, ["a2"]),
        ({"ActionPrefix": "arn:aws:sns"}, ["b2"]),
        ({"ActionPrefix": "arn:aws:lambda"}, []),
    ):  # fmt: skip
        assert names_of(ask(cloud, "DescribeAlarms", **asked)) == expected


def test_composite_alarms_come_only_when_asked_for() -> None:
    cloud = cloud_with("a", "z")
    ask(cloud, "PutCompositeAlarm", AlarmName="m", AlarmRule="ALARM(a)")
    assert names_of(ask(cloud, "DescribeAlarms")) == ["a", "z"]
    assert names_of(ask(cloud, "DescribeAlarms", AlarmTypes=["CompositeAlarm"])) == ["m"]
    both = ask(cloud, "DescribeAlarms", AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    assert names_of(both) == ["a", "z", "m"]


@pytest.mark.parametrize("size", [1, 7, 50, 100])
def test_the_pages_put_together_are_all_alarms(size: int) -> None:
    names = [f"alarm-{place:03}" for place in range(101)]
    cloud = cloud_with(*names)
    ask(cloud, "PutCompositeAlarm", AlarmName="a-rule", AlarmRule="TRUE")
    found: list[str] = []
    token: dict[str, Any] = {}
    for _ in range(200):
        reply = ask(cloud, "DescribeAlarms", AlarmTypes=["CompositeAlarm", "MetricAlarm"],
                    MaxRecords=size, **token)  # fmt: skip
        assert len(names_of(reply)) <= size
        found += names_of(reply)
        if "NextToken" not in reply:
            break
        token = {"NextToken": reply["NextToken"]}
    assert found == [*names, "a-rule"]


def test_a_page_has_fifty_alarms_unless_asked_otherwise() -> None:
    cloud = cloud_with(*(f"alarm-{place}" for place in range(60)))
    assert len(names_of(ask(cloud, "DescribeAlarms"))) == 50


def test_relatives_are_told_by_name_and_state_alone() -> None:
    cloud = cloud_with("a", "b")
    ask(cloud, "PutCompositeAlarm", AlarmName="m", AlarmRule="ALARM(a) OR ALARM(b)")
    ask(cloud, "PutCompositeAlarm", AlarmName="top", AlarmRule="ALARM(m) AND ALARM(a)")
    assert names_of(ask(cloud, "DescribeAlarms", ChildrenOfAlarmName="top")) == ["a", "m"]
    parents = ask(cloud, "DescribeAlarms", ParentsOfAlarmName="a")
    assert names_of(parents) == ["m", "top"]
    assert parents["CompositeAlarms"][0].keys() == {"AlarmName", "AlarmArn", "StateValue"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"AlarmNames": ["a"], "AlarmNamePrefix": "a"},
        {"AlarmTypes": ["Smoke"]},
        {"StateValue": "FINE"},
        {"MaxRecords": 101},
        {"MaxRecords": 0},
        {"NextToken": "what"},
        {"AlarmNames": [f"a{place}" for place in range(101)]},
        {"ChildrenOfAlarmName": "nobody"},
        {"ChildrenOfAlarmName": "a", "StateValue": "OK"},
    ],
)
def test_a_wrong_question_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Fault):
        ask(cloud_with("a"), "DescribeAlarms", **wrong)


def changed_cloud() -> Cloud:
    clock = FrozenClock(NOW)
    cloud = Cloud(clock)
    for name in ("a", "b"):
        ask(cloud, "PutMetricAlarm", AlarmName=name, **ALARM)
    ask(cloud, "PutCompositeAlarm", AlarmName="m", AlarmRule="ALARM(a)")
    for state in ("ALARM", "OK", "ALARM"):
        clock.advance(timedelta(minutes=1))
        for name in ("a", "m"):
            ask(cloud, "SetAlarmState", AlarmName=name, StateValue=state, StateReason="test")
    return cloud


def told(cloud: Cloud, **asked: Any) -> list[tuple[str, str, int]]:
    items = ask(cloud, "DescribeAlarmHistory", **asked)["AlarmHistoryItems"]
    return [
        (item["AlarmName"], item["HistoryItemType"], int((item["Timestamp"] - NOW).seconds / 60))
        for item in items
    ]


def test_history_is_told_newest_first_and_of_metric_alarms() -> None:
    cloud = changed_cloud()
    changes = [("a", "StateUpdate", minute) for minute in (3, 2, 1)]
    created = [("b", "ConfigurationUpdate", 0), ("a", "ConfigurationUpdate", 0)]
    assert told(cloud) == changes + created
    assert told(cloud, ScanBy="TimestampAscending") == (changes + created)[::-1]
    assert told(cloud, AlarmName="b") == created[:1]
    assert told(cloud, HistoryItemType="StateUpdate") == changes
    assert told(cloud, AlarmTypes=["CompositeAlarm"])[0] == ("m", "StateUpdate", 3)
    minute = timedelta(minutes=1)
    assert told(cloud, StartDate=NOW + minute, EndDate=NOW + 2 * minute) == changes[1:]


@pytest.mark.parametrize("order", ["TimestampAscending", "TimestampDescending"])
@pytest.mark.parametrize("size", [1, 2, 100])
def test_the_pages_of_the_history_put_together_are_the_whole(order: str, size: int) -> None:
    cloud = changed_cloud()
    types = ["MetricAlarm", "CompositeAlarm"]
    found: list[Any] = []
    token: dict[str, Any] = {}
    for _ in range(30):
        reply = ask(cloud, "DescribeAlarmHistory", AlarmTypes=types, ScanBy=order,
                    MaxRecords=size, **token)  # fmt: skip
        found += reply["AlarmHistoryItems"]
        if "NextToken" not in reply:
            break
        token = {"NextToken": reply["NextToken"]}
    whole = ask(cloud, "DescribeAlarmHistory", AlarmTypes=types, ScanBy=order)
    assert found == whole["AlarmHistoryItems"]
    assert len(found) == 9


def test_a_past_item_takes_its_place_in_time() -> None:
    cloud = cloud_with("a", "b")
    cloud.alarms.seed("a", AlarmState.OK, NOW - timedelta(days=1))
    items = ask(cloud, "DescribeAlarmHistory")["AlarmHistoryItems"]
    assert [item["AlarmName"] for item in items] == ["b", "a"]


def test_history_is_bounded_in_number_and_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarm_history, "MOST_ITEMS", 3)
    cloud = changed_cloud()
    assert cloud.alarms.history.dropped == 6
    cloud.alarms.history.forget_before(NOW + timedelta(days=14, minutes=2, seconds=30))
    assert told(cloud, AlarmTypes=["MetricAlarm", "CompositeAlarm"]) == [
        ("m", "StateUpdate", 3), ("a", "StateUpdate", 3),
    ]  # fmt: skip
