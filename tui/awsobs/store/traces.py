"""Trace summaries, the traces that were fetched, and the graph they make."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from threading import Lock

from awsobs.analysis.graphs.from_summaries import summary_graph
from awsobs.analysis.recounting import recounted
from awsobs.analysis.service_map import ServiceMap
from awsobs.analysis.trace_choice import most_telling
from awsobs.domain.service_graph import ServiceGraph
from awsobs.domain.traces import Trace, TraceSummary

ENOUGH_TRACES = 5
"""Fewer traces than this say nothing about shares."""


class TraceStore:
    """Bounded: past the limit the oldest traces go, with their share of the graph.

    `most` is how many traces are to be fetched at most, if there is such a limit.
    """

    def __init__(self, limit: int = 5_000) -> None:
        self.most: int | None = None
        self._lock = Lock()
        self._limit = limit
        self._summaries: dict[str, TraceSummary] = {}
        self._traces: dict[str, Trace] = {}
        self._map = ServiceMap()
        self._revision = 0

    @property
    def revision(self) -> int:
        """Rises with every change."""
        return self._revision

    def add_summaries(self, summaries: Iterable[TraceSummary]) -> None:
        """Keep summaries; a later one of the same trace replaces the earlier."""
        with self._lock:
            changed = {s.id: s for s in summaries if self._summaries.get(s.id) != s}
            if changed:
                self._summaries |= changed
                self._revision += 1
                self._make_room()

    def summaries(self) -> tuple[TraceSummary, ...]:
        """All summaries, newest first."""
        with self._lock:
            return tuple(sorted(self._summaries.values(), key=_newest_first))

    def missing(self, limit: int) -> tuple[str, ...]:
        """Traces that are known but not fetched, those first that tell most."""
        with self._lock:
            if self.most is not None:
                limit = min(limit, max(0, self.most - len(self._traces)))
            known = list(self._summaries.values())
            unread = [s for s in known if s.id not in self._traces]
            return tuple(s.id for s in most_telling(unread, known)[:limit])

    def put(self, traces: Iterable[Trace]) -> None:
        """Keep whole traces; fetched again, a trace replaces what it gave before."""
        with self._lock:
            for trace in traces:
                self._traces[trace.id] = trace
                self._map.put(trace)
                self._revision += 1
            self._make_room()

    def trace(self, trace_id: str) -> Trace | None:
        """One fetched trace."""
        return self._traces.get(trace_id)

    def traces(self) -> tuple[Trace, ...]:
        """All fetched traces, in order of their first arrival."""
        with self._lock:
            return tuple(self._traces.values())

    def graph(self, start: datetime, end: datetime, since: datetime | None = None) -> ServiceGraph:
        """The service graph of the fetched traces that started in [start, end).

        With `since` the requests of [since, end) alone are counted, if they are enough. Where
        no trace was fetched the summaries give what they know.
        """
        with self._lock:
            graph = self._map.graph(start.timestamp(), end.timestamp())
            if not graph.traces and (known := self._summaries_in(start, end)):
                return summary_graph(known, graph.minutes)
            if since is not None and start < since < end:
                recent = self._map.graph(since.timestamp(), end.timestamp(), "since")
                if recent.traces >= ENOUGH_TRACES:
                    graph = replace(recounted(graph, recent), since=since)
            return replace(graph, partial=graph.partial or self._lacks_some(start, end))

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._summaries.clear()
            self._traces.clear()
            self._map = ServiceMap()
            self._revision += 1

    def _lacks_some(self, start: datetime, end: datetime) -> bool:
        return any(s.id not in self._traces for s in self._summaries_in(start, end))

    def _summaries_in(self, start: datetime, end: datetime) -> list[TraceSummary]:
        return [s for s in self._summaries.values() if start <= s.start < end]

    def _make_room(self) -> None:
        if len(self._summaries) > self._limit + self._limit // 10:
            ordered = sorted(self._summaries.values(), key=_newest_first)
            for summary in ordered[self._limit :]:
                del self._summaries[summary.id]
        unknown = [trace_id for trace_id in self._traces if trace_id not in self._summaries]
        for trace_id in unknown[: max(0, len(self._traces) - self._limit)]:
            del self._traces[trace_id]
            self._map.forget(trace_id)


def _newest_first(summary: TraceSummary) -> tuple[float, str]:
    return -summary.start.timestamp(), summary.id
