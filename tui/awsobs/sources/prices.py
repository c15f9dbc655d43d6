"""What a call costs by the list prices of us-east-1, free tiers left out; all are estimates."""

from collections.abc import Mapping
from typing import Any

from awsobs.domain.live_tail import PER_MINUTE

_PER_METRIC = 0.01 / 1_000
_PER_TRACE = 0.50 / 1_000_000

_PER_REQUEST: Mapping[str, float] = {
    "cloudwatch:GetDashboard": 0.01 / 1_000,
    "cloudwatch:ListDashboards": 0.01 / 1_000,
    "cloudwatch:ListMetrics": 0.01 / 1_000,
    "logs:StartLiveTail": PER_MINUTE,
}


def cost(operation: str, parameters: Mapping[str, Any], reply: Mapping[str, Any]) -> float:
    """US dollars for one answered call."""
    match operation:
        case "cloudwatch:GetMetricData":
            queries = parameters.get("MetricDataQueries", ())
            return _PER_METRIC * sum(1 for query in queries if "MetricStat" in query)
        case "xray:GetTraceSummaries":
            scanned = reply.get("TracesProcessedCount")
            return _PER_TRACE * (scanned if scanned else len(reply.get("TraceSummaries", ())))
        case "xray:BatchGetTraces":
            return _PER_TRACE * len(reply.get("Traces", ()))
        case _:
            return _PER_REQUEST.get(operation, 0.0)
