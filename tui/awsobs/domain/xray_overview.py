"""What X-Ray itself has found and how it samples: insights, groups and sampling rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from awsobs.domain.service_graph import NodeKey
from awsobs.domain.trace_groups import TraceGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """Requests of the time, and those of them that failed."""

    total: int = 0
    faults: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class XrayInsight:
    """Faults of a group that X-Ray took for out of the ordinary; no `end` while it is active."""

    id: str
    group: str
    is_active: bool
    start: datetime | None
    end: datetime | None
    summary: str
    root: NodeKey | None
    clients: Impact
    of_root: Impact
    record: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """What a rule did lately: requests that met it, those sampled, those beyond its quota."""

    requests: int
    sampled: int
    borrowed: int
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingRule:
    """Which requests are sampled how: the first `reservoir` a second, of the rest the `rate`.

    `matches` are the fields that are no wildcards, as `service=pay*`. A lower priority is asked
    first.
    """

    name: str
    priority: int
    rate: float
    reservoir: int
    matches: tuple[str, ...]
    now: Sampled | None
    record: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class XrayOverview:
    """All of it; `missing` says in words what could not be read."""

    groups: tuple[TraceGroup, ...] = ()
    insights: tuple[XrayInsight, ...] = ()
    rules: tuple[SamplingRule, ...] = ()
    missing: tuple[str, ...] = ()
