"""CloudWatch Logs: one record by its pointer, and the fields that a group's events have."""

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from awsobs.languages.insights.rows import discovered
from awsobs.languages.insights.values import text_of
from awsobs.local.operations import Call, Fault, Operations, Reply
from awsobs.local.services.insights_state import event_of
from awsobs.local.services.log_columns import LogRecord
from awsobs.local.services.log_pointers import Pointed, pointed_to
from awsobs.local.services.log_requests import asked, group_asked, invalid, milliseconds, now_ms
from awsobs.local.services.logs_state import LogGroup

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("logs")

SAMPLED: Final = 1000
"""So many of the newest events say what fields a group has."""

_SAMPLED_BYTES: Final = 256 * 1024
_BEFORE: Final = timedelta(minutes=15)
_AROUND: Final = timedelta(minutes=8)
_LONGEST_POINTER: Final = 4096


@operations.answer("GetLogRecord")
def get_log_record(cloud: "Cloud", call: Call) -> Reply:
    """All fields of the event that a query's `@ptr` points to."""
    pointer = asked(call).required("logRecordPointer", most=_LONGEST_POINTER)
    pointed = pointed_to(pointer)
    if pointed is None:
        raise invalid("The specified logRecordPointer is invalid.")
    group = cloud.logs.group(pointed.group)
    fields = discovered(event_of(cloud.account, group, _record(group, pointed)))
    record = {name: text for name, value in fields.items() if (text := _spelled(name, value))}
    return {"logRecord": {**record, "@ptr": pointer}}


@operations.answer("GetLogGroupFields")
def get_log_group_fields(cloud: "Cloud", call: Call) -> Reply:
    """The fields of a group's events around a time, with the share of events that have each."""
    request = asked(call)
    group = group_asked(cloud, request)
    time = request.integer("time")
    now = now_ms(cloud)
    around = milliseconds(_AROUND)
    start, end = now - milliseconds(_BEFORE), now
    if time is not None:
        start, end = time * 1000 - around, time * 1000 + around
    records = _sample(group, start, end)
    counts = Counter[str]()
    for record in records:
        counts.update(discovered(event_of(cloud.account, group, record)).keys())
    return {
        "logGroupFields": [
            {"name": name, "percent": round(100 * count / len(records))}
            for name, count in counts.most_common()
        ]
    }


def _record(group: LogGroup, pointed: Pointed) -> LogRecord:
    at = group.columns.position(pointed.mark)
    if at < len(group.columns) and (record := group.columns.record(at)).mark == pointed.mark:
        return record
    raise Fault("ResourceNotFoundException", "The specified log record does not exist.")


def _sample(group: LogGroup, start: int, end: int) -> list[LogRecord]:
    """The newest events between two times, as many as can be looked at in one go."""
    columns = group.columns
    last = columns.since(end + 1)
    found: list[LogRecord] = []
    left = _SAMPLED_BYTES
    for position in reversed(range(max(columns.since(start), last - SAMPLED), last)):
        found.append(columns.record(position))
        left -= len(found[-1].message)
        if left < 0:
            break
    return found


def _spelled(name: str, value: str | float | bool | None) -> str | None:
    """Times of records are numbers, unlike those of results."""
    is_time = name in ("@timestamp", "@ingestionTime")
    return str(int(value)) if is_time and isinstance(value, int) else text_of(value)
