from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.engine import Engine
from awsobs.local.operations import Call, Fault
from awsobs.local.services import alarms, dashboards, metrics

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
OPERATIONS = sorted(
    {
        *alarms.operations.handlers,
        *metrics.operations.handlers,
        *dashboards.operations.handlers,
    }
)
ALARM: dict[str, Any] = {
    "AlarmName": "a",
    "Namespace": "Shop",
    "MetricName": "m",
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 5.0,
    "ComparisonOperator": "GreaterThanThreshold",
}
QUERY: dict[str, Any] = {
    "Id": "m1",
    "MetricStat": {"Metric": {"Namespace": "Shop", "MetricName": "m"}, "Period": 60, "Stat": "Sum"},
}
SOUND: dict[str, dict[str, Any]] = {
    "PutMetricAlarm": ALARM,
    "PutCompositeAlarm": {"AlarmName": "m", "AlarmRule": "ALARM(a)"},
    "PutMetricData": {"Namespace": "Shop", "MetricData": [{"MetricName": "m", "Value": 1}]},
    "GetMetricData": {
        "MetricDataQueries": [QUERY],
        "StartTime": NOW - timedelta(hours=1),
        "EndTime": NOW,
    },
    "GetMetricStatistics": {
        "Namespace": "Shop",
        "MetricName": "m",
        "Period": 60,
        "Statistics": ["Sum"],
        "StartTime": NOW - timedelta(hours=1),
        "EndTime": NOW,
    },
    "DescribeAlarmsForMetric": {"Namespace": "Shop", "MetricName": "m"},
    "SetAlarmState": {"AlarmName": "a", "StateValue": "OK", "StateReason": "why"},
    "PutDashboard": {"DashboardName": "d", "DashboardBody": '{"widgets": []}'},
    "GetDashboard": {"DashboardName": "d"},
    "DeleteDashboards": {"DashboardNames": ["d"]},
    "DeleteAlarms": {"AlarmNames": ["a"]},
    "EnableAlarmActions": {"AlarmNames": ["a"]},
    "DisableAlarmActions": {"AlarmNames": ["a"]},
}
FIELDS = [
    *sorted({name for fields in SOUND.values() for name in fields}),
    *("NextToken", "MaxRecords", "MaxDatapoints", "ScanBy", "AlarmTypes", "Metrics", "Dimensions"),
    *("ExtendedStatistic", "DatapointsToAlarm", "TreatMissingData", "AlarmActions", "StartDate"),
    *("ChildrenOfAlarmName", "ActionsSuppressor", "RecentlyActive", "StateReasonData", "Unit"),
]
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.binary(max_size=4)
    | st.datetimes()
    | st.sampled_from(["a", "m1", "Sum", "TRUE", "1 + m1", "OK"])
)
inner_names = st.sampled_from(
    ["Id", "Expression", "MetricStat", "Metric", "Value", "Name", "Period"]
)
junk = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(inner_names, inner, max_size=3),
    max_leaves=6,
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(OPERATIONS), st.dictionaries(st.sampled_from(FIELDS), junk, max_size=3)
        ),
        min_size=1,
        max_size=6,
    )
)
def test_no_request_breaks_more_than_itself(
    requests: list[tuple[str, dict[str, Any]]],
) -> None:
    clock = FrozenClock(NOW)
    cloud, engine = Cloud(clock), Engine()
    for operation, wrong in requests:
        parameters = {**SOUND.get(operation, {}), **wrong}
        try:
            cloud.answer(Call(service="cloudwatch", operation=operation, parameters=parameters))
        except Fault as fault:
            if fault.status >= 500:
                pytest.fail(f"{operation} answered {fault}")
        clock.advance(timedelta(seconds=30))
        engine.tick(cloud, clock.now())


def test_the_sound_requests_are_answered() -> None:
    cloud = Cloud(FrozenClock(NOW))
    for operation in sorted(OPERATIONS, key=lambda name: (not name.startswith("PutM"), name)):
        if not operation.startswith(("Delete", "GetDashboard")):
            parameters = SOUND.get(operation, {})
            cloud.answer(Call(service="cloudwatch", operation=operation, parameters=parameters))
