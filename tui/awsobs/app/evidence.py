"""What the records of a window come to: the lanes of its timeline, and the verdict."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from awsobs.analysis.pattern_changes import stretches_since
from awsobs.analysis.shared_facts import SharedFact
from awsobs.analysis.situation import firing_of
from awsobs.analysis.timeline import (
    alarm_lanes,
    change_lanes,
    fault_lanes,
    first_of,
    pattern_lanes,
)
from awsobs.analysis.timeline_data import lines_lane, trail_lane
from awsobs.analysis.triage import verdict_of
from awsobs.app.scene import Scene
from awsobs.domain.logs import Level, LogEvent
from awsobs.domain.service_graph import ServiceGraph
from awsobs.domain.timeline import Lane, Timeline
from awsobs.domain.triage import BEFORE, Evidence, Verdict
from awsobs.domain.window import Window
from awsobs.present.shared_facts import facts_of, failing_word
from awsobs.present.verdict import Told
from awsobs.store.log_view import LogView
from awsobs.store.memory import Memory
from awsobs.store.patterns import PatternTable

_MOST_LINES = 200
"""Lines of errors that a verdict looks at."""

_MOST = {"alarms": 8, "changes": 6, "patterns": 5, "faults": 6}
"""Lanes of a group."""

_BUSY = ("logs", "trail", "traces", "alarms")


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """The timeline and, where there is an onset, the verdict."""

    timeline: Timeline
    told: Told | None = None
    anchor: str = ""


def incident_of(scene: Scene, cells: int, table: PatternTable) -> Incident:
    """Made for a thread: takes some tens of milliseconds.

    Args:
        scene: What is known.
        cells: Equal parts of the window that lanes with values tell apart.
        table: The patterns of the window, with as many cells.
    """
    memory, window, onset = scene.memory, scene.shown(), scene.situation().onset
    graph = scene.graph()
    verdict = _verdict(memory, graph, onset) if onset is not None else None
    suspect = verdict.suspects[0] if verdict is not None and verdict.suspects else None
    events, alarms = memory.trail.events(), memory.alarms.alarms()
    trends = {
        node.key: memory.traces.trend(node.key, window.start, window.end, cells)
        for node in graph.nodes
        if node.statistics
    }
    past = [change for alarm in alarms for change in memory.alarms.history(alarm.name)]
    groups = (
        first_of(alarm_lanes(alarms, past, window, onset), _MOST["alarms"]),
        first_of(change_lanes(events, suspect, window), _MOST["changes"]),
        first_of(pattern_lanes(table.patterns, window), _MOST["patterns"]),
        first_of(fault_lanes(graph, trends), _MOST["faults"]),
    )
    lanes = [lane for group in groups for lane in group.shown]
    timeline = Timeline(
        window=window,
        onset=onset,
        change_at=suspect.event.time if suspect else None,
        lanes=(*lanes, *_data_lanes(memory, window)),
        hidden=sum(group.hidden for group in groups),
    )
    firing = firing_of(alarms)
    return Incident(
        timeline=timeline,
        told=_told(scene, verdict, onset) if verdict and onset else None,
        anchor=firing[0].name if firing else "",
    )


def _verdict(memory: Memory, graph: ServiceGraph, onset: datetime) -> Verdict:
    return verdict_of(
        Evidence(
            onset=onset,
            alarms=memory.alarms.alarms(),
            events=memory.trail.events(),
            logs=list(_error_lines(memory, onset)),
            graph=graph,
        )
    )


def _error_lines(memory: Memory, onset: datetime) -> Iterator[LogEvent]:
    """The oldest lines of errors since half an hour before the onset."""
    view = LogView(memory.logs)
    with memory.logs.lock:
        start = int((onset - BEFORE).timestamp() * 1000)
        position = memory.logs.place_of((start, 0, "")) - 1
        for _ in range(_MOST_LINES):
            found = view.find_level(position, 1, Level.ERROR)
            if found is None:
                return
            yield view[found]
            position = found


def _told(scene: Scene, verdict: Verdict, onset: datetime) -> Told:
    memory = scene.memory
    return Told(
        verdict=verdict,
        onset=onset,
        coverage=memory.trail.coverage,
        scanned=len(memory.trail.events()),
        fact=_shared_fact(memory, scene.shown(), onset),
        waits_for=tuple(_waited_for(memory)),
    )


def _shared_fact(memory: Memory, window: Window, onset: datetime) -> SharedFact | None:
    """What tells the requests that fail since the onset best from others."""
    start, end = stretches_since(window, onset).now
    summaries = [one for one in memory.traces.summaries() if start <= one.start < end]
    word = failing_word(summaries)
    facts = facts_of(summaries, word, memory.traces.trace) if word else ()
    return facts[0] if facts else None


def _waited_for(memory: Memory) -> Iterator[str]:
    """The sources that have told nothing yet."""
    for source in _BUSY:
        if memory.feeds.state(source) is not None and memory.feeds.received(source) is None:
            yield source


def _data_lanes(memory: Memory, window: Window) -> tuple[Lane, ...]:
    gaps = memory.feeds.counts("logs").gaps
    received = memory.feeds.received("logs")
    since = window.start if received is not None else None
    return (lines_lane(window, since, gaps), trail_lane(window, memory.trail.coverage))
