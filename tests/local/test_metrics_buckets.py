from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, strategies as st

from awsobs.domain.clock import FrozenClock
from awsobs.domain.metrics import MetricKey
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
ERRORS = MetricKey("Shop", "Errors", (("Service", "checkout"),))


def cloud_at(now: datetime = NOW) -> Cloud:
    return Cloud(FrozenClock(now))


def ask(cloud: Cloud, operation: str, **parameters: Any) -> Any:
    return cloud.answer(Call(service="cloudwatch", operation=operation, parameters=parameters))


def query(stat: str = "Sum", period: int = 60, **more: Any) -> dict[str, Any]:
    metric = {"Namespace": "Shop", "MetricName": "Latency"}
    return {"Id": "m0", "MetricStat": {"Metric": metric, "Period": period, "Stat": stat}, **more}


def read(cloud: Cloud, *queries: dict[str, Any], **more: Any) -> Any:
    asked = {"StartTime": NOW - timedelta(minutes=30), "EndTime": NOW, **more}
    return ask(cloud, "GetMetricData", MetricDataQueries=list(queries), **asked)


def test_what_is_past_its_time_is_forgotten() -> None:
    cloud = cloud_at()
    cloud.metrics.put("Shop", "Latency", (), NOW, 1.0)
    cloud.metrics.roll_up(NOW + timedelta(hours=4))
    assert (
        cloud.metrics.buckets(MetricKey("Shop", "Latency"), "Sum", 10, NOW, NOW.timestamp() + 60)
        == []
    )
    cloud.metrics.roll_up(NOW + timedelta(days=456))
    cloud.metrics.roll_up(NOW + timedelta(days=456))
    hour = NOW.timestamp() + 3600
    assert cloud.metrics.buckets(MetricKey("Shop", "Latency"), "Sum", 3600, NOW, hour) == []


def test_buckets_count_from_their_start() -> None:
    cloud = cloud_at()
    start = NOW.timestamp()
    for second in range(0, 60, 10):
        cloud.metrics.put("Shop", "Errors", ERRORS.dimensions, start + second, 1)
    read_from = cloud.metrics.buckets(ERRORS, "Sum", 30, start + 10, start + 60)
    assert read_from == [(start + 10, 3), (start + 40, 2)]


def test_reading_changes_nothing() -> None:
    cloud = cloud_at()
    start = NOW.timestamp()
    for second in range(0, 600, 10):
        cloud.metrics.put("Shop", "Errors", ERRORS.dimensions, start + second, second)
    first = [
        cloud.metrics.buckets(ERRORS, stat, 300, start, start + 600) for stat in ("Sum", "p50")
    ]
    again = [
        cloud.metrics.buckets(ERRORS, stat, 300, start, start + 600) for stat in ("Sum", "p50")
    ]
    assert first == again


moments = st.integers(min_value=0, max_value=1799)
whole = st.integers(min_value=0, max_value=10_000).map(float)


@given(st.lists(st.tuples(moments, whole), max_size=60), st.sampled_from([1, 5, 10, 30, 60, 300]))
def test_the_sum_over_all_buckets_is_the_sum_of_all_values(
    values: list[tuple[int, float]], period: int
) -> None:
    cloud = cloud_at()
    begin = (NOW - timedelta(minutes=30)).timestamp()
    for second, value in values:
        cloud.metrics.put("Shop", "Latency", (), begin + second, value, resolution=1)
    result = read(cloud, query("Sum", period))["MetricDataResults"][0]
    assert sum(result["Values"]) == sum(value for _, value in values)
    counted = read(cloud, query("SampleCount", period))["MetricDataResults"][0]
    assert sum(counted["Values"]) == len(values)
    assert all(at.timestamp() % period == 0 for at in result["Timestamps"])


@given(
    st.lists(st.tuples(moments, st.sampled_from("abc")), max_size=40),
    st.integers(min_value=1, max_value=20),
    st.sampled_from(["TimestampAscending", "TimestampDescending"]),
)
def test_the_pages_put_together_are_the_whole(
    points: list[tuple[int, str]], size: int, order: str
) -> None:
    cloud = cloud_at()
    begin = (NOW - timedelta(minutes=30)).timestamp()
    for second, name in points:
        cloud.metrics.put("Shop", name, (), begin + second, 1)
    queries = [
        {**query("Sum"), "Id": name, "MetricStat": {
            "Metric": {"Namespace": "Shop", "MetricName": name}, "Period": 60, "Stat": "Sum"}}
        for name in "abc"
    ]  # fmt: skip
    whole_reply = read(cloud, *queries, ScanBy=order)
    expected = {row["Id"]: list(zip(row["Timestamps"], row["Values"], strict=True))
                for row in whole_reply["MetricDataResults"]}  # fmt: skip
    joined: dict[str, list[Any]] = {}
    token: dict[str, Any] = {}
    for _ in range(200):
        page = read(cloud, *queries, ScanBy=order, MaxDatapoints=size, **token)
        for row in page["MetricDataResults"]:
            held = joined.setdefault(row["Id"], [])
            held.extend(zip(row["Timestamps"], row["Values"], strict=True))
        assert sum(len(row["Values"]) for row in page["MetricDataResults"]) <= size
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert joined == expected


def test_whole_numbers_come_back_as_the_doubles_they_are() -> None:
    cloud = cloud_at()
    cloud.metrics.put("Shop", "Errors", ERRORS.dimensions, NOW, 3)
    for stat in ("Sum", "SampleCount", "Maximum", "p50"):
        [(_, value)] = cloud.metrics.buckets(ERRORS, stat, 10, NOW, NOW + timedelta(seconds=10))
        assert isinstance(value, float), stat
