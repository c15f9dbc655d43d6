"""`awsobs logs`: the lines of all groups that match, oldest first, and an account of them."""

import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Iterable, Iterator

from awsobs.commands.output import SCHEMA, Output, Shape, json_text
from awsobs.commands.reading import Found
from awsobs.commands.twin import Twin, answer
from awsobs.domain.logs import LogEvent
from awsobs.present.emptiness import empty_words
from awsobs.present.logs import log_row, whole_log_row
from awsobs.present.rows import Row
from awsobs.present.searchable import LOGS

_SLICE = 4_096


def add_arguments(parser: ArgumentParser) -> None:
    """The groups may stand without their option."""
    parser.add_argument(
        "log_group",
        nargs="*",
        action="extend",
        default=SUPPRESS,
        metavar="GROUP",
        help="a log group to read, or a glob of them",
    )


def run(namespace: Namespace) -> int:
    """Print the window's lines; the accounting comes last, on stderr."""
    return answer(_TWIN, namespace)


def _records(found: Found) -> Iterator[LogEvent]:
    """The lines of the window, few at a time: all of them as objects would take too much room."""
    window, store = found.window, found.memory.logs
    start, end = (int(at.timestamp() * 1000) for at in (window.start, window.end))
    for first in range(0, len(store), _SLICE):
        for event in store.slice(first, first + _SLICE):
            if start <= event.timestamp and (window.live or event.timestamp < end):
                yield event


def _shape(event: LogEvent, found: Found) -> Shape:
    del found
    return {
        "timestamp": event.timestamp,
        "ingestionTime": event.ingestion_time,
        "logGroup": event.group,
        "logStream": event.stream,
        "message": event.message,
        "eventId": event.event_id,
        "level": event.level.name,
        "late": event.late,
    }


def _rows(events: Iterable[LogEvent], found: Found, output: Output) -> Iterable[Row]:
    """Rows as wide as the terminal; in a pipe each as long as it has to be."""
    del found
    if output.is_cut:
        return (log_row(event, output.width, kind="standard") for event in events)
    return (whole_log_row(event) for event in events)


def _nothing(found: Found) -> str:
    if _groups_read(found) == "0 groups":
        return f"no log group matches {' '.join(found.settings.log_groups)}".rstrip()
    return empty_words("logs", window=found.window)


def _groups_read(found: Found) -> str:
    return found.memory.feeds.progress("logs")


def _close(found: Found, output: Output, shown: int) -> None:
    """What came `in` is shown, filtered, a duplicate, malformed, evicted, or lost."""
    if not found.settings.log_groups and found.error is None:
        output.note(f"read {_groups_read(found)}, those that store most; GROUP names others")
    counts, store = found.memory.feeds.counts("logs"), found.memory.logs
    account = {
        "in": counts.received,
        "shown": shown,
        "filtered": counts.filtered + len(store) - shown,
        "late": counts.late,
        "duplicate": counts.duplicate,
        "malformed": counts.malformed,
        "evicted": store.evicted,
        "lost": counts.lost_total,
    }
    if output.as_shapes:
        reasons = {"lostBy": dict(counts.lost)}
        sys.stderr.write(json_text({"schema": SCHEMA, **account, **reasons}) + "\n")
        return
    told = (f"{count:,} {word}" for word, count in account.items() if count or word == "shown")
    output.note(f"lines: {', '.join(told)}")


_TWIN = Twin(
    name="logs",
    source="logs",
    for_shapes=(),
    searched=LOGS,
    records=_records,
    shape=_shape,
    rows=_rows,
    nothing=_nothing,
    close=_close,
)
