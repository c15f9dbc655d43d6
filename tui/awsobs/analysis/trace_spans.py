"""A trace as a tree in the order of a waterfall: each part under what caused it.

A call whose far end sent its one segment is one span, with the segment's times. A segment that
X-Ray made up for a call is none: the call says the same. What hangs on a parent that is missing,
or on itself, starts a tree of its own and is lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from awsobs.domain.traces import Segment, Subsegment, Trace

MOST_SPANS = 20_000
"""More are counted and not shown; AWS takes traces of up to 500 kB."""

Part = Segment | Subsegment


@dataclass(slots=True, kw_only=True)
class Node:
    """A span while the tree is made; `call` is how its caller saw it, where both are known."""

    part: Part
    call: Subsegment | None = None
    parent: str = ""
    children: list["Node"] = field(default_factory=list["Node"])
    is_lost: bool = False
    is_shown: bool = True
    depth: int = 0


def preorder(trace: Trace) -> tuple[list[Node], int]:
    """Spans in order, those that something else caused right below it; and how many are left out.

    Trees that are not lost come first.
    """
    nodes = _indexed(trace)
    _hang(nodes)
    ordered: list[Node] = []
    seen: set[int] = set()
    for root in _roots(nodes):
        if id(root) not in seen:
            ordered.extend(_walked(root, seen))
    return ordered[:MOST_SPANS], max(0, len(ordered) - MOST_SPANS)


def _indexed(trace: Trace) -> dict[str, Node]:
    """All parts by id; of two with one id the finished one."""
    nodes: dict[str, Node] = {}
    waiting: list[tuple[str, Part]] = [
        *((part.parent_id, part) for part in reversed(trace.orphans)),
        *((part.parent_id, part) for part in reversed(trace.segments)),
    ]
    while waiting:
        parent, part = waiting.pop()
        known = nodes.get(part.id)
        if known is None or (known.part.in_progress and not part.in_progress):
            nodes[part.id] = Node(part=part, parent=parent)
        waiting.extend((part.id, inner) for inner in reversed(part.subsegments))
    return nodes


def _hang(nodes: dict[str, Node]) -> None:
    """Hang each span on its parent, and join calls with their far ends."""
    for node in nodes.values():
        parent = nodes.get(node.parent)
        if parent is not None and parent is not node:
            parent.children.append(node)
        else:
            node.is_lost = bool(node.parent)
    for node in nodes.values():
        node.is_shown = not (isinstance(node.part, Segment) and node.part.inferred) or bool(
            node.children or node.parent not in nodes
        )
    for node in nodes.values():
        node.children = [child for child in node.children if child.is_shown]
    for node in nodes.values():
        node.children = sorted(map(_joined, node.children), key=_when)


def _joined(node: Node) -> Node:
    """The far end in place of a call that led to nothing else."""
    call = node.part
    if not isinstance(call, Subsegment) or not call.namespace or len(node.children) != 1:
        return node
    (far,) = node.children
    if not isinstance(far.part, Segment) or far.part.inferred or far.call is not None:
        return node
    far.call, node.is_shown = call, False
    return far


def _when(node: Node) -> tuple[float, bool]:
    start = node.part.start
    return (start if start is not None else float("inf"), isinstance(node.part, Segment))


def _roots(nodes: dict[str, Node]) -> Iterator[Node]:
    """Where trees start; at last what only hangs on itself."""
    tops = (node for node in nodes.values() if node.is_lost or not node.parent)
    yield from sorted(tops, key=lambda node: (node.is_lost, *_when(node)))
    yield from (node for node in nodes.values() if node.is_shown)


def _walked(root: Node, seen: set[int]) -> Iterator[Node]:
    root.is_lost = root.is_lost or bool(root.parent)
    waiting: list[tuple[Node, int]] = [(root, 0)]
    while waiting:
        node, depth = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        node.depth = depth
        yield node
        waiting.extend((child, depth + 1) for child in reversed(node.children))
