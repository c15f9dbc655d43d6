"""The service map as rows of cells: boxes or chips, and lines whose every path is an edge."""

from collections.abc import Sequence

from awsobs.analysis.root_cause import CLIENT, WORTH_TELLING, root_of, victims_of
from awsobs.domain.service_graph import GraphEdge, GraphNode, NodeKey, ServiceGraph
from awsobs.domain.situation import Share
from awsobs.present.map_drawing import Drawing, MapContents, MapEdge, Style, drawn
from awsobs.present.map_faces import MapNode, Role, Zoom
from awsobs.present.map_labels import labels_of, prefix_of, short_type

_QUEUES = ("AWS::SQS::", "AWS::SNS", "AWS::Events", "AWS::EventBridge")


def draw(
    graph: ServiceGraph,
    *,
    width: int,
    zoom: str = "chip",
    ranking: Sequence[Share] = (),
    hide_clients: bool = False,
    ascii: bool = False,  # noqa: A002 - as the option is called
    fold: bool | None = None,
    centred: bool = True,
) -> Drawing:
    """A service graph as a map of exactly this width.

    Args:
        graph: what to draw; its numbers never move a node.
        width: cells, at least 40.
        zoom: chip, name or card.
        ranking: who fails by itself and who suffers, as `root_cause.ranked` gives it.
        hide_clients: leave out the nodes of type client.
        ascii: draw with `+ - | v ^` alone.
        fold: fold always (True), never (False), or when there are more than 80 nodes (None).
        centred: in the middle of the width, else from its first cell.
    """
    contents = contents_of(graph, ranking, hide_clients=hide_clients)
    style = Style(width=width, zoom=Zoom(zoom), fold=fold, plain=ascii, centred=centred)
    return drawn(contents, style)


def contents_of(
    graph: ServiceGraph, ranking: Sequence[Share], *, hide_clients: bool
) -> MapContents:
    """Nodes with labels and roles, and edges, of a service graph."""
    kept = [n for n in graph.nodes if not (hide_clients and n.key.type == CLIENT)]
    keys = {node.key for node in kept}
    edges = [e for e in graph.edges if e.source in keys and e.target in keys]
    labels = labels_of([node.key for node in kept])
    callers = {edge.source for edge in edges}
    loops = {edge.source for edge in edges if edge.source == edge.target}
    shares = {share.key: share for share in ranking}
    roles = Roles(ranking)
    nodes = {
        node.key: MapNode(
            label=labels[node.key],
            prefix=prefix_of(node.key),
            kind=short_type(node.key.type),
            role=roles.of(node),
            share=_told(node, roles.of(node), shares),
            statistics=node.statistics,
            minutes=graph.minutes,
            loops=node.key in loops,
            small=node.inferred and node.key not in callers,
        )
        for node in sorted(kept, key=lambda node: node.key)
    }
    return MapContents(
        nodes=nodes,
        edges=[
            MapEdge(
                source=edge.source,
                target=edge.target,
                dashed=is_asynchronous(edge),
                fails=roles.is_failing(edge),
            )
            for edge in edges
        ],
        weights={key: share.total for key, share in shares.items() if key in keys},
    )


def is_asynchronous(edge: GraphEdge) -> bool:
    """Whether the caller does not wait: links, and what is handed to a queue or a topic."""
    return edge.kind == "link" or edge.target.type.startswith(_QUEUES)


class Roles:
    """Who is the root and who the victims, by a ranking."""

    def __init__(self, ranking: Sequence[Share]) -> None:
        root = root_of(ranking)
        self.root: NodeKey | None = root.key if root else None
        self._victims = {share.key for share in victims_of(ranking)}

    def of(self, node: GraphNode) -> Role:
        """The part a node plays."""
        if node.key == self.root:
            return Role.ROOT
        if node.key in self._victims:
            return Role.VICTIM
        statistics = node.statistics
        if statistics is None or not statistics.count:
            return Role.SILENT
        if statistics.share("throttle") >= WORTH_TELLING:
            return Role.THROTTLE
        return Role.ERROR if statistics.share("error") >= WORTH_TELLING else Role.HEALTHY

    def is_failing(self, edge: GraphEdge) -> bool:
        """Whether the edge is on the way from a victim to the root."""
        failing = edge.target == self.root or edge.target in self._victims
        statistics = edge.statistics
        share = max(statistics.share(word) for word in ("fault", "throttle", "error"))
        return failing and share >= WORTH_TELLING


def _told(node: GraphNode, role: Role, shares: dict[NodeKey, Share]) -> float:
    """The share shown beside a node: of failures, or of what else its role is about."""
    if role in (Role.ROOT, Role.VICTIM):
        return shares[node.key].total
    if node.statistics is None or role not in (Role.ERROR, Role.THROTTLE):
        return 0.0
    return node.statistics.share(role.value)
