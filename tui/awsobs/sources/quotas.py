"""How many requests a second AWS grants an account in a region, and how much of it we take."""

import math

SHARE = 0.2
"""Every tool of the account draws on the same quota, so we keep to a fifth of it."""

_LOOKUP = "cloudtrail:LookupEvents"
_LOOKUP_SHARE = 0.5
_OWN_LOOKUP_SHARE = 0.9

_PUBLISHED = {
    _LOOKUP: 2.0,
    "cloudwatch:DescribeAlarmHistory": 3.0,
    "cloudwatch:DescribeAlarms": 9.0,
    "cloudwatch:GetDashboard": 10.0,
    "cloudwatch:GetMetricData": 50.0,
    "cloudwatch:ListDashboards": 10.0,
    "cloudwatch:ListMetrics": 25.0,
    "logs:DescribeLogGroups": 5.0,
    "logs:DescribeLogStreams": 25.0,
    "logs:FilterLogEvents": 5.0,
    "logs:GetLogEvents": 10.0,
}
_ASSUMED = {"xray:BatchGetTraces": 5.0, "xray:GetTraceSummaries": 5.0}
_OTHERS = 10.0


def quota_of(operation: str, *, own_endpoint: bool) -> tuple[float, float]:
    """Requests a second that we allow ourselves, and how many of them at once.

    An endpoint of our own has no quotas to share but the one that it copies.
    """
    quota = published(operation)
    if operation == _LOOKUP:
        share = _OWN_LOOKUP_SHARE if own_endpoint else _LOOKUP_SHARE
        return quota * share, 1.0
    if own_endpoint:
        return math.inf, math.inf
    return quota * SHARE, max(2.0, quota)


def published(operation: str) -> float:
    """Requests a second that AWS grants an account, as far as it says."""
    return _PUBLISHED.get(operation) or _ASSUMED.get(operation) or _OTHERS
