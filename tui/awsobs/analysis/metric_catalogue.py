"""Which metrics of AWS's own namespaces tell rate, errors, duration and saturation, and how."""

import re
from dataclasses import dataclass

from awsobs.domain.metrics import MetricKey

PER_MINUTE = "/min"

_RATE_NAMES = {"PerMinute": PER_MINUTE, "PerSecond": "/s"}


def rate_in_name(name: str) -> tuple[str, str]:
    """A metric's name without, and the unit of, the rate that it says it is."""
    for ending, unit in _RATE_NAMES.items():
        if name.endswith(ending) and name != ending:
            return name.removesuffix(ending), unit
    return name, ""


@dataclass(frozen=True, slots=True)
class Worth:
    """How to ask for a metric: its statistic, its unit, a word for it, and its rank.

    Ranks: 0 errors, 1 latency, 2 rate, 3 use, 4 what is refused for want of room.
    """

    statistic: str
    unit: str
    word: str
    rank: int


def _errors(word: str = "errors") -> Worth:
    return Worth("Sum", PER_MINUTE, word, 0)


def _refused(word: str) -> Worth:
    return Worth("Sum", PER_MINUTE, word, 4)


def _rate(word: str = "requests") -> Worth:
    return Worth("Sum", PER_MINUTE, word, 2)


def _latency(unit: str = "ms", statistic: str = "p99") -> Worth:
    return Worth(statistic, unit, "p99" if statistic == "p99" else "latency", 1)


def _use(statistic: str, unit: str, word: str) -> Worth:
    return Worth(statistic, unit, word, 3)


SERVING = ("AWS/ApiGateway", "AWS/ApplicationELB", "AWS/Lambda", "AWS/ECS")
"""The namespaces of what answers requests, which are looked at first."""

_ERRORS = re.compile(r"error|fault|fail|5xx|rejected", re.IGNORECASE)
_LATENCY = re.compile(r"latency|duration|responsetime", re.IGNORECASE)

CATALOGUE: dict[tuple[str, str], Worth] = {
    ("AWS/ApiGateway", "5XXError"): _errors("5xx"),
    ("AWS/ApiGateway", "5xx"): _errors("5xx"),
    ("AWS/ApiGateway", "Count"): _rate(),
    ("AWS/ApiGateway", "Latency"): _latency(),
    ("AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count"): _errors("elb 5xx"),
    ("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count"): _errors("5xx"),
    ("AWS/ApplicationELB", "RequestCount"): _rate(),
    ("AWS/ApplicationELB", "TargetResponseTime"): _latency("s"),
    ("AWS/ApplicationELB", "UnHealthyHostCount"): _use("Maximum", "", "unhealthy"),
    ("AWS/DynamoDB", "SystemErrors"): _errors(),
    ("AWS/DynamoDB", "ThrottledRequests"): _refused("throttles"),
    ("AWS/DynamoDB", "SuccessfulRequestLatency"): _latency(statistic="Average"),
    ("AWS/DynamoDB", "ConsumedReadCapacityUnits"): _rate("reads"),
    ("AWS/DynamoDB", "ConsumedWriteCapacityUnits"): _rate("writes"),
    ("AWS/EC2", "CPUUtilization"): _use("Average", "%", "cpu"),
    ("AWS/EC2", "StatusCheckFailed"): Worth("Maximum", "", "check failed", 0),
    ("AWS/ECS", "CPUUtilization"): _use("Average", "%", "cpu"),
    ("AWS/ECS", "MemoryUtilization"): _use("Average", "%", "memory"),
    ("AWS/ElastiCache", "EngineCPUUtilization"): _use("Average", "%", "cpu"),
    ("AWS/ElastiCache", "Evictions"): _refused("evictions"),
    ("AWS/Events", "FailedInvocations"): _errors("failed"),
    ("AWS/Events", "Invocations"): _rate("invocations"),
    ("AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds"): Worth("Maximum", "ms", "age", 1),
    ("AWS/Kinesis", "IncomingRecords"): _rate("records"),
    ("AWS/Kinesis", "WriteProvisionedThroughputExceeded"): _refused("throttles"),
    ("AWS/Lambda", "ConcurrentExecutions"): _use("Maximum", "", "concurrent"),
    ("AWS/Lambda", "Duration"): _latency(),
    ("AWS/Lambda", "Errors"): _errors(),
    ("AWS/Lambda", "Invocations"): _rate("invocations"),
    ("AWS/Lambda", "Throttles"): _refused("throttles"),
    ("AWS/NetworkELB", "NewFlowCount"): _rate("flows"),
    ("AWS/NetworkELB", "UnHealthyHostCount"): _use("Maximum", "", "unhealthy"),
    ("AWS/RDS", "CPUUtilization"): _use("Average", "%", "cpu"),
    ("AWS/RDS", "DatabaseConnections"): _use("Average", "", "connections"),
    ("AWS/RDS", "ReadLatency"): _latency("s"),
    ("AWS/RDS", "WriteLatency"): _latency("s"),
    ("AWS/SNS", "NumberOfMessagesPublished"): _rate("messages"),
    ("AWS/SNS", "NumberOfNotificationsFailed"): _errors("failed"),
    ("AWS/SQS", "ApproximateAgeOfOldestMessage"): Worth("Maximum", "s", "age", 1),
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible"): _use("Maximum", "", "depth"),
    ("AWS/SQS", "NumberOfMessagesSent"): _rate("messages"),
    ("AWS/States", "ExecutionTime"): _latency(),
    ("AWS/States", "ExecutionsFailed"): _errors("failed"),
    ("AWS/States", "ExecutionsStarted"): _rate("executions"),
}

NARROWED_BY = {
    "AWS/ApiGateway": ("ApiName", "ApiId"),
    "AWS/ApplicationELB": ("LoadBalancer",),
    "AWS/DynamoDB": ("TableName", "Operation"),
    "AWS/EC2": ("InstanceId",),
    "AWS/ECS": ("ClusterName", "ServiceName"),
    "AWS/ElastiCache": ("CacheClusterId",),
    "AWS/Events": ("RuleName",),
    "AWS/Kinesis": ("StreamName",),
    "AWS/Lambda": ("FunctionName",),
    "AWS/NetworkELB": ("LoadBalancer",),
    "AWS/RDS": ("DBInstanceIdentifier",),
    "AWS/SNS": ("TopicName",),
    "AWS/SQS": ("QueueName",),
    "AWS/States": ("StateMachineArn",),
}
"""The dimensions that stand for a resource; finer ones would show the same thing twice."""


def rank_of(metric: MetricKey) -> int:
    """What a metric tells, as a rank; of unknown ones their names tell it."""
    if (worth := CATALOGUE.get((metric.namespace, metric.name))) is not None:
        return worth.rank
    if _ERRORS.search(metric.name):
        return 0
    return 1 if _LATENCY.search(metric.name) else 3
