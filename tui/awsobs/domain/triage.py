"""What a first look at an incident rests on, and what it says."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from awsobs.domain.alarms import Alarm
from awsobs.domain.logs import LogEvent
from awsobs.domain.service_graph import NodeKey, ServiceGraph
from awsobs.domain.situation import Share, Suspect
from awsobs.domain.trail import TrailEvent

BEFORE, AFTER = timedelta(minutes=30), timedelta(minutes=15)
"""The window around an anchor; its baseline is as long a stretch before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Every record at hand; `onset` is the anchor, the moment that is explained."""

    onset: datetime
    alarms: Sequence[Alarm] = ()
    events: Sequence[TrailEvent] = ()
    logs: Sequence[LogEvent] = ()
    graph: ServiceGraph = field(default_factory=ServiceGraph)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The earliest sign that something fails; `source` is log, trace, metric or alarm."""

    at: datetime
    source: str
    text: str
    entity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RootService:
    """A node that fails by itself, or suffers, with the reasons in words."""

    key: NodeKey
    own: float
    total: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """Who notices: what fails at the entries, and in which share of how many requests."""

    services: tuple[str, ...] = ()
    requests: int | None = None
    fault_share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answers, likeliest first. Never "the cause"."""

    suspects: tuple[Suspect, ...] = ()
    first_failure: Failure | None = None
    roots: tuple[RootService, ...] = ()
    victims: tuple[Share, ...] = ()
    impact: Impact = Impact()
