"""Changes before the onset, ranked by what ties them to what fails.

Plain arithmetic, each term with its reason: a link by name between the event and an alarm or
a failing node (directly, or over other events that name both), how long before the onset,
how unusual the action is; less for what rarely breaks anything. Never "the cause".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import log

from awsobs.analysis.root_cause import WORTH_TELLING
from awsobs.analysis.segments import mapping_in, text_in
from awsobs.analysis.trail_changes import changes_of
from awsobs.analysis.trail_entities import names_of, occurrences, spellings, together
from awsobs.domain.alarms import Alarm
from awsobs.domain.service_graph import ServiceGraph
from awsobs.domain.situation import Share, Suspect
from awsobs.domain.trail import TrailEvent

LOOKBACK = timedelta(hours=72)
"""How long before the onset a change is still looked at."""

_LINK = 10.0  # points of a direct link to the surest clue
_HOPS = (1.0, 0.7, 0.4)
_SURE = 0.4  # a clue's own name tells that much, in however many events it is
_HALF_LIFE = timedelta(hours=1)
_SOON = 6.0  # what went well for hours after a change speaks for the change
_RARE = 2.0
_WORDS = 3.0
_DETAILED = 5  # suspects whose changes are worked out
_HARMLESS = re.compile(
    r"^(Tag|Untag|CreateTags|DeleteTags|AddTags|RemoveTags|PutMetricAlarm|PutDashboard"
    r"|CreateLogStream|CreateLogGroup|ConsoleLogin|AssumeRole|StartQuery|Batch(Get|Describe))"
)
_ONE_THING = re.compile(r"^(?!arn:aws\w*$|\d{4}-\d\d)(?=.*[a-z])(?=.*[-_./:0-9])[^{}\[\]]+$")
"""A name that is no plain word, no number, and no document."""

_TOKEN = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clue:
    """A name that has to do with the failure; `weight` 0..1 says how surely, `why` in words."""

    name: str
    weight: float
    why: str


def clues_of(
    alarms: Sequence[Alarm],
    graph: ServiceGraph,
    ranking: Sequence[Share],
    texts: Sequence[str] = (),
) -> tuple[Clue, ...]:
    """Names from firing alarms, from nodes that fail and what they call, from error lines."""
    found: list[Clue] = []
    for alarm in alarms:
        for _, value in alarm.metric.dimensions if alarm.metric else ():
            found += _clues(value, 1.0, f"alarm {alarm.name} watches it")
        found += _clues(alarm.name, 0.4, "named like an alarm")
    failing = {share.key for share in ranking if share.total >= WORTH_TELLING}
    for place, share in enumerate(share for share in ranking if share.key in failing):
        why = "fails by itself on the map" if not place else "fails on the map"
        found += _clues(share.key.name, 1.0 if not place else 0.7, why)
    for edge in graph.edges:
        if edge.source in failing and edge.target not in failing:
            found += _clues(edge.target.name, 0.5, "called by what fails")
    for text in texts:
        for word in re.findall(r"[\w:/.-]{4,}", text):
            if word.startswith("arn:") or "-" in word:
                found += _clues(word.strip(".:"), 0.8, "named in an error line")
    return tuple(found)


def suspects(
    events: Sequence[TrailEvent], onset: datetime, clues: Sequence[Clue]
) -> tuple[Suspect, ...]:
    """Writes before the onset that something ties to the failure, the likeliest first.

    The first few tell what they changed.
    """
    return tuple(_Ranking(events, onset, clues).found())


class _Ranking:
    def __init__(
        self, events: Sequence[TrailEvent], onset: datetime, clues: Sequence[Clue]
    ) -> None:
        self._events = events
        self._onset = onset
        self._clues: dict[str, Clue] = {}
        for clue in clues:
            known = self._clues.get(clue.name)
            if known is None or known.weight < clue.weight:
                self._clues[clue.name] = clue
        self._names = [names_of(event) for event in events]
        self._counts = occurrences(self._names)
        self._actions = _counted(events)
        hub = max(6, len(events) // 50)
        self._reached = self._reach(together(self._names, hub))
        self._tokens = _tokens_of(self._clues)

    def found(self) -> list[Suspect]:
        ranked: list[Suspect] = []
        for index, event in enumerate(self._events):
            before = self._onset - event.time
            if event.is_write and timedelta() <= before <= LOOKBACK:
                suspect = self._suspect(event, self._names[index], before)
                if suspect is not None:
                    ranked.append(suspect)
        ranked.sort(key=lambda s: (-s.score, self._onset - s.event.time, s.event.id))
        best = [
            replace(suspect, changes=changes_of(suspect.event, self._events))
            for suspect in ranked[:_DETAILED]
        ]
        return best + ranked[_DETAILED:]

    def _reach(self, joined: Mapping[str, frozenset[str]]) -> dict[str, tuple[float, str]]:
        """Names tied to a clue: how strongly, and by what."""
        reached: dict[str, tuple[float, str]] = {}
        frontier = {name: (clue.weight, clue.why) for name, clue in self._clues.items()}
        for hop, fade in enumerate(_HOPS):
            following: dict[str, tuple[float, str]] = {}
            for name, (weight, why) in sorted(frontier.items()):
                rarity = self._rarity(name)
                strength = weight * fade * (rarity if hop else max(rarity, _SURE))
                if strength > reached.get(name, (0.0, ""))[0]:
                    reached[name] = (strength, why)
                    for other in joined.get(name, ()):
                        reason = why if hop else f"occurs with {name}: {why}"
                        if weight > following.get(other, (0.0, ""))[0]:
                            following[other] = (weight, reason)
            frontier = following
        return reached

    def _links(self, name: str) -> bool:
        """Whether a name ties an event to a clue, or to another event that has to do with one.

        A clue itself does. Of others those that more events name, and that look like the name of
        one thing: `active` and account numbers are in many events that have nothing in common.
        """
        if name not in self._reached or name in self._clues:
            return name in self._clues
        return self._counts[name] > 1 and _ONE_THING.search(name) is not None

    def _rarity(self, name: str) -> float:
        """1 for a name in one event, near 0 for one in all of them."""
        total = max(2, len(self._events))
        return 1 - log(max(1, self._counts.get(name, 1))) / log(total + 1)

    def _suspect(
        self, event: TrailEvent, names: frozenset[str], before: timedelta
    ) -> Suspect | None:
        ties = sorted(((*self._reached[n], n) for n in names if self._links(n)), reverse=True)
        words = self._shared_words(names)
        if not ties and not words:
            return None
        terms: list[tuple[str, float]] = []
        if ties:
            terms.append((f"{ties[0][2]}: {ties[0][1]}", _LINK * ties[0][0]))
        if words:
            terms.append(("shares words with what fails", words))
        terms.append(("shortly before the onset", _SOON * 0.5 ** (before / _HALF_LIFE)))
        share = self._actions[event.source, event.name] / max(1, len(self._events))
        terms.append(("an unusual action", _RARE * (1 - min(1.0, share * 10))))
        terms += _doubts(event)
        score = sum(points for _, points in terms)
        return Suspect(
            event=event,
            resource=_resource(event, ties[0][2] if ties else ""),
            score=round(score, 2),
            terms=tuple((why, round(points, 2)) for why, points in terms if points),
        )

    def _shared_words(self, names: frozenset[str]) -> float:
        tokens = {token for name in names for token in _TOKEN.findall(name)}
        common = [self._rarity(token) for token in tokens & self._tokens]
        return min(_WORDS, 2 * sum(common))


def _doubts(event: TrailEvent) -> list[tuple[str, float]]:
    doubts: list[tuple[str, float]] = []
    if not event.succeeded:
        doubts.append(("it was refused", -8.0))
    if text_in(mapping_in(event.record, "userIdentity"), "type") == "AWSService":
        doubts.append(("done by an AWS service", -5.0))
    if _HARMLESS.match(event.name):
        doubts.append(("rarely breaks anything", -5.0))
    return doubts


def _clues(text: str, weight: float, why: str) -> list[Clue]:
    return [Clue(name=name, weight=weight, why=why) for name in spellings(text)]


def _counted(events: Sequence[TrailEvent]) -> Mapping[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = {}
    for event in events:
        key = (event.source, event.name)
        counts[key] = counts.get(key, 0) + 1
    return counts


def _tokens_of(clues: Mapping[str, Clue]) -> set[str]:
    found = {t for clue in clues.values() for t in _TOKEN.findall(clue.name) if len(t) >= 4}
    return {token for token in found if not token.isdigit()}


def _resource(event: TrailEvent, tie: str) -> str:
    """The resource that the tie is about, else the first that the event names."""
    for resource in event.resources:
        if tie and tie in resource.name.lower():
            return resource.name
    return event.resources[0].name if event.resources else tie
