"""What goes in and out of a protocol: one HTTP request, one HTTP answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qs

from botocore.model import OperationModel

from awsobs.local.operations import Fault
from awsobs.local.wire.service_models import Service

_CREDENTIAL = re.compile(r"([^=/,\s]{1,128})/\d{8}/([^/,\s]{1,64})/([^/,\s]{1,64})/aws4_request")


def _no_headers() -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One HTTP request, its body whole and unpacked; the keys of `headers` match in any case."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=_no_headers)
    body: bytes = b""
    peer: str = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One HTTP answer."""

    status: int = 200
    content_type: str = ""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=_no_headers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a signature says of its request. Nobody verifies the signature itself."""

    access_key_id: str
    region: str
    service: str


class WireProtocol(Protocol):
    """One way to write calls and answers down."""

    def parameters(self, operation: OperationModel, request: Request) -> dict[str, Any]:
        """Decode what botocore's client took.

        Raises:
            Fault: the body cannot be read as this operation's input.
        """
        ...

    def reply(self, operation: OperationModel, body: Mapping[str, Any], request_id: str) -> Answer:
        """Encode an operation's output."""
        ...

    def refusal(self, service: Service | None, fault: Fault, request_id: str) -> Answer:
        """Encode an error."""
        ...


def scope_of(request: Request) -> Scope | None:
    """The credential scope of a signed or presigned request."""
    written = request.headers.get("Authorization", "")
    if not written and "X-Amz-Credential" in request.query:
        written = parse_qs(request.query).get("X-Amz-Credential", [""])[0]
    match = _CREDENTIAL.search(written)
    if match is None:
        return None
    access_key_id, region, service = match.groups()
    return Scope(access_key_id=access_key_id, region=region, service=service)
