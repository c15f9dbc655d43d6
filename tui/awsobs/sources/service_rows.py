"""Rows of xray:GetServiceGraph as a graph (xray-graph.md, section 5).

A ReferenceId means something in one answer only, so nodes get the same keys as those that are
made from traces.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from awsobs.analysis.graphs.sums import merged, summed
from awsobs.domain.service_graph import (
    Basis,
    GraphEdge,
    GraphNode,
    NodeKey,
    ServiceGraph,
    Statistics,
)
from awsobs.sources import fields
from awsobs.sources.trace_rows import node_of

_SYNC, _LINK, _CLIENT = "sync", "link", "client"
_UNKNOWN = "unknown"

_Row = Mapping[str, Any]


def reported_graph(rows: Sequence[_Row], minutes: float) -> tuple[ServiceGraph, int]:
    """The graph of all pages' services together, and how many rows were of no use."""
    keys: dict[int, NodeKey] = {}
    usable: list[tuple[NodeKey, _Row]] = []
    for row in rows:
        number, key = fields.number(row, "ReferenceId"), node_of(row)
        if number is not None and key is not None:
            usable.append((keys.setdefault(int(number), key), row))
    calls = [(key, edge) for key, row in usable for edge in fields.rows(row, "Edges")]
    edges = [_edge(source, row, keys) for source, row in calls]
    known = [edge for edge in edges if edge is not None]
    reached = {edge.target for edge in known} - {key for key, _ in usable}
    graph = ServiceGraph(
        nodes=(*_nodes(usable, known), *(GraphNode(key=key) for key in reached)),
        edges=tuple(known),
        traces=sum(edge.statistics.count for edge in known if edge.source.type == _CLIENT),
        basis=Basis.SERVICE_GRAPH,
    )
    useless = len(rows) - len(usable) + len(edges) - len(known)
    return merged([graph], minutes), useless


def _edge(source: NodeKey, row: _Row, keys: Mapping[int, NodeKey]) -> GraphEdge | None:
    """A call; a target that no page has is called by its number."""
    number = fields.number(row, "ReferenceId")
    if number is None:
        return None
    is_link = row.get("EdgeType") == _LINK
    return GraphEdge(
        source=source,
        target=keys.get(int(number), NodeKey("", f"#{int(number)}", "")),
        kind=_LINK if is_link else _SYNC,
        statistics=_statistics(row, is_timed=not is_link),
        ages=_histogram(row, "ReceivedEventAgeHistogram"),
    )


def _nodes(
    usable: Iterable[tuple[NodeKey, _Row]], edges: Iterable[GraphEdge]
) -> Iterator[GraphNode]:
    """A node for each row; what a client did is the sum of its calls."""
    asked: dict[NodeKey, list[Statistics]] = {}
    for edge in edges:
        asked.setdefault(edge.source, []).append(edge.statistics)
    for key, row in usable:
        statistics = _statistics(row) if fields.part(row, "SummaryStatistics") else None
        if statistics is None and key.type == _CLIENT:
            statistics = summed(asked.pop(key, []))
        yield GraphNode(
            key=key,
            inferred=row.get("State") == _UNKNOWN and key.type != _CLIENT,
            root=row.get("Root") is True,
            statistics=statistics,
        )


def _statistics(row: _Row, *, is_timed: bool = True) -> Statistics:
    summary = fields.part(row, "SummaryStatistics")
    errors = fields.part(summary, "ErrorStatistics")
    throttle = fields.count(errors, "ThrottleCount")
    others = max(fields.count(errors, "OtherCount"), fields.count(errors, "TotalCount") - throttle)
    ok = fields.count(summary, "OkCount")
    fault = fields.count(fields.part(summary, "FaultStatistics"), "TotalCount")
    return Statistics(
        count=ok + others + throttle + fault,
        ok=ok,
        error=others,
        throttle=throttle,
        fault=fault,
        total_time=(fields.number(summary, "TotalResponseTime") or 0.0) if is_timed else 0.0,
        histogram=_histogram(row, "ResponseTimeHistogram") if is_timed else {},
    )


def _histogram(row: _Row, key: str) -> Mapping[float, int]:
    """Seconds to requests; entries of one value are one bucket."""
    found: dict[float, int] = {}
    for entry in fields.rows(row, key):
        seconds, number = fields.number(entry, "Value"), fields.count(entry, "Count")
        if seconds is not None and seconds >= 0 and number > 0:
            found[seconds] = found.get(seconds, 0) + number
    return dict(sorted(found.items()))
