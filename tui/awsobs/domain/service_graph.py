"""The service graph: who called whom, and how it went."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import NamedTuple


class NodeKey(NamedTuple):
    """What tells nodes apart: a name alone does not (a Lambda service and its function)."""

    account: str
    name: str
    type: str


def _no_buckets() -> Mapping[float, int]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """Requests by their worst class; count = ok + error + throttle + fault.

    `total_time` is seconds over all counted requests; `histogram` maps seconds to requests.
    """

    count: int = 0
    ok: int = 0
    error: int = 0
    throttle: int = 0
    fault: int = 0
    in_progress: int = 0
    total_time: float = 0.0
    histogram: Mapping[float, int] = field(default_factory=_no_buckets)

    @property
    def mean(self) -> float | None:
        """Mean seconds a request, or None where no time is known."""
        if not self.count or not (self.total_time or self.histogram):
            return None
        return self.total_time / self.count

    @property
    def worst(self) -> str:
        """The worst class that occurred: fault, throttle, error or ok."""
        return next((w for w in ("fault", "throttle", "error") if getattr(self, w)), "ok")

    def share(self, word: str) -> float:
        """Share 0..1 of one class."""
        return float(getattr(self, word)) / self.count if self.count else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphNode:
    """One service, table, queue, client … with the callee's view of its requests.

    `statistics` is None where nothing is known of its own work (a promised segment that
    never came). `broken` counts segments whose parent is missing. `own_failures` are failed
    requests below which nothing failed, or None where only sums are known.
    """

    key: NodeKey
    inferred: bool = False
    root: bool = False
    broken: int = 0
    own_failures: int | None = None
    statistics: Statistics | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphEdge:
    """One caller and callee with the caller's view; `kind` is sync or link (asynchronous).

    `ages` maps seconds to messages: how old they were when a link delivered them.
    """

    source: NodeKey
    target: NodeKey
    kind: str = "sync"
    statistics: Statistics = Statistics()
    ages: Mapping[float, int] = field(default_factory=_no_buckets)


class Basis(Enum):
    """What a graph was made from, by what it can be trusted for."""

    TRACES = "traces"
    SERVICE_GRAPH = "GetServiceGraph"
    ROOT_CAUSES = "root causes"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceGraph:
    """All nodes and edges seen in some traces.

    `minutes` is the width of the window asked for, for rates; `partial` says that not every
    trace of the window has been read. With `since` the statistics are those of the requests
    from then on alone. `known` are the traces that there are, read or not: the statistics of a
    partial graph are estimates for all of these. `bad_clocks` counts what ended before it began.
    """

    nodes: tuple[GraphNode, ...] = ()
    edges: tuple[GraphEdge, ...] = ()
    traces: int = 0
    minutes: float = 0.0
    partial: bool = False
    since: datetime | None = None
    basis: Basis = Basis.TRACES
    known: int = 0
    bad_clocks: int = 0
