"""A trace over time: its spans, where each spends its own time, and the critical path.

The critical path is what the trace would have been quicker without: from the end backwards,
whoever ended last before it. A child counts only within its caller's time: clocks differ, and
work goes on after an answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from awsobs.analysis.trace_spans import Node, Part, preorder
from awsobs.domain.traces import Outcome, Segment, Subsegment, Trace

Piece = tuple[float, float]
_TICK = 1e-6
_FLAGS = ("error", "throttle", "fault")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One row of a waterfall.

    `call` is the caller's view of a far end. `own` are seconds in which nothing below it worked,
    `path` the pieces of its own time that are on the critical path. A span whose parent is
    missing is `lost`, and starts a tree of its own.
    """

    place: int
    parent: int | None
    depth: int
    part: Part
    call: Subsegment | None = None
    start: float | None
    end: float | None
    own: float
    path: tuple[Piece, ...] = ()
    on_path: bool = False
    lost: bool = False
    is_last: bool = True
    has_children: bool = False

    @property
    def is_segment(self) -> bool:
        """Whether a service sent it for itself."""
        return isinstance(self.part, Segment)

    @property
    def outcome(self) -> Outcome:
        """How it went, for the service or for its caller."""
        if self.call is None:
            return self.part.outcome
        seen = self.part.outcome, self.call.outcome
        error, throttle, fault = (any(getattr(one, flag) for one in seen) for flag in _FLAGS)
        return Outcome(error=error, throttle=throttle, fault=fault)

    @property
    def in_progress(self) -> bool:
        """Whether it has not ended, as far as is known."""
        return self.part.in_progress

    @property
    def seconds(self) -> float | None:
        """How long it took."""
        if self.start is None or self.end is None or self.in_progress:
            return None
        return max(0.0, self.end - self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waterfall:
    """`chain` are places of the spans that take most of the critical path, from the root on."""

    spans: tuple[Span, ...] = ()
    start: float = 0.0
    end: float = 0.0
    chain: tuple[int, ...] = ()
    left_out: int = 0

    @property
    def seconds(self) -> float:
        """From the first start to the last end."""
        return max(0.0, self.end - self.start)


class _Times:
    """When each node began and ended; what has not ended goes on until the trace ends."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        starts = [node.part.start for node in nodes if node.part.start is not None]
        ends = [node.part.end for node in nodes if node.part.end is not None]
        self.start = min(starts, default=0.0)
        self.end = max([*ends, *starts], default=self.start)

    def of(self, node: Node) -> Piece | None:
        """From when to when; None where that is not known."""
        start, end = node.part.start, node.part.end
        if start is None:
            return None
        if end is None:
            return (start, max(start, self.end)) if node.part.in_progress else (start, start)
        return start, max(start, end)

    def awaited(self, node: Node) -> Piece | None:
        """That part of it which its caller waited for: one may give up before the other ends."""
        time, call = self.of(node), node.call
        if time is None or call is None or call.start is None or call.end is None:
            return time
        start, end = max(time[0], call.start), min(time[1], call.end)
        return (start, end) if start <= end else None


def waterfall_of(trace: Trace) -> Waterfall:
    """The spans of a trace with their places in time."""
    nodes, left_out = preorder(trace)
    times = _Times(nodes)
    places = {id(node): place for place, node in enumerate(nodes)}
    paths = _critical(nodes[0], times) if nodes and not nodes[0].is_lost else {}
    parents = {id(child): node for node in nodes for child in node.children}
    spans = tuple(
        _span(node, place, parents.get(id(node)), places, times, paths)
        for place, node in enumerate(nodes)
    )
    return Waterfall(
        spans=spans,
        start=times.start,
        end=times.end,
        chain=_chain(nodes, places, paths),
        left_out=left_out,
    )


def _span(
    node: Node,
    place: int,
    parent: Node | None,
    places: Mapping[int, int],
    times: _Times,
    paths: Mapping[int, list[Piece]],
) -> Span:
    time = times.of(node)
    is_child = parent is not None and node.depth > 0
    return Span(
        place=place,
        parent=places.get(id(parent)) if is_child else None,
        depth=node.depth,
        part=node.part,
        call=node.call,
        start=time[0] if time else None,
        end=time[1] if time else None,
        own=_own_time(node, times),
        path=tuple(sorted(paths.get(id(node), ()))),
        on_path=id(node) in paths,
        lost=node.is_lost and node.depth == 0,
        is_last=parent is None or parent.children[-1] is node,
        has_children=bool(node.children),
    )


def _own_time(node: Node, times: _Times) -> float:
    """Seconds in which no child worked."""
    time = times.of(node)
    if time is None:
        return 0.0
    start, end = time
    spent, reached = 0.0, start
    for child in node.children:
        if (inner := times.awaited(child)) is None:
            continue
        low, high = max(reached, inner[0]), min(end, inner[1])
        if low < high:
            spent += high - low
            reached = high
    return max(0.0, end - start - spent)


def _critical(root: Node, times: _Times) -> dict[int, list[Piece]]:
    """The pieces of time that count, of each node that the critical path goes through."""
    paths: dict[int, list[Piece]] = {}
    waiting: list[tuple[Node, float, float]] = [(root, -inf, inf)]
    while waiting:
        node, floor, until = waiting.pop()
        time = times.of(node)
        if time is None or id(node) in paths:
            continue
        low, high = max(floor, time[0]), min(until, time[1])
        if low > high:
            continue
        own: list[Piece] = []
        cursor = high
        for start, end, child in _latest_first(node, times, low, high):
            if end > cursor + _TICK:
                continue
            if end < cursor:
                own.append((end, cursor))
            waiting.append((child, start, end))
            cursor = start
        if low < cursor:
            own.append((low, cursor))
        paths[id(node)] = own
    return paths


def _latest_first(
    node: Node, times: _Times, low: float, high: float
) -> list[tuple[float, float, Node]]:
    """Children within a stretch, those that ended last before the others."""
    found: list[tuple[float, float, Node]] = []
    for child in node.children:
        if (time := times.awaited(child)) is None:
            continue
        start, end = max(low, time[0]), min(high, time[1])
        if start < end:
            found.append((start, end, child))
    return sorted(found, key=lambda one: (-one[1], one[0]))


def _chain(
    nodes: Sequence[Node], places: Mapping[int, int], paths: Mapping[int, list[Piece]]
) -> tuple[int, ...]:
    """From the root to the span in which most of the critical path is spent."""
    if not paths:
        return ()
    own = {key: sum(end - start for start, end in pieces) for key, pieces in paths.items()}
    whole: dict[int, float] = {}
    for node in reversed(nodes):
        below = sum(whole.get(id(child), 0.0) for child in node.children)
        whole[id(node)] = own.get(id(node), 0.0) + below
    chain = [nodes[0]]
    while len(chain) <= len(nodes):
        inner = [child for child in chain[-1].children if id(child) in paths]
        best = max(inner, key=lambda child: whole[id(child)], default=None)
        if best is None or whole[id(best)] < own[id(chain[-1])]:
            break
        chain.append(best)
    return tuple(places[id(node)] for node in chain if id(node) in places)
