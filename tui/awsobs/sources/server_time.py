"""What the services' own clocks say: whether ours is right, and what to sign a request with."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol

from botocore.auth import AUTH_TYPE_MAPS, SigV4Auth
from botocore.exceptions import ClientError
from typing_extensions import override

from awsobs.domain.clock import Clock, ServerClock

_PLAIN, _CORRECTED = "v4", "v4-by-the-servers-clock"
_SKEW = "awsobs-skew"
_STAMP = "%Y%m%dT%H%M%SZ"
_PLAUSIBLE = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
_UNTIMELY = frozenset(
    {  # what a wrong time is refused with, though not only that
        "InvalidSignatureException",
        "RequestExpired",
        "RequestInTheFuture",
        "RequestTimeTooSkewed",
        "SignatureDoesNotMatch",
    }
)


class Events(Protocol):
    """The part of botocore's event system that is used here."""

    def register_first(self, event_name: str, handler: Callable[..., object]) -> None:
        """Call `handler` before all others."""
        ...


class ServerTime:
    """Tells a clock what replies are dated, and has requests signed by it.

    botocore signs with the machine's own time alone, which services refuse past five minutes.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock if isinstance(clock, ServerClock) else ServerClock(clock)

    def attach(self, events: Events) -> None:
        """Put the handlers where all clients of a session inherit them."""
        events.register_first("response-received", self._hear)
        events.register_first("choose-signer", self._choose)

    async def asked(self, ask: Callable[[], Awaitable[Mapping[str, Any]]]) -> Mapping[str, Any]:
        """Ask, and once more if the refusal has just told what time it is."""
        skew = self._clock.skew
        try:
            return await ask()
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code")
            if self._clock.skew == skew or code not in _UNTIMELY:
                raise
        return await ask()

    def _hear(self, *, response_dict: Mapping[str, Any] | None, **_: object) -> None:
        moment = moment_of(response_dict["headers"].get("Date") if response_dict else None)
        if moment is not None:
            self._clock.heard(moment)

    def _choose(
        self, *, signature_version: object, context: dict[str, Any], **_: object
    ) -> str | None:
        if signature_version != _PLAIN or not self._clock.skew:
            return None
        context[_SKEW] = self._clock.skew
        return _CORRECTED


def moment_of(header: str | None) -> datetime | None:
    """What a Date header says, if that can be a time of today's computers."""
    try:
        moment = parsedate_to_datetime(header or "")
    except (ValueError, TypeError, OverflowError):
        return None
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return moment if _PLAUSIBLE[0] <= moment <= _PLAUSIBLE[1] else None


class _CorrectedAuth(SigV4Auth):
    """Signs with the services' time."""

    @override
    def canonical_request(self, request: Any) -> str:
        now = datetime.strptime(request.context["timestamp"], _STAMP).replace(tzinfo=UTC)
        stamp = (now + request.context[_SKEW]).strftime(_STAMP)
        request.context["timestamp"] = stamp
        del request.headers["X-Amz-Date"]  # setting it alone would add another
        request.headers["X-Amz-Date"] = stamp
        return super().canonical_request(request)


AUTH_TYPE_MAPS[_CORRECTED] = _CorrectedAuth
