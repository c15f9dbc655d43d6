"""What is worked out of all records together, away from the screen's loop."""

from dataclasses import dataclass, field
from datetime import datetime

from awsobs.analysis.incident import NO_INCIDENT, Incident, followed, tied_to
from awsobs.analysis.root_cause import ranked, root_of
from awsobs.analysis.situation import firing_of, situation_of
from awsobs.domain.service_graph import ServiceGraph
from awsobs.domain.situation import Situation
from awsobs.domain.window import Window
from awsobs.store.memory import Memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What to work it out of; equal keys have equal answers. `before` is the last incident."""

    key: object
    epoch: int
    memory: Memory
    window: Window
    now: datetime
    before: Incident


@dataclass(frozen=True, slots=True, kw_only=True)
class Insight:
    """The answer to the question with the same key."""

    key: object = None
    epoch: int = -1
    graph: ServiceGraph = field(default_factory=ServiceGraph)
    situation: Situation = field(default_factory=Situation)
    incident: Incident = NO_INCIDENT


def insight_of(question: Question) -> Insight:
    """Who called whom, what is broken since when, and what changed before."""
    shown = question.window.at(question.now)
    alarms, traces = question.memory.alarms.alarms(), question.memory.traces
    firing = firing_of(alarms)
    # Since when shares count depends on the alarms of the root: so the root is sought twice.
    whole = traces.graph(shown.start, shown.end)
    tied = tied_to(root_of(ranked(whole)), firing, whole)
    incident = followed(question.before, firing, tied)
    graph = traces.graph(shown.start, shown.end, incident.onset)
    situation = situation_of(
        alarms=alarms,
        graph=graph,
        events=question.memory.trail.events(),
        window=question.window,
        now=question.now,
        incident=incident,
    )
    return Insight(
        key=question.key,
        epoch=question.epoch,
        graph=graph,
        situation=situation,
        incident=incident,
    )
