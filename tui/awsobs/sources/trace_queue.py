"""Which traces to read next, and which again: their segments do not arrive all at once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from awsobs.domain.traces import Segment, Subsegment, Trace, TraceSummary

SETTLING = timedelta(seconds=3)
"""A trace that ended only so long ago may still get segments."""

AGAIN = timedelta(seconds=15)
MAX_TRIES = 3
MAX_KNOWN = 20_000


class TraceQueue:
    """Remembers summaries, so that a trace is read when it is settled, and again when it grew.

    Args:
        missing: Gives ids of at most so many traces that are known but not read, most
            wanted first.
    """

    def __init__(self, missing: Callable[[int], Sequence[str]]) -> None:
        self._missing = missing
        self._summaries: dict[str, TraceSummary] = {}
        self._again: dict[str, datetime] = {}
        self._tries: dict[str, int] = {}
        self._read: set[str] = set()

    @property
    def known(self) -> int:
        """How many traces there are."""
        return len(self._summaries)

    def note(self, summary: TraceSummary) -> bool:
        """Take in a summary; whether it tells anything new."""
        known = self._summaries.get(summary.id)
        if known == summary:
            return False
        self._summaries[summary.id] = summary
        if summary.id in self._read:
            self._again[summary.id] = _settled_at(summary)
        self._make_room()
        return True

    def plan(self, count: int, now: datetime) -> tuple[list[str], int]:
        """The ids to read next, and how many more could be read after those.

        What is missing and settled comes first, then what has grown.
        """
        wanted = [i for i in self._missing(MAX_KNOWN) if self._may_read(i, now)]
        fresh = wanted[:count]
        due = [trace_id for trace_id, at in self._again.items() if at <= now]
        return [*fresh, *due[: count - len(fresh)]], len(wanted) - len(fresh)

    def answered(self, ids: Sequence[str], traces: Iterable[Trace], now: datetime) -> None:
        """Learn what came of a call: what was not delivered, or not whole, is asked for again."""
        whole = {trace.id for trace in traces if _is_whole(trace)}
        self._read.update(ids)
        for trace_id in ids:
            self._again.pop(trace_id, None)
            self._tries[trace_id] = self._tries.get(trace_id, 0) + 1
            if trace_id not in whole and self._tries[trace_id] < MAX_TRIES:
                self._again[trace_id] = now + AGAIN

    def _may_read(self, trace_id: str, now: datetime) -> bool:
        """Whether a missing trace is settled, and was not refused or put off."""
        if trace_id in self._again or self._tries.get(trace_id, 0) >= MAX_TRIES:
            return False
        summary = self._summaries.get(trace_id)
        return summary is None or _settled_at(summary) <= now

    def _make_room(self) -> None:
        """Forget the older half: their ids will not come again."""
        if len(self._summaries) <= MAX_KNOWN:
            return
        ordered = sorted(self._summaries.values(), key=lambda summary: summary.start)
        for summary in ordered[: MAX_KNOWN // 2]:
            del self._summaries[summary.id]
        self._read &= self._summaries.keys()
        self._again = {k: at for k, at in self._again.items() if k in self._summaries}
        self._tries = {k: n for k, n in self._tries.items() if k in self._summaries}


def _settled_at(summary: TraceSummary) -> datetime:
    return summary.start + timedelta(seconds=summary.duration or 0.0) + SETTLING


def _is_whole(trace: Trace) -> bool:
    """Whether every segment has ended and none hangs on one that is not there."""
    parts: list[Segment | Subsegment] = [*trace.segments, *trace.orphans]
    known = {part_id for part in parts for part_id in _ids(part)}
    running = any(part.in_progress for part in parts)
    lost = any(part.parent_id and part.parent_id not in known for part in parts)
    return bool(trace.segments) and not running and not lost


def _ids(part: Segment | Subsegment) -> Iterator[str]:
    yield part.id
    for inner in part.subsegments:
        yield from _ids(inner)
