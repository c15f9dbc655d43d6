"""One request from its bytes to its answer: route, decode, ask the cloud, encode."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from awsobs.local.cloud import Cloud
from awsobs.local.faults import Harm, Page, Refusal, Skew, of_kind
from awsobs.local.operations import Call, Caller, EventStream, Fault
from awsobs.local.wire.event_stream import frames
from awsobs.local.wire.faults import check_signature, fault_of, reply_in_pages
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


class Exchange:
    """A request, understood as far as it can be, that waits for its answer."""

    def __init__(
        self, request: Request, scope: Scope | None, route: Route, service: Service | None
    ):
        self.service = route.service
        self.operation = route.operation
        self.region = scope.region if scope else ""
        self._request = request
        self._scope = scope
        self._route = route
        self._model = service
        self._request_id = str(uuid4())

    def answer(self, cloud: Cloud, harms: Sequence[Harm] = ()) -> Answer | Streaming:
        """Ask the cloud; what is wrong comes back in the words of the request's protocol."""
        try:
            return self._reply(cloud, harms)
        except Fault as fault:
            return refused(self._route.protocol, self._model, fault, self._request_id)

    def _reply(self, cloud: Cloud, harms: Sequence[Harm]) -> Answer | Streaming:
        if not self.operation:
            raise Fault("MissingAction", "The request names no operation.")
        protocol = self._route.protocol
        operation = None if self._model is None else self._model.operation(self.operation)
        call = Call(
            service=self.service,
            operation=self.operation,
            parameters={} if operation is None else protocol.parameters(operation, self._request),
            caller=_caller(cloud, self._request, self._scope),
            request_id=self._request_id,
        )
        check_signature(self._request, cloud.clock.now(), of_kind(harms, Skew), self._model)
        if (refusal := of_kind(harms, Refusal)) is not None:
            cloud.refuse(call, fault_of(refusal, self._model))
        reply = reply_in_pages(cloud, call, operation, of_kind(harms, Page))
        if operation is None:
            raise LookupError(f"{call.service}:{call.operation} is answered but has no model")
        if isinstance(reply, EventStream):
            return Streaming(request_id=self._request_id, frames=frames(operation, reply))
        return _numbered(protocol.reply(operation, reply, self._request_id), self._request_id)


async def understood(request: Request) -> Exchange:
    """Find out what a request is for; the first for a service reads the service's model."""
    scope = scope_of(request)
    route = route_of(request, scope)
    service = await service_of(route.service)
    return Exchange(request, scope, _with_operation(route, service, request), service)


def refused(
    protocol: WireProtocol, service: Service | None, fault: Fault, request_id: str
) -> Answer:
    """The answer that refuses a request."""
    answer = protocol.refusal(service, modelled(service, fault), request_id)
    return _numbered(answer, request_id)


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
