"""The graph of a whole window with the figures of its last part.

Shares over half an hour hide what broke a minute ago; a map of the last minute alone would lose
whoever has not been called since.
"""

from dataclasses import replace

from awsobs.domain.service_graph import ServiceGraph, Statistics

_NOTHING = Statistics()


def recounted(whole: ServiceGraph, part: ServiceGraph) -> ServiceGraph:
    """The nodes and edges of `whole` with the statistics that they have in `part`."""
    nodes = {node.key: node for node in part.nodes}
    edges = {(edge.source, edge.target, edge.kind): edge for edge in part.edges}
    return replace(
        whole,
        nodes=tuple(
            replace(
                node,
                statistics=nodes[node.key].statistics if node.key in nodes else _NOTHING,
                own_failures=nodes[node.key].own_failures if node.key in nodes else None,
            )
            for node in whole.nodes
        ),
        edges=tuple(
            replace(edge, statistics=edges[key].statistics if key in edges else _NOTHING)
            for edge in whole.edges
            for key in [(edge.source, edge.target, edge.kind)]
        ),
        traces=part.traces,
        known=part.known,
        minutes=part.minutes,
        partial=whole.partial or part.partial,
    )
