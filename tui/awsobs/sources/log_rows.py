"""A page of FilterLogEvents, as the rest of the program knows it, and the accounting of it."""

from functools import lru_cache

from awsobs.analysis.log_levels import level_of
from awsobs.domain.accounting import Counts
from awsobs.domain.lags import Lags, lags_of
from awsobs.domain.line_ids import trace_id_in
from awsobs.domain.logs import LogEvent
from awsobs.domain.safe_text import safe_name, safe_text
from awsobs.languages.secrets import masked
from awsobs.sources.log_memory import GroupMemory
from awsobs.sources.replies import LogPage, LogRow


def taken(
    page: LogPage,
    group: str,
    memory: GroupMemory,
    late_before: int | None,
    *,
    is_live: bool = False,
) -> tuple[list[LogEvent], Counts]:
    """What of a page is new, and the accounting of all of it.

    `late_before` is given where a tail goes on: what is older comes late. `is_live` rows were
    brought by the live tail.
    """
    is_new = memory.twins.is_new_live if is_live else memory.is_new
    fresh = [row for row in page.events if is_new(row)]
    for row in fresh:
        row.message = memory.keys.masked(row.log_stream_name, row.message)
    limit = late_before or 0
    events = [event_of(row, group, late=row.timestamp < limit) for row in fresh]
    lags = Lags()
    if late_before is not None:
        found = [row.ingestion_time - row.timestamp for row in fresh if row.ingestion_time]
        memory.overlap.note(found)
        lags = lags_of(found)
    counts = Counts(
        received=len(page.events) + page.malformed,
        kept=len(events),
        duplicate=len(page.events) - len(fresh),
        malformed=page.malformed,
        late=sum(event.late for event in events),
        lags=lags,
    )
    return events, counts


def read_until(page: LogPage, before: int) -> int | None:
    """The time of a page's last event; None if they do not follow `before`, one after the other."""
    for row in page.events:
        if row.timestamp < before:
            return None
        before = row.timestamp
    return before


def event_of(row: LogRow, group: str, *, late: bool = False) -> LogEvent:
    """One row of FilterLogEvents as the rest of the program knows it."""
    message = row.message.rstrip("\r\n")
    return LogEvent(
        timestamp=row.timestamp,
        ingestion_time=row.ingestion_time,
        group=group,
        stream=_stream(row.log_stream_name),
        message=masked(safe_text(message)),
        event_id=safe_name(row.event_id),
        level=level_of(message),
        trace_id=trace_id_in(message),
        late=late,
    )


@lru_cache(maxsize=1024)
def _stream(name: str) -> str:
    return masked(safe_name(name))
