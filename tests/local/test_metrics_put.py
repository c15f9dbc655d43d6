from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.domain.metrics import MetricKey
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, Fault
from awsobs.local.services import metric_store

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
ERRORS = MetricKey("Shop", "Errors", (("Service", "checkout"),))


def cloud_at(now: datetime = NOW) -> Cloud:
    return Cloud(FrozenClock(now))


def ask(cloud: Cloud, operation: str, **parameters: Any) -> Any:
    return cloud.answer(Call(service="cloudwatch", operation=operation, parameters=parameters))


def put(cloud: Cloud, *data: dict[str, Any], namespace: str = "Shop") -> None:
    ask(cloud, "PutMetricData", Namespace=namespace, MetricData=list(data))


def datum(value: float, at: datetime, **more: Any) -> dict[str, Any]:
    return {"MetricName": "Latency", "Value": value, "Timestamp": at, **more}


def test_the_order_of_dimensions_does_not_matter() -> None:
    cloud = cloud_at()
    cloud.metrics.put("Shop", "E", (("b", "1"), ("a", "2")), NOW, 1)
    cloud.metrics.put("Shop", "E", (("a", "2"), ("b", "1")), NOW, 1)
    assert cloud.metrics.listed(0) == [MetricKey("Shop", "E", (("a", "2"), ("b", "1")))]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ({"Value": float("nan")}, "InvalidParameterValue"),
        ({"Value": float("inf")}, "InvalidParameterValue"),
        ({"Value": 2.0**361}, "InvalidParameterValue"),
        ({"Value": 10**400}, "InvalidParameterValue"),
        ({"Value": "1"}, "ValidationError"),
        ({}, "MissingParameter"),
        ({"Value": 1, "Values": [1]}, "InvalidParameterCombination"),
        ({"Values": [1, 2], "Counts": [1]}, "InvalidParameterValue"),
        ({"Values": [1], "Counts": [0]}, "InvalidParameterValue"),
        ({"Value": 1, "Unit": "Furlongs"}, "InvalidParameterValue"),
        ({"Value": 1, "MetricName": ""}, "MissingParameter"),
        ({"Value": 1, "Timestamp": NOW - timedelta(days=15)}, "InvalidParameterValue"),
        ({"Value": 1, "Timestamp": NOW + timedelta(hours=3)}, "InvalidParameterValue"),
        ({"Value": 1, "Dimensions": [{"Name": "a", "Value": "b"}] * 31}, "ValidationError"),
        ({"Value": 1, "Dimensions": [{"Name": "a"}]}, "MissingParameter"),
        ({"Value": 1, "Dimensions": [{"Name": "a", "Value": "b"}] * 2}, "InvalidParameterValue"),
        (
            {"StatisticValues": {"SampleCount": 1, "Sum": 1, "Minimum": 2, "Maximum": 1}},
            "InvalidParameterValue",
        ),
    ],
)
def test_one_wrong_datapoint_refuses_them_all(bad: dict[str, Any], code: str) -> None:
    cloud = cloud_at()
    with pytest.raises(Fault) as refused:
        put(cloud, datum(1, NOW), {"MetricName": "Latency", **bad})
    assert refused.value.code == code
    assert cloud.metrics.listed(0) == []


def test_a_thousand_datapoints_at_most() -> None:
    cloud = cloud_at()
    put(cloud, *(datum(1, NOW) for _ in range(1000)))
    with pytest.raises(Fault):
        put(cloud, *(datum(1, NOW) for _ in range(1001)))


def test_metrics_are_listed_by_any_filter() -> None:
    cloud = cloud_at()
    for name, dimensions in (("A", ()), ("A", (("F", "x"),)), ("B", (("F", "x"), ("G", "y")))):
        cloud.metrics.put("Shop", name, dimensions, NOW, 1)
    cloud.metrics.put("Other", "A", (), NOW - timedelta(hours=4), 1)
    cloud.metrics.put("Other", "Gone", (), NOW - timedelta(days=15), 1)

    def listed(**asked: Any) -> list[tuple[str, str, int]]:
        rows = ask(cloud, "ListMetrics", **asked)["Metrics"]
        return [(row["Namespace"], row["MetricName"], len(row["Dimensions"])) for row in rows]

    everything = [("Other", "A", 0), ("Shop", "A", 0), ("Shop", "A", 1), ("Shop", "B", 2)]
    assert listed() == everything
    assert listed(RecentlyActive="PT3H") == everything[1:]
    assert listed(Namespace="Other") == everything[:1]
    assert listed(MetricName="A") == everything[:3]
    assert listed(Dimensions=[{"Name": "F"}]) == everything[2:]
    assert listed(Dimensions=[{"Name": "F", "Value": "x"}, {"Name": "G"}]) == everything[3:]
    assert listed(Dimensions=[{"Name": "F", "Value": "z"}]) == []


def test_the_list_pages_by_five_hundred() -> None:
    cloud = cloud_at()
    names = [f"m{place:04}" for place in range(1200)]
    for name in names:
        cloud.metrics.put("Shop", name, (("a", "b"),), NOW, 1)
    pages: list[list[str]] = []
    token: dict[str, Any] = {}
    while not pages or token:
        reply = ask(cloud, "ListMetrics", **token)
        pages.append([row["MetricName"] for row in reply["Metrics"]])
        token = {"NextToken": reply["NextToken"]} if "NextToken" in reply else {}
    assert [len(page) for page in pages] == [500, 500, 200]
    assert [name for page in pages for name in page] == names


def test_a_token_of_another_question_is_refused() -> None:
    cloud = cloud_at()
    for place in range(501):
        cloud.metrics.put("Shop", f"m{place}", (), NOW, 1)
    token = ask(cloud, "ListMetrics")["NextToken"]
    with pytest.raises(Fault) as refused:
        ask(cloud, "ListMetrics", Namespace="Shop", NextToken=token)
    assert refused.value.code == "InvalidNextToken"


def test_the_series_idle_longest_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metric_store, "MOST_SERIES", 40)
    cloud = cloud_at()
    for place in range(60):
        cloud.metrics.put("Shop", f"m{place:02}", (), NOW + timedelta(seconds=place), 1)
    kept = [key.name for key in cloud.metrics.listed(0)]
    assert kept == [f"m{place:02}" for place in range(20, 60)]
    assert cloud.metrics.dropped == 40


def test_cells_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metric_store, "MOST_CELLS", 1000)
    cloud = cloud_at()
    for minute in range(1440):
        cloud.metrics.put("Shop", "m", (), NOW + timedelta(minutes=minute), 1, resolution=60)
    cloud.metrics.roll_up(NOW)
    assert cloud.metrics.dropped == 720
    start = NOW + timedelta(minutes=720)
    kept = cloud.metrics.buckets(MetricKey("Shop", "m"), "Sum", 60, NOW, NOW + timedelta(days=1))
    assert (len(kept), kept[0][0]) == (720, start.timestamp())
