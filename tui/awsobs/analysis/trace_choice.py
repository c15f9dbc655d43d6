"""Which traces to read first, where not all of them can be: those that tell most.

First what failed, the newest before others; then the slowest; then the rest in an order that has
nothing to do with what they are, so that any part of it stands for all.
"""

from collections.abc import Iterable, Sequence
from math import inf
from zlib import crc32

from awsobs.domain.traces import TraceSummary

_SLOW_SHARE = 0.05
_FEWEST = 20
"""Of fewer traces than this none is called slow."""


def most_telling(
    summaries: Iterable[TraceSummary], among: Sequence[TraceSummary]
) -> list[TraceSummary]:
    """Some summaries, those to be read first at the front; `among` says what is slow."""
    slow = slow_from(among)

    def rank(summary: TraceSummary) -> tuple[int, float, int]:
        duration = summary.duration or 0.0
        if summary.has_fault or summary.has_throttle:
            return 0, -summary.start.timestamp(), 0
        if duration >= slow:
            return 1, -duration, 0
        return 2, 0.0, crc32(summary.id.encode())

    return sorted(summaries, key=rank)


def slow_from(summaries: Sequence[TraceSummary]) -> float:
    """The duration that only one trace of twenty reaches, and that is twice the usual one."""
    durations = sorted(s.duration for s in summaries if s.duration is not None)
    if len(durations) < _FEWEST:
        return inf
    reached = durations[-max(1, round(len(durations) * _SLOW_SHARE))]
    return max(reached, 2 * durations[len(durations) // 2])
