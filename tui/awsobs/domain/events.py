"""EventBridge: buses, rules with their targets, schedules, archives, and what rules did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a rule sends what it matches."""

    id: str
    arn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of one bus; it may have a pattern, a schedule, or both.

    `targets` is None as long as nobody could tell. `record` has AWS's own names.
    """

    name: str
    bus: str = "default"
    state: str = "ENABLED"
    pattern: str = ""
    schedule: str = ""
    description: str = ""
    managed_by: str = ""
    targets: tuple[Target, ...] | None = ()
    record: Mapping[str, object] = field(default_factory=dict[str, object])

    @property
    def is_on(self) -> bool:
        """Whether it matches and fires at all."""
        return self.state != "DISABLED"

    @property
    def key(self) -> tuple[str, str]:
        """Its bus and its name, which no other rule has."""
        return self.bus, self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleUse:
    """What a rule did in a window, by AWS/Events; `last` is the minute it fired last."""

    triggered: float = 0.0
    invocations: float = 0.0
    failed: float = 0.0
    last: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedTask:
    """A schedule of EventBridge Scheduler; `since` is what a rate is counted from."""

    name: str
    group: str
    state: str
    expression: str
    zone: str = "UTC"
    since: datetime | None = None
    end: datetime | None = None
    target: str = ""
    record: Mapping[str, object] = field(default_factory=dict[str, object])

    @property
    def is_on(self) -> bool:
        """Whether it fires at all."""
        return self.state != "DISABLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """Events kept for a replay; no `days` means for ever."""

    name: str
    source: str
    state: str
    events: int = 0
    size: int = 0
    days: int = 0
    record: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsOverview:
    """What is known beside the rules; `missing` says in words what could not be read.

    `uses` is None where the metrics could not be read; a rule that it lacks did nothing.
    """

    uses: Mapping[tuple[str, str], RuleUse] | None = None
    tasks: tuple[TimedTask, ...] = ()
    archives: tuple[Archive, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsBoard:
    """Everything about EventBridge in a region, over a window."""

    rules: tuple[Rule, ...]
    overview: EventsOverview
