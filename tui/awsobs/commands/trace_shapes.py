"""Trace summaries as JSON: rows of GetTraceSummaries, as far as the program keeps them."""

from collections.abc import Mapping

from awsobs.commands.output import Shape, iso, plain
from awsobs.commands.twin import context_shape
from awsobs.domain.context import Context
from awsobs.domain.service_graph import NodeKey
from awsobs.domain.traces import AnnotationValue, CauseKind, CausePath, TraceSummary

_CAUSES = {
    "FaultRootCauses": CauseKind.FAULT,
    "ErrorRootCauses": CauseKind.ERROR,
    "ResponseTimeRootCauses": CauseKind.SLOW,
}
_HTTP = {
    "HttpURL": "url",
    "HttpStatus": "status",
    "HttpMethod": "method",
    "UserAgent": "agent",
    "ClientIp": "client_ip",
}


def summary_shape(summary: TraceSummary, context: Context) -> Shape:
    """One summary with AWS's names, and whose it is."""
    return {
        "Id": summary.id,
        "StartTime": iso(summary.start),
        "Duration": summary.duration,
        "ResponseTime": summary.response_time,
        "HasFault": summary.has_fault,
        "HasError": summary.has_error,
        "HasThrottle": summary.has_throttle,
        "IsPartial": summary.is_partial,
        "Http": {name: told for name, field in _HTTP.items() if (told := getattr(summary, field))},
        "EntryPoint": _node(summary.entry_node or NodeKey("", summary.entry, "")),
        "ServiceIds": [_node(key) for key in summary.nodes],
        "Annotations": _annotations(summary),
        "Users": [{"UserName": user} for user in summary.users],
        "InstanceIds": [{"Id": instance} for instance in summary.instances],
        "AvailabilityZones": [{"Name": zone} for zone in summary.zones],
        "ResourceARNs": [{"ARN": arn} for arn in summary.resources],
        **{
            name: [_cause(path) for path in summary.causes if path.kind is kind]
            for name, kind in _CAUSES.items()
        },
        "context": context_shape(context),
    }


def _node(key: NodeKey) -> Mapping[str, str | None]:
    told = {"Type": key.type, "AccountId": key.account}
    return {"Name": key.name or None} | {name: value for name, value in told.items() if value}


def _cause(path: CausePath) -> Shape:
    services = [dict(_node(key)) | {"Inferred": key in path.inferred} for key in path.services]
    return {"Services": services}


def _annotations(summary: TraceSummary) -> Mapping[str, list[Shape]]:
    found: dict[str, list[Shape]] = {}
    for key, value in summary.annotations:
        found.setdefault(key, []).append({"AnnotationValue": {_type_of(value): plain(value)}})
    return found


def _type_of(value: AnnotationValue) -> str:
    if isinstance(value, bool):
        return "BooleanValue"
    return "StringValue" if isinstance(value, str) else "NumberValue"
