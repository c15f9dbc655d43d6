"""Segments on their way in."""

from typing import TYPE_CHECKING, Final

from awsobs.local.operations import Call, Operations, Reply
from awsobs.local.services.xray_destination import keep_spans
from awsobs.local.services.xray_documents import Rejected, document_of
from awsobs.local.services.xray_requests import invalid

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("xray")

_MAX_DOCUMENTS: Final = 50


@operations.answer("PutTraceSegments")
def put_trace_segments(cloud: "Cloud", call: Call) -> Reply:
    """Take documents in; what is malformed comes back as unprocessed."""
    documents: list[str] = call.parameters.get("TraceSegmentDocuments", [])
    if len(documents) > _MAX_DOCUMENTS:
        raise invalid(f"At most {_MAX_DOCUMENTS} trace segment documents are allowed in a call.")
    return {"UnprocessedTraceSegments": put_documents(cloud, documents)}


def put_documents(cloud: "Cloud", documents: list[str]) -> list[dict[str, str]]:
    """Take any number of documents in; gives the rows of UnprocessedTraceSegments."""
    at = cloud.clock.now().timestamp()
    unprocessed: list[dict[str, str]] = []
    for text in documents:
        try:
            document = document_of(text)
        except Rejected as rejected:
            row = {"ErrorCode": rejected.code, "Message": rejected.message}
            unprocessed.append({"Id": rejected.id, **row} if rejected.id else row)
            continue
        cloud.xray.put(document, at)
        keep_spans(cloud, document)
    return unprocessed


@operations.answer("PutTelemetryRecords")
def put_telemetry_records(cloud: "Cloud", call: Call) -> Reply:
    """Take a daemon's own statistics and keep nothing of them, as nothing reads them back."""
    return {}
