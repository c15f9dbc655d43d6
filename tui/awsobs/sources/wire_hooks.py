"""What happens around every request on the wire: guard, meter, storm brake, a look at the body."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol

from awsobs.domain.source_state import Condition, SourceError
from awsobs.sources.allowed import NotAllowed
from awsobs.sources.error_codes import THROTTLED
from awsobs.sources.pace import Pace
from awsobs.sources.replies import look_at


class Events(Protocol):
    """The part of botocore's event system that is used here."""

    def register_first(self, event_name: str, handler: Callable[..., None]) -> None:
        """Call `handler` before all others."""
        ...


class WireHooks:
    """The handlers of one client."""

    def __init__(
        self, service: str, region: str, *, pace: Pace, allowed: Collection[str], json: bool
    ) -> None:
        self._service = service
        self._region = region
        self._pace = pace
        self._allowed = allowed
        self._json = json

    def attach(self, events: Events) -> None:
        """Put the handlers where botocore will call them."""
        events.register_first("before-call", self._guard)
        events.register_first("request-created", self._brake)
        events.register_first("before-send", self._count)
        events.register_first("before-parse", self._look)
        events.register_first("response-received", self._learn)

    def _guard(self, *, model: Any, **_: object) -> None:
        """Stop what is not on the list before it becomes a request."""
        operation = f"{self._service}:{model.name}"
        if operation not in self._allowed:
            raise NotAllowed(operation)

    def _brake(self, *, request: Any, operation_name: str, **_: object) -> None:
        """Stop a retry while the service refuses everything: it would only add to the load."""
        operation = f"{self._service}:{operation_name}"
        if _is_retry(request.context) and self._pace.in_storm(operation, self._region):
            raise SourceError(
                "throttled",
                condition=Condition.THROTTLED,
                operation=operation,
                retry_after=self._pace.wait(operation, self._region),
            )

    def _count(self, *, event_name: str, **_: object) -> None:
        self._pace.sent(self._operation(event_name))

    def _look(
        self,
        *,
        event_name: str,
        response_dict: dict[str, Any],
        customized_response_dict: dict[str, Any],
        **_: object,
    ) -> None:
        if self._json:
            look_at(self._operation(event_name), response_dict, customized_response_dict)

    def _learn(
        self,
        *,
        event_name: str,
        response_dict: Mapping[str, Any] | None,
        parsed_response: Mapping[str, Any] | None,
        context: Mapping[str, Any],
        **_: object,
    ) -> None:
        status = response_dict["status_code"] if response_dict else 0
        code = (parsed_response or {}).get("Error", {}).get("Code", "")
        self._pace.answered(
            self._operation(event_name),
            self._region,
            throttled=code in THROTTLED or status == 429,
            failed=not 200 <= status < 300,
            again=_is_retry(context),
        )

    def _operation(self, event_name: str) -> str:
        return f"{self._service}:{event_name.rsplit('.', 1)[-1]}"


def _is_retry(context: Mapping[str, Any]) -> bool:
    return bool(context.get("retries", {}).get("attempt", 1) > 1)
