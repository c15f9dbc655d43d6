"""From all records of the window to the two lines at the top of the screen."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from awsobs.analysis.incident import Incident, tied_to
from awsobs.analysis.root_cause import ranked, root_of, victims_of
from awsobs.analysis.suspects import clues_of, suspects
from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.domain.service_graph import ServiceGraph
from awsobs.domain.situation import Share, Situation, Suspect
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
    incident: Incident,
) -> Situation:
    """What is broken, since when, what changed before, who is the root."""
    firing, ranking = firing_of(alarms), ranked(graph)
    # What failed earlier in the window accuses nobody once all alarms are well again.
    root = root_of(ranking) if firing or not alarms else None
    tied = tied_to(root, firing, graph)
    shown = window.at(now)
    changes = [e for e in events if e.is_write and e.succeeded and e.time < shown.end]
    return Situation(
        firing=firing,
        warnings=_sorted(a for a in alarms if a.state is AlarmState.ALARM and a.is_billing),
        without_data=sum(a.state is AlarmState.INSUFFICIENT_DATA for a in alarms),
        ok=sum(a.state is AlarmState.OK for a in alarms),
        onset=incident.onset,
        root=root,
        tells_apart=root is not None and bool(firing) and not tied,
        few_traces=_lacks_traces(graph, shown, incident.onset),
        victims=victims_of(ranking) if root is not None else (),
        suspect=_suspect(tied or firing, graph, ranking, events, incident.onset),
        changes_in_window=sum(event.time >= shown.start for event in changes),
        last_change=max((event.time for event in changes), default=None),
    )


def firing_of(alarms: Iterable[Alarm]) -> tuple[Alarm, ...]:
    """Those in ALARM in the order in which they went off; bills are no failure."""
    return _sorted(a for a in alarms if a.state is AlarmState.ALARM and not a.is_billing)


def _sorted(alarms: Iterable[Alarm]) -> tuple[Alarm, ...]:
    return tuple(sorted(alarms, key=lambda a: (a.since is None, a.since or _EVER, a.name)))


def _lacks_traces(graph: ServiceGraph, shown: Window, onset: datetime | None) -> bool:
    """Whether the graph still counts what went well before the onset."""
    return onset is not None and shown.start < onset and graph.since is None


def _suspect(
    alarms: Sequence[Alarm],
    graph: ServiceGraph,
    ranking: Sequence[Share],
    events: Sequence[TrailEvent],
    onset: datetime | None,
) -> Suspect | None:
    if onset is None:
        return None
    found = suspects(events, onset, clues_of(alarms, graph, ranking))
    return found[0] if found and found[0].score >= _ENOUGH else None
