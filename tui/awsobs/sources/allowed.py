"""Which operations may leave this machine. Everything that is not listed here is refused."""

READS = frozenset(
    {
        "cloudtrail:DescribeTrails",
        "cloudtrail:GetEventSelectors",
        "cloudtrail:GetInsightSelectors",
        "cloudtrail:GetTrailStatus",
        "cloudtrail:LookupEvents",
        "cloudwatch:DescribeAlarmHistory",
        "cloudwatch:DescribeAlarms",
        "cloudwatch:GetDashboard",
        "cloudwatch:GetMetricData",
        "cloudwatch:ListDashboards",
        "cloudwatch:ListMetrics",
        "events:ListArchives",
        "events:ListEventBuses",
        "events:ListRules",
        "events:ListTargetsByRule",
        "events:TestEventPattern",
        "logs:DescribeLogGroups",
        "logs:DescribeLogStreams",
        "logs:FilterLogEvents",
        "logs:GetLogEvents",
        "scheduler:GetSchedule",
        "scheduler:ListSchedules",
        "sts:GetCallerIdentity",
        "xray:BatchGetTraces",
        "xray:GetGroups",
        "xray:GetInsightSummaries",
        "xray:GetSamplingRules",
        "xray:GetSamplingStatisticSummaries",
        "xray:GetServiceGraph",
        "xray:GetTraceSummaries",
    }
)
"""What the console asks. None of it changes anything."""

INSIGHTS = frozenset(
    {
        "logs:DescribeQueryDefinitions",
        "logs:GetLogRecord",
        "logs:GetQueryResults",
        "logs:StartQuery",
        "logs:StopQuery",
    }
)
"""What queries of Logs Insights need, which cost by the bytes that they scan."""

LIVE_TAIL = "logs:StartLiveTail"
RETRIEVAL = frozenset(
    {
        "xray:GetTraceSegmentDestination",
        "xray:ListRetrievedTraces",
        "xray:StartTraceRetrieval",
    }
)
"""What it takes to read a trace that X-Ray has not indexed."""

LAKE = frozenset(
    {
        "cloudtrail:CancelQuery",
        "cloudtrail:DescribeQuery",
        "cloudtrail:GetEventDataStore",
        "cloudtrail:GetQueryResults",
        "cloudtrail:ListEventDataStores",
        "cloudtrail:StartQuery",
    }
)
"""What a query of CloudTrail Lake needs; IAM calls starting one a write, and it costs by the GB."""

ATHENA = frozenset(
    {
        "athena:GetQueryExecution",
        "athena:GetQueryResults",
        "athena:GetTableMetadata",
        "athena:StartQueryExecution",
        "athena:StopQueryExecution",
    }
)
"""What a query of Athena needs, beside reading the trail's bucket and writing its results."""

QUEUE = frozenset({"sqs:ReceiveMessage"})
"""What the trail's queue needs that the user has named."""

TAKE = frozenset({"sqs:DeleteMessageBatch"})
"""What takes read messages out of that queue: a write, that a setting has to allow."""

ON_REQUEST = INSIGHTS | RETRIEVAL | LAKE | ATHENA | QUEUE | TAKE | {LIVE_TAIL}
"""Reads that are allowed only while the user wants them; most cost by the minute or the byte."""


DAEMON = frozenset(
    {
        "xray:GetSamplingRules",
        "xray:GetSamplingTargets",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    }
)
"""What the X-Ray daemon asks, and nothing else: it alone writes, and the console never may."""


class NotAllowed(RuntimeError):
    """The program tried a call that it has no business making; nothing was sent."""

    def __init__(self, operation: str) -> None:
        super().__init__(f"{operation} is not on the list of allowed operations")
        self.operation = operation
