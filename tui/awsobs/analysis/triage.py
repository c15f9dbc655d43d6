"""A first look at an incident: suspected changes, first failure, who is the root, who notices."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from awsobs.analysis.log_heads import said
from awsobs.analysis.root_cause import CLIENT, WORTH_TELLING, ancestors_of, ranked
from awsobs.analysis.suspects import clues_of, suspects
from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.domain.logs import Level, LogEvent, datetime_of
from awsobs.domain.service_graph import ServiceGraph
from awsobs.domain.situation import Share
from awsobs.domain.triage import BEFORE, Evidence, Failure, Impact, RootService, Verdict

ENOUGH = 4.0
"""A lower score names no suspect: better none than a wrong one."""

_MOST_TEXTS = 200
_MOST_SUSPECTS = 10
_FAILED = re.compile(
    r"(?i)\b(?:error|exception|fail(?:ed|ure)?|refused|denied|exceeded|timed? ?out)"
)


def verdict_of(evidence: Evidence) -> Verdict:
    """What the records say about the anchor; each answer stands on its own."""
    firing = [one for one in evidence.alarms if one.state is AlarmState.ALARM]
    ranking = ranked(evidence.graph)
    failing = list(_failing(evidence))
    texts = [event.message for event in failing[:_MOST_TEXTS]]
    clues = clues_of(firing, evidence.graph, ranking, texts)
    found = suspects(evidence.events, evidence.onset, clues)
    roots = _roots(evidence.graph, ranking)
    return Verdict(
        suspects=tuple(one for one in found if one.score >= ENOUGH)[:_MOST_SUSPECTS],
        first_failure=_first(firing, failing, evidence.onset),
        roots=roots,
        victims=tuple(
            share
            for share in sorted(ranking, key=lambda one: -one.total)
            if share.total >= WORTH_TELLING and share.key not in {root.key for root in roots[:1]}
        ),
        impact=_impact(evidence.graph, ranking),
    )


def _failing(evidence: Evidence) -> Iterator[LogEvent]:
    """Lines of errors around the anchor, oldest first."""
    start = evidence.onset - BEFORE
    for event in sorted(evidence.logs, key=lambda one: one.timestamp):
        if datetime_of(event.timestamp) < start:
            continue
        if event.level >= Level.ERROR or _FAILED.search(event.message):
            yield event


def _first(firing: Sequence[Alarm], failing: Sequence[LogEvent], onset: datetime) -> Failure | None:
    """The earliest of an error line and an alarm.

    What a bill comes to is no failure, and an alarm that fired long before is about another.
    """
    signs = [
        Failure(
            at=datetime_of(event.timestamp),
            source="log",
            text=said(event.message),
            entity=event.group.rsplit("/", 1)[-1],
        )
        for event in failing[:1]
    ]
    signs += [
        Failure(at=alarm.since, source="alarm", text=alarm.reason or alarm.name, entity=alarm.name)
        for alarm in firing
        if alarm.since is not None and alarm.since >= onset - BEFORE and not alarm.is_billing
    ]
    return min(signs, key=lambda sign: sign.at, default=None)


def _roots(graph: ServiceGraph, ranking: Sequence[Share]) -> tuple[RootService, ...]:
    """Those that fail by themselves; where none does, those that fail at all, lowest first."""
    own = [share for share in ranking if share.own >= WORTH_TELLING]
    shown = own or [share for share in ranking if share.total >= WORTH_TELLING]
    return tuple(
        RootService(
            key=share.key,
            own=share.own,
            total=share.total,
            reasons=tuple(_reasons(graph, share)),
        )
        for share in shown
    )


def _reasons(graph: ServiceGraph, share: Share) -> Iterator[str]:
    yield f"fails in {100 * share.total:.0f} % of its requests"
    if share.own >= WORTH_TELLING:
        yield f"by itself in {100 * share.own:.0f} %: nothing that it calls explains those"
    above = sorted(key.name for key in ancestors_of(graph, share.key))
    if above:
        yield f"{len(above)} above it: {', '.join(above)}"
    calls = [edge for edge in graph.edges if edge.source == share.key]
    well = [edge.target.name for edge in calls if edge.statistics.share("fault") < WORTH_TELLING]
    if well and share.own >= WORTH_TELLING:
        yield f"calls that are well: {', '.join(sorted(well))}"


def _impact(graph: ServiceGraph, ranking: Sequence[Share]) -> Impact:
    """The services that nobody of ours calls, and how many of their requests fail."""
    called = {edge.target for edge in graph.edges if edge.source.type != CLIENT}
    failing = {share.key: share.total for share in ranking if share.total >= WORTH_TELLING}
    entries = [node for node in graph.nodes if node.key not in called and node.key.type != CLIENT]
    hit = [node for node in entries if node.key in failing]
    if not hit:
        return Impact(services=tuple(sorted(key.name for key in failing)))
    requests = sum(node.statistics.count for node in hit if node.statistics)
    return Impact(
        services=tuple(node.key.name for node in hit),
        requests=requests or None,
        fault_share=max(failing[node.key] for node in hit),
    )
