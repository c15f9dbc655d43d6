"""From all records of the window to the two lines at the top of the screen."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from awsobs.analysis.root_cause import ranked, root_of, victims_of
from awsobs.analysis.suspects import clues_of, suspects
from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.domain.service_graph import ServiceGraph
from awsobs.domain.situation import Situation, Suspect
from awsobs.domain.trail import TrailEvent
from awsobs.domain.window import Window

_ENOUGH = 5.0
"""A lower score names no suspect: better none than a wrong one."""

_EVER = datetime.min.replace(tzinfo=UTC)


def situation_of(
    *,
    alarms: Sequence[Alarm],
    graph: ServiceGraph,
    events: Sequence[TrailEvent],
    window: Window,
    now: datetime,
) -> Situation:
    """What is broken, since when, what changed before, who is the root."""
    firing = _firing(alarms)
    ranking = ranked(graph)
    # What failed earlier in the window accuses nobody once all alarms are well again.
    root = root_of(ranking) if firing or not alarms else None
    onset = onset_of(alarms)
    shown = window.at(now)
    changes = [e for e in events if e.is_write and e.succeeded and e.time < shown.end]
    return Situation(
        firing=firing,
        warnings=_sorted(a for a in alarms if a.state is AlarmState.ALARM and a.is_billing),
        without_data=sum(a.state is AlarmState.INSUFFICIENT_DATA for a in alarms),
        ok=sum(a.state is AlarmState.OK for a in alarms),
        onset=onset,
        root=root,
        victims=victims_of(ranking) if root is not None else (),
        suspect=_suspect(firing, graph, events, onset),
        changes_in_window=sum(event.time >= shown.start for event in changes),
        last_change=max((event.time for event in changes), default=None),
    )


def onset_of(alarms: Iterable[Alarm]) -> datetime | None:
    """When the first of those that are firing went into ALARM; bills do not count."""
    return min((a.since for a in _firing(alarms) if a.since is not None), default=None)


def _firing(alarms: Iterable[Alarm]) -> tuple[Alarm, ...]:
    return _sorted(a for a in alarms if a.state is AlarmState.ALARM and not a.is_billing)


def _sorted(alarms: Iterable[Alarm]) -> tuple[Alarm, ...]:
    """In the order in which they went off."""
    return tuple(sorted(alarms, key=lambda a: (a.since is None, a.since or _EVER, a.name)))


def _suspect(
    firing: Sequence[Alarm],
    graph: ServiceGraph,
    events: Sequence[TrailEvent],
    onset: datetime | None,
) -> Suspect | None:
    if onset is None:
        return None
    found = suspects(events, onset, clues_of(firing, graph, ranked(graph)))
    return found[0] if found and found[0].score >= _ENOUGH else None
