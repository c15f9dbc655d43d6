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
    log_class: str = ""
    created: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogStream:
    """One answer row of logs:DescribeLogStreams; AWS tells the last event up to an hour late."""

    name: str
    last_event: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Groups or streams; `whole` unless there are more than were asked for."""

    groups: tuple[LogGroup, ...] = ()
    streams: tuple[LogStream, ...] = ()
    whole: bool = True


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Lines of one stream around one of them, in the order of time.

    They begin `from_start` of the stream, and go `to_end` of it, as far as is known.
    """

    events: tuple[LogEvent, ...]
    from_start: bool = False
    to_end: bool = False


def datetime_of(milliseconds: int) -> datetime:
    """The aware UTC moment of an epoch-millisecond time."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
