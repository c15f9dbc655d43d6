"""X-Ray: segments in, traces and their summaries out."""

import base64
import binascii
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from awsobs.languages import xray_filter
from awsobs.local.operations import Call, Fault, Operations, Reply
from awsobs.local.services import xray_sampling
from awsobs.local.services.xray_assembly import segments_of
from awsobs.local.services.xray_documents import Rejected, document_of, text_at
from awsobs.local.services.xray_facts import facts_of
from awsobs.local.services.xray_summaries import summary_of
from awsobs.local.services.xray_traces import StoredTrace, XrayState

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

__all__ = ["XrayState", "operations"]

operations = Operations("xray")

_MAX_DOCUMENTS = 50
_MAX_IDS = 5
_PAGE_TRACES = 200  # traces looked at for one page, whether they match or not
_MAX_WINDOW = timedelta(hours=24)


def _invalid(message: str) -> Fault:
    return Fault("InvalidRequestException", message)


@operations.answer("PutTraceSegments")
def put_trace_segments(cloud: "Cloud", call: Call) -> Reply:
    """Take documents in; what is malformed comes back as unprocessed."""
    documents: list[str] = call.parameters.get("TraceSegmentDocuments", [])
    if len(documents) > _MAX_DOCUMENTS:
        raise _invalid(f"At most {_MAX_DOCUMENTS} trace segment documents are allowed in a call.")
    return {"UnprocessedTraceSegments": put_documents(cloud, documents)}


def put_documents(cloud: "Cloud", documents: list[str]) -> list[dict[str, str]]:
    """Take any number of documents in; gives the rows of UnprocessedTraceSegments."""
    at = cloud.clock.now().timestamp()
    unprocessed: list[dict[str, str]] = []
    for text in documents:
        try:
            cloud.xray.put(document_of(text), at)
        except Rejected as rejected:
            row = {"ErrorCode": rejected.code, "Message": rejected.message}
            unprocessed.append({"Id": rejected.id, **row} if rejected.id else row)
    return unprocessed


@operations.answer("PutTelemetryRecords")
def put_telemetry_records(cloud: "Cloud", call: Call) -> Reply:
    """Take a daemon's own statistics and keep nothing of them, as nothing reads them back."""
    return {}


@operations.answer("GetTraceSummaries")
def get_trace_summaries(cloud: "Cloud", call: Call) -> Reply:
    """One page of summaries, the newest part of the window first."""
    start, end = _window(call)
    wanted = _wanted(cloud, call)
    in_window = _time_test(call.parameters.get("TimeRangeType", "TraceId"), start, end)
    rows: list[dict[str, Any]] = []
    processed, last, more = 0, None, False
    for trace in cloud.xray.newest_first(_decoded(call.parameters.get("NextToken"))):
        if not in_window(trace):
            continue
        if processed == _PAGE_TRACES:
            more = True
            break
        processed += 1
        last = trace.key
        if wanted(trace):
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
    if len(ids) > _MAX_IDS:
        raise _invalid(f"The request contains more than {_MAX_IDS} trace IDs.")
    traces = {trace_id: cloud.xray.trace(trace_id) for trace_id in ids}
    return {
        "Traces": [_trace_row(trace) for trace in traces.values() if trace is not None],
        "UnprocessedTraceIds": [trace_id for trace_id, trace in traces.items() if trace is None],
    }


@operations.answer("GetSamplingRules")
def get_sampling_rules(cloud: "Cloud", call: Call) -> Reply:
    """The Default rule."""
    return {"SamplingRuleRecords": [xray_sampling.default_rule(cloud.account, cloud.region)]}


@operations.answer("GetSamplingTargets")
def get_sampling_targets(cloud: "Cloud", call: Call) -> Reply:
    """What a sampler may take until it asks again."""
    documents = call.parameters.get("SamplingStatisticsDocuments", [])
    return xray_sampling.targets(documents, cloud.clock.now())


@operations.answer("GetTraceSegmentDestination")
def get_trace_segment_destination(cloud: "Cloud", call: Call) -> Reply:
    """Segments go to X-Ray itself, never to a log group."""
    return {"Destination": "XRay", "Status": "ACTIVE"}


@operations.answer("GetIndexingRules")
def get_indexing_rules(cloud: "Cloud", call: Call) -> Reply:
    """Every trace is indexed."""
    probabilistic = {"DesiredSamplingPercentage": 100.0, "ActualSamplingPercentage": 100.0}
    modified = datetime.fromtimestamp(0, UTC)
    rule = {"Name": "Default", "ModifiedAt": modified, "Rule": {"Probabilistic": probabilistic}}
    return {"IndexingRules": [rule]}


@operations.answer("GetGroups")
def get_groups(cloud: "Cloud", call: Call) -> Reply:
    """The Default group, which has no filter."""
    return {
        "Groups": [
            {
                "GroupName": "Default",
                "GroupARN": f"arn:aws:xray:{cloud.region}:{cloud.account}:group/Default",
                "InsightsConfiguration": {"InsightsEnabled": False, "NotificationsEnabled": False},
            }
        ]
    }


def _window(call: Call) -> tuple[datetime, datetime]:
    start, end = call.parameters["StartTime"], call.parameters["EndTime"]
    if end < start:
        raise _invalid("The end time must not be before the start time.")
    if end - start > _MAX_WINDOW:
        raise _invalid("The time range must be no longer than 24 hours.")
    return start, end


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
            raise _invalid(f"TimeRangeType {kind} is not one of TraceId, Event, Service.")


def _wanted(cloud: "Cloud", call: Call) -> Callable[[StoredTrace], bool]:
    expression: str = call.parameters.get("FilterExpression") or ""
    if not expression.strip():
        return lambda _: True
    try:
        matches = xray_filter.parsed(expression)
    except ValueError as error:
        raise _invalid(f"Invalid filter expression: {error}") from error
    return lambda trace: matches(facts_of(cloud.xray, trace, cloud.account))


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
        raise _invalid("The NextToken is not one that GetTraceSummaries gave.") from error
