"""Whole traces in accounts with Transaction Search, where X-Ray indexes only a few of them."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from awsobs.domain.source_state import Condition, SourceError
from awsobs.sources import fields
from awsobs.sources.allowed import RETRIEVAL
from awsobs.sources.otel_segments import segment_text
from awsobs.sources.pace import Priority
from awsobs.sources.pages import pages
from awsobs.sources.session import Aws
from awsobs.sources.trace_rows import documents_of, start_of

_LOGS: Final = "CloudWatchLogs"
_PENDING: Final = frozenset({"SCHEDULED", "RUNNING"})
_PAUSES: Final = (0.2, 0.5, 1.0, 2.0, 3.0)
_MOST_LOOKS: Final = 20
_BEFORE: Final = timedelta(minutes=15)
_AFTER: Final = timedelta(hours=1)
_KEPT: Final = timedelta(days=30)
_UNKNOWN: Final = timedelta(hours=6)


async def retrieved_documents(aws: Aws, trace_id: str) -> list[str]:
    """The documents of a trace that is not indexed; none where the account indexes all.

    Raises:
        SourceError: the outside failed, or the retrieval did.
    """
    for operation in RETRIEVAL:
        aws.permit(operation, granted=True)
    if not await _keeps_spans(aws):
        return []
    start, end = _around(trace_id, aws.clock.now())
    reply = await aws.call(
        "xray:StartTraceRetrieval",
        priority=Priority.FIRST,
        TraceIds=[trace_id],
        StartTime=start,
        EndTime=end,
    )
    return await _listed(aws, fields.text(reply, "RetrievalToken"), trace_id)


async def _keeps_spans(aws: Aws) -> bool:
    """Whether segments go to a log group; who may not ask has no retrievals either."""
    try:
        reply = await aws.call("xray:GetTraceSegmentDestination", priority=Priority.FIRST)
    except SourceError as error:
        if error.condition is Condition.DENIED:
            return False
        raise
    return fields.name(reply, "Destination") == _LOGS


def _around(trace_id: str, now: datetime) -> tuple[datetime, datetime]:
    """When to look: around the time in the id, if that can be one. Other tracers make up theirs."""
    with suppress(ValueError, OverflowError, OSError):
        start = start_of(trace_id)
        if now - _KEPT <= start <= now + _AFTER:
            return start - _BEFORE, start + _AFTER
    return now - _UNKNOWN, now


async def _listed(aws: Aws, token: str, trace_id: str) -> list[str]:
    """What a retrieval finds, once it is complete."""
    asked = {"RetrievalToken": token, "TraceFormat": "XRAY"}
    status = ""
    found: list[str] = []
    for look in range(_MOST_LOOKS):
        found.clear()
        listing = pages(aws, "xray:ListRetrievedTraces", asked, priority=Priority.FIRST)
        async for page in listing:
            status = fields.name(page, "RetrievalStatus")
            for row in fields.rows(page, "Traces"):
                if fields.name(row, "Id") == trace_id:
                    found += map(segment_text, documents_of(row, "Spans"))
        if status not in _PENDING:
            break
        await aws.clock.sleep(_PAUSES[min(look, len(_PAUSES) - 1)])
    if status != "COMPLETE":
        raise SourceError(
            f"the retrieval of the trace ended as {status or 'nothing'}",
            hint="ask again",
            condition=Condition.PARTIAL,
            operation="xray:ListRetrievedTraces",
        )
    return found
