"""CloudWatch Logs: FilterLogEvents, over all streams of a group."""

from typing import TYPE_CHECKING, Any, Final

from awsobs.local.operations import Call, Operations, Reply
from awsobs.local.services.constraints import Asked
from awsobs.local.services.log_columns import LogColumns, LogRecord, Mark, size_of
from awsobs.local.services.log_requests import (
    LONGEST_NAME,
    STREAM_NAME,
    asked,
    group_asked,
    invalid,
    next_token,
    pattern_asked,
    resumed,
)
from awsobs.local.services.logs_state import LogGroup
from awsobs.local.services.resume_tokens import Position

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("logs")

PAGE_EVENTS: Final = 10_000
PAGE_BYTES: Final = 1_048_576
PAGE_SCANNED: Final = 20_000
"""A page looks at so many events, then hands out what it has found, which may be nothing."""

PAGE_READ: Final = 6_000
"""So many where a pattern must read each event, as JSON or with a regular expression."""

_TYPICAL_EVENT: Final = 400
_MOST_NAMES: Final = 100


@operations.answer("FilterLogEvents")
def filter_log_events(cloud: "Cloud", call: Call) -> Reply:
    """One page of the matching events, in the order of time, ingestion and put."""
    request = asked(call)
    pattern = pattern_asked(request)
    limit = request.integer("limit", least=1, most=PAGE_EVENTS) or PAGE_EVENTS
    group = group_asked(cloud, request)
    streams = _streams(group, request)
    positions = _positions(group.columns, request, resumed(cloud, call))
    page = _Page(limit)
    is_costly = pattern.has_fields or pattern.regexes > 0
    most = PAGE_READ if is_costly else PAGE_SCANNED
    scanned = group.columns.within(positions[:most], most * _TYPICAL_EVENT)
    for position in group.columns.matching(scanned, streams, pattern.matches):
        record = group.columns.record(position)
        if not page.take(record):
            break
    else:
        page.stop_scanning(group.columns, scanned, positions)
    rows = [_row(group, record) for record in page.records]
    following = next_token(cloud, call, page.stopped)
    return {"events": rows, "searchedLogStreams": [], **following}


def event_id(mark: Mark) -> str:
    """The 56 digits that name an event, and sort as events do."""
    return f"3{mark.timestamp:015d}{mark.ingested:015d}{mark.number:025d}"


class _Page:
    """The events of one page, up to a number of them and of bytes."""

    def __init__(self, limit: int) -> None:
        self.records: list[LogRecord] = []
        self.stopped: Position | None = None
        self._limit = limit
        self._left = PAGE_BYTES

    def take(self, record: LogRecord) -> bool:
        """Add an event, or stop after the one before it when the page is full."""
        size = size_of(record.message)
        if self.records and (len(self.records) == self._limit or size > self._left):
            self.stopped = self.records[-1].mark.after
            return False
        self.records.append(record)
        self._left -= size
        return True

    def stop_scanning(self, columns: LogColumns, scanned: range, positions: range) -> None:
        """Stop where scanning stopped, if there is more to scan."""
        if len(scanned) < len(positions):
            self.stopped = columns.record(scanned[-1]).mark.after


def _streams(group: LogGroup, request: Asked) -> frozenset[int] | None:
    """The numbers of the streams asked for; None for all."""
    names = request.texts("logStreamNames", most=_MOST_NAMES)
    prefix = request.text("logStreamNamePrefix", most=LONGEST_NAME, fits=STREAM_NAME)
    if names and prefix:
        raise invalid("logStreamNames and logStreamNamePrefix are mutually exclusive parameters.")
    if names:
        return frozenset(group.stream(name).number for name in names)
    if not prefix:
        return None
    return frozenset(
        stream.number for name, stream in group.streams.items() if name.startswith(prefix)
    )


def _positions(columns: LogColumns, request: Asked, after: Position | None) -> range:
    """Where the events between the times are; both times are included."""
    start = columns.since(request.integer("startTime") or 0)
    end_time = request.integer("endTime")
    end = len(columns) if end_time is None else columns.since(end_time + 1)
    if after is not None:
        start = max(start, columns.position(Mark(*map(int, after))))
    return range(start, end)


def _row(group: LogGroup, record: LogRecord) -> dict[str, Any]:
    return {
        "logStreamName": group.names[record.stream],
        "timestamp": record.mark.timestamp,
        "message": record.message,
        "ingestionTime": record.mark.ingested,
        "eventId": event_id(record.mark),
    }
