"""What of the event history is known by now, and how long the rest will take."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from awsobs.domain.clock import Clock
from awsobs.domain.spans import Span
from awsobs.domain.trail import Coverage, Sought
from awsobs.sources.trail_lookup import TrailLookup

_LEAST_SECONDS = 3.0
_LEAST_SHARE = 0.02
"""So long, and so much of it, must have been read before the rest can be estimated."""

_MOST_GAPS = 20


def coverage_of(
    changes: Sequence[TrailLookup], sought: Sequence[TrailLookup], start: datetime, end: datetime
) -> Coverage:
    """What some lookups of changes, a region each, have read of a stretch together.

    What one region has not read is not known. Those that are `sought` ask by another attribute.
    """
    everyone = (*changes, *sought)
    newest = [one.newest for one in everyone if one.newest is not None]
    coverage = Coverage(
        start=start,
        end=end,
        complete_from=max((one.complete_from or end for one in changes), default=end),
        newest=max(newest, default=None),
        scanned=sum(one.scanned for one in everyone),
        own_calls=sum(one.own_calls for one in everyone),
        gaps=_gaps(changes, start, end),
        regions=tuple(one.region for one in changes if one.region),
    )
    if not sought:
        return coverage
    key, value = sought[0].attribute
    return replace(
        coverage,
        sought=Sought(
            words=f"{key} {value}",
            gaps=_gaps(sought, start, end),
            scanned=sum(one.scanned for one in sought),
        ),
    )


def _gaps(lookups: Sequence[TrailLookup], start: datetime, end: datetime) -> tuple[Span, ...]:
    """What at least one of them has not read, the newest first."""
    joined: list[Span] = []
    for begin, until in sorted(_each_gap(lookups, start, end)):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], until))
        else:
            joined.append((begin, until))
    return tuple(reversed(joined[-_MOST_GAPS:]))


def _each_gap(lookups: Sequence[TrailLookup], start: datetime, end: datetime) -> Iterator[Span]:
    for one in lookups:
        yield from one.gaps(start, end)


class Reading:
    """How reading back goes on, and when it will have come to its end."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._start: datetime | None = None
        self._begun = clock.monotonic()
        self._at_first = 0.0
        self._unread = 0.0

    @property
    def is_behind(self) -> bool:
        """Whether something is left to read."""
        return self._unread > 0

    def told(self, coverage: Coverage, *, is_stopped: bool) -> Coverage:
        """The coverage with how long the rest takes, by how fast it went until now."""
        self._unread = _seconds(coverage.unread)
        if coverage.start != self._start and self._is_another(coverage.start):
            self._start, self._begun = coverage.start, self._clock.monotonic()
            self._at_first = self._unread
        self._at_first = max(self._at_first, self._unread)
        if is_stopped and self._unread:
            return replace(coverage, stopped=True)
        return replace(coverage, left=self._left())

    def _is_another(self, start: datetime) -> bool:
        """A live window's start moves on all the time; what is asked is the same."""
        return self._start is None or start < self._start

    def _left(self) -> timedelta | None:
        read, passed = self._at_first - self._unread, self._clock.monotonic() - self._begun
        if not self._unread or passed < _LEAST_SECONDS or read < self._at_first * _LEAST_SHARE:
            return None
        return timedelta(seconds=passed * self._unread / read)


def _seconds(gaps: Sequence[Span]) -> float:
    return sum((until - begin).total_seconds() for begin, until in gaps)
