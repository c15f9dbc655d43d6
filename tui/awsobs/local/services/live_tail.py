"""CloudWatch Logs: Live Tail, the events of some groups as they are ingested."""

from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from awsobs.languages.filter_pattern import Pattern
from awsobs.local.operations import Call, EventStream, Fault, Operations, Reply
from awsobs.local.services.constraints import Asked
from awsobs.local.services.log_columns import size_of
from awsobs.local.services.log_requests import asked, group_of, invalid, now_ms, pattern_asked
from awsobs.local.services.logs_state import STANDARD, LogGroup, LogStream

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("logs")

MOST_AN_UPDATE: Final = 500
MOST_WAITING: Final = 5_000
MOST_WAITING_BYTES: Final = 16 * 1024 * 1024
MOST_SESSIONS: Final = 15
LONGEST_SESSION: Final = timedelta(hours=3)

_MOST_GROUPS: Final = 10
_MOST_STREAMS: Final = 100
_SECOND: Final = 1.0


class _Session:
    """What one client waits for. The oldest events fall out when it takes them too slowly."""

    def __init__(self, cloud: "Cloud", request: Asked) -> None:
        self.pattern: Pattern = pattern_asked(request, "logEventFilterPattern")
        self.names = request.texts("logStreamNames", most=_MOST_STREAMS)
        self.prefixes = request.texts("logStreamNamePrefixes", most=_MOST_STREAMS)
        self._account = cloud.account
        self._started = now_ms(cloud)
        self._groups = _groups(cloud, request)
        self._waiting: deque[Mapping[str, Any]] = deque()
        self._waiting_bytes = 0
        if (self.names or self.prefixes) and len(self._groups) != 1:
            raise invalid("Log streams can be chosen only when exactly one log group is given.")
        if self.names and self.prefixes:
            raise invalid("logStreamNames and logStreamNamePrefixes are mutually exclusive.")

    def listen(
        self, group: LogGroup, stream: LogStream, events: Sequence[tuple[int, str]], ingested: int
    ) -> None:
        """Keep what the client asked for, of what is ingested from now on."""
        if ingested < self._started or group.name not in self._groups:
            return
        if not self._wants(stream.name):
            return
        for timestamp, message in events:
            if self.pattern.matches(message):
                self._keep(
                    {
                        "logStreamName": stream.name,
                        "logGroupIdentifier": f"{self._account}:{group.name}",
                        "message": message,
                        "timestamp": timestamp,
                        "ingestionTime": ingested,
                    }
                )

    def update(self) -> dict[str, Any]:
        """The events since the last update, spread evenly over them if there are too many."""
        waiting = sorted(self._waiting, key=lambda event: event["timestamp"])
        self._waiting.clear()
        self._waiting_bytes = 0
        sampled = len(waiting) > MOST_AN_UPDATE
        if sampled:
            step = len(waiting) / MOST_AN_UPDATE
            waiting = [waiting[int(number * step)] for number in range(MOST_AN_UPDATE)]
        return {"sessionMetadata": {"sampled": sampled}, "sessionResults": waiting}

    def _keep(self, event: Mapping[str, Any]) -> None:
        self._waiting.append(event)
        self._waiting_bytes += size_of(event["message"])
        while len(self._waiting) > MOST_WAITING or self._waiting_bytes > MOST_WAITING_BYTES:
            self._waiting_bytes -= size_of(self._waiting.popleft()["message"])

    def _wants(self, stream: str) -> bool:
        if self.names:
            return stream in self.names
        return not self.prefixes or stream.startswith(tuple(self.prefixes))


@operations.answer("StartLiveTail")
def start_live_tail(cloud: "Cloud", call: Call) -> Reply:
    """Open a session; it starts when the client begins to read."""
    request = asked(call)
    identifiers = request.required_texts("logGroupIdentifiers", most=_MOST_GROUPS)
    session = _Session(cloud, request)
    if len(cloud.logs.listeners) >= MOST_SESSIONS:
        raise Fault("LimitExceededException", "The maximum number of Live Tail sessions is open.")
    started = {
        "requestId": call.request_id,
        "sessionId": call.request_id,
        "logGroupIdentifiers": identifiers,
        "logStreamNames": session.names,
        "logStreamNamePrefixes": session.prefixes,
        "logEventFilterPattern": session.pattern.text,
    }
    return EventStream(_events(cloud, session, started))


async def _events(
    cloud: "Cloud", session: _Session, started: Mapping[str, Any]
) -> AsyncIterator[tuple[str, Mapping[str, Any]]]:
    """The start, then an update each second, also when nothing happened."""
    cloud.logs.listeners.add(session.listen)
    end = cloud.clock.monotonic() + LONGEST_SESSION.total_seconds()
    try:
        yield "sessionStart", started
        while cloud.clock.monotonic() < end:
            await cloud.clock.sleep(_SECOND)
            yield "sessionUpdate", session.update()
    finally:
        cloud.logs.listeners.discard(session.listen)
    raise Fault("SessionTimeoutException", "The Live Tail session has lasted for three hours.")


def _groups(cloud: "Cloud", request: Asked) -> frozenset[str]:
    """The names of the groups, which must be given by ARN and can be tailed."""
    names: set[str] = set()
    for identifier in request.texts("logGroupIdentifiers", most=_MOST_GROUPS):
        if not identifier.startswith("arn:") or identifier.endswith("*"):
            raise invalid(f"The log group ARN is invalid: {identifier}")
        group = group_of(cloud, identifier)
        if group.log_class != STANDARD:
            raise Fault(
                "InvalidOperationException",
                f"Live Tail is not supported by log groups of class {group.log_class}.",
            )
        names.add(group.name)
    return frozenset(names)
