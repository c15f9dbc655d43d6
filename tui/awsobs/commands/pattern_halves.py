"""The halves of the time that the lines of files tell of, to compare the second with the first."""

from collections.abc import Callable, Sequence
from datetime import datetime

from awsobs.analysis.log_times import LineTimes
from awsobs.commands.line_files import STDIN, lines_in
from awsobs.settings import SettingsError

HALF = "half"
"""What is typed for it, and what JSON names it."""


def first_half(names: Sequence[str], now: datetime) -> Callable[[str], bool]:
    """Whether an entry is of the first half; one without a time is of the half before it.

    The files are read once for their times alone, since the middle is known at the end only.

    Args:
        names: Files, all of which tell of one stretch of time.
        now: What tells the years of times that name none.

    Raises:
        SettingsError: there are no two halves, or a file can't be read.
    """
    if STDIN in names:
        raise SettingsError(f"--baseline {HALF}: standard input is read only once; give a file")
    times = LineTimes(now)
    known = [span for name in names if (span := _span(times, name))]
    if not known:
        raise SettingsError(f"--baseline {HALF}: no line tells its time")
    start, end = min(first for first, _ in known), max(last for _, last in known)
    return _Before(times, (start + end) / 2)


def _span(times: LineTimes, name: str) -> tuple[int, int] | None:
    first: int | None = None
    last = 0
    try:
        for at in map(times.of, lines_in(name)):
            if at is not None:
                first, last = (at, at) if first is None else (min(first, at), max(last, at))
    except OSError as error:
        raise SettingsError(f"{name}: {error.strerror or error}") from error
    return None if first is None else (first, last)


class _Before:
    """Tells of one entry after the other whether it is before a moment."""

    def __init__(self, times: LineTimes, middle: float) -> None:
        self._times = times
        self._middle = middle
        self._is_before = True

    def __call__(self, entry: str) -> bool:
        at = self._times.of(entry)
        if at is not None:
            self._is_before = at < self._middle
        return self._is_before
