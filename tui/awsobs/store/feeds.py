"""How every source is doing: what the headers, the status line and the health screen tell."""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from awsobs.domain.accounting import Counts
from awsobs.domain.context import Context, Identity
from awsobs.domain.live_tail import LiveTailState
from awsobs.domain.source_state import SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """What the calls to AWS amount to.

    `rate` is requests a second over the last ten seconds, `limit` what the budget allows,
    `per_operation` rows of (service:Operation, calls, errors, throttles).
    """

    rate: float = 0.0
    limit: float = 5.0
    usd_per_hour: float = 0.0
    throttled: bool = False
    calls: int = 0
    per_operation: tuple[tuple[str, int, int, int], ...] = ()

    def throttles(self, prefix: str) -> int:
        """How often the operations that begin so were throttled."""
        return sum(row[3] for row in self.per_operation if row[0].startswith(prefix))


class FeedBoard:
    """One entry a source: logs, metrics, alarms, trail, traces, events, identity."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._states: dict[str, SourceState] = {}
        self._counts: dict[str, Counts] = {}
        self._progress: dict[str, str] = {}
        self._received: dict[str, datetime] = {}
        self._identity: Identity | None = None
        self._context = Context()
        self._meter = Meter()
        self._live_tail = LiveTailState()
        self._revision = 0

    @property
    def revision(self) -> int:
        """Rises with every change."""
        return self._revision

    def set_state(self, source: str, state: SourceState) -> None:
        """Tell how a source is doing."""
        with self._lock:
            if self._states.get(source) != state:
                self._states[source] = state
                self._revision += 1

    def state(self, source: str) -> SourceState | None:
        """How a source is doing; None before it was ever started."""
        return self._states.get(source)

    def states(self) -> dict[str, SourceState]:
        """All sources, in the order they were started."""
        with self._lock:
            return dict(self._states)

    def add_counts(self, source: str, counts: Counts) -> None:
        """Add one batch's accounting to its source's."""
        with self._lock:
            self._counts[source] = self._counts.get(source, Counts()) + counts
            self._revision += 1

    def forget_counts(self, source: str) -> None:
        """Start the accounting of a source afresh."""
        with self._lock:
            self._counts.pop(source, None)
            self._revision += 1

    def counts(self, source: str) -> Counts:
        """The accounting of a source since it was started."""
        return self._counts.get(source, Counts())

    def set_progress(self, source: str, text: str) -> None:
        """Say what a source is busy with: `4 groups`, `page 3`."""
        with self._lock:
            if self._progress.get(source) != text:
                self._progress[source] = text
                self._revision += 1

    def progress(self, source: str) -> str:
        """What a source is busy with."""
        return self._progress.get(source, "")

    def set_received(self, source: str, at: datetime) -> None:
        """Note that a source has just answered."""
        with self._lock:
            self._received[source] = at
            self._revision += 1

    def received(self, source: str) -> datetime | None:
        """When a source answered last."""
        return self._received.get(source)

    @property
    def identity(self) -> Identity | None:
        """Who the credentials belong to, once known."""
        return self._identity

    @identity.setter
    def identity(self, identity: Identity | None) -> None:
        with self._lock:
            self._identity = identity
            self._revision += 1

    @property
    def context(self) -> Context:
        """The account, region and profile that the sources speak to."""
        return self._context

    @context.setter
    def context(self, context: Context) -> None:
        with self._lock:
            self._context = context
            self._revision += 1

    @property
    def live_tail(self) -> LiveTailState:
        """How the live tail is doing."""
        return self._live_tail

    @live_tail.setter
    def live_tail(self, state: LiveTailState) -> None:
        with self._lock:
            self._live_tail = state
            self._revision += 1

    @property
    def meter(self) -> Meter:
        """The meter's latest reading."""
        return self._meter

    @meter.setter
    def meter(self, meter: Meter) -> None:
        with self._lock:
            if meter != self._meter:
                self._meter = meter
                self._revision += 1
