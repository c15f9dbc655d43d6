"""What a story is: everything that happens in an account, told for any stretch of time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud


class LogLine(NamedTuple):
    """One log event; `at` is in epoch milliseconds."""

    at: int
    group: str
    stream: str
    message: str


class Metric(NamedTuple):
    """A metric that a story feeds, and how: `resolution` in seconds."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...]
    unit: str = "None"
    resolution: int = 60


class Datapoint(NamedTuple):
    """A value that came so many `times` at one moment (epoch seconds)."""

    metric: Metric
    at: float
    value: float
    times: int = 1


class SentSegment(NamedTuple):
    """A segment document, and when its service sends it (epoch seconds)."""

    at: float
    document: str


@dataclass(slots=True, kw_only=True)
class Happenings:
    """All that happens in a stretch of time. Trail records are CloudTrail's own."""

    lines: list[LogLine] = field(default_factory=list[LogLine])
    points: list[Datapoint] = field(default_factory=list[Datapoint])
    segments: list[SentSegment] = field(default_factory=list[SentSegment])
    records: list[Mapping[str, Any]] = field(default_factory=list[Mapping[str, Any]])


class Story(Protocol):
    """A pure function of its seed, its start and the time asked about."""

    @property
    def name(self) -> str:
        """What `--scenario` calls it."""
        ...

    @property
    def start(self) -> datetime:
        """The moment it begins to be watched; what it tells of before is history."""
        ...

    @property
    def history(self) -> timedelta:
        """How far back it goes."""
        ...

    def happenings(self, start: float, end: float) -> Happenings:
        """What happens from `start` to before `end`, epoch seconds; stretches add up."""
        ...

    def records(self, start: float, end: float) -> list[Mapping[str, Any]]:
        """The trail records of such a stretch alone, oldest first."""
        ...

    def set_up(self, cloud: "Cloud") -> None:
        """Put the account in the state it is in before: alarms, dashboards, rules."""
        ...
