"""The query protocol: a form with the operation in Action, XML back; and ec2's dialect of it."""

from collections.abc import Mapping
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape
from typing_extensions import override

from awsobs.local.operations import Fault
from awsobs.local.wire.messages import Answer, Request
from awsobs.local.wire.refusals import UNKNOWN_OPERATION, missing
from awsobs.local.wire.service_models import Service
from awsobs.local.wire.shapes import Misfit, Missing, decoded, require, wire_name
from awsobs.local.wire.xml_body import element, members

Branch: TypeAlias = "dict[str, str | Branch]"

_CONTENT_TYPE = "text/xml"
_MOST_FIELDS = 100_000
_DEEPEST = 32


def form_of(request: Request) -> dict[str, str]:
    """The fields of a form, in the body or in the address.

    Raises:
        Fault: the form cannot be read.
    """
    try:
        text = request.body.decode() or request.query
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise Fault("MalformedQueryString", "The query string is malformed.") from error
    return dict(pairs)


class Query:
    """The protocol of cloudwatch and sts."""

    def parameters(self, operation: OperationModel, request: Request) -> dict[str, Any]:
        tree = _tree(form_of(request))
        shape = operation.input_shape
        try:
            found: dict[str, Any] = {} if shape is None else self._structure(shape, tree)
        except Misfit as error:
            raise Fault("MalformedInput", str(error)) from error
        except Missing as error:
            raise missing(operation.service_model.service_name, error) from error
        return found

    def reply(self, operation: OperationModel, body: Mapping[str, Any], request_id: str) -> Answer:
        shape = operation.output_shape
        result = "" if shape is None else "".join(members(shape, body))
        if shape is not None and (wrapper := shape.serialization.get("resultWrapper")):
            result = f"<{wrapper}>{result}</{wrapper}>"
        metadata = f"<ResponseMetadata>{element('RequestId', request_id)}</ResponseMetadata>"
        return _answer(200, _root(operation, result + metadata))

    def refusal(self, service: Service | None, fault: Fault, request_id: str) -> Answer:
        side = element("Type", "Receiver" if fault.status >= 500 else "Sender")
        error = f"<Error>{side}{_code_and_message(service, fault)}</Error>"
        namespace = "" if service is None else f' xmlns="{service.namespace}"'
        number = element("RequestId", request_id)
        return _answer(fault.status, f"<ErrorResponse{namespace}>{error}{number}</ErrorResponse>")

    def _structure(self, shape: StructureShape, node: Branch) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, member in shape.members.items():
            below = node.get(self._name(member, name))
            if below is not None:
                found[name] = self._value(member, below)
        require(shape, found)
        return found

    def _value(self, shape: Shape, node: "str | Branch") -> Any:
        if isinstance(shape, StructureShape):
            return self._structure(shape, _branch(node))
        if isinstance(shape, ListShape):
            return self._list(shape, node)
        if isinstance(shape, MapShape):
            return self._map(shape, _branch(node))
        return _scalar(shape, node)

    def _list(self, shape: ListShape, node: "str | Branch") -> list[Any]:
        if not node:
            return []  # an empty list is one field without text
        below = self._items(shape, _branch(node))
        return [self._value(shape.member, item) for item in _in_order(below)]

    def _items(self, shape: ListShape, node: Branch) -> Branch:
        if shape.serialization.get("flattened"):
            return node
        return _branch(node.get(wire_name(shape.member, "member"), {}))

    def _map(self, shape: MapShape, node: Branch) -> dict[str, Any]:
        flat = bool(shape.serialization.get("flattened"))
        key_name, value_name = wire_name(shape.key, "key"), wire_name(shape.value, "value")
        found: dict[str, Any] = {}
        for entry in map(_branch, _in_order(node if flat else _branch(node.get("entry", {})))):
            key, value = entry.get(key_name), entry.get(value_name)
            if not isinstance(key, str) or value is None:
                raise Misfit("a map's entry needs a key and a value")
            found[key] = self._value(shape.value, value)
        return found

    def _name(self, member: Shape, name: str) -> str:
        if isinstance(member, ListShape) and member.serialization.get("flattened"):
            return str(member.member.serialization.get("name", wire_name(member, name)))
        return wire_name(member, name)


class Ec2(Query):
    """EC2's dialect: lists are always flat, names are capitals, errors have no namespace."""

    @override
    def reply(self, operation: OperationModel, body: Mapping[str, Any], request_id: str) -> Answer:
        shape = operation.output_shape
        result = "" if shape is None else "".join(members(shape, body))
        return _answer(200, _root(operation, element("requestId", request_id) + result))

    @override
    def refusal(self, service: Service | None, fault: Fault, request_id: str) -> Answer:
        errors = f"<Errors><Error>{_code_and_message(service, fault)}</Error></Errors>"
        number = element("RequestID", request_id)
        return _answer(fault.status, f"<Response>{errors}{number}</Response>")

    @override
    def _items(self, shape: ListShape, node: Branch) -> Branch:
        return node

    @override
    def _name(self, member: Shape, name: str) -> str:
        if "queryName" in member.serialization:
            return str(member.serialization["queryName"])
        outside = wire_name(member, name)
        return outside[:1].upper() + outside[1:]


def _tree(form: Mapping[str, str]) -> Branch:
    root: Branch = {}
    for name, text in form.items():
        *path, last = name.split(".", _DEEPEST)
        node = root
        for part in path:
            below = node.setdefault(part, {})
            if isinstance(below, str):
                raise Fault("MalformedQueryString", f"{name:.100} contradicts another field.")
            node = below
        if isinstance(node.setdefault(last, text), dict):
            raise Fault("MalformedQueryString", f"{name:.100} contradicts another field.")
    return root


def _branch(node: "str | Branch") -> Branch:
    if isinstance(node, str):
        raise Misfit("a text stands where a structure or list should")
    return node


def _in_order(node: Branch) -> "list[str | Branch]":
    try:
        return [node[key] for key in sorted(node, key=int)]
    except ValueError as error:
        raise Misfit("a list's items are numbered from 1") from error


def _scalar(shape: Shape, node: "str | Branch") -> Any:
    if not isinstance(node, str):
        raise Misfit("a structure or list stands where a text should")
    return decoded(shape, _typed(shape, node))


def _typed(shape: Shape, text: str) -> object:
    try:
        match shape.type_name:
            case "boolean":
                return {"true": True, "false": False}.get(text.lower(), text)
            case "integer" | "long":
                return int(text)
            case "float" | "double":
                return float(text)
            case _:
                return text
    except ValueError as error:
        raise Misfit(f"{text!r:.60} is no number") from error


def _code_and_message(service: Service | None, fault: Fault) -> str:
    code = fault.code if service is None else service.query_code(fault.code)
    code = "InvalidAction" if code == UNKNOWN_OPERATION else code
    return element("Code", code) + element("Message", fault.message)


def _root(operation: OperationModel, content: str) -> str:
    namespace = operation.service_model.metadata.get("xmlNamespace", "")
    name = f"{operation.name}Response"
    return f'<{name} xmlns="{namespace}">{content}</{name}>'


def _answer(status: int, xml: str) -> Answer:
    return Answer(status=status, content_type=_CONTENT_TYPE, body=xml.encode())
