"""Log lines as the lines of a file: text, JSON or CSV."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from io import StringIO

from awsobs.domain.logs import LogEvent, datetime_of
from awsobs.present.log_rows import whole_log_row
from awsobs.present.rows import text_of

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet compute a cell rather than show it."""


class Format(Enum):
    """What a file of lines looks like; the value ends its name."""

    TEXT = "txt"
    JSON = "jsonl"
    CSV = "csv"


_ALSO = {"json": Format.JSON, "ndjson": Format.JSON, "log": Format.TEXT}


def format_named(word: str) -> Format | None:
    """The format that a word or the end of a file's name means."""
    known = {kind.value: kind for kind in Format} | _ALSO
    return known.get(word.lower())


def log_fields(event: LogEvent) -> Mapping[str, object]:
    """A line as an object, with AWS's names."""
    return {
        "timestamp": event.timestamp,
        "ingestionTime": event.ingestion_time,
        "logGroup": event.group,
        "logStream": event.stream,
        "message": event.message.replace("␊", "\n"),
        "eventId": event.event_id,
        "level": event.level.name,
        "late": event.late,
    }


def exported(events: Iterable[LogEvent], kind: Format) -> Iterator[str]:
    """The lines of a file, each with its end."""
    return _WRITERS[kind](events)


def _as_text(events: Iterable[LogEvent]) -> Iterator[str]:
    return (f"{datetime_of(e.timestamp):%Y-%m-%d}{_row(e)}\n" for e in events)


def _row(event: LogEvent) -> str:
    """What the screen shows of a line, without the mark in its first cell."""
    return f" {text_of(whole_log_row(event))[1:].rstrip()}"


def _as_json(events: Iterable[LogEvent]) -> Iterator[str]:
    return (json.dumps(log_fields(event), ensure_ascii=False) + "\n" for event in events)


def _as_csv(events: Iterable[LogEvent]) -> Iterator[str]:
    buffer = StringIO()
    writer = csv.writer(buffer)
    for number, event in enumerate(events):
        fields = log_fields(event)
        if number == 0:
            writer.writerow(fields)
        writer.writerow([_cell(value) for value in fields.values()])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _cell(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


_WRITERS: Mapping[Format, Callable[[Iterable[LogEvent]], Iterator[str]]] = {
    Format.TEXT: _as_text,
    Format.JSON: _as_json,
    Format.CSV: _as_csv,
}
