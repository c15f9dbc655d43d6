import json
from datetime import UTC, datetime, timedelta
from typing import Any

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.engine import Engine
from awsobs.local.operations import Call

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
DIMENSIONS = [{"Name": "Service", "Value": "checkout"}]
CONDITION: dict[str, Any] = {"Threshold": 5.0, "ComparisonOperator": "GreaterThanThreshold"}


def ask(cloud: Cloud, operation: str, **parameters: Any) -> Any:
    return cloud.answer(Call(service="cloudwatch", operation=operation, parameters=parameters))


def alarm_row(cloud: Cloud, name: str) -> Any:
    [row] = ask(cloud, "DescribeAlarms", AlarmNames=[name])["MetricAlarms"]
    return row


def measure(cloud: Cloud, value: float, at: datetime) -> None:
    cloud.metrics.put("Shop", "5xx", (("Service", "checkout"),), at, value)


def pass_time(cloud: Cloud, clock: FrozenClock, engine: Engine, seconds: int) -> None:
    for _ in range(seconds):
        clock.advance(timedelta(seconds=1))
        engine.tick(cloud, clock.now())


def test_an_alarm_on_an_expression_has_no_metric_of_its_own() -> None:
    clock = FrozenClock(NOW)
    cloud, engine = Cloud(clock), Engine()
    metric = {"Namespace": "Shop", "MetricName": "5xx", "Dimensions": DIMENSIONS}
    members = [
        {"Id": "e1", "Expression": "m1 / m2 * 100", "Label": "share"},
        {"Id": "m1", "ReturnData": False,
         "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}},
        {"Id": "m2", "ReturnData": False,
         "MetricStat": {"Metric": {**metric, "MetricName": "All"}, "Period": 60, "Stat": "Sum"}},
    ]  # fmt: skip
    ask(
        cloud,
        "PutMetricAlarm",
        AlarmName="share",
        Metrics=members,
        EvaluationPeriods=1,
        **CONDITION,
    )
    cloud.metrics.put("Shop", "All", (("Service", "checkout"),), NOW - timedelta(minutes=1), 200)
    measure(cloud, 30, NOW - timedelta(minutes=1))
    pass_time(cloud, clock, engine, 1)
    row = alarm_row(cloud, "share")
    assert (row["StateValue"], row["Metrics"]) == ("ALARM", members)
    assert not row.keys() & {"MetricName", "Namespace", "Statistic", "Period", "Dimensions"}
    assert json.loads(row["StateReasonData"])["recentDatapoints"] == [15.0]
    for_metric = ask(cloud, "DescribeAlarmsForMetric", **metric)
    assert for_metric["MetricAlarms"] == []


def test_an_alarm_whose_expression_fails_has_no_data() -> None:
    clock = FrozenClock(NOW)
    cloud, engine = Cloud(clock), Engine()
    stat = {"Metric": {"Namespace": "Shop", "MetricName": "5xx"}, "Period": 60, "Stat": "Sum"}
    members = [
        {"Id": "e1", "Expression": "SUM(m1)"},
        {"Id": "m1", "MetricStat": stat, "ReturnData": False},
    ]
    ask(cloud, "PutMetricAlarm", AlarmName="sum", Metrics=members, EvaluationPeriods=1, **CONDITION)
    pass_time(cloud, clock, engine, 1)
    assert alarm_row(cloud, "sum")["StateValue"] == "INSUFFICIENT_DATA"


def test_filled_expressions_go_with_sliding_periods() -> None:
    clock = FrozenClock(NOW + timedelta(minutes=3))
    cloud, engine = Cloud(clock), Engine()
    metric = {"Namespace": "Shop", "MetricName": "5xx", "Dimensions": DIMENSIONS}
    stat = {"Metric": metric, "Period": 300, "Stat": "Sum"}
    members = [
        {"Id": "e1", "Expression": "FILL(m1, 0)"},
        {"Id": "m1", "ReturnData": False, "MetricStat": stat},
    ]
    ask(cloud, "PutMetricAlarm", AlarmName="filled", Metrics=members, EvaluationPeriods=2,
        DatapointsToAlarm=1, **CONDITION)  # fmt: skip
    measure(cloud, 30, NOW - timedelta(minutes=4))
    pass_time(cloud, clock, engine, 1)
    row = alarm_row(cloud, "filled")
    assert row["StateValue"] == "ALARM"
    assert json.loads(row["StateReasonData"])["recentDatapoints"] == [30.0, 0.0]
