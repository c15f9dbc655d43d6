from datetime import UTC, datetime, timedelta
from typing import Any

from awsobs.domain.alarms import AlarmState
from awsobs.domain.clock import FrozenClock
from awsobs.domain.metrics import MetricKey
from awsobs.local.cloud import Cloud
from awsobs.local.engine import Engine
from awsobs.local.operations import Call
from awsobs.local.services.alarm_events import state_change_event

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
LATENCY = MetricKey("Shop", "Latency")


def ask(cloud: Cloud, operation: str, **parameters: Any) -> Any:
    return cloud.answer(Call(service="cloudwatch", operation=operation, parameters=parameters))


def put_alarm(cloud: Cloud, **more: Any) -> None:
    alarm: dict[str, Any] = {
        "AlarmName": "payments-p99-latency",
        "Namespace": "Shop",
        "MetricName": "Latency",
        "Dimensions": [{"Name": "Service", "Value": "payments"}],
        "ExtendedStatistic": "p99",
        "Period": 10,
        "EvaluationPeriods": 3,
        "Threshold": 800.0,
        "ComparisonOperator": "GreaterThanThreshold",
        "AlarmDescription": "slow",
    }
    ask(cloud, "PutMetricAlarm", **{**alarm, **more})


def test_a_latency_climbs_and_its_alarm_goes_off_thirty_seconds_later() -> None:
    clock = FrozenClock(NOW)
    cloud, engine = Cloud(clock), Engine()
    put_alarm(cloud)
    seen: list[tuple[int, str]] = []
    for second in range(1, 91):
        slow = second >= 30
        cloud.metrics.put("Shop", "Latency", (("Service", "payments"),), clock.now(),
                          1200.0 if slow else 90.0, "Milliseconds")  # fmt: skip
        clock.advance(timedelta(seconds=1))
        engine.tick(cloud, clock.now())
        alarm = cloud.alarms.alarm("payments-p99-latency")
        assert alarm is not None
        if not seen or seen[-1][1] != alarm.state.value.value:
            seen.append((second, alarm.state.value.value))
    assert seen == [(1, "INSUFFICIENT_DATA"), (10, "OK"), (50, "ALARM")]


def test_the_change_of_state_is_an_event_as_eventbridge_has_it() -> None:
    cloud = Cloud(FrozenClock(NOW))
    put_alarm(cloud)
    alarm = cloud.alarms.alarm("payments-p99-latency")
    assert alarm is not None
    old = alarm.state
    cloud.alarms.seed(
        "payments-p99-latency", AlarmState.ALARM, NOW, reason="It is slow.", value=900.0
    )
    event = state_change_event(cloud, alarm, old)
    detail = event.pop("detail")
    assert len(event.pop("id")) == 36
    assert event == {
        "version": "0",
        "detail-type": "CloudWatch Alarm State Change",
        "source": "aws.cloudwatch",
        "account": "123456789012",
        "time": "2026-11-25T16:00:00Z",
        "region": "us-east-1",
        "resources": ["arn:aws:cloudwatch:us-east-1:123456789012:alarm:payments-p99-latency"],
    }
    assert detail["alarmName"] == "payments-p99-latency"
    assert detail["state"]["value"] == "ALARM"
    assert detail["state"]["reason"] == "It is slow."
    assert '"recentDatapoints":[900.0]' in detail["state"]["reasonData"]
    assert detail["state"]["timestamp"] == "2026-11-25T16:00:00.000+0000"
    assert detail["previousState"] == {
        "value": "INSUFFICIENT_DATA",
        "reason": "Unchecked: Initial alarm creation",
        "timestamp": "2026-11-25T16:00:00.000+0000",
    }
    [metric] = detail["configuration"]["metrics"]
    assert detail["configuration"]["description"] == "slow"
    assert (metric["returnData"], metric["metricStat"]) == (
        True,
        {
            "metric": {
                "namespace": "Shop",
                "name": "Latency",
                "dimensions": {"Service": "payments"},
            },
            "period": 10,
            "stat": "p99",
        },
    )


def test_old_data_and_old_history_go_by_themselves() -> None:
    clock = FrozenClock(NOW)
    cloud, engine = Cloud(clock), Engine()
    put_alarm(cloud)
    cloud.metrics.put("Shop", "Latency", (), NOW, 1.0)
    engine.tick(cloud, clock.now())
    ten = (LATENCY, "Sum", 10, NOW, NOW + timedelta(seconds=10))
    assert cloud.metrics.buckets(*ten) == [(NOW.timestamp(), 1.0)]
    clock.advance(timedelta(days=15))
    engine.tick(cloud, clock.now())
    assert cloud.metrics.buckets(*ten) == []
    assert ask(cloud, "DescribeAlarmHistory")["AlarmHistoryItems"] == []
    minute = (LATENCY, "Sum", 60, NOW, NOW + timedelta(minutes=1))
    assert cloud.metrics.buckets(*minute) == [(NOW.timestamp(), 1.0)]


def test_a_tick_that_comes_late_catches_up_once() -> None:
    clock = FrozenClock(NOW)
    cloud, engine = Cloud(clock), Engine()
    put_alarm(cloud, TreatMissingData="notBreaching")
    engine.tick(cloud, clock.now())
    clock.advance(timedelta(hours=2))
    engine.tick(cloud, clock.now())
    items = ask(cloud, "DescribeAlarmHistory", HistoryItemType="StateUpdate")["AlarmHistoryItems"]
    assert len(items) == 1
