"""What `awsobs map` draws and prints, wherever it came from."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from awsobs.analysis.percentiles import percentile
from awsobs.analysis.root_cause import ranked
from awsobs.analysis.service_map import ServiceMap
from awsobs.commands.segment_files import span_of, traces_in
from awsobs.domain.service_graph import NodeKey, ServiceGraph, Statistics
from awsobs.present.map_drawing import MapContents, View
from awsobs.present.map_plain import plain_contents
from awsobs.present.map_text import contents_of

Row = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSubject:
    """A graph with what is known of it; `names` are the ids that JSON uses for nodes."""

    contents: MapContents
    names: Mapping[NodeKey, str]
    graph: ServiceGraph
    broken: int = 0

    @property
    def is_partial(self) -> bool:
        return self.graph.partial or self.broken > 0

    def rows(self) -> tuple[list[Row], list[Row]]:
        """Nodes and edges as JSON has them."""
        known = {node.key: node for node in self.graph.nodes}
        statistics = {(e.source, e.target): e.statistics for e in self.graph.edges}
        nodes: list[Row] = []
        for key, shown in self.contents.nodes.items():
            node = known.get(key)
            row: Row = {
                "id": self.names[key],
                "name": key.name if node is not None else shown.label,
                "type": key.type,
                "account": key.account if node is not None else "",
                "inferred": node is not None and node.inferred,
            }
            nodes.append(row | self._figures(node.statistics if node is not None else None))
        edges: list[Row] = [
            {
                "source": self.names[edge.source],
                "target": self.names[edge.target],
                "kind": "async" if edge.dashed else "sync",
            }
            | self._figures(statistics.get((edge.source, edge.target)), timed=not edge.dashed)
            for edge in self.contents.edges
        ]
        return nodes, edges

    def view(self, view: View) -> Row:
        """The fold, for whoever wants to compare the drawing with the graph."""
        return {
            "groups": [
                {"label": group.label, "members": [self.names[key] for key in group.members]}
                for group in view.groups
            ],
            "hidden": [self.names[key] for key in view.hidden],
        }

    def _figures(self, statistics: Statistics | None, *, timed: bool = True) -> Row:
        words = ("ok", "error", "throttle", "fault", "count")
        times = {"p50_s": 0.5, "p95_s": 0.95, "p99_s": 0.99}
        row: Row = {}
        for name in ("rate_per_min", "mean_s", *times, *words):
            row[name] = None
        if statistics is None:
            return row
        rate = statistics.count / self.graph.minutes if self.graph.minutes else None
        # A message's way through a queue has no time of its own in a trace.
        has_times = timed and bool(statistics.histogram)
        row["rate_per_min"] = rate
        row["mean_s"] = statistics.mean if has_times else None
        for name, share in times.items():
            row[name] = percentile(statistics, share) if has_times else None
        for word in words:
            row[word] = getattr(statistics, word)
        return row


def plain_subject(path: Path, hidden: Sequence[str]) -> MapSubject:
    """The graph in a file.

    Raises:
        OSError: it can't be read.
        ValueError: it is no graph.
    """
    try:
        contents = plain_contents(json.loads(path.read_text(encoding="utf-8")))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    names = {key: key.name for key in contents.nodes}
    return MapSubject(contents=_without(contents, hidden), names=names, graph=ServiceGraph())


def graph_in(paths: Sequence[Path]) -> tuple[ServiceGraph, int]:
    """The service graph of the segment documents in some files, and how many were unreadable.

    Raises:
        OSError: one of them can't be read.
    """
    traces, broken = traces_in(paths)
    services = ServiceMap()
    for trace in traces:
        services.put(trace)
    start, end = span_of(traces)
    return services.graph(start.timestamp(), end.timestamp()), broken


def graph_subject(graph: ServiceGraph, hidden: Sequence[str], broken: int = 0) -> MapSubject:
    """A service graph, less the nodes of some types."""
    contents = contents_of(graph, ranked(graph), hide_clients=False)
    names = {key: node.label for key, node in contents.nodes.items()}
    return MapSubject(contents=_without(contents, hidden), names=names, graph=graph, broken=broken)


def _without(contents: MapContents, hidden: Sequence[str]) -> MapContents:
    """The contents less the nodes of some types, given in full or as the map shows them."""
    if not hidden:
        return contents
    nodes = {
        key: node
        for key, node in contents.nodes.items()
        if key.type not in hidden and node.kind not in hidden
    }
    return MapContents(
        nodes=nodes,
        edges=[edge for edge in contents.edges if {edge.source, edge.target} <= nodes.keys()],
        weights={key: weight for key, weight in contents.weights.items() if key in nodes},
    )
