"""Large files are read from near their end on first, and then what comes before that.

Whoever opens one mostly looks for what came last, and should not wait for a million lines.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from pathlib import Path

from awsobs.analysis.log_times import LineTimes
from awsobs.sources.file_tail import FileTail, Tail

NEWEST = 1024 * 1024
"""About so many bytes are read first."""

_LARGE = 2 * NEWEST


def parts_of(tail: Tail, now: datetime) -> Sequence[Tail]:
    """The tail itself, or in its place one of the newest lines and one of those before them."""
    if not isinstance(tail, FileTail):
        return [tail]
    try:
        start = _start_of_newest(Path(tail.name), now)
        if start is None:
            return [tail]
        newest = FileTail(tail.name, follow=True, start=start)
        before = FileTail(tail.name, follow=False, end=start)
    except OSError:
        return [tail]  # it is told when it is read
    tail.close()
    return [newest, before]


def _start_of_newest(path: Path, now: datetime) -> int | None:
    """Where a line starts that is later than the one before it, so that order stays as it is.

    A line with a time of its own is neither from the middle of a stack trace nor of a private key.
    """
    size = path.stat().st_size
    if size < _LARGE:
        return None
    with path.open("rb") as file:
        file.seek(size - NEWEST)
        lines = file.read(NEWEST).split(b"\n")
    times, before = LineTimes(now), None
    starts = accumulate((len(line) + 1 for line in lines), initial=size - NEWEST)
    # The first and the last are cut.
    for line, start in list(zip(lines, starts, strict=False))[1:-1]:
        at = times.of(line.decode("utf-8", "replace"))
        if at is not None and before is not None and at > before:
            return start
        before = before if at is None else at
    return None
