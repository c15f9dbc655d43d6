"""Writing the lines that are shown into a file of their own."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from awsobs.app.new_files import free_name, write_new
from awsobs.domain.logs import LogEvent
from awsobs.domain.window import Window
from awsobs.present.log_export import Format, exported
from awsobs.store.lines import LineStore

_PIECE = 4_096


def shown_lines(
    store: LineStore, window: Window, wanted: Callable[[object], bool] | None
) -> Iterator[LogEvent]:
    """The kept lines of a window that a filter lets through; others may come meanwhile."""
    at, end = (int(moment.timestamp() * 1000) for moment in (window.start, window.end))
    order = (at, 0, "")
    while True:
        with store.lock:
            first = store.place_of(order, behind=True)
            piece = store.slice(first, first + _PIECE)
        for event in piece:
            if not window.live and event.timestamp >= end:
                return
            if wanted is None or wanted(event):
                yield event
        if not piece:
            return
        last = piece[-1]
        order = (last.timestamp, last.ingestion_time, last.event_id)


def default_path(kind: Format, now: datetime) -> Path:
    """A name in the working directory that nothing has yet, as far as can be seen."""
    return free_name(f"awsobs-logs-{now:%Y%m%dT%H%M%SZ}", kind.value)


def write_lines(events: Iterator[LogEvent], path: Path, kind: Format) -> int:
    """Write a new file for its owner alone; how many lines there are in it.

    Raises:
        OSError: it exists, or cannot be written; then nothing of it is left.
    """
    count = 0

    def counted() -> Iterator[LogEvent]:
        nonlocal count
        for event in events:
            count += 1
            yield event

    write_new(exported(counted(), kind), path)
    return count
