"""Whole traces on request, whether they are indexed or not, in either form."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import msgspec

from awsobs.local.operations import Call, Fault, Operations, Reply
from awsobs.local.services.xray_assembly import segments_of
from awsobs.local.services.xray_documents import text_at
from awsobs.local.services.xray_graph import graph_rows
from awsobs.local.services.xray_requests import invalid, page
from awsobs.local.services.xray_shares import queue_of, share_of
from awsobs.local.services.xray_spans import spans_of
from awsobs.local.services.xray_traces import StoredTrace

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("xray")

_MOST_IDS: Final = 100
_KEPT: Final = 100
_LIFE: Final = timedelta(hours=1)
_TRACES_A_PAGE: Final = 5
_SERVICES_A_PAGE: Final = 100


@dataclass(slots=True, kw_only=True)
class _Retrieval:
    ids: tuple[str, ...]
    start: float
    end: float
    asked: datetime
    status: str = "SCHEDULED"


class Retrievals:
    """The newest retrievals by their token."""

    def __init__(self) -> None:
        self._found: OrderedDict[str, _Retrieval] = OrderedDict()

    def add(self, retrieval: _Retrieval) -> str:
        """Keep a retrieval; gives its token."""
        token = str(uuid4())
        self._found[token] = retrieval
        if len(self._found) > _KEPT:
            self._found.popitem(last=False)
        return token

    def named(self, token: str) -> _Retrieval:
        """The retrieval of a token.

        Raises:
            Fault: there is none.
        """
        found = self._found.get(token)
        if found is None:
            raise Fault("ResourceNotFoundException", "There is no such retrieval.", status=404)
        return found


@operations.answer("StartTraceRetrieval")
def start_trace_retrieval(cloud: "Cloud", call: Call) -> Reply:
    """Begin to look for traces by id."""
    ids: list[str] = call.parameters["TraceIds"]
    start, end = call.parameters["StartTime"], call.parameters["EndTime"]
    if not 1 <= len(ids) <= _MOST_IDS:
        raise invalid(f"A retrieval has 1 to {_MOST_IDS} trace IDs.")
    if end < start:
        raise invalid("The end time must not be before the start time.")
    retrieval = _Retrieval(
        ids=tuple(dict.fromkeys(ids)),
        start=start.timestamp(),
        end=end.timestamp(),
        asked=cloud.clock.now(),
    )
    return {"RetrievalToken": cloud.xray_retrievals.add(retrieval)}


@operations.answer("ListRetrievedTraces")
def list_retrieved_traces(cloud: "Cloud", call: Call) -> Reply:
    """What a retrieval found: nothing when first asked, then everything."""
    form = call.parameters.get("TraceFormat") or "XRAY"
    retrieval = _went_on(cloud, call)
    rows, token = page(call, _traces(cloud, retrieval), _TRACES_A_PAGE)
    reply = {"RetrievalStatus": retrieval.status, "TraceFormat": form}
    return reply | {"Traces": [_trace_row(trace, form) for trace in rows]} | token


@operations.answer("GetRetrievedTracesGraph")
def get_retrieved_traces_graph(cloud: "Cloud", call: Call) -> Reply:
    """The service graph of what a retrieval found."""
    retrieval = _went_on(cloud, call)
    services = graph_rows(
        map(share_of, _traces(cloud, retrieval)),
        lambda trace_id, call_id: queue_of(cloud.xray, trace_id, call_id),
    )
    rows, token = page(call, services, _SERVICES_A_PAGE)
    found: list[dict[str, Any]] = [{"Service": row, "Links": []} for row in rows]
    return {"RetrievalStatus": retrieval.status, "Services": found} | token


@operations.answer("CancelTraceRetrieval")
def cancel_trace_retrieval(cloud: "Cloud", call: Call) -> Reply:
    """Stop looking."""
    cloud.xray_retrievals.named(call.parameters["RetrievalToken"]).status = "CANCELLED"
    return {}


def _went_on(cloud: "Cloud", call: Call) -> _Retrieval:
    retrieval = cloud.xray_retrievals.named(call.parameters["RetrievalToken"])
    match retrieval.status:
        case "SCHEDULED":
            retrieval.status = "RUNNING"
        case "RUNNING":
            retrieval.status = "COMPLETE"
        case "COMPLETE" if cloud.clock.now() - retrieval.asked > _LIFE:
            retrieval.status = "TIMEOUT"
        case _:
            pass
    return retrieval


def _traces(cloud: "Cloud", retrieval: _Retrieval) -> list[StoredTrace]:
    if retrieval.status != "COMPLETE":
        return []
    known = [trace for trace in map(cloud.xray.trace, retrieval.ids) if trace is not None]
    return [
        trace for trace in known if trace.start <= retrieval.end and trace.end >= retrieval.start
    ]


def _trace_row(trace: StoredTrace, form: str) -> dict[str, Any]:
    bodies = segments_of(trace.documents.values())
    if form == "OTEL":
        spans = [span for body in bodies if not body.get("inferred") for span in spans_of(body)]
        rows = [(span["spanId"], span) for span in spans]
    else:
        rows = [(text_at(body, "id"), body) for body in bodies]
    return {
        "Id": trace.id,
        "Duration": trace.end - trace.start,
        "Spans": [
            {"Id": identity, "Document": msgspec.json.encode(body).decode()}
            for identity, body in rows
        ],
    }
