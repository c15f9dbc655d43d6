"""Where our own data has holes, as lanes of a timeline."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from awsobs.domain.accounting import Gap
from awsobs.domain.logs import datetime_of
from awsobs.domain.timeline import Group, Kind, Lane, Mark, Stretch
from awsobs.domain.trail import Coverage
from awsobs.domain.window import Window

_LATE = "lines came late"


def lines_lane(window: Window, since: datetime | None, gaps: Iterable[Gap]) -> Lane:
    """Log lines: known since when, and what was missed when it was due, and came afterwards."""
    begun = window.end if since is None else _within(since, window)
    holes = [
        Stretch(start=start, end=end, kind=Kind.GAP)
        for first, last in gaps
        if (start := _within(datetime_of(first), window))
        < (end := _within(datetime_of(last), window))
    ]
    known = [
        Stretch(start=window.start, end=begun, kind=Kind.PENDING),
        Stretch(start=begun, end=window.end, kind=Kind.COMPLETE),
    ]
    marks = [Mark(at=hole.start, kind=Kind.GAP, label=_LATE) for hole in holes]
    return _lane("log lines", [*known, *holes], window, marks)


def trail_lane(window: Window, coverage: Coverage | None) -> Lane:
    """Events: how far back was read, and since when more may still be on their way."""
    begun = window.end if coverage is None else _within(coverage.complete_from, window)
    newest = begun
    if coverage is not None and coverage.newest is not None:
        newest = max(begun, _within(coverage.newest, window))
    stretches = [
        Stretch(start=window.start, end=begun, kind=Kind.PENDING),
        Stretch(start=begun, end=newest, kind=Kind.COMPLETE),
        Stretch(start=newest, end=window.end, kind=Kind.PENDING),
    ]
    return _lane("trail", stretches, window)


def _within(at: datetime, window: Window) -> datetime:
    return max(window.start, min(at, window.end))


def _lane(
    name: str, stretches: Sequence[Stretch], window: Window, marks: Sequence[Mark] = ()
) -> Lane:
    told = tuple(one for one in stretches if one.start < one.end)
    return Lane(
        group=Group.DATA,
        name=name,
        stretches=told,
        marks=tuple(marks),
        total=_known_share(told, window),
    )


def _known_share(stretches: Sequence[Stretch], window: Window) -> float:
    """The share of the window in which nothing is missing."""
    if not window.width:
        return 1.0
    unknown = sorted((s.start, s.end) for s in stretches if s.kind is not Kind.COMPLETE)
    missing, behind = 0.0, window.start
    for start, end in unknown:
        begun = max(start, behind)
        if end > begun:
            missing += (end - begun) / window.width
            behind = end
    return max(0.0, 1.0 - missing)
