"""Segments as the spans that Transaction Search keeps: one for each segment and subsegment."""

from collections.abc import Iterator
from typing import Any, Final

from awsobs.local.services.xray_documents import (
    Body,
    children,
    flags_of,
    inner,
    objects_at,
    text_at,
    time_at,
)

_SCOPE: Final = {"name": "awsobs.local.xray"}
_NANOS: Final = 1_000_000_000
_TRACED: Final = ("aws", "remote")
_FROM_REQUEST: Final = (
    ("http.request.method", "method"),
    ("url.full", "url"),
    ("user_agent.original", "user_agent"),
    ("client.address", "client_ip"),
)


def spans_of(segment: Body) -> Iterator[dict[str, Any]]:
    """The spans of a segment with all that is inside it, parents before their children."""
    kind = "CLIENT" if segment.get("namespace") in _TRACED else "SERVER"
    resource = _resource(segment)
    waiting = [(segment, text_at(segment, "parent_id"), kind)]
    trace_id = "".join(text_at(segment, "trace_id").split("-")[1:]).lower()
    while waiting:
        body, parent, kind = waiting.pop()
        yield _span(body, trace_id, parent, kind) | {"resource": resource, "scope": _SCOPE}
        for child in reversed(children(body)):
            inside = "CLIENT" if child.get("namespace") in _TRACED else "INTERNAL"
            waiting.append((child, text_at(body, "id"), inside))


def _span(body: Body, trace_id: str, parent: str, kind: str) -> dict[str, Any]:
    start = time_at(body, "start_time") or 0.0
    end = time_at(body, "end_time")
    span: dict[str, Any] = {
        "traceId": trace_id,
        "spanId": text_at(body, "id"),
        "name": text_at(body, "name"),
        "kind": kind,
        "startTimeUnixNano": round(start * _NANOS),
        "attributes": _attributes(body),
        "status": {"code": "ERROR" if flags_of(body) & {"fault", "error"} else "UNSET"},
    }
    if parent:
        span["parentSpanId"] = parent
    if end is not None:
        span["endTimeUnixNano"] = round(end * _NANOS)
        span["durationNano"] = max(0, round((end - start) * _NANOS))
    events = [
        _exception(row, end or start) for row in objects_at(inner(body, "cause"), "exceptions")
    ]
    return span | ({"events": events} if events else {})


def _resource(segment: Body) -> dict[str, Any]:
    attributes: dict[str, Any] = {"service.name": text_at(segment, "name"), "cloud.provider": "aws"}
    origin, account = text_at(segment, "origin"), text_at(inner(segment, "aws"), "account_id")
    if origin:
        attributes["aws.xray.origin"] = origin
    if account:
        attributes["cloud.account.id"] = account
    return {"attributes": attributes}


def _attributes(body: Body) -> dict[str, Any]:
    request, response = inner(body, "http", "request"), inner(body, "http", "response")
    found: dict[str, Any] = {
        name: text_at(request, key) for name, key in _FROM_REQUEST if text_at(request, key)
    }
    if isinstance(response.get("status"), int):
        found["http.response.status_code"] = response["status"]
    for key, value in inner(body, "aws").items():
        if isinstance(value, str | int | float):
            found[f"aws.{key}"] = value
    if text_at(inner(body, "sql"), "database_type"):
        found["db.system"] = text_at(inner(body, "sql"), "database_type")
    if text_at(body, "user"):
        found["enduser.id"] = text_at(body, "user")
    annotations = inner(body, "annotations")
    if annotations:
        found |= annotations
        found["aws.xray.annotations"] = list(annotations)
    return found


def _exception(row: Body, at: float) -> dict[str, Any]:
    attributes = {
        "exception.type": text_at(row, "type"),
        "exception.message": text_at(row, "message"),
    }
    return {"name": "exception", "timeUnixNano": round(at * _NANOS), "attributes": attributes}
