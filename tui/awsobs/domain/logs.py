"""Log groups and log events."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum


class Level(IntEnum):
    """Severity, in rising order; UNKNOWN where a line does not say."""

    UNKNOWN = 0
    DEBUG = 1
    INFO = 2
    WARN = 3
    ERROR = 4
    FATAL = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LogGroup:
    """One answer row of logs:DescribeLogGroups."""

    name: str
    arn: str = ""
    stored_bytes: int = 0
    retention_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEvent:
    """One log event. Times are epoch milliseconds, as CloudWatch Logs counts them.

    `message` has passed `safe_text`; order is (timestamp, ingestion_time, event_id).
    """

    timestamp: int
    ingestion_time: int
    group: str
    stream: str
    message: str
    event_id: str = ""
    level: Level = Level.UNKNOWN
    trace_id: str = ""
    late: bool = False


def datetime_of(milliseconds: int) -> datetime:
    """The aware UTC moment of an epoch-millisecond time."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
