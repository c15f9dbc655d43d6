"""What a service of the local AWS is made of: operations that answer calls."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import uuid4

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who sent a call, as its trail event will say."""

    access_key_id: str = "AKIAIOSFODNN7EXAMPLE"
    address: str = "127.0.0.1"
    user_agent: str = ""
    region: str = "us-east-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, decoded: the parameters are what botocore's client takes.

    Timestamps are aware datetimes where the service's model has a timestamp shape, blobs are
    bytes, everything else is plain JSON.
    """

    service: str
    operation: str
    parameters: Mapping[str, Any]
    caller: Caller = field(default_factory=Caller)
    request_id: str = field(default_factory=lambda: str(uuid4()))


class Fault(Exception):
    """An error the service answers with: its code, words, HTTP status and further members."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int = 400,
        members: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.members: Mapping[str, Any] = members or {}


@dataclass(frozen=True, slots=True)
class EventStream:
    """An answer that goes on: pairs of event type and body, after the initial response."""

    events: AsyncIterator[tuple[str, Mapping[str, Any]]]


Reply: TypeAlias = Mapping[str, Any] | EventStream
Handler: TypeAlias = "Callable[[Cloud, Call], Reply]"


class Operations:
    """The operations that one module answers for one botocore service name."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.handlers: dict[str, Handler] = {}

    def answer(self, operation: str) -> Callable[[Handler], Handler]:
        """Register the decorated function as the answer to `operation`."""

        def register(handler: Handler) -> Handler:
            if operation in self.handlers:
                raise ValueError(f"{self.service}:{operation} is answered twice")
            self.handlers[operation] = handler
            return handler

        return register
