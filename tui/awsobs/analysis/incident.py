"""Which alarms have to do with what fails on the map, and since when it has been going on."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from awsobs.analysis.root_cause import ancestors_of
from awsobs.domain.alarms import Alarm
from awsobs.domain.service_graph import ServiceGraph
from awsobs.domain.situation import Share

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """What is going on since `onset`: the names of its alarms, also of those that recovered.

    `is_tied` says that they have to do with the root of what fails on the map.
    """

    onset: datetime | None = None
    alarms: frozenset[str] = frozenset()
    is_tied: bool = False


NO_INCIDENT = Incident()


def tied_to(root: Share | None, alarms: Iterable[Alarm], graph: ServiceGraph) -> tuple[Alarm, ...]:
    """Those alarms that name the root, or what calls it, directly or through others."""
    if root is None:
        return ()
    keys = (root.key, *ancestors_of(graph, root.key))
    names = [words for key in keys if (words := _words(key.name))]
    return tuple(alarm for alarm in alarms if _names_one(alarm, names))


def followed(before: Incident, firing: Sequence[Alarm], tied: Sequence[Alarm]) -> Incident:
    """The incident after another look: it goes on, with its onset, while any alarm of it fires.

    Args:
        before: What it was at the last look.
        firing: All alarms that fire now.
        tied: Those of them that have to do with the root of what fails.
    """
    if tied:
        base = before if before.is_tied and _shares(before, tied) else NO_INCIDENT
        return _grown(base, tied, is_tied=True)
    goes_on = _shares(before, firing)
    if goes_on and before.is_tied:
        return before
    return _grown(before if goes_on else NO_INCIDENT, firing, is_tied=False)


def _shares(incident: Incident, alarms: Iterable[Alarm]) -> bool:
    return any(alarm.name in incident.alarms for alarm in alarms)


def _grown(incident: Incident, alarms: Sequence[Alarm], *, is_tied: bool) -> Incident:
    moments = [alarm.since for alarm in alarms if alarm.since is not None]
    if incident.onset is not None:
        moments.append(incident.onset)
    names = incident.alarms.union(alarm.name for alarm in alarms)
    return Incident(onset=min(moments, default=None), alarms=names, is_tied=is_tied)


def _names_one(alarm: Alarm, names: Sequence[frozenset[str]]) -> bool:
    said = [_words(text) for text in _texts(alarm)]
    return any(name <= words for name in names for words in said)


def _texts(alarm: Alarm) -> Iterator[str]:
    """Where an alarm may name what it watches; a composite's rule names its children."""
    yield alarm.name
    yield alarm.rule
    if alarm.metric is not None:
        for _, value in alarm.metric.dimensions:
            yield value


def _words(text: str) -> frozenset[str]:
    """`PaymentsFunction` and `payments-function` alike."""
    return frozenset(word.casefold() for word in _WORD.findall(text))
