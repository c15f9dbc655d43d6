"""CloudWatch Logs: GetLogEvents, back and forth through one stream."""

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from awsobs.local.operations import Call, Operations, Reply
from awsobs.local.services.constraints import Asked
from awsobs.local.services.log_columns import LogColumns, LogRecord, Mark, size_of
from awsobs.local.services.log_requests import asked, group_asked, invalid, stream_name
from awsobs.local.services.log_searches import PAGE_BYTES, PAGE_EVENTS

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("logs")

_TOKEN: Final = re.compile(r"([fb])/(\d{15})(\d{15})(\d{26})/s")


@operations.answer("GetLogEvents")
def get_log_events(cloud: "Cloud", call: Call) -> Reply:
    """One page of a stream, in the order of time, with tokens for both directions."""
    request = asked(call)
    name = stream_name(request)
    limit = request.integer("limit", least=1, most=PAGE_EVENTS) or PAGE_EVENTS
    forward, edge = _place(request)
    group = group_asked(cloud, request)
    stream = group.stream(name).number
    positions = _between(group.columns, request, forward=forward, edge=edge)
    records = _page(group.columns, positions, stream, limit, forward=forward)
    before, after = _edges(records, edge or Mark(request.integer("startTime") or 0, 0, 0))
    return {
        "events": [_row(record) for record in records],
        "nextForwardToken": _token("f", after),
        "nextBackwardToken": _token("b", before),
    }


def _place(request: Asked) -> tuple[bool, Mark | None]:
    """Which way to go, and the edge between events to go from; None is an end of the stream."""
    token = request.text("nextToken")
    if not token:
        return request.flag("startFromHead"), None
    found = _TOKEN.fullmatch(token)
    if found is None:
        raise invalid("The specified nextToken is invalid.")
    way, *numbers = found.groups()
    return way == "f", Mark(*map(int, numbers))


def _between(columns: LogColumns, request: Asked, *, forward: bool, edge: Mark | None) -> range:
    """The positions to read, between the times: the start is included, the end is not."""
    start = columns.since(request.integer("startTime") or 0)
    end_time = request.integer("endTime")
    end = len(columns) if end_time is None else columns.since(end_time)
    if edge is None:
        return range(start, end)
    at = columns.position(edge)
    return range(max(start, at), end) if forward else range(start, min(end, at))


def _page(
    columns: LogColumns, positions: range, stream: int, limit: int, *, forward: bool
) -> list[LogRecord]:
    ordered = positions if forward else positions[::-1]
    found = columns.matching(ordered, frozenset({stream}), lambda _message: True)
    records: list[LogRecord] = []
    left = PAGE_BYTES
    for position in islice(found, limit):
        record = columns.record(position)
        left -= size_of(record.message)
        if left < 0 and records:
            break
        records.append(record)
    return records if forward else records[::-1]


def _edges(records: list[LogRecord], edge: Mark) -> tuple[Mark, Mark]:
    """The edges before and after a page; both are where it was asked for if it is empty."""
    if not records:
        return edge, edge
    return records[0].mark, records[-1].mark.after


def _token(way: str, edge: Mark) -> str:
    return f"{way}/{edge.timestamp:015d}{edge.ingested:015d}{edge.number:026d}/s"


def _row(record: LogRecord) -> dict[str, Any]:
    return {
        "timestamp": record.mark.timestamp,
        "message": record.message,
        "ingestionTime": record.mark.ingested,
    }
