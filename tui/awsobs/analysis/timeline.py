"""From the records of a window to the lanes of its timeline."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf

from awsobs.analysis.pattern_changes import Change, PatternCount
from awsobs.analysis.root_cause import CLIENT, WORTH_TELLING
from awsobs.analysis.trail_folds import is_role_taking
from awsobs.domain.alarms import Alarm, AlarmChange, AlarmState
from awsobs.domain.logs import Level
from awsobs.domain.service_graph import GraphNode, NodeKey, ServiceGraph, Statistics
from awsobs.domain.situation import Suspect
from awsobs.domain.timeline import Group, Kind, Lane, Mark, Stretch
from awsobs.domain.trail import TrailEvent
from awsobs.domain.window import Window

STATES = {
    AlarmState.OK: Kind.OK,
    AlarmState.ALARM: Kind.ALARM,
    AlarmState.INSUFFICIENT_DATA: Kind.NO_DATA,
}
_UNKNOWN = Kind.PENDING
_RANKS = {Kind.SUSPECT: 0, Kind.WARNING: 1, Kind.DENIED: 2, Kind.CHANGE: 3}


@dataclass(frozen=True, slots=True)
class Lanes:
    """Some lanes of one group, and how many more there are."""

    shown: tuple[Lane, ...]
    hidden: int = 0


def first_of(lanes: Sequence[Lane], most: int) -> Lanes:
    """No more lanes than there is room for."""
    return Lanes(tuple(lanes[:most]), max(0, len(lanes) - most))


def alarm_lanes(
    alarms: Iterable[Alarm], history: Iterable[AlarmChange], window: Window, onset: datetime | None
) -> list[Lane]:
    """A line of states each, of all alarms that are not well or were not within the window.

    Of what came before the oldest change that is known, nothing is said: an alarm without any
    history counts as well until it changed, if it is firing now.
    """
    changes: defaultdict[str, list[AlarmChange]] = defaultdict(list)
    for change in history:
        if change.new is not None and change.at < window.end:
            changes[change.alarm].append(change)
    return [
        lane
        for alarm in sorted(alarms, key=lambda alarm: _rank(alarm, onset))
        if _is_told(lane := _alarm_lane(alarm, changes[alarm.name], window))
    ]


def _is_told(lane: Lane) -> bool:
    return lane.is_bad or any(one.kind is Kind.ALARM for one in lane.stretches)


def _rank(alarm: Alarm, onset: datetime | None) -> tuple[bool, bool, float, str]:
    """What went off at the onset or after it is told first, in that order; old alarms follow."""
    since = alarm.since.timestamp() if alarm.since else inf
    is_old = onset is not None and since < onset.timestamp()
    return (alarm.state is not AlarmState.ALARM, is_old, since, alarm.name)


def _alarm_lane(alarm: Alarm, changes: list[AlarmChange], window: Window) -> Lane:
    known = sorted(changes, key=lambda change: change.at)
    turns = [(change.at, STATES[change.new]) for change in known if change.new is not None]
    if alarm.since is not None and (not turns or turns[-1][0] < alarm.since):
        turns.append((alarm.since, STATES[alarm.state]))
    before = STATES[known[0].old] if known and known[0].old else None
    if before is None:
        before = Kind.OK if alarm.state is not AlarmState.OK else _UNKNOWN
    seconds = (window.end - alarm.since).total_seconds() if alarm.since else None
    return Lane(
        group=Group.ALARMS,
        name=alarm.name,
        stretches=tuple(_stretches(turns, before, window)),
        marks=tuple(
            Mark(at=at, kind=kind, label=alarm.name, record=alarm)
            for at, kind in turns
            if kind is Kind.ALARM and window.start <= at < window.end
        ),
        total=max(0.0, seconds) if seconds is not None else None,
        is_bad=alarm.state is not AlarmState.OK,
        record=alarm,
    )


def _stretches(
    turns: Sequence[tuple[datetime, Kind]], before: Kind, window: Window
) -> Iterator[Stretch]:
    start, kind = window.start, before
    for at, then in turns:
        if at > start and kind is not _UNKNOWN:
            yield Stretch(start=start, end=min(at, window.end), kind=kind)
        start, kind = max(start, at), then
        if at >= window.end:
            return
    if start < window.end and kind is not _UNKNOWN:
        yield Stretch(start=start, end=window.end, kind=kind)


def change_lanes(
    events: Iterable[TrailEvent], suspect: Suspect | None, window: Window
) -> list[Lane]:
    """A lane for each principal that changed something, or was not let; the suspect's first."""
    by_who: defaultdict[str, list[Mark]] = defaultdict(list)
    for event in events:
        if window.start <= event.time < window.end and (kind := _kind_of(event, suspect)):
            record = suspect if kind is Kind.SUSPECT else event
            by_who[event.who].append(Mark(at=event.time, kind=kind, record=record))
    lanes = [
        Lane(
            group=Group.CHANGES,
            name=who,
            marks=tuple(sorted(marks, key=lambda mark: mark.at)),
            total=len(marks),
            is_bad=any(mark.kind is Kind.SUSPECT for mark in marks),
        )
        for who, marks in by_who.items()
    ]
    return sorted(lanes, key=_change_rank)


def _change_rank(lane: Lane) -> tuple[object, ...]:
    worst = min(_RANKS[mark.kind] for mark in lane.marks)
    return worst, -lane.marks[-1].at.timestamp(), lane.name


def _kind_of(event: TrailEvent, suspect: Suspect | None) -> Kind | None:
    if suspect is not None and suspect.event.id == event.id:
        return Kind.SUSPECT
    if event.is_root and event.mfa is not True:
        return Kind.WARNING
    if not event.succeeded:
        return Kind.DENIED
    return Kind.CHANGE if event.is_write and not is_role_taking(event) else None


def pattern_lanes(patterns: Iterable[PatternCount], window: Window) -> list[Lane]:
    """Kinds of lines that are new, or warn and surged, errors first, with how many came when."""
    telling = [
        one
        for one in patterns
        if one.change is Change.NEW or (one.change is Change.SURGED and one.level >= Level.WARN)
    ]
    telling.sort(key=lambda one: (one.level < Level.ERROR, one.level < Level.WARN))
    return [
        Lane(
            group=Group.PATTERNS,
            name=one.template,
            marks=tuple(_first_seen(one, window)),
            values=tuple(float(count) for count in one.cells),
            total=one.now,
            is_bad=one.level >= Level.ERROR,
            record=one,
        )
        for one in telling
    ]


def _first_seen(pattern: PatternCount, window: Window) -> Iterator[Mark]:
    at = pattern.first
    if pattern.change is Change.NEW and at is not None and window.start <= at < window.end:
        yield Mark(at=at, kind=Kind.FIRST, label=pattern.template, record=pattern)


def fault_lanes(
    graph: ServiceGraph, trend_of: Mapping[NodeKey, Sequence[Statistics]]
) -> list[Lane]:
    """The share of each service's requests that fail, in each part of the window."""
    nodes = [node for node in graph.nodes if node.statistics and node.key.type != CLIENT]
    nodes.sort(key=lambda node: (-_share(node), node.key.name, node.key.type))
    return [
        Lane(
            group=Group.FAULTS,
            name=node.key.name,
            values=tuple(
                one.share("fault") if one.count else None for one in trend_of.get(node.key, ())
            ),
            total=_share(node),
            is_bad=_share(node) >= WORTH_TELLING,
            record=node,
        )
        for node in nodes
    ]


def _share(node: GraphNode) -> float:
    return node.statistics.share("fault") if node.statistics else 0.0
