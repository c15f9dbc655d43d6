"""Services and Edges as GetServiceGraph and GetTraceGraph give them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import floor, log10
from typing import Any, Final

from awsobs.local.services.xray_calls import LINK, SYNC, Node
from awsobs.local.services.xray_shares import Request, Share

Histogram = dict[float, int]
FindQueue = Callable[[str, str], tuple[Node, float] | None]
"""From a trace and a call on it to the queue that took the call's message, and when."""

_REMOTE: Final = "remote"


@dataclass(slots=True)
class Tally:
    """Requests by class, with their times. Those that go on are not counted yet."""

    outcomes: dict[str, int] = field(default_factory=dict[str, int])
    seconds: float = 0.0
    histogram: Histogram = field(default_factory=Histogram)
    first: float = float("inf")
    last: float = 0.0

    def add(self, request: Request) -> None:
        """Count one request."""
        self.first = min(self.first, request.start)
        self.last = max(self.last, request.end or request.start)
        seconds = request.seconds
        if seconds is not None:
            self.outcomes[request.outcome] = self.outcomes.get(request.outcome, 0) + 1
            self.seconds += seconds
            note(self.histogram, seconds)

    @property
    def count(self) -> int:
        """How many requests have ended."""
        return sum(self.outcomes.values())

    def statistics(self) -> dict[str, Any]:
        """As ServiceStatistics and EdgeStatistics both are."""
        throttles, others = self.outcomes.get("throttle", 0), self.outcomes.get("error", 0)
        faults = self.outcomes.get("fault", 0)
        return {
            "OkCount": self.outcomes.get("ok", 0),
            "ErrorStatistics": {
                "ThrottleCount": throttles,
                "OtherCount": others,
                "TotalCount": throttles + others,
            },
            "FaultStatistics": {"OtherCount": faults, "TotalCount": faults},
            "TotalCount": self.count,
            "TotalResponseTime": round(self.seconds, 6),
        }

    def times(self) -> dict[str, datetime]:
        """StartTime and EndTime of what was counted."""
        return {"StartTime": _moment(self.first), "EndTime": _moment(max(self.last, self.first))}


@dataclass(slots=True)
class _Service:
    tally: Tally = field(default_factory=Tally)
    durations: Histogram = field(default_factory=Histogram)
    is_root: bool = False
    is_known: bool = False


@dataclass(slots=True)
class _Edge:
    tally: Tally = field(default_factory=Tally)
    ages: Histogram = field(default_factory=Histogram)
    aliases: set[str] = field(default_factory=set[str])


class Graph:
    """The sum of traces' shares."""

    def __init__(self, find_queue: FindQueue) -> None:
        self._find_queue = find_queue
        self._services: dict[Node, _Service] = {}
        self._edges: dict[tuple[Node, Node, str], _Edge] = {}
        self._shares: list[Share] = []

    def add(self, share: Share) -> None:
        """Take one trace in."""
        self._shares.append(share)
        for stay in share.stays:
            service = self._services.setdefault(stay.node, _Service())
            service.tally.add(stay.request)
            service.is_root |= stay.is_root
            service.is_known |= not stay.is_inferred
            if stay.request.end is not None:
                note(service.durations, max(0.0, stay.last - stay.request.start))
        for step in share.steps:
            edge = self._edge(step.source, step.target, step.kind)
            edge.tally.add(step.request)
            if step.alias:
                edge.aliases.add(step.alias)
            if step.age is not None:
                note(edge.ages, step.age)

    def rows(self) -> list[dict[str, Any]]:
        """All services with their edges, once every trace is in. ReferenceIds are their places."""
        self._tie_up()
        ends = {node for source, target, _ in self._edges for node in (source, target)}
        nodes = sorted(self._services.keys() | ends)
        places = {node: place for place, node in enumerate(nodes)}
        edges: dict[Node, list[dict[str, Any]]] = {node: [] for node in nodes}
        for (source, target, kind), edge in sorted(self._edges.items(), key=lambda item: item[0]):
            edges[source].append(_edge_row(places[target], kind, edge))
        return [self._service_row(node, place, edges[node]) for node, place in places.items()]

    def _edge(self, source: Node, target: Node, kind: str) -> _Edge:
        return self._edges.setdefault((source, target, kind), _Edge())

    def _tie_up(self) -> None:
        """Find the far ends of calls that other traces have to tell."""
        shares, self._shares = self._shares, []
        by_name: dict[str, list[Node]] = {}
        for node, service in self._services.items():
            if service.is_known:
                by_name.setdefault(node.name, []).append(node)
        for share in shares:
            for source, name, request in share.promised:
                found = by_name.get(name, [])
                end = found[0] if len(found) == 1 else Node(source.account, name, _REMOTE)
                self._edge(source, end, SYNC).tally.add(request)
            for delivery in share.deliveries:
                sent = self._find_queue(delivery.trace_id, delivery.call_id)
                if sent is not None:
                    edge = self._edge(sent[0], delivery.consumer, LINK)
                    edge.tally.add(Request(delivery.start, delivery.start, "ok"))
                    note(edge.ages, max(0.0, delivery.start - sent[1]))

    def _service_row(self, node: Node, place: int, edges: list[dict[str, Any]]) -> dict[str, Any]:
        row: dict[str, Any] = {"ReferenceId": place, **name_of(node), "Edges": edges}
        service = self._services.get(node)
        row["State"] = "active" if service is not None and service.is_known else "unknown"
        if service is None:
            times = [(edge["StartTime"], edge["EndTime"]) for edge in edges]
            if times:
                row["StartTime"] = min(start for start, _ in times)
                row["EndTime"] = max(end for _, end in times)
            return row
        if service.is_root:
            row["Root"] = True
        return row | {
            **service.tally.times(),
            "SummaryStatistics": service.tally.statistics(),
            "DurationHistogram": histogram_rows(service.durations),
            "ResponseTimeHistogram": histogram_rows(service.tally.histogram),
        }


def graph_rows(shares: Iterable[Share], find_queue: FindQueue) -> list[dict[str, Any]]:
    """The services of some traces."""
    graph = Graph(find_queue)
    for share in shares:
        graph.add(share)
    return graph.rows()


def name_of(node: Node) -> dict[str, Any]:
    """The node as a ServiceId has it; what is not known is left out."""
    row: dict[str, Any] = {"Name": node.name, "Names": [node.name]}
    known = {"Type": node.type, "AccountId": node.account}
    return row | {key: value for key, value in known.items() if value}


def histogram_rows(histogram: Histogram) -> list[dict[str, Any]]:
    """The entries in rising order."""
    return [{"Value": value, "Count": count} for value, count in sorted(histogram.items())]


def note(histogram: Histogram, seconds: float) -> None:
    """Count one time: milliseconds, of long times the first three digits."""
    digits = 3 if seconds < 1 else max(0, 2 - floor(log10(seconds)))
    value = round(seconds, digits)
    histogram[value] = histogram.get(value, 0) + 1


def _edge_row(place: int, kind: str, edge: _Edge) -> dict[str, Any]:
    row: dict[str, Any] = {
        "ReferenceId": place,
        **edge.tally.times(),
        "SummaryStatistics": edge.tally.statistics(),
        "Aliases": [{"Name": name, "Names": [name]} for name in sorted(edge.aliases)],
    }
    if kind == LINK:
        return row | {"EdgeType": LINK, "ReceivedEventAgeHistogram": histogram_rows(edge.ages)}
    return row | {"ResponseTimeHistogram": histogram_rows(edge.tally.histogram)}


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
