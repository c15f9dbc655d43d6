"""Rows of GetTraceSummaries and BatchGetTraces."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from awsobs.domain.traces import TraceSummary
from awsobs.sources import fields


def summary_of(row: Mapping[str, Any]) -> TraceSummary:
    """One row of GetTraceSummaries.

    Raises:
        ValueError: it has no id, or nothing tells when the trace began.
    """
    trace_id = fields.required_name(row, "Id")
    http = fields.part(row, "Http")
    status = fields.number(http, "HttpStatus")
    return TraceSummary(
        id=trace_id,
        start=fields.moment(row, "StartTime") or start_of(trace_id),
        duration=fields.number(row, "Duration"),
        response_time=fields.number(row, "ResponseTime"),
        has_fault=row.get("HasFault") is True,
        has_error=row.get("HasError") is True,
        has_throttle=row.get("HasThrottle") is True,
        is_partial=row.get("IsPartial") is True,
        entry=fields.name(fields.part(row, "EntryPoint"), "Name"),
        url=fields.text(http, "HttpURL"),
        status=int(status) if status is not None else None,
        services=tuple(
            name for item in fields.rows(row, "ServiceIds") if (name := fields.name(item, "Name"))
        ),
    )


def start_of(trace_id: str) -> datetime:
    """The second that X-Ray writes into the ids it makes; others only look as if.

    Raises:
        ValueError: the id has another form.
    """
    parts = trace_id.split("-")
    if len(parts) != 3:
        raise ValueError(f"no trace id: {trace_id}")
    return datetime.fromtimestamp(int(parts[1], 16), UTC)


def documents_of(row: Mapping[str, Any]) -> list[str]:
    """The segment documents of one trace, as they came."""
    documents = (segment.get("Document") for segment in fields.rows(row, "Segments"))
    return [document for document in documents if isinstance(document, str)]
