"""When to look at the stores, and which of them have something new."""

from collections.abc import Mapping
from dataclasses import dataclass

from awsobs.domain.clock import Clock
from awsobs.store.memory import Memory

BUSY = 1 / 15
CALM = 1 / 4
_CALM_AFTER_SECONDS = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """What one look found: the stores with a new revision, and whether a second began."""

    changed: frozenset[str]
    new_second: bool

    @property
    def is_empty(self) -> bool:
        return not self.changed and not self.new_second


class Tick:
    """Compares revisions; looks often while things change and seldom while they do not."""

    def __init__(self, memory: Memory, clock: Clock) -> None:
        self._memory = memory
        self._clock = clock
        self._known: dict[str, int] = {}
        self._second: object = None
        self._changed_at = clock.monotonic()

    def beat(self) -> Beat:
        """Look once."""
        revisions = self._revisions()
        changed = frozenset(
            name for name, number in revisions.items() if self._known.get(name) != number
        )
        self._known = dict(revisions)
        if changed:
            self._changed_at = self._clock.monotonic()
        second = self._clock.now().replace(microsecond=0)
        new_second = second != self._second
        self._second = second
        return Beat(changed=changed, new_second=new_second)

    @property
    def pause(self) -> float:
        """Seconds until the next look."""
        quiet = self._clock.monotonic() - self._changed_at
        return BUSY if quiet < _CALM_AFTER_SECONDS else CALM

    def _revisions(self) -> Mapping[str, int]:
        memory = self._memory
        return {
            "logs": memory.logs.revision,
            "alarms": memory.alarms.revision,
            "metrics": memory.metrics.revision,
            "trail": memory.trail.revision,
            "traces": memory.traces.revision,
        }


class Pace:
    """Lets something through at most so often; what was held back is not forgotten."""

    def __init__(self, clock: Clock, interval: float) -> None:
        self._clock = clock
        self.interval = interval
        self._last = -1e9
        self.wanted = False

    def due(self) -> bool:
        """Whether to go now; True starts the next interval."""
        now = self._clock.monotonic()
        if not self.wanted or now - self._last < self.interval:
            return False
        self._last = now
        self.wanted = False
        return True
