"""Which service, operation and protocol a request is for."""

import re
from dataclasses import dataclass
from typing import Final

from awsobs.local.operations import Fault
from awsobs.local.wire.json_rpc import JsonRpc
from awsobs.local.wire.messages import Request, Scope, WireProtocol
from awsobs.local.wire.query import Ec2, Query, form_of
from awsobs.local.wire.rest_json import RestJson
from awsobs.local.wire.rpc_cbor import RpcCbor

_TARGETS: Final = {
    "AWSEvents": "events",
    "CloudTrail_20131101": "cloudtrail",
    "GraniteServiceVersion20100801": "cloudwatch",
    "Logs_20140328": "logs",
    "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101": "cloudtrail",
}
_VERSIONS: Final = {"2010-08-01": "cloudwatch", "2011-06-15": "sts", "2016-11-15": "ec2"}
_SIGNING_NAMES: Final = {"monitoring": "cloudwatch"}
_RPC_PATH: Final = re.compile(r"/service/([\w.]+)/operation/(\w+)")
_FORM: Final = "application/x-www-form-urlencoded"

_QUERY: Final = Query()
_EC2: Final = Ec2()
_CBOR: Final = RpcCbor()
_REST: Final = RestJson()
_JSON_1_0: Final = JsonRpc("1.0")
_JSON_1_1: Final = JsonRpc("1.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where a request goes. Of a rest protocol the path gives the operation, later."""

    service: str
    protocol: WireProtocol
    operation: str = ""


def route_of(request: Request, scope: Scope | None) -> Route:
    """Tell a request's route from its target, path, form and credential scope."""
    signed_for = "" if scope is None else _SIGNING_NAMES.get(scope.service, scope.service)
    if target := request.headers.get("X-Amz-Target"):
        prefix, _, operation = target.rpartition(".")
        is_old = request.headers.get("Content-Type", "").startswith("application/x-amz-json-1.0")
        service = _TARGETS.get(prefix, signed_for or prefix)
        protocol = _JSON_1_0 if is_old else _JSON_1_1
        return Route(service=service, protocol=protocol, operation=operation)
    if match := _RPC_PATH.fullmatch(request.path):
        service = _TARGETS.get(match[1], signed_for or match[1])
        return Route(service=service, protocol=_CBOR, operation=match[2])
    if request.headers.get("Content-Type", "").startswith(_FORM) or "Action=" in request.query:
        return _form_route(request, signed_for)
    # Only xray is asked without a signature: by SDKs that poll their sampling rules.
    return Route(service=signed_for or "xray", protocol=_REST)


def protocol_named(name: str) -> WireProtocol:
    """The protocol for a service whose model names it; any XML one can read query's errors."""
    return _REST if name == "rest-json" else _QUERY


def _form_route(request: Request, signed_for: str) -> Route:
    try:
        form = form_of(request)
    except Fault:
        form = {}
    service = signed_for or _VERSIONS.get(form.get("Version", ""), "")
    protocol = _EC2 if service == "ec2" else _QUERY
    return Route(service=service, protocol=protocol, operation=form.get("Action", ""))
