"""Log lines on stdout as they come, and at the end an account of them on stderr."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from awsobs.commands.output import SCHEMA, Output, Shape, is_plain, json_text
from awsobs.domain.accounting import Counts
from awsobs.domain.logs import LogEvent
from awsobs.present.ascii import ascii_row
from awsobs.present.log_export import log_fields
from awsobs.present.log_look import PRINTED
from awsobs.present.log_rows import log_row, whole_log_row
from awsobs.present.rows import Row, text_of
from awsobs.settings import Settings


def log_shape(event: LogEvent) -> Shape:
    """A line as its object."""
    return log_fields(event)


def log_rows(events: Iterable[LogEvent], output: Output) -> Iterator[Row]:
    """Rows as wide as the terminal; in a pipe each as long as it has to be."""
    if output.is_cut:
        width = output.width
        return (log_row(event, width, kind="standard", look=PRINTED) for event in events)
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


def tell_account(
    output: Output, counts: Counts, *, kept: int, shown: int, evicted: int, throttled: int = 0
) -> None:
    """What came `in` is shown, filtered, a duplicate, malformed, evicted, or lost.

    Beside that sum: how much came late or sampled, how often the service said that it is asked
    too often, how late lines of a tail came, and what could not be read when it was due.
    """
    account = {
        "in": counts.received,
        "shown": shown,
        "filtered": counts.filtered + kept - shown,
        "late": counts.late,
        "duplicate": counts.duplicate,
        "malformed": counts.malformed,
        "evicted": evicted,
        "lost": counts.lost_total,
        "sampled": counts.sampled,
        "throttled": throttled,
    }
    if output.as_shapes:
        more = {"lostBy": dict(counts.lost), "lag": _lag(counts), "gaps": _gaps(counts)}
        sys.stderr.write(json_text({"schema": SCHEMA, **account, **more}) + "\n")
        return
    told = [f"{count:,} {word}" for word, count in account.items() if count or word == "shown"]
    if (lag := _lag(counts)) is not None:
        told.append(f"lag p50 {lag['p50'] / 1000:.1f} s, p99 {lag['p99'] / 1000:.1f} s")
    missed = sum(end - start for start, end in counts.gaps) / 1000
    told += [f"gaps of {missed:,.0f} s filled"] if missed else []
    output.note(f"lines: {', '.join(told)}")


def _lag(counts: Counts) -> dict[str, int] | None:
    """Milliseconds from a line's time to its arrival, to a fifth."""
    middle, slow = counts.lags.percentile(0.5), counts.lags.percentile(0.99)
    return {"p50": middle, "p99": slow} if middle is not None and slow is not None else None


def _gaps(counts: Counts) -> list[dict[str, int]]:
    """What could not be read when it was due, and was read afterwards."""
    return [{"start": start, "end": end} for start, end in counts.gaps]
