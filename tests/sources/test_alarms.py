import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given, strategies as st

from awsobs.domain.alarms import Alarm, AlarmChange, AlarmKind, AlarmState
from awsobs.domain.clock import FrozenClock
from awsobs.domain.window import live_window
from awsobs.sources.alarm_rows import alarm_of, change_of
from awsobs.sources.alarms import AlarmSource
from awsobs.sources.session import Aws

Serve = Callable[..., Awaitable[str]]
OpenAws = Callable[..., Aws]
Put = Callable[..., Any]


def put_alarm(put: Put, name: str) -> None:
    put(
        "cloudwatch:PutMetricAlarm",
        AlarmName=name,
        Namespace="Shop",
        MetricName="5xx",
        Dimensions=[{"Name": "service", "Value": "checkout"}],
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=5.0,
        ComparisonOperator="GreaterThanThreshold",
    )


async def taken(source: AlarmSource, clock: FrozenClock) -> list[Sequence[Alarm | AlarmChange]]:
    return [batch.records async for batch in source.poll(live_window(clock.now()))]


async def test_all_pages_of_alarms_make_one_batch(aws: Aws, clock: FrozenClock, put: Put) -> None:
    for number in range(230):
        put_alarm(put, f"alarm-{number:03d}")
    said: list[str] = []
    batches = await taken(AlarmSource(aws, said.append), clock)
    assert len(batches) == 1
    assert len(batches[0]) == 230
    assert said == ["100", "200", "230"]


async def test_the_history_of_what_fires_is_read_once_a_change(
    aws: Aws, clock: FrozenClock, put: Put
) -> None:
    put_alarm(put, "checkout-5xx")
    put(
        "cloudwatch:SetAlarmState",
        AlarmName="checkout-5xx",
        StateValue="ALARM",
        StateReason="41 > 5",
        StateReasonData=json.dumps({"recentDatapoints": [3.0, 41.0]}),
    )
    source = AlarmSource(aws)
    alarms, history = await taken(source, clock)
    (alarm,) = alarms
    assert isinstance(alarm, Alarm)
    assert (alarm.state, alarm.value) == (AlarmState.ALARM, 41.0)
    changes = [change for change in history if isinstance(change, AlarmChange)]
    assert AlarmState.ALARM in {change.new for change in changes}
    assert len(await taken(source, clock)) == 1


async def test_without_the_right_to_read_history_the_alarms_still_stand(
    serve: Serve, open_aws: OpenAws, clock: FrozenClock
) -> None:
    described = (
        "<DescribeAlarmsResponse><DescribeAlarmsResult><MetricAlarms><member>"
        "<AlarmName>a</AlarmName><StateValue>ALARM</StateValue></member></MetricAlarms>"
        "</DescribeAlarmsResult></DescribeAlarmsResponse>"
    )
    denied = "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"

    def answer(operation: str, number: int, body: dict[str, Any]) -> web.Response:
        if operation == "DescribeAlarms":
            return web.Response(text=described)
        return web.Response(text=denied, status=403)

    source = AlarmSource(open_aws(await serve(answer)))
    batches = await taken(source, clock)
    assert len(batches) == 1
    assert source.shortfall == "denied: cloudwatch:DescribeAlarmHistory on a"


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"MetricName": "m", "Namespace": "n"}, AlarmKind.METRIC),
        ({"Metrics": [{"Id": "e1", "Expression": "m1/m2"}]}, AlarmKind.MATH),
        ({"ThresholdMetricId": "ad1", "Metrics": [{"Id": "m1"}]}, AlarmKind.ANOMALY),
        ({"EvaluationCriteria": {"PromQLCriteria": {"Query": "up"}}}, AlarmKind.QUERY),
    ],
)
def test_alarms_without_a_metric_or_a_threshold_are_read_too(
    row: dict[str, Any], kind: AlarmKind
) -> None:
    alarm = alarm_of({"AlarmName": "a", "StateValue": "OK"} | row)
    assert alarm.kind is kind
    assert alarm.threshold is None


def test_since_is_the_moment_of_the_change_not_of_the_last_update() -> None:
    changed, updated = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    row = {"AlarmName": "a", "StateTransitionedTimestamp": changed}
    assert alarm_of(row | {"StateUpdatedTimestamp": updated}).since == changed


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
FIELDS = (
    *("AlarmArn", "StateValue", "StateReasonData", "Metrics", "Dimensions", "MetricName"),
    *("Period", "Threshold", "AlarmActions", "StateTransitionedTimestamp", "HistoryData"),
    *("Timestamp", "ActionsEnabled", "EvaluationCriteria"),
)


@given(st.dictionaries(st.sampled_from(FIELDS), anything))
def test_no_row_is_so_odd_that_it_breaks_the_reader(row: dict[str, Any]) -> None:
    assert alarm_of(row | {"AlarmName": "a"}).name == "a"
    at = datetime(2026, 1, 1, tzinfo=UTC)
    assert change_of(row | {"AlarmName": "a", "Timestamp": at}).at == at


def test_a_row_without_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match="AlarmName"):
        alarm_of({"StateValue": "OK"})


async def test_what_fires_comes_before_a_long_list_which_is_then_not_read_each_time(
    aws: Aws, clock: FrozenClock, put: Put
) -> None:
    for number in range(620):
        put_alarm(put, f"alarm-{number:03d}")
    put("cloudwatch:SetAlarmState", AlarmName="alarm-619", StateValue="ALARM", StateReason="x")
    source = AlarmSource(aws, most_histories=0)

    def calls() -> int:
        return aws.pace.usage().calls

    async def states() -> list[dict[str, AlarmState]]:
        batches = await taken(source, clock)
        return [{a.name: a.state for a in b if isinstance(a, Alarm)} for b in batches]

    early, whole = await states()
    assert early["alarm-619"] is AlarmState.ALARM
    assert (len(early), len(whole)) == (301, 620)
    before = calls()
    put("cloudwatch:SetAlarmState", AlarmName="alarm-000", StateValue="ALARM", StateReason="x")
    put("cloudwatch:SetAlarmState", AlarmName="alarm-619", StateValue="OK", StateReason="x")
    (now,) = await states()
    assert (now["alarm-000"], now["alarm-619"]) == (AlarmState.ALARM, AlarmState.OK)
    assert (len(now), calls() - before) == (620, 2)
    put("cloudwatch:DeleteAlarms", AlarmNames=["alarm-000"])
    (now,) = await states()
    assert "alarm-000" not in now
    clock.advance(timedelta(minutes=1))
    before = calls()
    assert [len(one) for one in await states()] == [619]
    assert calls() - before == 7
