"""awsJson 1.0 and 1.1: the operation in X-Amz-Target, JSON both ways."""

import base64
import json
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any

import msgspec
from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from awsobs.local.operations import Fault
from awsobs.local.wire.messages import Answer, Request
from awsobs.local.wire.refusals import error_body, missing, query_error_header
from awsobs.local.wire.service_models import Service
from awsobs.local.wire.shapes import (
    Format,
    Misfit,
    Missing,
    decoded,
    encoded,
    timestamp_in,
    wire_name,
    worded,
)

_JSON_TYPES = ("string", "character", "integer", "long", "boolean")


JSON = Format(
    timestamp=lambda moment, trait: timestamp_in(moment, trait, "unixTimestamp"),
    blob=lambda data: base64.b64encode(data).decode(),
    number=worded,
)


class JsonRpc:
    """One of the two versions; they differ in nothing but the content type."""

    def __init__(self, version: str) -> None:
        self._content_type = f"application/x-amz-json-{version}"

    def parameters(self, operation: OperationModel, request: Request) -> dict[str, Any]:
        return json_parameters(operation, request.body)

    def reply(self, operation: OperationModel, body: Mapping[str, Any], request_id: str) -> Answer:
        return Answer(content_type=self._content_type, body=json_body(operation.output_shape, body))

    def refusal(self, service: Service | None, fault: Fault, request_id: str) -> Answer:
        return Answer(
            status=fault.status,
            content_type=self._content_type,
            body=json.dumps(error_body(service, fault)).encode(),
            headers=query_error_header(service, fault),
        )


def json_parameters(operation: OperationModel, body: bytes) -> dict[str, Any]:
    """Read a JSON body as an operation's input.

    Raises:
        Fault: it is not JSON, or has not that shape.
    """
    shape = operation.input_shape
    tree = json_tree(body)
    try:
        found: dict[str, Any] = {} if shape is None else decoded(shape, tree)
    except Misfit as error:
        raise Fault("SerializationException", str(error)) from error
    except Missing as error:
        raise missing(operation.service_model.service_name, error) from error
    return found


def json_tree(body: bytes) -> object:
    """Read JSON, an empty body as an empty object.

    Raises:
        Fault: it is not JSON.
    """
    with suppress(msgspec.MsgspecError, ValueError, RecursionError):
        return msgspec.json.decode(body)
    # Slower, but it knows NaN, halves of surrogate pairs, and an empty body.
    try:
        return json.loads(body) if body.strip() else {}
    except (ValueError, RecursionError) as error:
        raise Fault("SerializationException", "The request body is not valid JSON.") from error


def json_body(shape: StructureShape | None, body: Mapping[str, Any]) -> bytes:
    """Write an output; what is plain JSON already, all of it or a member, is not walked."""
    if shape is None:
        return b"{}"
    plain = body if _is_plain(shape) else _walked(shape, body)
    try:
        return msgspec.json.encode(plain)
    except UnicodeEncodeError:
        # Half of a surrogate pair has no bytes in UTF-8, but it can be spelled.
        return json.dumps(plain, separators=(",", ":")).encode()


def _walked(shape: StructureShape, body: Mapping[str, Any]) -> dict[str, Any]:
    members = shape.members
    return {
        wire_name(members[name], name): item
        if _is_plain(members[name])
        else encoded(members[name], item, JSON)
        for name, item in body.items()
        if item is not None and name in members
    }


@lru_cache(maxsize=1024)
def _is_plain(shape: Shape) -> bool:
    """Whether an answer of this shape is JSON as it stands: pages of 10,000 log events are."""
    return _holds_only_plain(shape, frozenset())


def _holds_only_plain(shape: Shape, above: frozenset[str]) -> bool:
    if shape.name in above:
        return True
    above |= {shape.name}
    if isinstance(shape, StructureShape):
        return all(
            wire_name(member, name) == name and _holds_only_plain(member, above)
            for name, member in shape.members.items()
        )
    if isinstance(shape, ListShape):
        return _holds_only_plain(shape.member, above)
    if isinstance(shape, MapShape):
        return _holds_only_plain(shape.value, above)
    return shape.type_name in _JSON_TYPES
