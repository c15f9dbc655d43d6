from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.domain.clock import FrozenClock
from awsobs.domain.metrics import MetricKey, Series, SeriesQuery
from awsobs.domain.window import Window, live_window
from awsobs.sources.metric_periods import asked_period, last_complete
from awsobs.sources.metrics import MetricSource
from awsobs.sources.session import Aws

Put = Callable[..., Any]
ERRORS = MetricKey("AWS/Lambda", "Errors", (("FunctionName", "checkout"),))
NOW = datetime(2026, 11, 25, 12, 0, 30, tzinfo=UTC)


def put_points(put: Put, *points: tuple[datetime, float]) -> None:
    data = [
        {
            "MetricName": "Errors",
            "Dimensions": [{"Name": "FunctionName", "Value": "checkout"}],
            "Timestamp": at,
            "Value": value,
        }
        for at, value in points
    ]
    put("cloudwatch:PutMetricData", Namespace="AWS/Lambda", MetricData=data)


async def series_of(source: MetricSource, window: Window) -> list[Series]:
    return [one async for batch in source.poll(window) for one in batch.records]


async def test_listed_metrics_are_asked_for_in_one_call_oldest_point_first(
    aws: Aws, clock: FrozenClock, put: Put
) -> None:
    now = clock.now()
    put_points(put, (now - timedelta(minutes=3), 3), (now - timedelta(minutes=9), 9))
    (series,) = await series_of(MetricSource(aws, tuple), live_window(now))
    assert series.query.metric == ERRORS
    assert [value for _, value in series.points] == [9, 3]
    assert aws.pace.usage().per_operation == (
        ("cloudwatch:GetMetricData", 1, 0, 0),
        ("cloudwatch:ListMetrics", 1, 0, 0),
    )


async def test_what_an_alarm_watches_is_shown_though_nothing_lists_it(
    aws: Aws, clock: FrozenClock
) -> None:
    alarm = Alarm(name="a", state=AlarmState.ALARM, metric=ERRORS, statistic="Sum", threshold=5.0)
    (series,) = await series_of(MetricSource(aws, lambda: (alarm,)), live_window(clock.now()))
    assert (series.query.threshold, series.points, series.status) == (5.0, (), "Complete")


async def test_an_account_without_metrics_makes_no_data_call(aws: Aws, clock: FrozenClock) -> None:
    assert await series_of(MetricSource(aws, tuple), live_window(clock.now())) == []
    assert [name for name, *_ in aws.pace.usage().per_operation] == ["cloudwatch:ListMetrics"]


def test_a_sum_that_still_grows_is_left_out_and_an_average_is_not() -> None:
    points = [(NOW.replace(second=0) - timedelta(minutes=1), 5.0), (NOW.replace(second=0), 2.0)]
    total = SeriesQuery(id="m0", label="", metric=ERRORS, statistic="Sum")
    average = SeriesQuery(id="m0", label="", metric=ERRORS, statistic="Average")
    assert len(last_complete(total, points, NOW)) == 1
    assert len(last_complete(average, points, NOW)) == 2


@pytest.mark.parametrize(
    ("width", "age", "period"),
    [
        (timedelta(minutes=30), timedelta(), 60),
        (timedelta(hours=24), timedelta(), 300),
        (timedelta(minutes=30), timedelta(days=20), 300),
        (timedelta(minutes=30), timedelta(days=100), 3600),
    ],
)
def test_the_period_suits_the_width_and_what_cloudwatch_still_keeps(
    width: timedelta, age: timedelta, period: int
) -> None:
    end = NOW - age
    query = SeriesQuery(id="m0", label="", metric=ERRORS)
    asked = asked_period(query, Window(start=end - width, end=end, live=False), NOW)
    assert asked.period == timedelta(seconds=period)


def test_an_alarms_own_short_period_is_kept_while_it_can_be_had() -> None:
    query = SeriesQuery(id="m0", label="", metric=ERRORS, period=timedelta(seconds=10))
    assert asked_period(query, live_window(NOW), NOW).period == timedelta(seconds=10)
    old = Window(start=NOW - timedelta(hours=5), end=NOW - timedelta(hours=4), live=False)
    assert asked_period(query, old, NOW).period == timedelta(seconds=60)
