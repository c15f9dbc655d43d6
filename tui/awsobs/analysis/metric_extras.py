"""Metrics of AWS's namespaces beside those that are shown unasked, and how to ask for them."""

import re
from datetime import timedelta

from awsobs.analysis.metric_catalogue import CATALOGUE, PER_MINUTE, Worth, rate_in_name
from awsobs.domain.metrics import MetricKey

_SUMS = {
    "AWS/Lambda": ("DeadLetterErrors", "AsyncEventsDropped"),
    "AWS/ApplicationELB": (
        "TargetConnectionErrorCount",
        "RejectedConnectionCount",
        "HTTPCode_Target_4XX_Count",
        "HTTPCode_ELB_4XX_Count",
        "NewConnectionCount",
    ),
    "AWS/DynamoDB": ("UserErrors", "ReadThrottleEvents", "WriteThrottleEvents"),
    "AWS/SQS": ("NumberOfMessagesReceived", "NumberOfMessagesDeleted"),
    "AWS/SNS": ("NumberOfNotificationsDelivered",),
    "AWS/ApiGateway": ("4XXError", "4xx", "CacheHitCount", "CacheMissCount"),
    "AWS/Kinesis": ("ReadProvisionedThroughputExceeded", "GetRecords.Records"),
    "AWS/States": ("ExecutionsTimedOut", "ExecutionsAborted", "ExecutionThrottled"),
    "AWS/Events": ("TriggeredRules", "InvocationsFailedToBeSentToDlq", "ThrottledRules"),
    "AWS/NetworkELB": ("TCP_Target_Reset_Count", "TCP_Client_Reset_Count"),
    "AWS/Logs": ("IncomingLogEvents", "DeliveryErrors", "EMFParsingErrors", "EMFValidationErrors"),
    "AWS/ElastiCache": ("CacheHits", "CacheMisses"),
    "AWS/S3": ("AllRequests", "4xxErrors", "5xxErrors"),
}
_BYTE_SUMS = {
    "AWS/EC2": ("NetworkIn", "NetworkOut"),
    "AWS/Kinesis": ("IncomingBytes", "GetRecords.Bytes"),
    "AWS/NetworkELB": ("ProcessedBytes",),
    "AWS/ApplicationELB": ("ProcessedBytes",),
    "AWS/Logs": ("IncomingBytes",),
}
_USES = {
    ("AWS/Lambda", "ProvisionedConcurrencyUtilization"): ("Maximum", ""),
    ("AWS/Lambda", "IteratorAge"): ("Maximum", "ms"),
    ("AWS/ApplicationELB", "HealthyHostCount"): ("Minimum", ""),
    ("AWS/NetworkELB", "HealthyHostCount"): ("Minimum", ""),
    ("AWS/NetworkELB", "ActiveFlowCount"): ("Average", ""),
    ("AWS/ApiGateway", "IntegrationLatency"): ("p99", "ms"),
    ("ECS/ContainerInsights", "RunningTaskCount"): ("Average", ""),
    ("AWS/EC2", "CPUCreditBalance"): ("Average", ""),
    ("AWS/EC2", "EBSIOBalance%"): ("Average", "%"),
    ("AWS/EC2", "EBSByteBalance%"): ("Average", "%"),
    ("AWS/EC2", "StatusCheckFailed_Instance"): ("Maximum", ""),
    ("AWS/EC2", "StatusCheckFailed_System"): ("Maximum", ""),
    ("AWS/RDS", "ReadIOPS"): ("Average", "/s"),
    ("AWS/RDS", "WriteIOPS"): ("Average", "/s"),
    ("AWS/RDS", "FreeableMemory"): ("Average", "B"),
    ("AWS/RDS", "FreeStorageSpace"): ("Average", "B"),
    ("AWS/RDS", "DiskQueueDepth"): ("Average", ""),
    ("AWS/DynamoDB", "ProvisionedReadCapacityUnits"): ("Average", ""),
    ("AWS/DynamoDB", "ProvisionedWriteCapacityUnits"): ("Average", ""),
    ("AWS/SQS", "ApproximateNumberOfMessagesNotVisible"): ("Maximum", ""),
    ("AWS/ElastiCache", "CurrConnections"): ("Average", ""),
    ("AWS/ElastiCache", "DatabaseMemoryUsagePercentage"): ("Average", "%"),
    ("AWS/S3", "BucketSizeBytes"): ("Average", "B"),
    ("AWS/S3", "NumberOfObjects"): ("Average", ""),
    ("AWS/S3", "FirstByteLatency"): ("p99", "ms"),
    ("AWS/Billing", "EstimatedCharges"): ("Maximum", "$"),
}
STATISTICS = ("Average", "Sum", "Maximum", "Minimum", "p50", "p90", "p99", "SampleCount")
"""What a key goes through, beginning with the metric's own."""

_STATISTIC = re.compile(
    r"SampleCount|Sum|Average|Minimum|Maximum|IQM"
    r"|(?:p|tm|wm|tc|ts)\d{1,3}(?:\.\d+)?|(?:TM|WM|PR|TC|TS)\([\d.%:]+\)"
)
_LATENCY = re.compile(r"latency|duration|response_?time|elapsed", re.IGNORECASE)
_AGE = re.compile(r"Age(?![a-z])|\bage|_age|(?i:lag$|depth|backlog|charges)")
_COUNT = re.compile(
    r"error|fault|fail|count|request|invocation|message|event|throttle|drop|[2345]xx|total",
    re.IGNORECASE,
)
_SLOW = {
    "AWS/Billing": timedelta(hours=6),
    "AWS/EC2": timedelta(minutes=5),
}
_DAILY = frozenset({"BucketSizeBytes", "NumberOfObjects"})


def asked_as(metric: MetricKey) -> tuple[str, str]:
    """The statistic and the unit that suit a metric: known ones, else what its name tells.

    A latency is never averaged.
    """
    namespace, name = metric.namespace, metric.name
    worth: Worth | None = CATALOGUE.get((namespace, name))
    if worth is not None:
        return worth.statistic, worth.unit
    if name in _SUMS.get(namespace, ()):
        return "Sum", PER_MINUTE
    if name in _BYTE_SUMS.get(namespace, ()):
        return "Sum", "B"
    if (namespace, name) in _USES:
        return _USES[namespace, name]
    return _by_name(name)


def _by_name(name: str) -> tuple[str, str]:
    if unit := rate_in_name(name)[1]:
        return "Average", unit
    if "percent" in name.lower() or "utilization" in name.lower():
        return "Average", "%"
    if _LATENCY.search(name):
        return "p99", ""
    if _AGE.search(name):
        return "Maximum", ""
    return ("Sum", PER_MINUTE) if _COUNT.search(name) else ("Average", "")


def is_statistic(text: str) -> bool:
    """Whether CloudWatch may know a statistic of that name; one it does not refuses all."""
    return _STATISTIC.fullmatch(text) is not None


def native_period(metric: MetricKey) -> timedelta:
    """How often AWS itself writes a metric; a shorter period would be mostly gaps."""
    if metric.namespace == "AWS/S3" and metric.name in _DAILY:
        return timedelta(days=1)
    return _SLOW.get(metric.namespace, timedelta(minutes=1))


def next_statistic(metric: MetricKey, present: str) -> str:
    """The statistic after the present one, the metric's own first."""
    own = asked_as(metric)[0]
    turns = [own, *(name for name in STATISTICS if name != own)]
    at = turns.index(present) if present in turns else -1
    return turns[(at + 1) % len(turns)]
