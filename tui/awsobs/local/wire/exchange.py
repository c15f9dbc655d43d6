"""One request from its bytes to its answer: route, decode, ask the cloud, encode."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from uuid import uuid4

from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, Caller, EventStream, Fault
from awsobs.local.wire.event_stream import frames
from awsobs.local.wire.messages import Answer, Request, Scope, WireProtocol, scope_of
from awsobs.local.wire.refusals import modelled
from awsobs.local.wire.rest_json import operation_at
from awsobs.local.wire.routing import Route, protocol_named, route_of
from awsobs.local.wire.service_models import Service, service_of

_LONGEST_USER_AGENT = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Streaming:
    """An answer that goes on in frames."""

    request_id: str
    frames: AsyncGenerator[bytes]


async def answered(cloud: Cloud, request: Request) -> Answer | Streaming:
    """Answer one request; whatever is wrong with it comes back in its protocol's own words."""
    request_id = str(uuid4())
    scope = scope_of(request)
    route = route_of(request, scope)
    service = await service_of(route.service)
    route = _with_operation(route, service, request)
    try:
        return _reply(cloud, request, route, service, _caller(cloud, request, scope), request_id)
    except Fault as fault:
        return refused(route.protocol, service, fault, request_id)


def refused(
    protocol: WireProtocol, service: Service | None, fault: Fault, request_id: str
) -> Answer:
    """The answer that refuses a request."""
    answer = protocol.refusal(service, modelled(service, fault), request_id)
    return _numbered(answer, request_id)


def _reply(
    cloud: Cloud,
    request: Request,
    route: Route,
    service: Service | None,
    caller: Caller,
    request_id: str,
) -> Answer | Streaming:
    if not route.operation:
        raise Fault("MissingAction", "The request names no operation.")
    operation = None if service is None else service.operation(route.operation)
    parameters = {} if operation is None else route.protocol.parameters(operation, request)
    call = Call(
        service=route.service,
        operation=route.operation,
        parameters=parameters,
        caller=caller,
        request_id=request_id,
    )
    reply = cloud.answer(call)
    if operation is None:
        raise LookupError(f"{call.service}:{call.operation} is answered but has no model")
    if isinstance(reply, EventStream):
        return Streaming(request_id=request_id, frames=frames(operation, reply))
    return _numbered(route.protocol.reply(operation, reply, request_id), request_id)


def _with_operation(route: Route, service: Service | None, request: Request) -> Route:
    """Finish a route that only the service's own model can finish."""
    if route.operation or service is None:
        return route
    if service.model.protocol.startswith("rest-"):
        operation = operation_at(service, request) or f"{request.method} {request.path[:100]}"
        protocol = protocol_named(service.model.protocol)
        return replace(route, operation=operation, protocol=protocol)
    return route


def _caller(cloud: Cloud, request: Request, scope: Scope | None) -> Caller:
    user_agent = request.headers.get("User-Agent", "")[:_LONGEST_USER_AGENT]
    unsigned = Caller(address=request.peer, user_agent=user_agent, region=cloud.region)
    if scope is None:
        return unsigned
    return replace(unsigned, access_key_id=scope.access_key_id, region=scope.region)


def _numbered(answer: Answer, request_id: str) -> Answer:
    return replace(answer, headers={**answer.headers, "x-amzn-RequestId": request_id})
