"""The traces that the local X-Ray holds: newest kept, oldest evicted."""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from awsobs.local.services.xray_documents import Document

if TYPE_CHECKING:
    from awsobs.local.services.xray_shares import Share

MAX_TRACE_BYTES = 500_000

_MAX_SUMMARIES = 2_000


@dataclass(slots=True, eq=False)
class StoredTrace:
    """One trace as it has arrived so far. Times are epoch seconds."""

    id: str
    start: float
    updated: float = 0.0
    end: float = 0.0
    revision: int = 0
    bytes: int = 0
    limit_exceeded: bool = False
    documents: dict[str, Document] = field(default_factory=dict[str, Document])
    summary: dict[str, Any] | None = None
    share: "Share | None" = None

    @property
    def key(self) -> tuple[float, str]:
        """Where it stands among all traces."""
        return (self.start, self.id)

    def take(self, document: Document, at: float) -> None:
        """Take a document in; a complete one stands against a late one in progress."""
        known = self.documents.get(document.id)
        if known is not None and document.in_progress and not known.in_progress:
            return
        growth = len(document.text) - (len(known.text) if known else 0)
        if self.bytes + growth > MAX_TRACE_BYTES:
            self.limit_exceeded = True
            return
        self.documents[document.id] = document
        self.bytes += growth
        self.start = min(self.start, document.start)
        self.end = max(self.end, document.end or document.start)
        self.updated = max(self.updated, at)
        self.revision += 1
        self.summary = self.share = None


class XrayState:
    """All traces of the account, bounded by number and by bytes."""

    def __init__(self, *, max_traces: int = 20_000, max_bytes: int = 128_000_000) -> None:
        self._max_traces = max_traces
        self._max_bytes = max_bytes
        self._traces: dict[str, StoredTrace] = {}
        self._order: list[tuple[float, str]] = []
        self._summarised: deque[StoredTrace] = deque()
        self.bytes = 0
        self.evicted = 0

    def __len__(self) -> int:
        return len(self._traces)

    def put(self, document: Document, at: float) -> None:
        """Add a document that arrived at `at` to its trace."""
        trace = self._traces.get(document.trace_id)
        if trace is None:
            trace = StoredTrace(id=document.trace_id, start=document.start)
            self._traces[trace.id] = trace
            insort(self._order, trace.key)
        place, size = trace.key, trace.bytes
        trace.take(document, at)
        self.bytes += trace.bytes - size
        if trace.key != place:
            del self._order[bisect_left(self._order, place)]
            insort(self._order, trace.key)
        while len(self._traces) > self._max_traces or self.bytes > self._max_bytes:
            self._evict()

    def trace(self, trace_id: str) -> StoredTrace | None:
        """The trace of that id, if it is held."""
        return self._traces.get(trace_id)

    def keep_summary(self, trace: StoredTrace, summary: dict[str, Any]) -> None:
        """Remember a summary, at the cost of the one remembered longest ago."""
        trace.summary = summary
        self._summarised.append(trace)
        if len(self._summarised) > _MAX_SUMMARIES:
            self._summarised.popleft().summary = None

    def newest_first(self, before: tuple[float, str] | None = None) -> Iterator[StoredTrace]:
        """Traces from the newest start back, from below `before` on."""
        stop = len(self._order) if before is None else bisect_left(self._order, before)
        for position in range(stop - 1, -1, -1):
            yield self._traces[self._order[position][1]]

    def _evict(self) -> None:
        trace = self._traces.pop(self._order.pop(0)[1])
        self.bytes -= trace.bytes
        self.evicted += 1
