"""The graph that trace summaries alone give: all nodes, and the edges that failed or were slow.

A summary names its services but not who called whom; only its root causes are chains. So edges
are missing, nobody's time is known but the entry's, and a node on no chain stands alone, without
figures: it is never tied to the entry by guess.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from awsobs.analysis.tallies import Tally
from awsobs.analysis.trace_graph import SYNC, EdgeKey
from awsobs.domain.service_graph import Basis, GraphEdge, GraphNode, NodeKey, ServiceGraph
from awsobs.domain.traces import CauseKind, TraceSummary

_CLIENT = "client"
_WORDS = {CauseKind.FAULT: "fault", CauseKind.ERROR: "error", CauseKind.SLOW: "ok"}
_WORST = ("ok", "error", "fault")


def summary_graph(summaries: Iterable[TraceSummary], minutes: float) -> ServiceGraph:
    """The partial graph of some traces (xray-graph.md, section 4)."""
    reading = _Reading()
    for summary in summaries:
        reading.add(summary)
    return ServiceGraph(
        nodes=tuple(sorted(reading.nodes(), key=lambda node: node.key)),
        edges=tuple(
            GraphEdge(source=source, target=target, kind=kind, statistics=tally.statistics())
            for (source, target, kind), tally in sorted(reading.edges.items())
        ),
        known=reading.traces,
        minutes=minutes,
        partial=True,
        basis=Basis.ROOT_CAUSES,
    )


class _Reading:
    """What some summaries say, trace by trace."""

    def __init__(self) -> None:
        self.edges: dict[EdgeKey, Tally] = {}
        self.traces = 0
        self._seen: dict[NodeKey, None] = {}
        self._figures: dict[NodeKey, Tally] = {}
        self._own: dict[NodeKey, int] = {}
        self._entries: set[NodeKey] = set()
        self._inferred: set[NodeKey] = set()

    def add(self, summary: TraceSummary) -> None:
        self.traces += 1
        entry = summary.entry_node
        on_chains = _worst_words(summary)
        causes = [key for path in summary.causes for key in path.services]
        self._seen |= dict.fromkeys((*summary.nodes, *causes))
        for path in summary.causes:
            self._inferred |= path.inferred
        for end in _origins(summary):
            self._own[end] = self._own.get(end, 0) + 1
        for edge, word in _chained(summary).items():
            self.edges.setdefault(edge, Tally()).count(word, None)
        for key, word in on_chains.items():
            if key != entry:
                self._figures.setdefault(key, Tally()).count(word, None)
        if entry is not None:
            self._enter(entry, summary)

    def _enter(self, entry: NodeKey, summary: TraceSummary) -> None:
        """The entry is the only node whose own outcome and time a summary tells."""
        word = "fault" if summary.has_fault else "error" if summary.has_error else "ok"
        seconds = summary.response_time
        micros = None if seconds is None else max(0, round(seconds * 1e6))
        self._seen[entry] = None
        self._entries.add(entry)
        self._figures.setdefault(entry, Tally()).count(word, micros)
        if summary.has_request:
            client = NodeKey("", entry.name, _CLIENT)
            self._seen[client] = None
            self._figures.setdefault(client, Tally()).count(word, micros)
            self.edges.setdefault((client, entry, SYNC), Tally()).count(word, micros)

    def nodes(self) -> Iterator[GraphNode]:
        for key in self._seen:
            figures = self._figures.get(key)
            yield GraphNode(
                key=key,
                inferred=key in self._inferred,
                root=key in self._entries,
                own_failures=None if figures is None else self._own.get(key, 0),
                statistics=None if figures is None else figures.statistics(),
            )


def _chained(summary: TraceSummary) -> dict[EdgeKey, str]:
    """The edges of a trace's chains, each once, with the worst that they were seen on."""
    found: dict[EdgeKey, str] = {}
    for path in summary.causes:
        for source, target in pairwise(path.services):
            edge = (source, target, SYNC)
            found[edge] = max(found.get(edge, "ok"), _WORDS[path.kind], key=_WORST.index)
    return found


def _worst_words(summary: TraceSummary) -> dict[NodeKey, str]:
    """The services on a trace's chains, each with the worst that came along it."""
    found: dict[NodeKey, str] = {}
    for path in summary.causes:
        for key in path.services:
            found[key] = max(found.get(key, "ok"), _WORDS[path.kind], key=_WORST.index)
    return found


def _origins(summary: TraceSummary) -> set[NodeKey]:
    """Where a trace's faults began: the last service of each chain, else the entry."""
    ends = {path.services[-1] for path in summary.causes if path.kind is CauseKind.FAULT}
    if not ends and summary.has_fault and summary.entry_node is not None:
        return {summary.entry_node}
    return ends
