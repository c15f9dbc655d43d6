"""rest-json: the operation in method and path, JSON bodies."""

import json
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import parse_qs, unquote

from botocore.model import ListShape, OperationModel, Shape, StructureShape

from awsobs.local.operations import Fault
from awsobs.local.wire.json_rpc import json_body, json_tree
from awsobs.local.wire.messages import Answer, Request
from awsobs.local.wire.refusals import error_body, error_name, missing
from awsobs.local.wire.service_models import Service, labels_of
from awsobs.local.wire.shapes import Misfit, Missing, decoded, require, wire_name

_CONTENT_TYPE = "application/json"
_LITERALS = ("boolean", "integer", "long", "float", "double")


def operation_at(service: Service, request: Request) -> str | None:
    """The operation that a service has at this method and path."""
    given = parse_qs(request.query, keep_blank_values=True).keys()
    for place in service.places:
        is_asked = place.method == request.method and place.flags <= given
        if is_asked and place.path.fullmatch(request.path):
            return place.operation
    return None


class RestJson:
    """The protocol of xray."""

    def parameters(self, operation: OperationModel, request: Request) -> dict[str, Any]:
        shape = operation.input_shape
        if shape is None:
            return {}
        try:
            return _parameters(shape, operation, request)
        except Misfit as error:
            raise Fault("SerializationException", str(error)) from error
        except Missing as error:
            raise missing(operation.service_model.service_name, error) from error

    def reply(self, operation: OperationModel, body: Mapping[str, Any], request_id: str) -> Answer:
        return Answer(content_type=_CONTENT_TYPE, body=json_body(operation.output_shape, body))

    def refusal(self, service: Service | None, fault: Fault, request_id: str) -> Answer:
        return Answer(
            status=fault.status,
            content_type=_CONTENT_TYPE,
            body=json.dumps(error_body(service, fault)).encode(),
            headers={"x-amzn-ErrorType": error_name(service, fault)},
        )


def _parameters(
    shape: StructureShape, operation: OperationModel, request: Request
) -> dict[str, Any]:
    labels = _labels(operation, request)
    query = parse_qs(request.query, keep_blank_values=True)
    body = _object(json_tree(request.body))
    found: dict[str, Any] = {}
    for name, member in shape.members.items():
        outside = wire_name(member, name)
        match member.serialization.get("location"):
            case "uri":
                value: object = _literal(member, labels.get(outside))
            case "querystring":
                value = _from_query(member, query.get(outside))
            case "header":
                value = _literal(member, request.headers.get(outside))
            case _:
                value = body.get(outside)
        if value is not None:
            found[name] = decoded(member, value)
    require(shape, found)
    return found


def _object(tree: object) -> dict[str, object]:
    if not isinstance(tree, dict):
        raise Misfit("the body is no JSON object")
    return cast("dict[str, object]", tree)


def _labels(operation: OperationModel, request: Request) -> Mapping[str, str]:
    path = str(operation.http["requestUri"]).split("?", 1)[0]
    names, pattern = labels_of(path)
    match = pattern.fullmatch(request.path)
    texts = () if match is None else match.groups()
    return {name: unquote(text) for name, text in zip(names, texts, strict=False)}


def _from_query(member: Shape, texts: list[str] | None) -> object:
    if texts is None:
        return None
    if isinstance(member, ListShape):
        return [_literal(member.member, text) for text in texts]
    return _literal(member, texts[0])


def _literal(shape: Shape, text: str | None) -> object:
    """A value written in an address or header: numbers and truths as in JSON."""
    if text is None or shape.type_name not in _LITERALS:
        return text
    try:
        return json.loads(text)
    except ValueError as error:
        raise Misfit(f"{text!r:.60} is no {shape.type_name}") from error
