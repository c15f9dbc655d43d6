"""The rest of the account: resources that are well, each with a series and an alarm on it."""

from collections.abc import Iterator
from math import ceil, sin
from typing import Final, NamedTuple

from awsobs.scenarios.draws import draw
from awsobs.scenarios.story import Datapoint, Metric

STEP: Final = 60.0
_CHARGES_STEP: Final = 300.0
_CHARGES_ADDED_UP: Final = 4 * 3600.0
_CHARGES_THEN: Final = 812.04
_CHARGES_STEP_USD: Final = 30.31

CHARGES: Final = Metric("AWS/Billing", "EstimatedCharges", (("Currency", "USD"),))
CHARGES_OVER: Final = -95 * 60.0
"""When the month's bill passed 800 dollars, in seconds from the start."""

DEAD_LETTERS: Final = Metric(
    "AWS/SQS", "ApproximateNumberOfMessagesVisible", (("QueueName", "orders-dlq"),), "Count"
)
DEAD_LETTERS_UNTIL: Final = -28 * 60.0
"""When the dead-letter queue was last heard of, in seconds from the start."""

BUSY_WEB: Final = (-67 * 60.0, -57 * 60.0)
"""An earlier alarm that nobody minded: the web servers were busy for ten minutes."""


class Gauge(NamedTuple):
    """A healthy series and its alarm: beyond `limit` it would go off (below, if `low`)."""

    alarm: str
    metric: Metric
    statistic: str
    usual: float
    limit: float
    wobble: float = 0.15
    low: bool = False


def _gauge(
    alarm: str,
    where: str,
    name: str,
    usual: float,
    limit: float,
    *,
    statistic: str = "Average",
    unit: str = "Count",
    wobble: float = 0.15,
    low: bool = False,
) -> Gauge:
    """`where` is the namespace and the dimensions: `AWS/RDS DBInstanceIdentifier=carts`."""
    namespace, *pairs = where.split()
    dimensions = tuple((key, value) for key, _, value in (pair.partition("=") for pair in pairs))
    metric = Metric(namespace, name, dimensions, unit)
    return Gauge(alarm, metric, statistic, usual, limit, wobble, low)


_CARTS: Final = "AWS/RDS DBInstanceIdentifier=carts"
_CHARGES: Final = "AWS/DynamoDB TableName=charges"
_ORDERS_Q: Final = "AWS/SQS QueueName=orders-q"
_WEB: Final = "AWS/ECS ClusterName=shop ServiceName=web"
_WEB_LB: Final = "AWS/ApplicationELB LoadBalancer=app/web/50dc6c495c0c9188"
_SESSIONS: Final = "AWS/ElastiCache CacheClusterId=sessions-001"
_SEARCH: Final = "AWS/ES ClientId=123456789012 DomainName=search"

GAUGES: Final = (
    _gauge("carts-5xx-rate", "Shop Service=carts", "5xxPerMinute", 0, 5, unit="None"),
    _gauge("carts-connections-high", _CARTS, "DatabaseConnections", 42, 180),
    _gauge("carts-cpu-high", _CARTS, "CPUUtilization", 23, 85, unit="Percent"),
    _gauge(
        "carts-memory-low", _CARTS, "FreeableMemory", 3.1e9, 5e8,
        unit="Bytes", wobble=0.04, low=True,
    ),
    _gauge(
        "carts-storage-low", _CARTS, "FreeStorageSpace", 6.4e10, 1e10,
        unit="Bytes", wobble=0.002, low=True,
    ),
    _gauge("carts-read-latency-high", _CARTS, "ReadLatency", 0.0021, 0.05, unit="Seconds"),
    _gauge("carts-write-latency-high", _CARTS, "WriteLatency", 0.0034, 0.05, unit="Seconds"),
    _gauge("charges-system-errors", _CHARGES, "SystemErrors", 0, 1, statistic="Sum"),
    _gauge("charges-throttled", _CHARGES, "ThrottledRequests", 0, 5, statistic="Sum"),
    _gauge(
        "charges-latency-high", _CHARGES, "SuccessfulRequestLatency", 9, 100, unit="Milliseconds"
    ),
    _gauge(
        "certificate-expiry", "AWS/CertificateManager CertificateArn=shop.example",
        "DaysToExpiry", 71, 30, wobble=0, low=True,
    ),
    _gauge(
        "clickstream-age-high", "AWS/Kinesis StreamName=clickstream",
        "GetRecords.IteratorAgeMilliseconds", 240, 60_000, statistic="Maximum",
        unit="Milliseconds", wobble=0.6,
    ),
    _gauge(
        "clickstream-throttled", "AWS/Kinesis StreamName=clickstream",
        "WriteProvisionedThroughputExceeded", 0, 10, statistic="Sum",
    ),
    _gauge(
        "nat-port-errors", "AWS/NATGateway NatGatewayId=nat-0b2f6c1d7e8a94350",
        "ErrorPortAllocation", 0, 1, statistic="Sum",
    ),
    _gauge(
        "oncall-delivery-failed", "AWS/SNS TopicName=oncall-sns",
        "NumberOfNotificationsFailed", 0, 1, statistic="Sum",
    ),
    _gauge(
        "nightly-report-failed", "AWS/Events RuleName=nightly-report",
        "FailedInvocations", 0, 1, statistic="Sum",
    ),
    _gauge(
        "orders-q-age-high", _ORDERS_Q, "ApproximateAgeOfOldestMessage", 2, 300,
        statistic="Maximum", unit="Seconds", wobble=0.8,
    ),
    _gauge(
        "orders-q-depth-high", _ORDERS_Q, "ApproximateNumberOfMessagesVisible", 6, 1000,
        statistic="Maximum", wobble=0.8,
    ),
    _gauge(
        "refunds-failed",
        "AWS/States StateMachineArn=arn:aws:states:us-east-1:123456789012:stateMachine:refunds",
        "ExecutionsFailed", 0, 1, statistic="Sum",
    ),
    _gauge(
        "search-cluster-red", _SEARCH, "ClusterStatus.red", 0, 1, statistic="Maximum"
    ),
    _gauge("search-cpu-high", _SEARCH, "CPUUtilization", 31, 85, unit="Percent"),
    _gauge(
        "search-storage-low", _SEARCH, "FreeStorageSpace", 51_200, 10_240,
        unit="Megabytes", wobble=0.002, low=True,
    ),
    _gauge("sessions-cpu-high", _SESSIONS, "EngineCPUUtilization", 12, 80, unit="Percent"),
    _gauge("sessions-evictions", _SESSIONS, "Evictions", 0, 100, statistic="Sum"),
    _gauge("web-5xx-rate", _WEB_LB, "HTTPCode_Target_5XX_Count", 0, 10, statistic="Sum"),
    _gauge("web-cpu-high", _WEB, "CPUUtilization", 38, 80, unit="Percent"),
    _gauge("web-latency-high", _WEB_LB, "TargetResponseTime", 0.041, 1, unit="Seconds"),
    _gauge("web-memory-high", _WEB, "MemoryUtilization", 54, 85, unit="Percent", wobble=0.05),
    _gauge(
        "web-unhealthy-hosts", _WEB_LB, "UnHealthyHostCount", 0, 1, statistic="Maximum"
    ),
)  # fmt: skip


def gauge_points(seed: int, origin: float, start: float, end: float) -> Iterator[Datapoint]:
    """The gauges' datapoints in a stretch of time; `origin` is the story's start."""
    for number in _numbers(origin, start, end, STEP):
        at = origin + number * STEP
        for gauge in GAUGES:
            yield Datapoint(gauge.metric, at, _value(seed, gauge, number))
        if number * STEP < DEAD_LETTERS_UNTIL:
            yield Datapoint(DEAD_LETTERS, at, 0)
    for number in _numbers(origin, start, end, _CHARGES_STEP):
        yield Datapoint(CHARGES, origin + number * _CHARGES_STEP, charges(number * _CHARGES_STEP))


def charges(second: float) -> float:
    """The month's bill at a second of the story; AWS adds it up a few times a day."""
    steps = (second - CHARGES_OVER) // _CHARGES_ADDED_UP
    return round(_CHARGES_THEN + steps * _CHARGES_STEP_USD, 2)


def _numbers(origin: float, start: float, end: float, step: float) -> range:
    """Which steps of a grid that begins at the story's start lie in a stretch."""
    return range(ceil((start - origin) / step), ceil((end - origin) / step))


def _value(seed: int, gauge: Gauge, number: int) -> float:
    if not gauge.usual or not gauge.wobble:
        return gauge.usual
    chance = draw(f"{seed}/{gauge.alarm}/{number}") - 0.5
    value = gauge.usual * (1 + gauge.wobble * (0.5 * sin(number / 17 + gauge.usual) + chance))
    if gauge.alarm == "web-cpu-high" and BUSY_WEB[0] <= number * STEP < BUSY_WEB[1]:
        value += 48
    return round(value, 4)
