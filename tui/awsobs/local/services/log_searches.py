"""CloudWatch Logs: FilterLogEvents, over all streams of a group."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from awsobs.local.operations import Call, Operations, Reply
from awsobs.local.services.constraints import Asked
from awsobs.local.services.log_columns import LogColumns, Mark, size_of
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
        if not page.take(position, group.columns.message(position)):
            break
    else:
        page.stop_scanning(scanned, positions)
    following = next_token(cloud, call, page.stopped(group.columns))
    return {"events": _rows(group, page.positions), "searchedLogStreams": [], **following}


def event_id(timestamp: int, ingested: int, number: int) -> str:
    """The 56 digits that name an event, and sort as events do."""
    return f"3{str(timestamp).zfill(15)}{str(ingested).zfill(15)}{str(number).zfill(25)}"


class _Page:
    """The events of one page, up to a number of them and of bytes."""

    def __init__(self, limit: int) -> None:
        self.positions: list[int] = []
        self._last: int | None = None
        self._limit = limit
        self._left = PAGE_BYTES

    def take(self, position: int, message: str) -> bool:
        """Add an event, or stop after the one before it when the page is full."""
        size = size_of(message)
        if self.positions and (len(self.positions) == self._limit or size > self._left):
            self._last = self.positions[-1]
            return False
        self.positions.append(position)
        self._left -= size
        return True

    def stop_scanning(self, scanned: range, positions: range) -> None:
        """Stop where scanning stopped, if there is more to scan."""
        if len(scanned) < len(positions):
            self._last = scanned[-1]

    def stopped(self, columns: LogColumns) -> Position | None:
        """Where the next page begins; None if this was the last."""
        return None if self._last is None else columns.mark(self._last).after


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


def _rows(group: LogGroup, positions: Sequence[int]) -> list[dict[str, Any]]:
    names = group.names
    return [
        {
            "logStreamName": names[stream],
            "timestamp": timestamp,
            "message": message,
            "ingestionTime": ingested,
            "eventId": event_id(timestamp, ingested, number),
        }
        for timestamp, ingested, number, stream, message in group.columns.rows(positions)
    ]
