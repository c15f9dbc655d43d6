"""How a service graph differs from that of another time, and whether two of one time agree.

A node or an edge counts as worse if more of its requests fail than chance would make of what was
before, and as slower if its p95 is half as long again; too few requests tell neither. What few
requests used before is not gone because none did now.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from awsobs.analysis.likelihood import SIGNIFICANT, likelihood
from awsobs.analysis.percentiles import ENOUGH, percentile
from awsobs.domain.service_graph import NodeKey, ServiceGraph, Statistics

WORTH_TELLING = 0.01
"""A share of failing requests that rose by less than this is noise."""

SLOWER = 1.5
_LEAST_SECONDS = 0.005
_EXPECTED = 5.0

Place = tuple[NodeKey, ...]
"""A node alone, or the two ends of an edge."""


class Change(Enum):
    """What is different, the worst first."""

    WORSE = "more faults"
    SLOWER = "slower"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One node or edge that is not what it was; new ones lack `before`, those gone lack `now`."""

    change: Change
    place: Place
    now: Statistics | None = None
    before: Statistics | None = None


def compared(now: ServiceGraph, before: ServiceGraph) -> tuple[Difference, ...]:
    """What changed, the worst first; nothing where there is no time to compare with."""
    if not before.nodes or not now.nodes:
        return ()
    width = now.minutes / before.minutes if before.minutes else 1.0
    found = [
        *_differences(_of_nodes(now), _of_nodes(before), width),
        *_differences(_of_edges(now), _of_edges(before), width),
    ]
    ranks = {change: rank for rank, change in enumerate(Change)}

    def order(one: Difference) -> tuple[object, ...]:
        return ranks[one.change], -_size(one), len(one.place), one.place

    return tuple(sorted(found, key=order))


def disagreements(made: ServiceGraph, reported: ServiceGraph) -> tuple[tuple[Place, int, int], ...]:
    """Nodes and edges whose requests two graphs count differently: both counts, 0 for none.

    Accounts are left out: X-Ray names one where documents do not.
    """
    found: list[tuple[Place, int, int]] = []
    for one, other in (
        (_of_nodes(made), _of_nodes(reported)),
        (_of_edges(made), _of_edges(reported)),
    ):
        ours, theirs = _counts(one), _counts(other)
        found += [
            (place, ours.get(place, 0), theirs.get(place, 0))
            for place in sorted({*ours, *theirs})
            if ours.get(place, -1) != theirs.get(place, -1)
        ]
    return tuple(found)


_Known = dict[Place, Statistics | None]


def _of_nodes(graph: ServiceGraph) -> _Known:
    return {(node.key,): node.statistics for node in graph.nodes}


def _of_edges(graph: ServiceGraph) -> _Known:
    return {(edge.source, edge.target): edge.statistics for edge in graph.edges}


def _counts(known: _Known) -> dict[Place, int]:
    counts: dict[Place, int] = {}
    for place, statistics in known.items():
        bare = tuple(key._replace(account="") for key in place)
        counts[bare] = counts.get(bare, 0) + (statistics.count if statistics else 0)
    return counts


def _differences(now: _Known, before: _Known, width: float) -> Iterator[Difference]:
    for place in now.keys() | before.keys():
        if place not in before:
            yield Difference(change=Change.NEW, place=place, now=now[place])
            continue
        was = before[place]
        if place not in now:
            if was is not None and was.count * width >= _EXPECTED:
                yield Difference(change=Change.GONE, place=place, before=was)
            continue
        yield from _figures(place, now[place], was)


def _figures(place: Place, now: Statistics | None, was: Statistics | None) -> Iterator[Difference]:
    if now is None or was is None:
        return
    for change, holds in ((Change.WORSE, _is_worse), (Change.SLOWER, _is_slower)):
        if holds(now, was):
            yield Difference(change=change, place=place, now=now, before=was)


def _size(one: Difference) -> float:
    """How much it is: by what share more fails, how many times as slow, how many requests."""
    now, was = one.now, one.before
    if one.change is Change.WORSE and now and was:
        return _failing(now) - _failing(was)
    if one.change is Change.SLOWER and now and was:
        return (percentile(now, 0.95) or 0.0) / (percentile(was, 0.95) or 1.0)
    known = now or was
    return known.count if known is not None else 0.0


def _failing(statistics: Statistics) -> float:
    return (statistics.fault + statistics.throttle) / statistics.count


def _is_worse(now: Statistics, was: Statistics) -> bool:
    failed, failed_before = now.fault + now.throttle, was.fault + was.throttle
    if not now.count or not was.count:
        return False
    if _failing(now) - _failing(was) < WORTH_TELLING:
        return False
    return likelihood(failed, now.count, failed_before, was.count) >= SIGNIFICANT


def _is_slower(now: Statistics, was: Statistics) -> bool:
    if min(now.count, was.count) < ENOUGH:
        return False
    slow, slow_before = percentile(now, 0.95), percentile(was, 0.95)
    if slow is None or slow_before is None:
        return False
    return slow >= SLOWER * slow_before and slow - slow_before >= _LEAST_SECONDS
