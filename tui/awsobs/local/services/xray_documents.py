"""Segment documents as X-Ray takes them: what is refused, and reading hostile shapes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from math import isfinite
from typing import Any, cast

import msgspec

MAX_DOCUMENT_BYTES = 64 * 1024
FAILURES = ("fault", "throttle", "error")
"""What a request can be beside ok, the worst first: it counts as one of them."""

_TRACE_ID = re.compile(r"1-[0-9a-fA-F]{8}-[0-9a-fA-F]{24}")
_SEGMENT_ID = re.compile(r"[0-9a-fA-F]{16}")
_NAME = re.compile(r"[\w\s.:/%&#=+\\\-@]{1,200}")

Body = Mapping[str, Any]


class Rejected(Exception):
    """A document that PutTraceSegments leaves unprocessed."""

    def __init__(self, code: str, *, document_id: str = "", kind: str = "segment") -> None:
        super().__init__(code)
        self.code = code
        self.id = document_id
        self.message = f"Invalid {kind}. ErrorCode: {code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One accepted document: its text, and what the store needs of it. Times are epoch seconds."""

    text: str
    id: str
    trace_id: str
    start: float
    end: float | None
    in_progress: bool
    is_subsegment: bool

    @property
    def body(self) -> dict[str, Any]:
        """The document decoded anew, so that the reader may change it."""
        body: dict[str, Any] = msgspec.json.decode(self.text)
        return body


def document_of(text: str) -> Document:
    """Check one document of PutTraceSegments.

    Raises:
        Rejected: with X-Ray's error code.
    """
    if len(text) > MAX_DOCUMENT_BYTES or len(text.encode()) > MAX_DOCUMENT_BYTES:
        raise Rejected("DocumentTooLarge")
    try:
        body = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError) as error:
        raise Rejected("ParseError") from error
    if not isinstance(body, dict):
        raise Rejected("MissingId")
    return _checked(text, cast("Body", body))


def inner(body: Body, *keys: str) -> Body:
    """The object under `keys`, or an empty one where the document holds anything else."""
    for key in keys:
        value = body.get(key)
        if not isinstance(value, dict):
            return {}
        body = cast("Body", value)
    return body


def text_at(body: Body, key: str) -> str:
    """The text under `key`, or nothing."""
    value = body.get(key)
    return value if isinstance(value, str) else ""


def time_at(body: Body, key: str) -> float | None:
    """The epoch time under `key`, or None."""
    value = body.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return None
    return float(value) if 0 <= value < 1e11 else None


def children(body: Body) -> list[dict[str, Any]]:
    """The subsegments directly inside a segment or subsegment."""
    return objects_at(body, "subsegments")


def objects_at(body: Body, key: str) -> list[dict[str, Any]]:
    """The objects in the list under `key`; what else it holds is passed over."""
    value = body.get(key)
    if not isinstance(value, list):
        return []
    items = cast("list[object]", value)
    return [cast("dict[str, Any]", item) for item in items if isinstance(item, dict)]


def descendants(body: Body) -> Iterator[dict[str, Any]]:
    """All subsegments inside, at any depth, parents before their children."""
    waiting = children(body)[::-1]
    while waiting:
        child = waiting.pop()
        yield child
        waiting.extend(children(child)[::-1])


def flags_of(body: Body) -> set[str]:
    """How a segment or subsegment failed: by its flags, else by its status."""
    if any(isinstance(body.get(flag), bool) for flag in FAILURES):
        return {flag for flag in FAILURES if body.get(flag) is True}
    status = inner(body, "http", "response").get("status")
    if not isinstance(status, int):
        return set()
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return {"throttle", "error"}
    if 400 <= status < 500:
        return {"error"}
    return {"fault"} if 500 <= status < 600 else set()


def outcome_of(body: Body) -> str:
    """The worst class of a segment or subsegment, as the one class that it counts in."""
    flags = flags_of(body)
    return next((flag for flag in FAILURES if flag in flags), "ok")


def is_open(body: Body) -> bool:
    """Whether the end is not known yet."""
    return time_at(body, "end_time") is None


def duration_of(body: Body) -> float | None:
    """Seconds from start to end, never below zero; None while it goes on."""
    start, end = time_at(body, "start_time"), time_at(body, "end_time")
    return max(0.0, end - start) if start is not None and end is not None else None


def _checked(text: str, body: Body) -> Document:
    is_subsegment = body.get("type") == "subsegment"
    kind = "subsegment" if is_subsegment else "segment"
    own_id = text_at(body, "id")
    code = _complaint(body, own_id, is_subsegment=is_subsegment)
    if code:
        raise Rejected(code, document_id=own_id, kind=kind)
    start = time_at(body, "start_time")
    assert start is not None  # _complaint has looked
    return Document(
        text=text,
        id=own_id,
        trace_id=text_at(body, "trace_id"),
        start=start,
        end=time_at(body, "end_time"),
        in_progress=body.get("in_progress") is True and time_at(body, "end_time") is None,
        is_subsegment=is_subsegment,
    )


def _complaint(body: Body, own_id: str, *, is_subsegment: bool) -> str:
    checks = (
        ("MissingId", bool(own_id)),
        ("MissingName", bool(text_at(body, "name"))),
        ("MissingStartTime", "start_time" in body),
        ("MissingTraceId", bool(text_at(body, "trace_id"))),
        ("MissingParentId", not is_subsegment or bool(text_at(body, "parent_id"))),
        ("InvalidId", _SEGMENT_ID.fullmatch(own_id) is not None),
        ("InvalidName", _NAME.fullmatch(text_at(body, "name")) is not None),
        ("InvalidStartTime", time_at(body, "start_time") is not None),
        ("InvalidTraceId", _TRACE_ID.fullmatch(text_at(body, "trace_id")) is not None),
        ("InvalidEndTime", body.get("end_time") is None or time_at(body, "end_time") is not None),
        ("MissingEndTime", "end_time" in body or body.get("in_progress") is True),
    )
    return next((code for code, passed in checks if not passed), "")
