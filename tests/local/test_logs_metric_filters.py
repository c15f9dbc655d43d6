from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, Fault

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
MS = int(NOW.timestamp() * 1000)
INVALID = "InvalidParameterException"


@pytest.fixture
def cloud() -> Cloud:
    cloud = Cloud(FrozenClock(NOW))
    ask(cloud, "CreateLogGroup", logGroupName="g")
    ask(cloud, "CreateLogStream", logGroupName="g", logStreamName="s")
    return cloud


def ask(cloud: Cloud, operation: str, **parameters: object) -> Mapping[str, Any]:
    reply = cloud.answer(Call(service="logs", operation=operation, parameters=parameters))
    assert isinstance(reply, Mapping)
    return reply


def filter_of(cloud: Cloud, pattern: str, name: str = "f", **transformation: Any) -> None:
    row = {"metricName": "Errors", "metricNamespace": "Shop", "metricValue": "1", **transformation}
    ask(
        cloud,
        "PutMetricFilter",
        logGroupName="g",
        filterName=name,
        filterPattern=pattern,
        metricTransformations=[row],
    )


def refusal(cloud: Cloud, pattern: str, **transformation: Any) -> tuple[str, str]:
    with pytest.raises(Fault) as fault:
        filter_of(cloud, pattern, **transformation)
    return fault.value.code, fault.value.message


def put(cloud: Cloud, *messages: str) -> None:
    rows = [{"timestamp": MS, "message": message} for message in messages]
    ask(cloud, "PutLogEvents", logGroupName="g", logStreamName="s", logEvents=rows)


def statistic(cloud: Cloud, name: str, **dimensions: str) -> list[float]:
    start = NOW.timestamp()
    key = tuple(dimensions.items())
    (found,) = [key_ for key_ in cloud.metrics.listed(0) if key_.dimensions == key]
    return [value for _, value in cloud.metrics.buckets(found, name, 60, start, start + 60)]


def test_matching_events_become_datapoints(cloud: Cloud) -> None:
    filter_of(cloud, "ERROR", unit="Count")
    put(cloud, "ERROR one", "fine", "ERROR two")
    put(cloud, "ERROR three")
    assert statistic(cloud, "Sum") == [3.0]
    (key,) = cloud.metrics.listed(0)
    assert (key.namespace, key.name, cloud.metrics.unit(key)) == ("Shop", "Errors", "Count")


def test_events_that_do_not_match_put_the_default_value(cloud: Cloud) -> None:
    filter_of(cloud, "ERROR", defaultValue=0.0)
    put(cloud, "fine", "fine too")
    assert statistic(cloud, "Sum") == [0.0]
    assert statistic(cloud, "SampleCount") == [2.0]


def test_values_and_dimensions_come_from_the_event(cloud: Cloud) -> None:
    filter_of(
        cloud,
        "{ $.latency = * }",
        metricValue="$.latency",
        dimensions={"Service": "$.service"},
    )
    put(
        cloud,
        '{"latency": 30.5, "service": "cart"}',
        '{"latency": 10, "service": "cart"}',
        '{"latency": "12", "service": "text"}',
        '{"latency": 10}',
        '{"latency": "no number", "service": "none"}',
    )
    assert statistic(cloud, "Sum", Service="cart") == [40.5]
    assert statistic(cloud, "Sum", Service="text") == [12.0]
    assert len(cloud.metrics.listed(0)) == 2


def test_values_come_from_words_too(cloud: Cloud) -> None:
    filter_of(cloud, "[ip, ..., size>1000]", metricValue="$size")
    put(cloud, "1.1.1.1 x 1500", "1.1.1.1 x y 2000", "1.1.1.1 10")
    assert statistic(cloud, "Sum") == [3500.0]


def test_a_filter_is_replaced_described_and_deleted(cloud: Cloud) -> None:
    for name in ("b", "a", "ab"):
        filter_of(cloud, "ERROR", name)
    filter_of(cloud, "FATAL", "b")
    rows = ask(cloud, "DescribeMetricFilters", logGroupName="g")["metricFilters"]
    assert [(row["filterName"], row["filterPattern"]) for row in rows] == [
        ("a", "ERROR"),
        ("ab", "ERROR"),
        ("b", "FATAL"),
    ]
    assert rows[0]["metricTransformations"] == [
        {"metricName": "Errors", "metricNamespace": "Shop", "metricValue": "1"}
    ]
    page = ask(cloud, "DescribeMetricFilters", limit=2)
    rest = ask(cloud, "DescribeMetricFilters", limit=2, nextToken=page["nextToken"])
    assert [row["filterName"] for row in rest["metricFilters"]] == ["b"]
    by_metric = {"metricName": "Errors", "metricNamespace": "Shop"}
    assert len(ask(cloud, "DescribeMetricFilters", **by_metric)["metricFilters"]) == 3
    prefixed = ask(cloud, "DescribeMetricFilters", logGroupName="g", filterNamePrefix="a")
    assert len(prefixed["metricFilters"]) == 2
    assert ask(cloud, "DescribeLogGroups")["logGroups"][0]["metricFilterCount"] == 3
    ask(cloud, "DeleteMetricFilter", logGroupName="g", filterName="a")
    with pytest.raises(Fault, match="The specified metric filter does not exist"):
        ask(cloud, "DeleteMetricFilter", logGroupName="g", filterName="a")


@pytest.mark.parametrize(
    ("pattern", "transformation", "words"),
    [
        ("{ $.a", {}, "Invalid filter pattern: "),
        ("ERROR", {"dimensions": {"a": "$.b"}}, "does not support dimensions"),
        (
            "{ $.a = 1 }",
            {"dimensions": {"a": "$.b"}, "defaultValue": 0.0},
            "mutually exclusive",
        ),
        ("{ $.a = 1 }", {"dimensions": dict.fromkeys("abcd", "$.b")}, "at most 3 dimensions"),
        ("{ $.a = 1 }", {"dimensions": {"a": "b"}}, "Invalid metric transformation"),
        ("ERROR", {"metricValue": "many"}, "Invalid metric transformation"),
        ("[a, b]", {"metricValue": "$c"}, "has no field $c"),
        ("ERROR", {"metricNamespace": "AWS/Logs"}, "reserved"),
        ("ERROR", {"metricName": "a:b"}, "metricTransformations.1.member.metricName"),
    ],
)
def test_a_filter_that_cannot_work_is_refused(
    cloud: Cloud, pattern: str, transformation: dict[str, Any], words: str
) -> None:
    code, message = refusal(cloud, pattern, **transformation)
    assert code == INVALID
    assert words in message


def test_a_group_has_so_many_filters_and_fewer_with_regular_expressions(cloud: Cloud) -> None:
    for number in range(5):
        filter_of(cloud, "%x%", f"r{number}")
    assert refusal(cloud, "%y%") == ("LimitExceededException", "Resource limit exceeded.")
    filter_of(cloud, "%y%", "r0")
    for number in range(95):
        filter_of(cloud, "x", f"f{number}")
    assert refusal(cloud, "y")[0] == "LimitExceededException"


def test_groups_of_infrequent_access_take_no_filters(cloud: Cloud) -> None:
    ask(cloud, "DeleteLogGroup", logGroupName="g")
    ask(cloud, "CreateLogGroup", logGroupName="g", logGroupClass="INFREQUENT_ACCESS")
    assert refusal(cloud, "x")[0] == "InvalidOperationException"


def test_a_pattern_is_tried_on_samples(cloud: Cloud) -> None:
    samples = ["ERROR 1", "fine", "ERROR 3"]
    reply = ask(
        cloud, "TestMetricFilter", filterPattern="[level=ERROR, n]", logEventMessages=samples
    )
    assert reply["matches"] == [
        {
            "eventNumber": number,
            "eventMessage": f"ERROR {number + 1}",
            "extractedValues": {"$level": "ERROR", "$n": str(number + 1)},
        }
        for number in (0, 2)
    ]
    with pytest.raises(Fault, match="Invalid filter pattern"):
        ask(cloud, "TestMetricFilter", filterPattern="[", logEventMessages=samples)
    with pytest.raises(Fault, match="less than or equal to 50"):
        ask(cloud, "TestMetricFilter", filterPattern="", logEventMessages=["x"] * 51)
