"""From the documents of a trace to the segments that X-Ray shows of it."""

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from awsobs.local.services.xray_documents import (
    Body,
    Document,
    children,
    descendants,
    inner,
    text_at,
    time_at,
)

_MAX_DEPTH = 100  # deeper chains of streamed subsegments stay documents of their own

_AWS_RESOURCES = {
    "dynamodb": ("AWS::DynamoDB::Table", "table_name"),
    "sqs": ("AWS::SQS::Queue", "queue_url"),
    "sns": ("AWS::SNS", "topic_arn"),
    "s3": ("AWS::S3::Bucket", "bucket_name"),
    "lambda": ("AWS::Lambda", "function_name"),
}
_QUEUES = frozenset({"sqs", "sns", "events", "eventbridge"})


def segments_of(documents: Iterable[Document]) -> list[dict[str, Any]]:
    """Every segment of a trace: streamed subsegments in place, inferred segments added.

    A subsegment whose parent has not arrived stays a document of its own.
    """
    segments: list[dict[str, Any]] = []
    streamed: dict[str, list[dict[str, Any]]] = {}
    for document in documents:
        body = document.body
        if document.is_subsegment:
            streamed.setdefault(text_at(body, "parent_id"), []).append(body)
        else:
            segments.append(body)
    segments.sort(key=lambda body: time_at(body, "start_time") or 0.0)
    for segment in segments:
        _place(segment, streamed)
    orphans = [body for waiting in streamed.values() for body in waiting]
    return [*segments, *orphans, *_inferred(segments)]


def service_name(segment: Body) -> str:
    """The name of the node a segment stands for: a table or queue by its own name."""
    if segment.get("inferred") is True and segment.get("namespace") != "remote":
        return _resource(segment)[1]
    return text_at(segment, "name")


def is_queue_call(call: Body) -> bool:
    """Whether the call leaves a message with something that delivers it later."""
    return call.get("namespace") == "aws" and _service(call) in _QUEUES


def resource_of(call: Body) -> tuple[str, str]:
    """Type and name of the node behind a call that nobody answers with a segment."""
    if call.get("namespace") == "aws":
        return _resource(call)
    is_database = bool(text_at(inner(call, "sql"), "database_type"))
    return ("Database::SQL" if is_database else "remote"), text_at(call, "name")


def _place(segment: dict[str, Any], streamed: dict[str, list[dict[str, Any]]]) -> None:
    waiting = deque([(segment, 0)])
    while waiting:
        parent, depth = waiting.popleft()
        arrived = streamed.pop(text_at(parent, "id"), []) if depth < _MAX_DEPTH else []
        inside = _merged(children(parent), arrived)
        if inside:
            parent["subsegments"] = inside
        waiting.extend((child, depth + 1) for child in inside)


def _merged(embedded: list[dict[str, Any]], arrived: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if not arrived:
        return embedded
    by_id = {text_at(child, "id"): child for child in embedded}
    for body in arrived:
        known = by_id.get(text_at(body, "id"))
        if known is None or "end_time" in body:
            outer = ("type", "trace_id", "parent_id")
            by_id[text_at(body, "id")] = {
                key: value for key, value in body.items() if key not in outer
            }
    return sorted(by_id.values(), key=lambda child: time_at(child, "start_time") or 0.0)


def _inferred(segments: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    parents = {text_at(segment, "parent_id") for segment in segments}
    names = {text_at(segment, "name") for segment in segments}
    for segment in segments:
        for call in descendants(segment):
            if _infers(call, parents, names):
                yield _inferred_segment(call, text_at(segment, "trace_id"))


def _infers(call: Body, parents: set[str], names: set[str]) -> bool:
    """Whether X-Ray makes a segment of its own for the far end of this call."""
    namespace = call.get("namespace")
    if namespace not in ("aws", "remote") or time_at(call, "end_time") is None:
        return False
    if text_at(call, "id") in parents or inner(call, "http", "request").get("traced") is True:
        return False
    if namespace == "remote" and text_at(call, "name") in names:
        return False  # a failed attempt at a service that reports for itself
    return not any(child.get("namespace") in ("aws", "remote") for child in descendants(call))


def _inferred_segment(call: Body, trace_id: str) -> dict[str, Any]:
    copied = ("name", "start_time", "end_time", "http", "aws", "sql", "error", "throttle", "fault")
    segment: dict[str, Any] = {key: call[key] for key in copied if key in call}
    caller = text_at(call, "id")
    segment["id"] = hashlib.blake2b(f"{trace_id}/{caller}".encode(), digest_size=8).hexdigest()
    segment |= {"trace_id": trace_id, "parent_id": caller, "inferred": True}
    origin, resource = resource_of(call)
    segment["origin"] = origin
    if call.get("namespace") == "remote":
        return segment | {"namespace": "remote"}
    if resource != text_at(call, "name"):
        segment["aws"] = {**inner(call, "aws"), "resource_names": [resource]}
    return segment


def _resource(call: Body) -> tuple[str, str]:
    name = text_at(call, "name")
    origin, key = _AWS_RESOURCES.get(_service(call), ("", ""))
    resource = text_at(inner(call, "aws"), key) if key else ""
    if not resource:
        return f"AWS::{name}", name
    return origin, resource.rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1] or name


def _service(call: Body) -> str:
    """The service as the SDKs of all languages would agree on: `AmazonSQS`, `sqs` are one."""
    return text_at(call, "name").lower().removeprefix("amazon").strip()
