"""What `awsobs map` draws and prints, wherever it came from."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from awsobs.analysis.graphs.compare import Difference, compared
from awsobs.analysis.root_cause import ancestors_of, ranked, root_of, victims_of
from awsobs.domain.service_graph import NodeKey, ServiceGraph
from awsobs.domain.situation import Share
from awsobs.present.map_diff import diff_contents, with_gone
from awsobs.present.map_drawing import MapContents, View
from awsobs.present.map_json import Row, figures, graph_rows, names_in
from awsobs.present.map_plain import plain_contents
from awsobs.present.map_text import contents_of
from awsobs.present.numbers import percent


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSubject:
    """A graph with what is known of it; `names` are the ids that JSON uses for nodes.

    `ranking` tells who fails by itself; `differences` are those from the graph `before`, if there
    was to be one.
    """

    contents: MapContents
    names: Mapping[NodeKey, str]
    graph: ServiceGraph
    broken: int = 0
    ranking: Sequence[Share] = ()
    before: ServiceGraph | None = None
    differences: Sequence[Difference] = ()

    @property
    def is_partial(self) -> bool:
        return self.graph.partial or self.broken > 0

    def rows(self) -> tuple[list[Row], list[Row]]:
        """Nodes and edges as JSON has them."""
        return graph_rows(self.graph, self.contents, self.names)

    def verdict(self) -> str:
        """Who fails by itself, and how much above it suffers; nothing where nobody fails."""
        root = root_of(self.ranking)
        if root is None:
            return ""
        above = len(ancestors_of(self.graph, root.key))
        victims = ", ".join(
            f"{self.names[share.key]} {percent(share.total)}" for share in victims_of(self.ranking)
        )
        told = f"{self.names[root.key]} fails by itself in {percent(root.own)} of its requests"
        told += f", with {above} above it" if above else ""
        return f"{told}; victims: {victims}" if victims else told

    def difference_rows(self) -> list[Row]:
        """What changed, as JSON has it."""
        return [
            {
                "change": one.change.value,
                **self._placed(one),
                "before": figures(one.before, self.before) if one.before else None,
                "now": figures(one.now, self.graph) if one.now else None,
            }
            for one in self.differences
        ]

    def view(self, view: View) -> Row:
        """The fold, for whoever wants to compare the drawing with the graph."""
        return {
            "groups": [
                {"label": group.label, "members": [self.names[key] for key in group.members]}
                for group in view.groups
            ],
            "hidden": [self.names[key] for key in view.hidden],
        }

    def _placed(self, one: Difference) -> Row:
        names = [self.names.get(key, key.name) for key in one.place]
        return dict(zip(("source", "target") if len(names) > 1 else ("node",), names, strict=True))


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


def graph_subject(graph: ServiceGraph, hidden: Sequence[str], broken: int = 0) -> MapSubject:
    """A service graph, less the nodes of some types."""
    ranking = ranked(graph)
    contents = contents_of(graph, ranking, hide_clients=False)
    return MapSubject(
        contents=_without(contents, hidden),
        names=names_in(contents),
        graph=graph,
        broken=broken,
        ranking=ranking,
    )


def diff_subject(
    now: ServiceGraph,
    before: ServiceGraph,
    hidden: Sequence[str],
    broken: int = 0,
) -> MapSubject:
    """A service graph beside that of another time, less the nodes of some types."""
    differences = compared(now, before)
    graph = with_gone(now, before, differences)
    contents = diff_contents(graph, differences)
    return MapSubject(
        contents=_without(contents, hidden),
        names=names_in(contents),
        graph=graph,
        broken=broken,
        before=before,
        differences=differences,
    )


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
