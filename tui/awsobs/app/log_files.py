"""Writing the lines that are shown into a file of their own."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from awsobs.domain.logs import LogEvent
from awsobs.domain.window import Window
from awsobs.present.log_export import Format, exported
from awsobs.store.lines import LineStore

_PIECE = 4_096
_MOST_NAMES = 1_000


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
    stem = f"awsobs-logs-{now:%Y%m%dT%H%M%SZ}"
    names = (f"{stem}{f'-{n}' if n else ''}.{kind.value}" for n in range(_MOST_NAMES))
    return next((Path(name) for name in names if not Path(name).exists()), Path(stem))


def write_lines(events: Iterator[LogEvent], path: Path, kind: Format) -> int:
    """Write a new file for its owner alone; how many lines there are in it.

    Raises:
        OSError: it exists, or cannot be written; then nothing of it is left.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    count = 0

    def counted() -> Iterator[LogEvent]:
        nonlocal count
        for event in events:
            count += 1
            yield event

    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="") as file:
            file.writelines(exported(counted(), kind))
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return count
