from datetime import timedelta

import pytest

from awsobs.analysis.metric_extras import STATISTICS, asked_as, native_period, next_statistic
from awsobs.domain.metrics import MetricKey


@pytest.mark.parametrize(
    ("namespace", "name", "statistic", "unit"),
    [
        ("AWS/Lambda", "Duration", "p99", "ms"),
        ("AWS/Lambda", "DeadLetterErrors", "Sum", "/min"),
        ("AWS/SQS", "ApproximateAgeOfOldestMessage", "Maximum", "s"),
        ("AWS/ApplicationELB", "HealthyHostCount", "Minimum", ""),
        ("AWS/EC2", "NetworkIn", "Sum", "B"),
        ("AWS/Billing", "EstimatedCharges", "Maximum", "$"),
        ("Shop", "CheckoutLatency", "p99", ""),
        ("Shop", "OrdersFailed", "Sum", "/min"),
        ("Shop", "QueueAge", "Maximum", ""),
        ("Shop", "MessagesPerSecond", "Average", "/s"),
        ("Shop", "CacheUtilization", "Average", "%"),
        ("Shop", "Temperature", "Average", ""),
        ("Shop", "Usage", "Average", ""),
    ],
)
def test_each_metric_is_asked_for_by_the_statistic_that_suits_it(
    namespace: str, name: str, statistic: str, unit: str
) -> None:
    assert asked_as(MetricKey(namespace, name)) == (statistic, unit)


def test_what_aws_writes_seldom_is_asked_for_over_as_long() -> None:
    assert native_period(MetricKey("AWS/Billing", "EstimatedCharges")) == timedelta(hours=6)
    assert native_period(MetricKey("AWS/S3", "BucketSizeBytes")) == timedelta(days=1)
    assert native_period(MetricKey("AWS/S3", "AllRequests")) == timedelta(minutes=1)


def test_statistics_go_round_from_the_metrics_own_one() -> None:
    metric = MetricKey("AWS/Lambda", "Duration")
    seen = ["p99"]
    for _ in STATISTICS:
        seen.append(next_statistic(metric, seen[-1]))
    assert seen[-1] == "p99"
    assert set(seen) == set(STATISTICS)
    assert next_statistic(metric, "tm99") == "p99"
