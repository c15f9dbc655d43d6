"""What happened when, over one window: lanes of stretches, marks and values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from awsobs.domain.window import Window


class Group(Enum):
    """What a lane tells of, in the order in which groups are shown."""

    ALARMS = "ALARMS"
    CHANGES = "CHANGES"
    PATTERNS = "NEW PATTERNS"
    FAULTS = "FAULT SHARE"
    RULES = "RULES FIRED"
    DATA = "OUR DATA"


class Kind(Enum):
    """What a mark is, or what holds over a stretch."""

    OK = "ok"
    ALARM = "alarm"
    NO_DATA = "no data"
    SUSPECT = "suspect"
    CHANGE = "change"
    DENIED = "denied"
    WARNING = "warning"
    FIRST = "first seen"
    FIRED = "fired"
    FAILED = "failed"
    COMPLETE = "complete"
    GAP = "gap"
    PENDING = "pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What holds from `start` to `end`."""

    start: datetime
    end: datetime
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What happened at one moment; `label` is a word or three, `record` what it is told by."""

    at: datetime
    kind: Kind
    label: str = ""
    record: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One row of the timeline.

    `values` are figures of equal parts of the window, None where nothing is known; `total` is
    what stands behind the lane: seconds in this state for alarms, a share 0..1 for faults and
    for data, a count for the others. `record` is what the lane is about.
    """

    group: Group
    name: str
    stretches: Sequence[Stretch] = ()
    marks: Sequence[Mark] = ()
    values: Sequence[float | None] = ()
    total: float | None = None
    is_bad: bool = False
    record: object = None

    @property
    def key(self) -> str:
        """What tells it from others."""
        return f"{self.group.value}/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """All lanes over a window; `onset` is what they are looked at for."""

    window: Window
    onset: datetime | None = None
    change_at: datetime | None = None
    lanes: tuple[Lane, ...] = ()
    hidden: int = 0
    """Lanes that there is no room for, by their groups' limits."""

    @property
    def moments(self) -> tuple[tuple[Lane, Mark], ...]:
        """Every mark with its lane, the oldest first."""
        found = [(lane, mark) for lane in self.lanes for mark in lane.marks]
        return tuple(sorted(found, key=lambda one: (one[1].at, one[0].key)))
