"""Traces out again: their summaries, and each as a whole."""

import base64
import binascii
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from awsobs.local.operations import Call, Operations, Reply
from awsobs.local.services.xray_assembly import segments_of
from awsobs.local.services.xray_documents import text_at
from awsobs.local.services.xray_graphs import MAX_IDS
from awsobs.local.services.xray_requests import invalid, window
from awsobs.local.services.xray_selection import wanted
from awsobs.local.services.xray_summaries import summary_of
from awsobs.local.services.xray_traces import StoredTrace

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("xray")

_PAGE_TRACES: Final = 200  # traces looked at for one page, whether they match or not


@operations.answer("GetTraceSummaries")
def get_trace_summaries(cloud: "Cloud", call: Call) -> Reply:
    """One page of summaries, the newest part of the window first."""
    start, end = window(call)
    matches = wanted(cloud, call.parameters.get("FilterExpression") or "")
    in_window = _time_test(call.parameters.get("TimeRangeType", "TraceId"), start, end)
    rows: list[dict[str, Any]] = []
    processed, last, more = 0, None, False
    for trace in cloud.xray.newest_first(_decoded(call.parameters.get("NextToken"))):
        if not in_window(trace) or not cloud.xray_destination.has_indexed(trace.id):
            continue
        if processed == _PAGE_TRACES:
            more = True
            break
        processed += 1
        last = trace.key
        if matches(trace):
            rows.append(summary_of(cloud.xray, trace, cloud.account))
    reply = {
        "TraceSummaries": rows,
        "TracesProcessedCount": processed,
        "ApproximateTime": datetime.fromtimestamp(last[0], UTC) if last else start,
    }
    return reply | {"NextToken": _encoded(last)} if more and last else reply


@operations.answer("BatchGetTraces")
def batch_get_traces(cloud: "Cloud", call: Call) -> Reply:
    """Whole traces by id, inferred segments included."""
    ids: list[str] = call.parameters.get("TraceIds", [])
    if len(ids) > MAX_IDS:
        raise invalid(f"The request contains more than {MAX_IDS} trace IDs.")
    indexed = [trace_id for trace_id in ids if cloud.xray_destination.has_indexed(trace_id)]
    traces = {trace_id: cloud.xray.trace(trace_id) for trace_id in indexed}
    found = [trace for trace in traces.values() if trace is not None]
    return {
        "Traces": [_trace_row(trace) for trace in found],
        "UnprocessedTraceIds": [i for i in dict.fromkeys(ids) if traces.get(i) is None],
    }


def _time_test(kind: str, start: datetime, end: datetime) -> Callable[[StoredTrace], bool]:
    low, high = start.timestamp(), end.timestamp()
    match kind:
        case "Event":
            return lambda trace: low <= trace.updated <= high
        case "Service":
            return lambda trace: low <= trace.end <= high
        case "TraceId":
            return lambda trace: low <= trace.start <= high
        case _:
            raise invalid(f"TimeRangeType {kind} is not one of TraceId, Event, Service.")


def _trace_row(trace: StoredTrace) -> dict[str, Any]:
    segments = segments_of(trace.documents.values())
    return {
        "Id": trace.id,
        "Duration": trace.end - trace.start,
        "LimitExceeded": trace.limit_exceeded,
        "Segments": [
            {"Id": text_at(body, "id"), "Document": msgspec.json.encode(body).decode()}
            for body in segments
        ],
    }


def _encoded(key: tuple[float, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def _decoded(token: str | None) -> tuple[float, str] | None:
    if not token:
        return None
    try:
        start, trace_id = json.loads(base64.urlsafe_b64decode(token))
        return float(start), str(trace_id)
    except (binascii.Error, ValueError, TypeError) as error:
        raise invalid("The NextToken is not one that GetTraceSummaries gave.") from error
