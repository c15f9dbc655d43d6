"""What is broken, since when, what changed before, who is the root and who the victims."""

from dataclasses import dataclass
from datetime import datetime

from awsobs.domain.alarms import Alarm
from awsobs.domain.service_graph import NodeKey
from awsobs.domain.trail import TrailEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One changed request parameter: its path, and its text before (if known) and after."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A change before the onset that may have to do with it; never "the cause".

    `score` is the sum of the `terms`; each term is (reason in words, points).
    """

    event: TrailEvent
    resource: str
    changes: tuple[Change, ...] = ()
    score: float = 0.0
    terms: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A node of the map and the share 0..1 of its requests that fail; `own` fail by itself."""

    key: NodeKey
    total: float
    own: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """The answers of the first two lines of the screen.

    `firing` are alarms in ALARM, billing ones apart in `warnings`; `onset` is when what goes
    on began. `tells_apart` says that none of `firing` has to do with `root`; `few_traces` that
    too few requests are known since the onset to tell shares. `victims` come worst first.
    """

    firing: tuple[Alarm, ...] = ()
    warnings: tuple[Alarm, ...] = ()
    without_data: int = 0
    ok: int = 0
    onset: datetime | None = None
    root: Share | None = None
    tells_apart: bool = False
    few_traces: bool = False
    victims: tuple[Share, ...] = ()
    suspect: Suspect | None = None
    changes_in_window: int = 0
    last_change: datetime | None = None
