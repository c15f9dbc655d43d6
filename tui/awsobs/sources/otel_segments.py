"""Spans in OpenTelemetry's form, as Transaction Search may give them, made segment documents."""

import json
from collections.abc import Mapping
from typing import Any, Final, cast

from awsobs.sources.fields import rows

_NANOS: Final = 1_000_000_000
_SERVERS: Final = frozenset({"SERVER", "CONSUMER"})
_CALLS: Final = frozenset({"CLIENT", "PRODUCER"})
_CLIENT_ERROR, _THROTTLED, _SERVER_ERROR = 400, 429, 500
_REQUEST: Final = {
    "method": ("http.request.method", "http.method"),
    "url": ("url.full", "http.url"),
    "user_agent": ("user_agent.original", "http.user_agent"),
    "client_ip": ("client.address", "http.client_ip"),
}
_STATUS: Final = ("http.response.status_code", "http.status_code")
_DATABASE: Final = ("db.system.name", "db.system")
Span = Mapping[str, Any]


def segment_text(text: str) -> str:
    """The segment document of a span; whatever is no such span comes back as it is."""
    try:
        span: object = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if not isinstance(span, dict) or "traceId" not in span or "spanId" not in span:
        return text
    return json.dumps(segment_of(cast("Span", span)))


def segment_of(span: Span) -> dict[str, Any]:
    """A segment for a span that enters a service, a subsegment for what it does inside."""
    attributes, resource = _of(span, "attributes"), _of(_of(span, "resource"), "attributes")
    kind = str(span.get("kind", "")).removeprefix("SPAN_KIND_").upper()
    enters = kind in _SERVERS or not span.get("parentSpanId")
    trace = str(span["traceId"])
    found: dict[str, Any] = {
        "id": span["spanId"],
        "trace_id": f"1-{trace[:8]}-{trace[8:]}",
        "name": (resource.get("service.name") if enters else None) or span.get("name"),
        "start_time": _seconds(span.get("startTimeUnixNano")),
        "end_time": _seconds(span.get("endTimeUnixNano")),
        "parent_id": span.get("parentSpanId"),
        "type": None if enters else "subsegment",
        "origin": resource.get("aws.xray.origin") if enters else None,
        "user": attributes.get("enduser.id"),
        "annotations": _annotations(attributes),
        "http": _http(attributes),
        "aws": _aws(attributes, resource),
    }
    if kind in _CALLS and not enters:
        found["namespace"] = "aws" if attributes.get("rpc.system") == "aws-api" else "remote"
    if database := _first(attributes, _DATABASE):
        found["sql"] = {"database_type": database}
    if found["end_time"] is None:
        found["in_progress"] = True
    found |= _verdict(span, _first(attributes, _STATUS)) | _cause(span)
    return {key: value for key, value in found.items() if value not in (None, {}, "")}


def _http(attributes: Span) -> dict[str, Any]:
    request = {key: _first(attributes, names) for key, names in _REQUEST.items()}
    told = {key: value for key, value in request.items() if value}
    status = _first(attributes, _STATUS)
    answer = {"response": {"status": status}} if isinstance(status, int) else {}
    return ({"request": told} if told else {}) | answer


def _aws(attributes: Span, resource: Span) -> dict[str, Any]:
    own = {
        key.removeprefix("aws."): value
        for key, value in attributes.items()
        if key.startswith("aws.") and not key.startswith("aws.xray.")
    }
    account = resource.get("cloud.account.id")
    return own | ({"account_id": account} if account else {})


def _annotations(attributes: Span) -> dict[str, Any]:
    names: object = attributes.get("aws.xray.annotations")
    wanted = cast("list[object]", names) if isinstance(names, list) else []
    return {str(name): attributes[str(name)] for name in wanted if str(name) in attributes}


def _verdict(span: Span, status: object) -> dict[str, bool]:
    """An answer tells whose error it was; without one, an error is the service's own."""
    if isinstance(status, int) and _CLIENT_ERROR <= status < _SERVER_ERROR:
        return {"error": True} | ({"throttle": True} if status == _THROTTLED else {})
    code = str(_of(span, "status").get("code", "")).removeprefix("STATUS_CODE_")
    failed = code in ("ERROR", "2") or (isinstance(status, int) and status >= _SERVER_ERROR)
    return {"fault": True} if failed else {}


def _cause(span: Span) -> dict[str, Any]:
    raised = [
        _of(event, "attributes")
        for event in rows(span, "events")
        if event.get("name") == "exception"
    ]
    exceptions = [
        {
            "id": f"{number:016x}",
            "type": str(told.get("exception.type", "")),
            "message": str(told.get("exception.message", "")),
        }
        for number, told in enumerate(raised)
    ]
    return {"cause": {"exceptions": exceptions}} if exceptions else {}


def _first(attributes: Span, names: tuple[str, ...]) -> Any:
    return next((attributes[name] for name in names if attributes.get(name)), None)


def _of(body: Span, key: str) -> Span:
    found: object = body.get(key)
    return cast("Span", found) if isinstance(found, dict) else {}


def _seconds(nanos: object) -> float | None:
    try:
        return int(cast("int", nanos)) / _NANOS
    except (TypeError, ValueError, OverflowError):
        return None
