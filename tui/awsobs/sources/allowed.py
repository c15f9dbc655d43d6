"""Which operations may leave this machine. Everything that is not listed here is refused."""

READS = frozenset(
    {
        "cloudtrail:LookupEvents",
        "cloudwatch:DescribeAlarmHistory",
        "cloudwatch:DescribeAlarms",
        "cloudwatch:GetMetricData",
        "cloudwatch:ListMetrics",
        "events:ListRules",
        "events:ListTargetsByRule",
        "logs:DescribeLogGroups",
        "logs:DescribeLogStreams",
        "logs:FilterLogEvents",
        "logs:GetLogEvents",
        "sts:GetCallerIdentity",
        "xray:BatchGetTraces",
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
SERVICE_GRAPH = "xray:GetServiceGraph"
ON_REQUEST = INSIGHTS | {LIVE_TAIL, SERVICE_GRAPH}
"""Reads that are allowed only while the user wants them; most cost by the minute or the byte."""


class NotAllowed(RuntimeError):
    """The program tried a call that it has no business making; nothing was sent."""

    def __init__(self, operation: str) -> None:
        super().__init__(f"{operation} is not on the list of allowed operations")
        self.operation = operation
