"""Trace summaries, the traces that were fetched, and the graph they make."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Lock

from awsobs.analysis.graphs.from_summaries import summary_graph
from awsobs.analysis.graphs.sums import merged, scaled, scaled_counts, summed
from awsobs.analysis.recounting import recounted
from awsobs.analysis.service_map import ServiceMap
from awsobs.analysis.trace_choice import classed, most_telling
from awsobs.domain.service_graph import NodeKey, ServiceGraph, Statistics
from awsobs.domain.traces import Trace, TraceSummary

ENOUGH_TRACES = 5
"""Fewer traces than this say nothing about shares."""

_MOST_LINKED = 20


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
        self._reported: ServiceGraph | None = None

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
        """Traces that are known but not fetched, those first that tell most.

        At last come some that a queue's consumer names, so that its producer is known too.
        """
        with self._lock:
            if self.most is not None:
                limit = min(limit, max(0, self.most - len(self._traces)))
            known = list(self._summaries.values())
            unread = [s for s in known if s.id not in self._traces]
            wanted = [s.id for s in most_telling(unread, known)]
            linked = {trace_id for trace_id, _ in self._map.unresolved_links()}
            wanted += sorted(linked - self._summaries.keys() - self._traces.keys())[:_MOST_LINKED]
            return tuple(wanted[:limit])

    def put(self, traces: Iterable[Trace]) -> None:
        """Keep whole traces; fetched again, a trace replaces what it gave before."""
        with self._lock:
            for trace in traces:
                self._traces[trace.id] = trace
                self._map.put(trace)
                self._revision += 1
            self._make_room()

    def report(self, graph: ServiceGraph) -> None:
        """Keep X-Ray's own graph, which is told where no trace may be read."""
        with self._lock:
            self._reported = graph
            self._revision += 1

    def trace(self, trace_id: str) -> Trace | None:
        """One fetched trace."""
        return self._traces.get(trace_id)

    def traces(self) -> tuple[Trace, ...]:
        """All fetched traces, in order of their first arrival."""
        with self._lock:
            return tuple(self._traces.values())

    def graph(
        self,
        start: datetime,
        end: datetime,
        since: datetime | None = None,
        *,
        asked_for: str = "window",
    ) -> ServiceGraph:
        """The service graph of the fetched traces that started in [start, end).

        `asked_for` names who asks: what was counted for one is kept for its next question.

        With `since` the requests of [since, end) alone are counted, if they are enough. Where
        not all traces were fetched the rest is estimated; where none was, the summaries give
        what they know.
        """
        with self._lock:
            graph = self._estimated(start, end, asked_for)
            if not graph.traces and (known := self._summaries_in(start, end)):
                return summary_graph(known, graph.minutes)
            if not graph.traces and self._reported is not None:
                return self._reported
            if since is not None and start < since < end:
                recent = self._estimated(since, end, f"{asked_for}, since")
                if recent.traces >= ENOUGH_TRACES:
                    graph = replace(recounted(graph, recent), since=since)
            return graph

    def trend(
        self, key: NodeKey, start: datetime, end: datetime, cells: int
    ) -> tuple[Statistics, ...]:
        """What a node did in each of so many parts of [start, end), estimated as the graph is."""
        first, last = start.timestamp(), end.timestamp()
        with self._lock:
            parts = [
                [scaled_counts(one, factor) if factor != 1 else one for one in told]
                for read, factor in self._read_of(self._summaries_in(start, end))
                for told in [self._map.trend(key, first, last, cells, read)]
            ]
        return tuple(summed(cell) for cell in zip(*parts, strict=True))

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._summaries.clear()
            self._traces.clear()
            self._map = ServiceMap()
            self._reported = None
            self._revision += 1

    def _estimated(self, start: datetime, end: datetime, stretch: str) -> ServiceGraph:
        """The graph of a stretch; each trace of a class stands for those of it that lack.

        Failed traces are fetched before others: counted as they are, they would seem the rule.
        """
        first, last = start.timestamp(), end.timestamp()
        graph = self._map.graph(first, last, stretch)
        known = self._summaries_in(start, end)
        if graph.traces == 0 or all(s.id in self._traces for s in known):
            return replace(graph, known=max(len(known), graph.traces))
        parts = [
            scaled(self._map.graph(first, last, f"{stretch}, {number}", read), factor)
            for number, (read, factor) in enumerate(self._read_of(known))
        ]
        whole = merged(parts, graph.minutes)
        return replace(whole, traces=graph.traces, known=len(known), partial=True)

    def _read_of(self, known: Sequence[TraceSummary]) -> Iterable[tuple[Collection[str], float]]:
        """The fetched traces by their class, and for how many each of these stands."""
        yield self._traces.keys() - self._summaries.keys(), 1.0
        for summaries in classed(known, known):
            if read := {s.id for s in summaries if s.id in self._traces}:
                yield read, len(summaries) / len(read)

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
