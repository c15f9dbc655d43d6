"""CloudWatch Logs: PutLogEvents and its rules."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from awsobs.local.operations import Call, Fault, Operations, Reply
from awsobs.local.services.constraints import Asked
from awsobs.local.services.log_columns import size_of_all
from awsobs.local.services.log_requests import (
    asked,
    group_named,
    invalid,
    milliseconds,
    now_ms,
    stream_name,
)
from awsobs.local.services.logs_state import LogGroup
from awsobs.local.services.metric_filters import emit

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("logs")

MOST_EVENTS: Final = 10_000
LARGEST_BATCH: Final = 1_048_576

_OLDEST: Final = timedelta(days=14)
_NEWEST: Final = timedelta(hours=2)
_LONGEST_SPAN: Final = timedelta(hours=24)


@operations.answer("PutLogEvents")
def put_log_events(cloud: "Cloud", call: Call) -> Reply:
    """Store a batch of one stream; what is too old or too new is left out, and said."""
    request = asked(call)
    name = stream_name(request)
    events = _events(request)
    if cloud.is_behind:
        raise Fault("ServiceUnavailableException", "The disk is slower than what is put.")
    group = group_named(cloud, request)
    group.stream(name)
    now = now_ms(cloud)
    accepted, rejected = _sorted_out(events, now, group.retention)
    if accepted and accepted[-1][0] - accepted[0][0] > milliseconds(_LONGEST_SPAN):
        raise invalid(
            "The batch of log events in a single PutLogEvents request cannot span more than "
            "24 hours."
        )
    cloud.logs.put(group.name, name, accepted, now)
    _forget_expired(cloud, group, now)
    emit(cloud, group, accepted)
    reply = {"nextSequenceToken": f"{cloud.logs.next_number:056d}"}
    return {**reply, "rejectedLogEventsInfo": rejected} if rejected else reply


def _events(request: Asked) -> list[tuple[int, str]]:
    """The batch, as a whole within its limits and in the order of time."""
    events = _in_limits(request)
    size = size_of_all([message for _, message in events])
    if size > LARGEST_BATCH:
        raise invalid(f"Upload too large: {size} bytes exceeds limit of {LARGEST_BATCH}")
    if any(after[0] < before[0] for before, after in pairwise(events)):
        raise invalid("Log events in a single PutLogEvents request must be in chronological order.")
    return events


def _in_limits(request: Asked) -> list[tuple[int, str]]:
    """The events, each of which is within its limits; few calls have one that is not."""
    rows = request.bare_rows("logEvents", most=MOST_EVENTS)
    events = [(row.get("timestamp", -1), row.get("message", "")) for row in rows]
    if events and all(
        type(time) is int and time >= 0 and type(message) is str and message
        for time, message in events
    ):
        return events
    return [
        (row.integer("timestamp") or 0, row.required("message"))
        for row in request.required_rows("logEvents")
    ]


def _sorted_out(
    events: Sequence[tuple[int, str]], now: int, retention: int | None
) -> tuple[list[tuple[int, str]], dict[str, int]]:
    """The events that are taken, and where those end or start that are not."""
    times = [timestamp for timestamp, _ in events]
    too_old = bisect_left(times, now - milliseconds(_OLDEST))
    expired = bisect_left(times, _kept_since(now, retention))
    too_new = bisect_right(times, now + milliseconds(_NEWEST))
    rejected = {
        "tooOldLogEventEndIndex": too_old,
        "expiredLogEventEndIndex": expired if expired > too_old else 0,
    }
    said = {name: index for name, index in rejected.items() if index}
    if too_new < len(events):
        said["tooNewLogEventStartIndex"] = too_new
    return list(events[max(too_old, expired) : too_new]), said


def _kept_since(now: int, retention: int | None) -> int:
    return 0 if retention is None else now - milliseconds(timedelta(days=retention))


def _forget_expired(cloud: "Cloud", group: LogGroup, now: int) -> None:
    if group.retention is not None:
        cloud.logs.expire(group, _kept_since(now, group.retention))
