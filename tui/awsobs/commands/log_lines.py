"""Log lines on stdout as they come, and at the end an account of them on stderr."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from awsobs.commands.output import SCHEMA, Output, Shape, is_plain, json_text
from awsobs.domain.accounting import Counts
from awsobs.domain.logs import LogEvent
from awsobs.present.ascii import ascii_row
from awsobs.present.log_rows import log_row, whole_log_row
from awsobs.present.rows import Row, text_of
from awsobs.settings import Settings


def log_shape(event: LogEvent) -> Shape:
    """A line as its object."""
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


def log_rows(events: Iterable[LogEvent], output: Output) -> Iterator[Row]:
    """Rows as wide as the terminal; in a pipe each as long as it has to be."""
    if output.is_cut:
        return (log_row(event, output.width, kind="standard") for event in events)
    return (whole_log_row(event) for event in events)


@dataclass(slots=True)
class LinePrinter:
    """Makes printable lines of events, and counts them."""

    output: Output
    settings: Settings
    wanted: Callable[[LogEvent], bool] | None
    seen: int = 0
    shown: int = 0

    def lines(self, events: Iterable[LogEvent]) -> Iterator[str]:
        """What is printed of some events."""
        if self.output.as_shapes:
            return (self.output.line(log_shape(event)) for event in self._chosen(events))
        rows = log_rows(self._chosen(events), self.output)
        shown = map(ascii_row, rows) if is_plain(self.settings) else rows
        return (text_of(row).rstrip() for row in shown)

    def _chosen(self, events: Iterable[LogEvent]) -> Iterator[LogEvent]:
        for event in events:
            self.seen += 1
            if self.wanted is None or self.wanted(event):
                self.shown += 1
                yield event


def tell_account(output: Output, counts: Counts, *, kept: int, shown: int, evicted: int) -> None:
    """What came `in` is shown, filtered, a duplicate, malformed, evicted, or lost."""
    account = {
        "in": counts.received,
        "shown": shown,
        "filtered": counts.filtered + kept - shown,
        "late": counts.late,
        "duplicate": counts.duplicate,
        "malformed": counts.malformed,
        "evicted": evicted,
        "lost": counts.lost_total,
    }
    if output.as_shapes:
        reasons = {"lostBy": dict(counts.lost)}
        sys.stderr.write(json_text({"schema": SCHEMA, **account, **reasons}) + "\n")
        return
    told = (f"{count:,} {word}" for word, count in account.items() if count or word == "shown")
    output.note(f"lines: {', '.join(told)}")
