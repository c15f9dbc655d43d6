"""A graph from anywhere, as nodes and edges of a map without figures."""

from collections.abc import Iterable, Mapping
from typing import cast

from awsobs.domain.safe_text import safe_name
from awsobs.domain.service_graph import NodeKey
from awsobs.present.map_drawing import MapContents, MapEdge
from awsobs.present.map_faces import MapNode

_ASYNCHRONOUS = ("async", "link")


def plain_contents(document: object) -> MapContents:
    """The map of `{"nodes": [{"id", "label", "type"}], "edges": [{"source", "target", "kind"}]}`.

    Nodes that only edges name are nodes too.

    Raises:
        ValueError: it is not such a document.
    """
    if not isinstance(document, dict):
        raise ValueError("a graph is an object with nodes and edges")
    graph = cast("Mapping[str, object]", document)
    labels: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for node in _rows(graph, "nodes"):
        name = _text(node, "id")
        if not name:
            raise ValueError("a node has no id")
        labels[name] = _text(node, "label") or name
        kinds[name] = _text(node, "type")
    edges = [
        (_text(e, "source"), _text(e, "target"), _text(e, "kind")) for e in _rows(graph, "edges")
    ]
    for source, target, _ in edges:
        if not source or not target:
            raise ValueError("an edge has no source or no target")
        labels.setdefault(source, source)
        labels.setdefault(target, target)
    keys = {name: NodeKey("", name, kinds.get(name, "")) for name in labels}
    shown = _distinct(labels)
    loops = {source for source, target, _ in edges if source == target}
    return MapContents(
        nodes={
            keys[name]: MapNode(label=shown[name], kind=keys[name].type, loops=name in loops)
            for name in sorted(labels)
        },
        edges=[
            MapEdge(source=keys[a], target=keys[b], dashed=kind in _ASYNCHRONOUS)
            for a, b, kind in edges
        ],
    )


def _rows(graph: Mapping[str, object], key: str) -> Iterable[Mapping[str, object]]:
    rows = graph.get(key, [])
    if not isinstance(rows, list):
        raise ValueError(f"{key} is not a list")
    for row in cast("list[object]", rows):
        if not isinstance(row, dict):
            raise ValueError(f"one of the {key} is not an object")
        yield cast("Mapping[str, object]", row)


def _text(row: Mapping[str, object], key: str) -> str:
    value = row.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return " ".join(safe_name(value).split()) if isinstance(value, str) else ""


def _distinct(labels: Mapping[str, str]) -> Mapping[str, str]:
    """Labels with the id behind those that several nodes have, unless the id tells no more."""
    counts: dict[str, int] = {}
    for label in labels.values():
        counts[label] = counts.get(label, 0) + 1
    return {
        name: label if counts[label] == 1 or name == label else f"{label} {name}"
        for name, label in labels.items()
    }
