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


class NotAllowed(RuntimeError):
    """The program tried a call that it has no business making; nothing was sent."""

    def __init__(self, operation: str) -> None:
        super().__init__(f"{operation} is not on the list of allowed operations")
        self.operation = operation
