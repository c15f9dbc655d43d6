"""Insights: stretches in which faults of a group surged, found in its traces."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import sqrt
from typing import Final

from awsobs.local.services.xray_calls import Node
from awsobs.local.services.xray_shares import Share

_MINUTE: Final = 60
_FEWEST_FAULTS: Final = 3
_LEAST_SHARE: Final = 0.1
_QUIET: Final = 3
"""Minutes without a surge that end an insight."""
_BASE: Final = 60
"""Minutes before one that say what was to be expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minute:
    """What clients met in a minute, and where the faults began."""

    number: int
    traces: tuple[Share, ...]

    @property
    def total(self) -> int:
        """Requests of clients that have ended."""
        return len(self.traces)

    @property
    def faults(self) -> int:
        """Those of them that failed."""
        return sum(bool(share.origins) for share in self.traces)

    @property
    def share(self) -> float:
        """The part that failed."""
        return self.faults / self.total if self.traces else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Insight:
    """One surge. `minutes` are those with requests from its first to its last surging one."""

    id: str
    root: Node
    services: tuple[Node, ...]
    minutes: tuple[Minute, ...]
    is_active: bool

    @property
    def start(self) -> float:
        """When it began, in epoch seconds."""
        return float(self.minutes[0].number * _MINUTE)

    @property
    def end(self) -> float:
        """When its last surging minute was over."""
        return float((self.minutes[-1].number + 1) * _MINUTE)


def insights_of(shares: Iterable[Share], now: float, mark: str) -> list[Insight]:
    """The insights of a group's traces, the newest first; `mark` tells groups' ids apart."""
    minutes = _minutes(shares)
    found: list[Insight] = []
    for surge in _surges(minutes):
        origins = _ranked(share.origins for minute in surge for share in minute.traces)
        is_active = int(now // _MINUTE) - surge[-1].number <= _QUIET
        digest = sha256(f"{mark}/{surge[0].number}".encode()).hexdigest()
        identity = "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32]))
        found.append(
            Insight(
                id=identity,
                root=origins[0],
                services=_ranked(_faulty(share) for minute in surge for share in minute.traces),
                minutes=surge,
                is_active=is_active,
            )
        )
    return found[::-1]


def client_impact(minutes: Iterable[Minute]) -> dict[str, int]:
    """RequestImpactStatistics of what clients asked."""
    rows = list(minutes)
    return _impact(sum(row.total for row in rows), sum(row.faults for row in rows))


def service_impact(minutes: Iterable[Minute], node: Node) -> dict[str, int]:
    """RequestImpactStatistics of one service."""
    outcomes = [
        stay.request.outcome
        for minute in minutes
        for share in minute.traces
        for stay in share.stays
        if stay.node == node and stay.request.end is not None
    ]
    return _impact(len(outcomes), outcomes.count("fault"))


def _impact(total: int, faults: int) -> dict[str, int]:
    return {"FaultCount": faults, "OkCount": total - faults, "TotalCount": total}


def _minutes(shares: Iterable[Share]) -> list[Minute]:
    found: dict[int, list[Share]] = {}
    for share in shares:
        starts = [s.request.start for s in share.stays if s.is_root and s.request.end is not None]
        if starts:
            found.setdefault(int(min(starts) // _MINUTE), []).append(share)
    return [Minute(number=n, traces=tuple(rows)) for n, rows in sorted(found.items())]


def _surges(minutes: Sequence[Minute]) -> Iterator[tuple[Minute, ...]]:
    """Runs of minutes that surge, bridged where the pause is short."""
    run: list[int] = []
    normal: list[Minute] = []
    for index, minute in enumerate(minutes):
        normal = [row for row in normal if minute.number - row.number <= _BASE]
        if not _surges_after(normal, minute):
            normal.append(minute)  # what surges is no measure of what is normal
            continue
        if run and minute.number - minutes[run[-1]].number > _QUIET:
            yield tuple(minutes[run[0] : run[-1] + 1])
            run = []
        run.append(index)
    if run:
        yield tuple(minutes[run[0] : run[-1] + 1])


def _surges_after(normal: Sequence[Minute], minute: Minute) -> bool:
    """More faults than chance explains, by what the minutes before were like."""
    if minute.faults < _FEWEST_FAULTS or minute.share < _LEAST_SHARE:
        return False
    total = sum(row.total for row in normal)
    usual = (sum(row.faults for row in normal) + 1) / (total + 20)
    spread = sqrt(usual * (1 - usual) / minute.total)
    return minute.share > usual + 3 * spread


def _faulty(share: Share) -> tuple[Node, ...]:
    return tuple(
        dict.fromkeys(stay.node for stay in share.stays if stay.request.outcome == "fault")
    )


def _ranked(nodes: Iterable[tuple[Node, ...]]) -> tuple[Node, ...]:
    """Nodes by how many traces name them."""
    counts: dict[Node, int] = {}
    for row in nodes:
        for node in row:
            counts[node] = counts.get(node, 0) + 1
    return tuple(sorted(counts, key=lambda node: (-counts[node], node)))
