import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awsobs.domain.alarms import AlarmState
from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.engine import Engine
from awsobs.local.operations import Call, Fault

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
TOPIC = "arn:aws:sns:us-east-1:123456789012:oncall"
DIMENSIONS = [{"Name": "Service", "Value": "checkout"}]
ALARM: dict[str, Any] = {
    "AlarmName": "checkout-5xx-rate",
    "Namespace": "Shop",
    "MetricName": "5xx",
    "Dimensions": DIMENSIONS,
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 5.0,
    "ComparisonOperator": "GreaterThanThreshold",
}
PAGING: dict[str, Any] = {"AlarmActions": [TOPIC], "OKActions": [TOPIC + "-ok"]}


def ask(cloud: Cloud, operation: str, **parameters: Any) -> Any:
    return cloud.answer(Call(service="cloudwatch", operation=operation, parameters=parameters))


def alarm_row(cloud: Cloud, name: str = "checkout-5xx-rate") -> Any:
    [row] = ask(cloud, "DescribeAlarms", AlarmNames=[name])["MetricAlarms"]
    return row


def measure(cloud: Cloud, value: float, at: datetime) -> None:
    cloud.metrics.put("Shop", "5xx", (("Service", "checkout"),), at, value)


def history(cloud: Cloud, **asked: Any) -> list[tuple[str, str]]:
    items = ask(cloud, "DescribeAlarmHistory", **asked)["AlarmHistoryItems"]
    return [(item["HistoryItemType"], item["HistorySummary"]) for item in items]


def alarm_at(now: datetime = NOW, **more: Any) -> tuple[Cloud, FrozenClock, Engine]:
    clock = FrozenClock(now)
    cloud = Cloud(clock)
    ask(cloud, "PutMetricAlarm", **{**ALARM, **more})
    return cloud, clock, Engine()


def pass_time(cloud: Cloud, clock: FrozenClock, engine: Engine, seconds: int) -> None:
    for _ in range(seconds):
        clock.advance(timedelta(seconds=1))
        engine.tick(cloud, clock.now())


def test_a_new_alarm_is_described_with_all_its_fields() -> None:
    cloud, _, _ = alarm_at(AlarmDescription="5xx", TreatMissingData="ignore", **PAGING)
    assert alarm_row(cloud) == {
        **ALARM,
        **PAGING,
        "AlarmDescription": "5xx",
        "TreatMissingData": "ignore",
        "ActionsEnabled": True,
        "InsufficientDataActions": [],
        "AlarmArn": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:checkout-5xx-rate",
        "AlarmConfigurationUpdatedTimestamp": NOW,
        "StateValue": "INSUFFICIENT_DATA",
        "StateReason": "Unchecked: Initial alarm creation",
        "StateUpdatedTimestamp": NOW,
        "StateTransitionedTimestamp": NOW,
    }
    assert history(cloud) == [("ConfigurationUpdate", 'Alarm "checkout-5xx-rate" created')]


def test_an_alarm_goes_off_with_the_words_of_cloudwatch() -> None:
    cloud, clock, engine = alarm_at(NOW + timedelta(seconds=1), **PAGING)
    for minute, value in ((-3, 1.0), (-2, 2.0), (-1, 3.0), (0, 41.0)):
        measure(cloud, value, NOW + timedelta(minutes=minute, seconds=5))
    pass_time(cloud, clock, engine, 1)
    row = alarm_row(cloud)
    assert row["StateValue"] == "OK"
    assert row["StateReason"] == (
        "Threshold Crossed: 1 datapoint [3.0 (25/11/26 15:59:00)] was not greater than the "
        "threshold (5.0)."
    )
    pass_time(cloud, clock, engine, 58)
    row = alarm_row(cloud)
    assert row["StateValue"] == "ALARM"
    assert row["StateReason"] == (
        "Threshold Crossed: 1 out of the last 1 datapoints [41.0 (25/11/26 16:00:00)] was greater "
        "than the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition)."
    )
    assert json.loads(row["StateReasonData"]) == {
        "version": "1.0",
        "queryDate": "2026-11-25T16:01:00.000+0000",
        "startDate": "2026-11-25T16:00:00.000+0000",
        "statistic": "Sum",
        "period": 60,
        "recentDatapoints": [41.0],
        "threshold": 5.0,
        "evaluatedDatapoints": [
            {"timestamp": "2026-11-25T16:00:00.000+0000", "sampleCount": 1, "value": 41.0}
        ],
    }
    assert row["StateTransitionedTimestamp"] == NOW + timedelta(minutes=1)
    assert history(cloud) == [
        ("Action", f"Successfully executed action {TOPIC}"),
        ("StateUpdate", "Alarm updated from OK to ALARM"),
        ("Action", f"Successfully executed action {TOPIC}-ok"),
        ("StateUpdate", "Alarm updated from INSUFFICIENT_DATA to OK"),
        ("ConfigurationUpdate", 'Alarm "checkout-5xx-rate" created'),
    ]


def test_an_alarm_goes_back_to_ok_when_its_datapoints_do() -> None:
    cloud, clock, engine = alarm_at(EvaluationPeriods=3, DatapointsToAlarm=2)
    cloud.alarms.seed("checkout-5xx-rate", AlarmState.ALARM, NOW - timedelta(hours=1))
    for minute, value in ((-3, 9.0), (-2, 1.0), (-1, 2.0)):
        measure(cloud, value, NOW + timedelta(minutes=minute))
    pass_time(cloud, clock, engine, 1)
    assert alarm_row(cloud)["StateReason"] == (
        "Threshold Crossed: 2 out of the last 3 datapoints [2.0 (25/11/26 15:59:00), 1.0 "
        "(25/11/26 15:58:00)] were not greater than the threshold (5.0) (minimum 2 datapoints "
        "for ALARM -> OK transition)."
    )


def test_the_first_look_is_at_the_next_tick_and_the_others_at_whole_minutes() -> None:
    cloud, clock, engine = alarm_at(NOW + timedelta(seconds=20))
    measure(cloud, 1.0, NOW - timedelta(minutes=1))
    pass_time(cloud, clock, engine, 1)
    assert alarm_row(cloud)["StateValue"] == "OK"
    measure(cloud, 50.0, NOW + timedelta(seconds=2))
    pass_time(cloud, clock, engine, 38)
    assert alarm_row(cloud)["StateValue"] == "OK"
    pass_time(cloud, clock, engine, 1)
    assert alarm_row(cloud)["StateTransitionedTimestamp"] == NOW + timedelta(minutes=1)


@pytest.mark.parametrize("period", [10, 20, 30])
def test_a_short_period_is_looked_at_every_ten_seconds(period: int) -> None:
    cloud, clock, engine = alarm_at(Period=period)
    for second in range(0, 60, 10):
        measure(cloud, 1.0, NOW - timedelta(seconds=60 - second))
    pass_time(cloud, clock, engine, 1)
    assert alarm_row(cloud)["StateValue"] == "OK"
    measure(cloud, 50.0, NOW + timedelta(seconds=3))
    pass_time(cloud, clock, engine, 9)
    assert alarm_row(cloud)["StateTransitionedTimestamp"] == NOW + timedelta(seconds=10)
    assert alarm_row(cloud)["StateValue"] == "ALARM"


def test_no_data_is_insufficient_and_moves_no_transition() -> None:
    cloud, clock, engine = alarm_at(EvaluationPeriods=2)
    pass_time(cloud, clock, engine, 200)
    row = alarm_row(cloud)
    assert row["StateReason"] == "Insufficient Data: 2 datapoints were unknown."
    assert row["StateTransitionedTimestamp"] == NOW
    assert row["StateUpdatedTimestamp"] == NOW + timedelta(seconds=1)
    assert history(cloud, HistoryItemType="StateUpdate") == []


@pytest.mark.parametrize(
    ("treatment", "state", "reason"),
    [
        ("breaching", "ALARM", "and 1 missing datapoint was treated as [Breaching]."),
        ("notBreaching", "OK", "and 1 missing datapoint was treated as [NonBreaching]."),
    ],
)
def test_missing_data_is_treated_as_asked(treatment: str, state: str, reason: str) -> None:
    cloud, clock, engine = alarm_at(TreatMissingData=treatment)
    pass_time(cloud, clock, engine, 1)
    row = alarm_row(cloud)
    assert row["StateValue"] == state
    assert row["StateReason"].endswith(f"no datapoints were received for 1 period {reason}")


def test_dynamodb_alarms_ignore_missing_data() -> None:
    cloud, clock, engine = alarm_at(Namespace="AWS/DynamoDB", TreatMissingData="breaching")
    pass_time(cloud, clock, engine, 1)
    assert alarm_row(cloud)["StateValue"] == "INSUFFICIENT_DATA"


@pytest.mark.parametrize(
    "wrong",
    [
        {"AlarmName": ""},
        {"AlarmName": "x" * 256},
        {"MetricName": None},
        {"Namespace": None},
        {"Statistic": None},
        {"Statistic": "p99"},
        {"ExtendedStatistic": "p99"},
        {"Statistic": None, "ExtendedStatistic": "Sum"},
        {"Statistic": None, "ExtendedStatistic": "p999"},
        {"Period": 45},
        {"Period": 1},
        {"Period": None},
        {"EvaluationPeriods": 0},
        {"EvaluationPeriods": None},
        {"DatapointsToAlarm": 2},
        {"EvaluationPeriods": 1441},
        {"Threshold": None},
        {"Threshold": float("nan")},
        {"ComparisonOperator": "LessThanLowerThreshold"},
        {"ComparisonOperator": "=="},
        {"ThresholdMetricId": "e1"},
        {"TreatMissingData": "forget"},
        {"Unit": "Furlongs"},
        {"AlarmActions": ["someone"]},
        {"AlarmActions": [TOPIC] * 6},
        {"Metrics": [{"Id": "e1", "Expression": "1"}]},
    ],
)
def test_a_wrong_alarm_is_refused(wrong: dict[str, Any]) -> None:
    cloud = Cloud(FrozenClock(NOW))
    with pytest.raises(Fault):
        ask(cloud, "PutMetricAlarm", **{**ALARM, **wrong})
    assert ask(cloud, "DescribeAlarms")["MetricAlarms"] == []


def test_putting_again_overwrites_and_keeps_the_state() -> None:
    cloud, clock, _ = alarm_at(**PAGING)
    cloud.alarms.seed("checkout-5xx-rate", AlarmState.ALARM, NOW - timedelta(hours=1), value=9.0)
    clock.advance(timedelta(minutes=5))
    ask(cloud, "PutMetricAlarm", **{**ALARM, "Threshold": 100.0})
    row = alarm_row(cloud)
    assert (row["StateValue"], row["Threshold"], row["AlarmActions"]) == ("ALARM", 100.0, [])
    assert row["AlarmConfigurationUpdatedTimestamp"] == NOW + timedelta(minutes=5)
    assert row["StateTransitionedTimestamp"] == NOW - timedelta(hours=1)


def test_a_state_that_is_set_lasts_until_the_next_look() -> None:
    cloud, clock, engine = alarm_at(**PAGING)
    measure(cloud, 1.0, NOW - timedelta(minutes=1))
    pass_time(cloud, clock, engine, 1)
    data = '{"why":"a drill"}'
    ask(cloud, "SetAlarmState", AlarmName="checkout-5xx-rate", StateValue="ALARM",
        StateReason="drill", StateReasonData=data)  # fmt: skip
    row = alarm_row(cloud)
    assert (row["StateValue"], row["StateReason"], row["StateReasonData"]) == (
        "ALARM",
        "drill",
        data,
    )
    [item] = ask(cloud, "DescribeAlarmHistory", MaxRecords=1, HistoryItemType="StateUpdate")[
        "AlarmHistoryItems"
    ]
    change = json.loads(item["HistoryData"])
    assert change["oldState"]["stateValue"] == "OK"
    assert change["oldState"]["stateReasonData"]["recentDatapoints"] == [1.0]
    assert change["newState"] == {
        "stateValue": "ALARM", "stateReason": "drill", "stateReasonData": {"why": "a drill"},
    }  # fmt: skip
    pass_time(cloud, clock, engine, 59)
    assert alarm_row(cloud)["StateValue"] == "OK"


def test_setting_the_same_state_again_is_no_transition() -> None:
    cloud, clock, _ = alarm_at()
    clock.advance(timedelta(minutes=1))
    ask(cloud, "SetAlarmState", AlarmName="checkout-5xx-rate", StateValue="INSUFFICIENT_DATA",
        StateReason="still")  # fmt: skip
    row = alarm_row(cloud)
    assert row["StateUpdatedTimestamp"] == NOW + timedelta(minutes=1)
    assert row["StateTransitionedTimestamp"] == NOW
    assert history(cloud, HistoryItemType="StateUpdate") == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"AlarmName": "nobody"}, "ResourceNotFound"),
        ({"StateValue": "FINE"}, "ValidationError"),
        ({"StateReason": None}, "MissingParameter"),
        ({"StateReasonData": "{"}, "InvalidFormat"),
    ],
)
def test_a_state_that_cannot_be_set_is_refused(wrong: dict[str, Any], code: str) -> None:
    cloud, _, _ = alarm_at()
    asked = {"AlarmName": "checkout-5xx-rate", "StateValue": "OK", "StateReason": "", **wrong}
    with pytest.raises(Fault) as refused:
        ask(cloud, "SetAlarmState", **asked)
    assert refused.value.code == code


def test_disabled_actions_are_not_taken() -> None:
    cloud, clock, engine = alarm_at(**PAGING)
    ask(cloud, "DisableAlarmActions", AlarmNames=["checkout-5xx-rate", "nobody"])
    measure(cloud, 9.0, NOW - timedelta(minutes=1))
    pass_time(cloud, clock, engine, 1)
    row = alarm_row(cloud)
    assert (row["StateValue"], row["ActionsEnabled"]) == ("ALARM", False)
    assert history(cloud, HistoryItemType="Action") == []
    ask(cloud, "EnableAlarmActions", AlarmNames=["checkout-5xx-rate"])
    assert alarm_row(cloud)["ActionsEnabled"] is True
    assert len(history(cloud, HistoryItemType="ConfigurationUpdate")) == 3


def test_a_seeded_alarm_has_been_in_its_state_for_a_while() -> None:
    cloud, clock, engine = alarm_at(Period=21600, Statistic="Maximum")
    since = NOW - timedelta(days=8, minutes=30)
    cloud.alarms.seed("checkout-5xx-rate", AlarmState.ALARM, since, value=41.0)
    row = alarm_row(cloud)
    assert (row["StateTransitionedTimestamp"], row["StateUpdatedTimestamp"]) == (since, since)
    assert row["AlarmConfigurationUpdatedTimestamp"] == since - timedelta(days=30)
    assert row["StateReason"].startswith("Threshold Crossed: 1 out of the last 1 datapoints [41.0 ")
    assert json.loads(row["StateReasonData"])["recentDatapoints"] == [41.0]
    assert history(cloud) == [
        ("StateUpdate", "Alarm updated from INSUFFICIENT_DATA to ALARM"),
    ]  # fmt: skip
    measure(cloud, 50.0, NOW - timedelta(hours=1))
    pass_time(cloud, clock, engine, 120)
    assert alarm_row(cloud)["StateTransitionedTimestamp"] == since


def test_deleting_forgets_the_alarm_and_keeps_its_history() -> None:
    cloud, _, _ = alarm_at()
    ask(cloud, "DeleteAlarms", AlarmNames=["nobody", "checkout-5xx-rate"])
    assert ask(cloud, "DescribeAlarms")["MetricAlarms"] == []
    assert history(cloud, AlarmName="checkout-5xx-rate")[0] == (
        "ConfigurationUpdate", 'Alarm "checkout-5xx-rate" deleted',
    )  # fmt: skip


def test_the_alarms_on_a_metric_are_found_by_all_its_dimensions() -> None:
    cloud, _, _ = alarm_at()

    def found(**more: Any) -> list[str]:
        asked = {"Namespace": "Shop", "MetricName": "5xx", "Dimensions": DIMENSIONS, **more}
        rows = ask(cloud, "DescribeAlarmsForMetric", **asked)["MetricAlarms"]
        return [row["AlarmName"] for row in rows]

    assert found() == found(Statistic="Sum", Period=60) == ["checkout-5xx-rate"]
    assert found(Dimensions=[]) == found(Statistic="Average") == found(Period=300) == []


def test_periods_of_minutes_slide_with_each_look() -> None:
    cloud, clock, engine = alarm_at(NOW + timedelta(minutes=3), Period=300)
    measure(cloud, 30, NOW - timedelta(minutes=1, seconds=30))
    pass_time(cloud, clock, engine, 1)
    assert json.loads(alarm_row(cloud)["StateReasonData"])["startDate"].startswith(
        "2026-11-25T15:58"
    )
