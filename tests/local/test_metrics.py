from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.domain.metrics import MetricKey
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, Fault

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


def query(stat: str = "Sum", period: int = 60, **more: Any) -> dict[str, Any]:
    metric = {"Namespace": "Shop", "MetricName": "Latency"}
    return {"Id": "m0", "MetricStat": {"Metric": metric, "Period": period, "Stat": stat}, **more}


def read(cloud: Cloud, *queries: dict[str, Any], **more: Any) -> Any:
    asked = {"StartTime": NOW - timedelta(minutes=30), "EndTime": NOW, **more}
    return ask(cloud, "GetMetricData", MetricDataQueries=list(queries), **asked)


def test_each_statistic_is_read_from_the_same_minute() -> None:
    cloud = cloud_at()
    at = NOW - timedelta(minutes=5)
    put(cloud, *(datum(value, at + timedelta(seconds=value)) for value in (1, 2, 3, 4, 10)))
    for stat, expected in (
        ("SampleCount", 5), ("Sum", 20), ("Average", 4), ("Minimum", 1), ("Maximum", 10),
        ("p50", 3), ("p80", 4), ("p99", 10), ("p99.9", 10), ("p0", 1), ("p100", 10),
    ):  # fmt: skip
        result = read(cloud, query(stat))["MetricDataResults"][0]
        assert (result["Timestamps"], result["Values"]) == ([at], [expected]), stat


def test_values_with_counts_weigh_as_often_as_they_came() -> None:
    cloud = cloud_at()
    values = {"Values": [1.0, 5.0], "Counts": [9.0, 1.0]}
    put(cloud, {"MetricName": "Latency", **values, "Timestamp": NOW - timedelta(minutes=2)})
    for stat, expected in (("SampleCount", 10), ("Sum", 14), ("p90", 1), ("p91", 5)):
        assert read(cloud, query(stat))["MetricDataResults"][0]["Values"] == [expected]


def test_a_statistic_set_adds_up_but_has_no_percentile() -> None:
    cloud = cloud_at()
    at = NOW - timedelta(minutes=2)
    summary = {"SampleCount": 4.0, "Sum": 40.0, "Minimum": 1.0, "Maximum": 30.0}
    put(cloud, {"MetricName": "Latency", "StatisticValues": summary, "Timestamp": at})
    put(cloud, datum(60, at))
    for stat, expected in (("Average", [20]), ("Maximum", [60]), ("Minimum", [1]), ("p50", [])):
        assert read(cloud, query(stat))["MetricDataResults"][0]["Values"] == expected


def test_a_statistic_set_of_one_value_has_percentiles() -> None:
    cloud = cloud_at()
    summary = {"SampleCount": 4.0, "Sum": 40.0, "Minimum": 10.0, "Maximum": 10.0}
    put(cloud, {"MetricName": "Latency", "StatisticValues": summary, "Timestamp": NOW})
    result = read(cloud, query("p50"), EndTime=NOW + timedelta(minutes=1))
    assert result["MetricDataResults"][0]["Values"] == [10]


def test_negative_values_have_no_percentile() -> None:
    cloud = cloud_at()
    put(cloud, datum(-1, NOW - timedelta(minutes=1)), datum(4, NOW - timedelta(minutes=1)))
    assert read(cloud, query("p50"))["MetricDataResults"][0]["Values"] == []
    assert read(cloud, query("Minimum"))["MetricDataResults"][0]["Values"] == [-1]


def test_newest_first_unless_asked_otherwise() -> None:
    cloud = cloud_at()
    moments = [NOW - timedelta(minutes=minutes) for minutes in (3, 2, 1)]
    put(cloud, *(datum(place, at) for place, at in enumerate(moments)))
    result = read(cloud, query())["MetricDataResults"][0]
    assert result["Timestamps"] == moments[::-1]
    assert result["StatusCode"] == "Complete"
    ascending = read(cloud, query(), ScanBy="TimestampAscending")["MetricDataResults"][0]
    assert (ascending["Timestamps"], ascending["Values"]) == (moments, [0, 1, 2])


def test_the_start_is_inclusive_and_the_end_exclusive() -> None:
    cloud = cloud_at()
    put(cloud, *(datum(1, NOW - timedelta(minutes=minutes)) for minutes in (5, 4, 3)))
    reply = read(
        cloud, query(), StartTime=NOW - timedelta(minutes=5), EndTime=NOW - timedelta(minutes=3)
    )
    assert reply["MetricDataResults"][0]["Timestamps"] == [
        NOW - timedelta(minutes=4), NOW - timedelta(minutes=5),
    ]  # fmt: skip


def test_periods_are_aligned_to_the_epoch_and_gaps_stay_gaps() -> None:
    cloud = cloud_at()
    put(cloud, datum(1, NOW - timedelta(minutes=14)), datum(2, NOW - timedelta(minutes=2)))
    reply = read(cloud, query(period=300), StartTime=NOW - timedelta(minutes=18))
    assert reply["MetricDataResults"][0]["Timestamps"] == [
        NOW - timedelta(minutes=5), NOW - timedelta(minutes=15),
    ]  # fmt: skip


def test_high_resolution_data_has_short_periods_and_standard_data_has_not() -> None:
    cloud = cloud_at()
    at = NOW - timedelta(minutes=1)
    put(cloud, *(datum(1, at + timedelta(seconds=s), StorageResolution=1) for s in (1, 11, 12)))
    assert read(cloud, query(period=10))["MetricDataResults"][0]["Values"] == [2, 1]
    assert read(cloud, query(period=1))["MetricDataResults"][0]["Values"] == [1, 1, 1]
    assert read(cloud, query(period=60))["MetricDataResults"][0]["Values"] == [3]
    standard = cloud_at()
    put(standard, datum(1, at))
    assert read(standard, query(period=10))["MetricDataResults"][0]["Values"] == []


def test_a_period_too_short_for_the_age_of_the_start_has_no_data() -> None:
    cloud = cloud_at()
    for at in (NOW - timedelta(hours=4), NOW - timedelta(days=16), NOW - timedelta(days=70)):
        cloud.metrics.put("Shop", "Latency", (), at, 1.0)
    cloud.metrics.roll_up(NOW)
    for age, period, expected in (
        (timedelta(hours=5), 10, 0), (timedelta(hours=5), 60, 1), (timedelta(days=20), 60, 0),
        (timedelta(days=20), 300, 2), (timedelta(days=80), 300, 0), (timedelta(days=80), 3600, 3),
    ):  # fmt: skip
        result = read(cloud, query(period=period), StartTime=NOW - age)["MetricDataResults"][0]
        assert len(result["Values"]) == expected, (age, period)


def test_a_unit_that_does_not_match_finds_nothing() -> None:
    cloud = cloud_at()
    put(cloud, datum(1, NOW - timedelta(minutes=1), Unit="Seconds"))
    asked = query()
    asked["MetricStat"]["Unit"] = "Count"
    assert read(cloud, asked)["MetricDataResults"][0]["Values"] == []
    asked["MetricStat"]["Unit"] = "Seconds"
    assert read(cloud, asked)["MetricDataResults"][0]["Values"] == [1]


def test_labels_are_kept_and_unreturned_queries_left_out() -> None:
    cloud = cloud_at()
    put(cloud, datum(1, NOW - timedelta(minutes=1)))
    second = {**query(), "Id": "m1", "ReturnData": False}
    reply = read(cloud, query(Label="how long"), second)
    assert [(row["Id"], row["Label"]) for row in reply["MetricDataResults"]] == [("m0", "how long")]
    assert read(cloud, query())["MetricDataResults"][0]["Label"] == "Latency"


def test_an_expression_is_computed_from_the_other_queries() -> None:
    cloud = cloud_at()
    at = NOW - timedelta(minutes=1)
    put(cloud, datum(3, at), datum(9, at))
    queries = (
        {**query("Sum"), "ReturnData": False},
        {**query("SampleCount"), "Id": "n", "ReturnData": False},
        {"Id": "e2", "Expression": "e1 * 100", "Label": "percent"},
        {"Id": "e1", "Expression": "IF(n > 0, m0 / n, 0)"},
    )
    rows = read(cloud, *queries)["MetricDataResults"]
    assert [(row["Id"], row["Label"], row["Values"]) for row in rows] == [
        ("e2", "percent", [600]), ("e1", "e1", [6]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("m0 +", "a value was expected"),
        ("nope / 2", "no id 'nope'"),
        ("e1", "depends on itself"),
        ("SEARCH('{Shop}', 'Sum')", "SEARCH is not computed"),
        ("SUM(m0)", "a number where a time series is needed"),
        ("m0 $ 2", "'$' is not understood"),
        ("(" * 2000, "nested too deeply"),
    ],
)
def test_a_bad_expression_is_told_with_its_id(expression: str, words: str) -> None:
    with pytest.raises(Fault) as refused:
        read(cloud_at(), query(), {"Id": "e1", "Expression": expression})
    assert refused.value.code == "ValidationError"
    assert words in refused.value.message
    assert "'e1'" in refused.value.message


@pytest.mark.parametrize(
    ("queries", "more"),
    [
        ([], {}),
        ([{"Id": "M"}], {}),
        ([query(), query()], {}),
        ([query(period=45)], {}),
        ([query(stat="p101")], {}),
        ([query(stat="Mean")], {}),
        ([{"Id": "m0"}], {}),
        ([{**query(), "Expression": "1"}], {}),
        ([query()], {"StartTime": NOW}),
        ([query()], {"ScanBy": "Value"}),
        ([query()], {"MaxDatapoints": 0}),
        ([query()], {"NextToken": "what"}),
        ([query(ReturnData=False)], {}),
        ([{**query(), "Id": f"m{n}"} for n in range(501)], {}),
    ],
)
def test_a_wrong_question_is_refused(queries: list[dict[str, Any]], more: dict[str, Any]) -> None:
    with pytest.raises(Fault):
        read(cloud_at(), *queries, **more)


def test_statistics_of_one_metric_count_their_periods_from_the_start() -> None:
    cloud = cloud_at()
    start = NOW - timedelta(hours=2, minutes=42)
    put(cloud, *(datum(v, start + timedelta(minutes=20 * v), Unit="Seconds") for v in range(6)))
    reply = ask(
        cloud, "GetMetricStatistics", Namespace="Shop", MetricName="Latency", StartTime=start,
        EndTime=NOW, Period=3600, Statistics=["Sum", "Maximum"], ExtendedStatistics=["p50"],
    )  # fmt: skip
    assert reply == {
        "Label": "Latency",
        "Datapoints": [
            {"Timestamp": start, "Unit": "Seconds", "Sum": 3, "Maximum": 2,
             "ExtendedStatistics": {"p50": 1}},
            {"Timestamp": start + timedelta(hours=1), "Unit": "Seconds", "Sum": 12, "Maximum": 5,
             "ExtendedStatistics": {"p50": 4}},
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    "more", [{"Period": 1}, {"Statistics": []}, {"Statistics": ["p50"]}, {"Period": 7}]
)
def test_a_wrong_question_for_statistics_is_refused(more: dict[str, Any]) -> None:
    asked = {"StartTime": NOW - timedelta(hours=1), "EndTime": NOW, "Period": 60} | {
        "Statistics": ["Sum"], "Namespace": "Shop", "MetricName": "Latency", **more,
    }  # fmt: skip
    with pytest.raises(Fault):
        ask(cloud_at(), "GetMetricStatistics", **asked)
