"""Where segments go: to X-Ray, or, with Transaction Search, as spans to a log group."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import msgspec

from awsobs.local.operations import Call, Operations, Reply
from awsobs.local.services.xray_documents import Document, time_at
from awsobs.local.services.xray_requests import invalid
from awsobs.local.services.xray_spans import spans_of

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("xray")

SPANS: Final = "aws/spans"

_XRAY: Final = "XRay"
_LOGS: Final = "CloudWatchLogs"
_STREAM: Final = "default"
_USUAL_SHARE: Final = 1.0
_EPOCH: Final = datetime.fromtimestamp(0, UTC)


@dataclass(slots=True)
class Destination:
    """The account's switch, and how many percent of its traces are indexed."""

    name: str = _XRAY
    percentage: float = _USUAL_SHARE
    modified: datetime = _EPOCH

    @property
    def is_logs(self) -> bool:
        """Whether Transaction Search is on."""
        return self.name == _LOGS

    def has_indexed(self, trace_id: str) -> bool:
        """Whether X-Ray itself finds a trace: all are, or a share that its id decides."""
        if not self.is_logs:
            return True
        place = int.from_bytes(sha256(trace_id.encode()).digest()[:4]) / 2**32
        return place * 100 < self.percentage


@operations.answer("GetTraceSegmentDestination")
def get_trace_segment_destination(cloud: "Cloud", call: Call) -> Reply:
    """Where segments go."""
    return {"Destination": cloud.xray_destination.name, "Status": "ACTIVE"}


@operations.answer("UpdateTraceSegmentDestination")
def update_trace_segment_destination(cloud: "Cloud", call: Call) -> Reply:
    """Switch Transaction Search on or off; the spans of what came before are not written."""
    name = call.parameters.get("Destination") or _XRAY
    if name not in (_XRAY, _LOGS):
        raise invalid(f"Destination is {_XRAY} or {_LOGS}.")
    if name == _LOGS and SPANS not in cloud.logs.groups:
        cloud.logs.create_group(SPANS, int(cloud.clock.now().timestamp() * 1000))
    cloud.xray_destination.name = name
    return get_trace_segment_destination(cloud, call)


@operations.answer("GetIndexingRules")
def get_indexing_rules(cloud: "Cloud", call: Call) -> Reply:
    """How many of the traces are indexed."""
    return {"IndexingRules": [_rule(cloud)]}


@operations.answer("UpdateIndexingRule")
def update_indexing_rule(cloud: "Cloud", call: Call) -> Reply:
    """Index another share."""
    if call.parameters["Name"] != "Default":
        raise invalid("There is no such indexing rule.")
    share = call.parameters["Rule"].get("Probabilistic", {}).get("DesiredSamplingPercentage")
    if share is None or not 0 <= float(share) <= 100:
        raise invalid("DesiredSamplingPercentage is a number from 0 to 100.")
    cloud.xray_destination.percentage = float(share)
    cloud.xray_destination.modified = cloud.clock.now()
    return {"IndexingRule": _rule(cloud)}


def keep_spans(cloud: "Cloud", document: Document) -> None:
    """Write a document's spans to the log group, if that is where they go."""
    if not cloud.xray_destination.is_logs or document.in_progress:
        return
    at = int(cloud.clock.now().timestamp() * 1000)
    events = [
        (int((time_at(document.body, "end_time") or document.start) * 1000), text)
        for text in (msgspec.json.encode(span).decode() for span in spans_of(document.body))
    ]
    cloud.logs.put(SPANS, _STREAM, events, at)


def _rule(cloud: "Cloud") -> dict[str, Any]:
    destination = cloud.xray_destination
    share = destination.percentage if destination.is_logs else 100.0
    probabilistic = {"DesiredSamplingPercentage": share, "ActualSamplingPercentage": share}
    rule = {"Probabilistic": probabilistic}
    return {"Name": "Default", "ModifiedAt": destination.modified, "Rule": rule}
