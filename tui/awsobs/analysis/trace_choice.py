"""Which traces to read first, where not all of them can be, and for how many each then stands.

First come those that failed, the newest before others; then the slowest; then the rest in an
order that has nothing to do with what they are. After every few of the telling ones one of the
rest is read, so that what is usual is known from the start.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from math import inf
from zlib import crc32

from awsobs.domain.traces import TraceSummary

_SLOW_SHARE = 0.05
_FEWEST = 20
"""Of fewer traces than this none is called slow."""

_TELLING_IN_A_ROW = 4
FAILED, SLOW, USUAL = range(3)


def most_telling(
    summaries: Iterable[TraceSummary], among: Sequence[TraceSummary]
) -> list[TraceSummary]:
    """Some summaries, those to be read first at the front; `among` says what is slow."""
    classes = classed(summaries, among)
    failed = sorted(classes[FAILED], key=lambda summary: -summary.start.timestamp())
    slow = sorted(classes[SLOW], key=lambda summary: -(summary.duration or 0.0))
    usual = sorted(classes[USUAL], key=lambda summary: crc32(summary.id.encode()))
    return list(_interleaved([*failed, *slow], usual))


def classed(
    summaries: Iterable[TraceSummary], among: Sequence[TraceSummary]
) -> tuple[list[TraceSummary], ...]:
    """The failed, the slow and the usual ones of some summaries."""
    slow = _slow_from(among)
    classes: tuple[list[TraceSummary], ...] = ([], [], [])
    for summary in summaries:
        if summary.has_fault or summary.has_throttle:
            classes[FAILED].append(summary)
        else:
            classes[SLOW if (summary.duration or 0.0) >= slow else USUAL].append(summary)
    return classes


def _slow_from(summaries: Sequence[TraceSummary]) -> float:
    """The duration that only one trace of twenty reaches, and that is twice the usual one."""
    durations = sorted(s.duration for s in summaries if s.duration is not None)
    if len(durations) < _FEWEST:
        return inf
    reached = durations[-max(1, round(len(durations) * _SLOW_SHARE))]
    return max(reached, 2 * durations[len(durations) // 2])


def _interleaved(
    telling: Sequence[TraceSummary], usual: Sequence[TraceSummary]
) -> Iterator[TraceSummary]:
    others = iter(usual)
    for index, summary in enumerate(telling):
        yield summary
        if index % _TELLING_IN_A_ROW == _TELLING_IN_A_ROW - 1:
            yield from islice(others, 1)
    yield from others
