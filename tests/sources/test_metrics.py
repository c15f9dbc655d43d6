from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.domain.clock import FrozenClock
from awsobs.domain.metrics import MetricKey, Series, SeriesQuery
from awsobs.domain.window import Window, live_window
from awsobs.sources.metric_listing import Listing
from awsobs.sources.metric_periods import asked_period, last_complete
from awsobs.sources.metric_reads import read_series
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


async def test_a_sum_that_still_grows_is_kept_apart_from_the_whole_ones(
    aws: Aws, clock: FrozenClock, put: Put
) -> None:
    minute = clock.now().replace(second=0, microsecond=0)
    clock.advance(timedelta(seconds=20))
    put_points(put, (minute - timedelta(minutes=1), 3), (minute + timedelta(seconds=5), 2))
    (series,) = await series_of(MetricSource(aws, tuple), live_window(clock.now()))
    assert [value for _, value in series.points] == [3]
    assert series.provisional == (minute, 2)


async def test_an_expression_brings_as_many_series_as_it_finds_each_by_its_label(
    aws: Aws, clock: FrozenClock, put: Put
) -> None:
    now = clock.now()
    put_points(put, (now - timedelta(minutes=3), 3))
    search = SeriesQuery(
        id="e0",
        label="e0",
        expression="METRICS()",
    )
    doubled = SeriesQuery(id="e1", label="twice", expression="m0 * 2")
    metric = SeriesQuery(id="m0", label="errors", metric=ERRORS, statistic="Sum")
    found = await read_series(aws, [metric, search, doubled], live_window(now))
    assert [(one.query.id, [value for _, value in one.points]) for one in found] == [
        ("m0", [3]),
        ("e0", [3]),
        ("e1", [6]),
    ]
    assert found[2].query.label == "twice"


async def test_more_than_one_call_holds_are_asked_in_several(aws: Aws, clock: FrozenClock) -> None:
    queries = [
        SeriesQuery(id=f"m{number}", label="", metric=MetricKey("Shop", f"n{number}"))
        for number in range(501)
    ]
    found = await read_series(aws, queries, live_window(clock.now()))
    assert [one.query.id for one in found] == [query.id for query in queries]
    assert aws.pace.usage().per_operation == (("cloudwatch:GetMetricData", 2, 0, 0),)


async def test_a_bill_of_every_six_hours_widens_nobody_elses_time(
    aws: Aws, clock: FrozenClock, put: Put
) -> None:
    now = clock.now()
    put_points(put, (now - timedelta(hours=2), 3))
    errors = SeriesQuery(id="m0", label="errors", metric=ERRORS, statistic="Sum")
    charges = MetricKey("AWS/Billing", "EstimatedCharges", (("Currency", "USD"),))
    bill = SeriesQuery(
        id="m1", label="bill", metric=charges, statistic="Maximum", period=timedelta(hours=6)
    )
    found = await read_series(aws, [errors, bill], live_window(now))
    assert found[0].points == ()


def test_a_sum_over_more_time_is_no_rate_a_minute_and_has_no_threshold() -> None:
    query = SeriesQuery(
        id="m0", label="", metric=ERRORS, statistic="Sum", unit="/min", threshold=5.0
    )
    day = Window(start=NOW - timedelta(hours=24), end=NOW)
    asked = asked_period(query, day, NOW)
    assert (asked.period, asked.unit, asked.threshold) == (timedelta(minutes=5), "/300s", None)
    assert asked_period(query, live_window(NOW), NOW) == query


async def test_points_unlike_two_weeks_are_marked_by_one_call_in_five_minutes(
    aws: Aws, clock: FrozenClock, put: Put
) -> None:
    now = clock.now()
    for place in range(6):
        far = timedelta(minutes=5)
        first = now - far * (150 * (6 - place))
        put_points(put, *((first + far * n, 5.0 + n % 2) for n in range(149)))
    put_points(put, *((now - timedelta(minutes=m), 90.0) for m in range(4, 14)))
    source = MetricSource(aws, tuple, marked=True)
    first, marked = [batch.records[0] async for batch in source.poll(live_window(now))]
    assert not first.marks
    assert marked.marks
    assert marked.marks[-1].at > now - timedelta(minutes=20)
    calls = aws.pace.usage().per_operation
    (again,) = await series_of(source, live_window(now))
    assert again.marks == marked.marks
    clock.advance(timedelta(minutes=6))
    assert len(await series_of(source, live_window(clock.now()))) == 2
    assert calls[0] == ("cloudwatch:GetMetricData", 2, 0, 0)


async def test_metrics_beyond_the_first_pages_are_listed_while_the_first_are_shown(
    aws: Aws, clock: FrozenClock, put: Put
) -> None:
    at = clock.now() - timedelta(minutes=3)
    for first in range(0, 2600, 650):
        data = [
            {"MetricName": f"n{number:04}", "Timestamp": at, "Value": 1.0}
            for number in range(first, first + 650)
        ]
        put("cloudwatch:PutMetricData", Namespace="Shop", MetricData=data)
    put_points(put, (at, 3))
    listing = Listing(aws)
    await listing.go_on(60.0)
    assert (len(listing.metrics), listing.has_more) == (2000, True)
    await listing.go_on(60.0)
    assert (len(listing.metrics), listing.has_more) == (2601, False)
    await listing.go_on(60.0)
    source = MetricSource(aws, tuple)
    found = await series_of(source, live_window(clock.now()))
    assert source.behind
    assert await series_of(source, live_window(clock.now())) == []
    assert not source.behind
    assert [one.query.label for one in found] == ["checkout errors"]
    assert {name: count for name, count, *_ in aws.pace.usage().per_operation} == {
        "cloudwatch:ListMetrics": 12,
        "cloudwatch:GetMetricData": 1,
    }
    clock.advance(timedelta(seconds=5))
    assert await series_of(source, live_window(clock.now())) != []
