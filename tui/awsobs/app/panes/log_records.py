"""A log line as the record view shows it."""

from awsobs.app.records import json_in
from awsobs.domain.logs import LogEvent, datetime_of
from awsobs.present.log_words import words_of


def log_record(event: LogEvent) -> dict[str, object]:
    """All that is known of a line: JSON as a tree, a stack trace line by line."""
    shown: dict[str, object] = {
        "timestamp": _iso(event.timestamp),
        "ingestionTime": _iso(event.ingestion_time),
        "logGroup": event.group,
        "logStream": event.stream,
        "level": event.level.name,
        "trace": event.trace_id or None,
        "eventId": event.event_id,
        "message": event.message,
    }
    words = words_of(event)
    if words.stack:
        shown["stack"] = list(words.stack)
    parsed = json_in(event.message)
    return shown if parsed is None else {**shown, "json": parsed}


def _iso(milliseconds: int) -> str:
    return f"{datetime_of(milliseconds):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"
