"""CloudWatch Logs: its operations, gathered from the modules that answer them."""

from typing import Final

from awsobs.local.operations import Operations
from awsobs.local.services import (
    insights_definitions,
    insights_queries,
    insights_records,
    live_tail,
    log_groups,
    log_puts,
    log_reads,
    log_searches,
    log_tags,
    metric_filters,
)
from awsobs.local.services.insights_state import InsightsState
from awsobs.local.services.logs_state import LogsState

__all__ = ["InsightsState", "LogsState", "operations"]

_PARTS: Final = (
    insights_definitions,
    insights_queries,
    insights_records,
    live_tail,
    log_groups,
    log_puts,
    log_reads,
    log_searches,
    log_tags,
    metric_filters,
)

operations = Operations("logs")
for _part in _PARTS:
    for _name, _handler in _part.operations.handlers.items():
        operations.answer(_name)(_handler)
