"""What the protocols' errors have in common."""

from collections.abc import Mapping
from typing import Any

from botocore.model import StructureShape

from awsobs.local.operations import Fault
from awsobs.local.wire.service_models import Service
from awsobs.local.wire.shapes import Missing

UNKNOWN_OPERATION = "UnknownOperationException"

_MISSING = {
    "cloudwatch": "MissingParameter",
    "ec2": "MissingParameter",
    "logs": "InvalidParameterException",
    "sts": "ValidationError",
    "xray": "InvalidRequestException",
}


def missing(service: str, error: Missing) -> Fault:
    """Refuse a call that lacks a required parameter, in the words of its service."""
    return Fault(_MISSING.get(service, "ValidationException"), str(error))


def modelled(service: Service | None, fault: Fault) -> Fault:
    """Give a fault the HTTP status of its error's shape, unless it has one of its own."""
    status = None if service is None else service.error_status(fault.code)
    if fault.status != 400 or status is None:
        return fault
    return Fault(fault.code, fault.message, status=status, members=fault.members)


def error_name(service: Service | None, fault: Fault) -> str:
    """The name of the error's shape, or the code itself where the model has none."""
    shape = None if service is None else service.error_shape(fault.code)
    return fault.code if shape is None else shape.name


def error_body(service: Service | None, fault: Fault) -> dict[str, Any]:
    """The body of an error in the protocols of plain data."""
    shape = None if service is None else service.error_shape(fault.code)
    capital = isinstance(shape, StructureShape) and "Message" in shape.members
    name = error_name(service, fault)
    return {**fault.members, "__type": name, "Message" if capital else "message": fault.message}


def query_error_header(service: Service | None, fault: Fault) -> Mapping[str, str]:
    """The code of old, for services that once spoke the query protocol only."""
    if service is None or service.model.protocol != "query":
        return {}
    side = "Receiver" if fault.status >= 500 else "Sender"
    return {"x-amzn-query-error": f"{service.query_code(fault.code)};{side}"}
