"""Rows of GetTraceSummaries, computed from a trace's segments."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from awsobs.local.services.xray_assembly import segments_of, service_name
from awsobs.local.services.xray_documents import Body, descendants, inner, text_at, time_at
from awsobs.local.services.xray_root_causes import response_time_chain, root_causes
from awsobs.local.services.xray_traces import StoredTrace, XrayState

_MAX_ANNOTATIONS = 50


def summary_of(state: XrayState, trace: StoredTrace, account: str) -> dict[str, Any]:
    """The trace's summary, mostly computed once for each state of the trace."""
    summary = trace.summary
    if summary is None:
        summary = _summary(trace, account)
        state.keep_summary(trace, summary)
    return summary


def segment_id(segment: Body) -> dict[str, Any]:
    """The ServiceId that a segment stands for, without its account."""
    name = service_name(segment)
    service: dict[str, Any] = {"Name": name, "Names": [name]}
    if text_at(segment, "origin"):
        service["Type"] = text_at(segment, "origin")
    return service


def _summary(trace: StoredTrace, account: str) -> dict[str, Any]:
    segments = [body for body in segments_of(trace.documents.values()) if not _is_orphan(body)]
    row: dict[str, Any] = {
        "Id": trace.id,
        "StartTime": datetime.fromtimestamp(trace.start, UTC),
        "Duration": trace.end - trace.start,
        "HasThrottle": any(body.get("throttle") is True for body in segments),
        "IsPartial": any(_is_open(body) for body in segments),
        "Revision": trace.revision,
        "ServiceIds": _services(segments, account),
        "Annotations": _annotations(segments, account),
        "Users": _users(segments, account),
        "ResourceARNs": [{"ARN": arn} for arn in _aws_texts(segments, "resource_arn")],
        "InstanceIds": [
            {"Id": instance} for instance in _aws_texts(segments, "ec2", "instance_id")
        ],
        "AvailabilityZones": [
            {"Name": zone} for zone in _aws_texts(segments, "ec2", "availability_zone")
        ],
        "Http": {},
        "HasFault": False,
        "HasError": False,
        "FaultRootCauses": [],
        "ErrorRootCauses": [],
        "ResponseTimeRootCauses": [],
    }
    root = _root(segments)
    return row if root is None else row | _of_root(root, segments, account)


def _of_root(root: Body, segments: Sequence[Body], account: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "HasFault": root.get("fault") is True,
        "HasError": root.get("error") is True,
        "Http": _http(root),
        "EntryPoint": segment_id(root) | {"AccountId": account},
        "FaultRootCauses": root_causes(root, segments, "fault", account),
        "ErrorRootCauses": root_causes(root, segments, "error", account),
        "ResponseTimeRootCauses": [],
    }
    start, end = time_at(root, "start_time"), time_at(root, "end_time")
    if start is not None and end is not None:
        row["ResponseTime"] = max(0.0, end - start)
        row["ResponseTimeRootCauses"] = [response_time_chain(root, segments, account)]
    return row


def _is_orphan(body: Body) -> bool:
    return body.get("type") == "subsegment"


def _is_open(body: Body) -> bool:
    return body.get("in_progress") is True and time_at(body, "end_time") is None


def _root(segments: Sequence[Body]) -> Body | None:
    """The segment that nothing in the trace calls: without a parent, or the earliest left."""
    without_parent = [body for body in segments if not text_at(body, "parent_id")]
    known = {text_at(body, "id") for body in segments}
    known.update(text_at(call, "id") for body in segments for call in descendants(body))
    unattached = [body for body in segments if text_at(body, "parent_id") not in known]
    return next(iter([*without_parent, *unattached, *segments]), None)


def _http(root: Body) -> dict[str, Any]:
    request = inner(root, "http", "request")
    names = (
        ("HttpURL", "url"),
        ("HttpMethod", "method"),
        ("UserAgent", "user_agent"),
        ("ClientIp", "client_ip"),
    )
    http: dict[str, Any] = {
        name: text_at(request, key) for name, key in names if text_at(request, key)
    }
    status = inner(root, "http", "response").get("status")
    if isinstance(status, int) and not isinstance(status, bool):
        http["HttpStatus"] = status
    return http


def _services(segments: Sequence[Body], account: str) -> list[dict[str, Any]]:
    services = [segment_id(body) | {"AccountId": account} for body in segments]
    services += [
        {"Name": name, "Names": [name], "Type": "client"}
        for name in [service_name(body) for body in segments if _has_client(body)]
    ]
    return list({(row["Name"], row.get("Type")): row for row in services}.values())


def _has_client(body: Body) -> bool:
    return not text_at(body, "parent_id") and bool(inner(body, "http", "request"))


def _annotations(segments: Sequence[Body], account: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, dict[object, dict[str, Any]]] = {}
    for segment in segments:
        for body in (segment, *descendants(segment)):
            for key, value in inner(body, "annotations").items():
                typed = _annotation_value(value)
                if typed and (key in found or len(found) < _MAX_ANNOTATIONS):
                    row: dict[str, Any] = {"AnnotationValue": typed, "ServiceIds": []}
                    rows = found.setdefault(key, {}).setdefault(str(typed), row)
                    service = segment_id(segment) | {"AccountId": account}
                    if service not in rows["ServiceIds"]:
                        rows["ServiceIds"].append(service)
    return {key: list(rows.values()) for key, rows in found.items()}


def _annotation_value(value: object) -> dict[str, Any]:
    match value:
        case bool():
            return {"BooleanValue": value}
        case int() | float():
            return {"NumberValue": float(value)}
        case str():
            return {"StringValue": value}
        case _:
            return {}


def _users(segments: Sequence[Body], account: str) -> list[dict[str, Any]]:
    users: dict[str, list[dict[str, Any]]] = {}
    for body in segments:
        user = text_at(body, "user")
        if user:
            users.setdefault(user, []).append(segment_id(body) | {"AccountId": account})
    return [{"UserName": user, "ServiceIds": services} for user, services in users.items()]


def _aws_texts(segments: Sequence[Body], *keys: str) -> list[str]:
    bodies = [inner(body, "aws", *keys[:-1]) for body in segments]
    texts = [text_at(body, keys[-1]) for body in bodies]
    if keys == ("resource_arn",):
        texts += [text_at(body, "resource_arn") for body in segments]
    return list(dict.fromkeys(text for text in texts if text))
