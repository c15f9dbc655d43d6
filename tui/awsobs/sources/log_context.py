"""The lines around one line, from its own stream, read in both directions."""

from collections.abc import Mapping
from typing import Any

from awsobs.domain.logs import LogEvent, Surroundings
from awsobs.sources import fields
from awsobs.sources.key_blocks import KeyBlocks
from awsobs.sources.log_rows import event_of
from awsobs.sources.pace import Priority
from awsobs.sources.replies import LogRow
from awsobs.sources.session import Aws

MAX_PAGES = 10
_PAGE = 10_000


async def lines_around(aws: Aws, event: LogEvent, count: int) -> Surroundings:
    """`count` lines of the same stream before a line and after it, with the line itself.

    Raises:
        SourceError: the stream cannot be read, or is gone.
    """
    before, from_start = await _read(aws, event, count, forward=False)
    after, to_end = await _read(aws, event, count, forward=True)
    keys = KeyBlocks()
    events: list[LogEvent] = []
    for number, row in enumerate((*before, *after)):
        row.message = keys.masked(row.log_stream_name, row.message)
        row.event_id = f"{number:07}"  # GetLogEvents tells none: only the order is known
        events.append(event_of(row, event.group))
    return Surroundings(events=tuple(events), from_start=from_start, to_end=to_end)


async def _read(
    aws: Aws, event: LogEvent, count: int, *, forward: bool
) -> tuple[list[LogRow], bool]:
    """Rows in the order of time from a line on, or before it; and whether there are no more.

    The line's own moment belongs to what comes after.
    """
    token = "nextForwardToken" if forward else "nextBackwardToken"
    edge: dict[str, Any] = (
        {"startTime": event.timestamp} if forward else {"endTime": event.timestamp}
    )
    more: dict[str, Any] = {}
    found: list[LogRow] = []
    wanted = count + 1 if forward else count
    for _ in range(MAX_PAGES):
        reply = await aws.call(
            "logs:GetLogEvents",
            priority=Priority.FIRST,
            resource=event.group,
            logGroupName=event.group,
            logStreamName=event.stream,
            startFromHead=forward,
            limit=min(_PAGE, wanted - len(found)),
            **edge,
            **more,
        )
        rows = _rows(reply, event.stream)
        found = [*found, *rows] if forward else [*rows, *found]
        following = reply.get(token)
        # The end is reached when a token comes back as it was sent.
        if not following or following == more.get("nextToken"):
            return found, True
        if len(found) >= wanted:
            break
        more = {"nextToken": following}
    return found, False


def _rows(reply: Mapping[str, Any], stream: str) -> list[LogRow]:
    return [
        LogRow(
            event_id="",
            ingestion_time=fields.count(row, "ingestionTime"),
            log_stream_name=stream,
            message=str(row["message"]),
            timestamp=fields.count(row, "timestamp"),
        )
        for row in fields.rows(reply, "events")
        if isinstance(row.get("message"), str)
    ]
