"""What one trace adds to the service graph."""

from dataclasses import dataclass, field

from awsobs.analysis.inferred_nodes import inferred_key, is_queue_call, segment_key
from awsobs.analysis.segments import objects_in
from awsobs.analysis.tallies import IN_PROGRESS, Tally, micros_between
from awsobs.domain.service_graph import NodeKey
from awsobs.domain.traces import Outcome, Segment, Subsegment, Trace

EdgeKey = tuple[NodeKey, NodeKey, str]
SYNC, LINK = "sync", "link"
_FINE = Outcome()


class NodeTally:
    """Requests of one node, and what its segments were."""

    __slots__ = ("broken", "instrumented", "own_failures", "roots", "tally", "traces")

    def __init__(self) -> None:
        self.tally = Tally()
        self.instrumented = 0
        self.roots = 0
        self.broken = 0
        self.own_failures = 0
        self.traces = 1

    def add(self, other: "NodeTally", sign: int) -> None:
        """Take in what another trace says of the node, or take it away again."""
        self.tally.add(other.tally, sign)
        self.instrumented += sign * other.instrumented
        self.roots += sign * other.roots
        self.broken += sign * other.broken
        self.own_failures += sign * other.own_failures
        self.traces += sign * other.traces


@dataclass(slots=True, kw_only=True)
class TraceGraph:
    """Nodes and edges of one trace.

    `promised` are calls whose callee said it would send a segment and did not (caller and
    name); `links` name a call of another trace (trace, call, consumer); `queues` are the
    calls of this one that others may link to. `bad_clocks` are parts that ended before they began.
    """

    start: float
    limit_exceeded: bool = False
    bad_clocks: int = 0
    nodes: dict[NodeKey, NodeTally] = field(default_factory=dict[NodeKey, NodeTally])
    edges: dict[EdgeKey, Tally] = field(default_factory=dict[EdgeKey, Tally])
    promised: dict[tuple[NodeKey, str], Tally] = field(
        default_factory=dict[tuple[NodeKey, str], Tally]
    )
    links: dict[tuple[str, str, NodeKey], int] = field(
        default_factory=dict[tuple[str, str, NodeKey], int]
    )
    queues: dict[str, NodeKey] = field(default_factory=dict[str, NodeKey])

    def node(self, key: NodeKey) -> NodeTally:
        """The tally of a node, new if need be."""
        known = self.nodes.get(key)
        if known is None:
            known = self.nodes[key] = NodeTally()
        return known

    def count_edge(
        self, source: NodeKey, target: NodeKey, part: Segment | Subsegment, kind: str = SYNC
    ) -> None:
        """One call from source to target."""
        _count(self.edges.setdefault((source, target, kind), Tally()), part)


def trace_graph(trace: Trace) -> TraceGraph:
    """Nodes, edges and open ends of one trace (xray-graph.md, section 3)."""
    return _Reading(trace).graph


class _Reading:
    """One pass over one trace; the steps are named as the specification letters them."""

    def __init__(self, trace: Trace) -> None:
        self.graph = TraceGraph(start=_start_of(trace), limit_exceeded=trace.limit_exceeded)
        self._segments = {segment.id: segment for segment in trace.segments}
        self._calls: dict[str, Subsegment] = {}
        self._parents: dict[str, str] = {}  # subsegment -> what encloses it
        self._index(trace)
        self._cut = self._cut_cycles()
        self._children = self._by_parent()
        self._let_down = self._let_down_segments()
        self._read_segments()
        self._read_calls()
        parts: list[Segment | Subsegment] = [*self._segments.values(), *self._calls.values()]
        self.graph.bad_clocks = sum(map(_runs_backwards, parts))

    # B. index -----------------------------------------------------------------------------
    def _index(self, trace: Trace) -> None:
        for segment in trace.segments:
            self._index_below(segment.id, segment.subsegments)
        for orphan in trace.orphans:
            self._index_below(orphan.parent_id, (orphan,))

    def _index_below(self, parent: str, calls: tuple[Subsegment, ...]) -> None:
        for call in calls:
            known = self._calls.get(call.id)
            if known is None or (known.in_progress and not call.in_progress):
                self._calls[call.id] = call
                self._parents[call.id] = parent
            if call.subsegments:
                self._index_below(call.id, call.subsegments)

    def _owner(self, identity: str) -> Segment | None:
        """The segment around a subsegment, unless its parents are missing or in a circle."""
        seen: set[str] = set()
        while identity not in self._segments:
            if identity in seen or identity not in self._parents:
                return None
            seen.add(identity)
            identity = self._parents[identity]
        return self._segments[identity]

    def _caller(self, segment: Segment) -> Segment | None:
        return self._owner(segment.parent_id) if segment.parent_id else None

    def _cut_cycles(self) -> set[str]:
        """One segment of each circle of parents: it is read as if its parent were missing."""
        cut: set[str] = set()
        done: set[str] = set()
        for first in self._segments.values():
            path: dict[str, Segment] = {}
            at: Segment | None = first
            while at is not None and at.id not in done and at.id not in path:
                path[at.id] = at
                at = self._caller(at)
            if at is not None and at.id in path:
                circle = list(path.values())[list(path).index(at.id) :]
                cut.add(min(circle, key=lambda s: (s.start or 0.0, s.id)).id)
            done |= path.keys()
        return cut

    def _by_parent(self) -> dict[str, list[Segment]]:
        """Segments by their parent, without inferred ones that an instrumented one replaces."""
        children: dict[str, list[Segment]] = {}
        for segment in self._segments.values():
            if segment.parent_id:
                children.setdefault(segment.parent_id, []).append(segment)
        for parent, siblings in children.items():
            if len(siblings) > 1 and not all(s.inferred for s in siblings):
                children[parent] = [s for s in siblings if not s.inferred]
        return children

    def _let_down_segments(self) -> set[str]:
        """Segments that something failed below."""
        found: set[str] = set()
        for identity, call in self._calls.items():
            if call.namespace and call.outcome != _FINE:
                owner = self._owner(identity)
                if owner is not None and _is_failure(call, owner):
                    found.add(owner.id)
        for parent, siblings in self._children.items():
            caller = self._segments.get(parent)
            if caller is not None and any(_is_failure(s, caller) for s in siblings):
                found.add(parent)
        return found

    # C, D, F, G. segments -----------------------------------------------------------------
    def _read_segments(self) -> None:
        for segment in self._segments.values():
            if not segment.parent_id:
                self._entry(segment)
        for parent, siblings in self._children.items():
            called: set[tuple[NodeKey, NodeKey, str]] = set()
            for segment in siblings:
                self._callee(parent, segment, called)

    def _entry(self, segment: Segment) -> None:
        node = self._count_node(segment, segment_key(segment))
        node.roots += 1
        if segment.has_request and not segment.inferred:
            client = NodeKey("", segment.name, "client")
            _count(self.graph.node(client).tally, segment)
            self.graph.count_edge(client, segment_key(segment), segment)

    def _callee(self, parent: str, segment: Segment, called: set[EdgeKey]) -> None:
        caller = None if segment.id in self._cut else self._owner(parent)
        if caller is None:
            node = self._count_node(segment, segment_key(segment))
            node.roots += 1
            node.broken += 1
            return
        source = self._key(caller)
        target = segment_key(segment, caller.account)
        self._count_node(segment, target)
        call = None if parent in self._segments else self._calls[parent]
        kind = SYNC
        if call is not None and is_queue_call(call) and segment.origin.startswith("AWS::Lambda"):
            queue = inferred_key(call, caller.account)
            if (source, queue, SYNC) not in called:
                self._count_call(call, caller, queue)
                self._count_once(called, (source, queue, SYNC), call)
            self.graph.queues[call.id] = queue
            source, kind = queue, LINK
        elif call is not None and is_queue_call(call) and segment.inferred:
            self.graph.queues[call.id] = target
        self._count_once(called, (source, target, kind), call or segment)

    def _count_once(self, called: set[EdgeKey], edge: EdgeKey, part: Segment | Subsegment) -> None:
        if edge in called and isinstance(part, Subsegment):
            return
        called.add(edge)
        source, target, kind = edge
        if kind == LINK:
            self.graph.edges.setdefault(edge, Tally()).count("ok", None)
        else:
            self.graph.count_edge(source, target, part)

    def _key(self, segment: Segment) -> NodeKey:
        caller = self._caller(segment) if segment.inferred else None
        return segment_key(segment, caller.account if caller else "")

    def _count_node(self, segment: Segment, key: NodeKey) -> NodeTally:
        node = self.graph.node(key)
        _count(node.tally, segment)
        node.instrumented += not segment.inferred
        if segment.outcome != _FINE and segment.id not in self._let_down:
            node.own_failures += _is_failure(segment, self._caller(segment))
        for link in objects_in(segment.document, "links"):
            trace_id, call = link.get("trace_id"), link.get("id")
            if isinstance(trace_id, str) and isinstance(call, str):
                open_end = (trace_id, call, key)
                self.graph.links[open_end] = self.graph.links.get(open_end, 0) + 1
        return node

    # E. calls that no segment answers -----------------------------------------------------
    def _read_calls(self) -> None:
        outer = self._outer_calls()
        by_name = self._instrumented_by_name()
        for identity, call in self._calls.items():
            if not call.namespace or identity in outer or identity in self._children:
                continue
            owner = self._owner(identity)
            if owner is not None:
                self._infer(call, owner, by_name)

    def _outer_calls(self) -> set[str]:
        """Everything around a call or around the parent of a segment."""
        outer: set[str] = set()
        inner = [i for i, call in self._calls.items() if call.namespace or i in self._children]
        for identity in inner:
            at = self._parents.get(identity, "")
            while at in self._parents and at not in outer:
                outer.add(at)
                at = self._parents[at]
        return outer

    def _instrumented_by_name(self) -> dict[str, NodeKey]:
        keys = sorted(self._key(s) for s in self._segments.values() if not s.inferred)
        return {key.name: key for key in reversed(keys)}

    def _infer(self, call: Subsegment, owner: Segment, by_name: dict[str, NodeKey]) -> None:
        source = self._key(owner)
        twin = by_name.get(call.name) if call.namespace == "remote" else None
        if twin is not None:
            self.graph.count_edge(source, twin, call)
        elif call.traced:
            _count(self.graph.promised.setdefault((source, call.name), Tally()), call)
        else:
            key = inferred_key(call, owner.account)
            self._count_call(call, owner, key)
            self.graph.count_edge(source, key, call)
            if is_queue_call(call):
                self.graph.queues[call.id] = key

    def _count_call(self, call: Subsegment, caller: Segment, key: NodeKey) -> None:
        """A call is all that is known of what an inferred node did."""
        node = self.graph.node(key)
        _count(node.tally, call)
        node.own_failures += _is_failure(call, caller)


def _is_failure(part: Segment | Subsegment, caller: Segment | None) -> bool:
    """A fault or a throttle, or a refusal that the caller could not live with."""
    outcome = part.outcome
    if part.in_progress or outcome.fault or outcome.throttle:
        return not part.in_progress
    return outcome.error and caller is not None and caller.outcome.fault


def _runs_backwards(part: Segment | Subsegment) -> bool:
    return part.start is not None and part.end is not None and part.end < part.start


def _count(tally: Tally, part: Segment | Subsegment) -> None:
    word = IN_PROGRESS if part.in_progress else part.outcome.word
    tally.count(word, micros_between(part.start, part.end))


def _start_of(trace: Trace) -> float:
    """When the trace began, by its segments, else its subsegments, else its id."""
    for parts in (trace.segments, trace.orphans):
        starts = [part.start for part in parts if part.start is not None]
        if starts:
            return min(starts)
    return _time_in(trace.id)


def _time_in(trace_id: str) -> float:
    pieces = trace_id.split("-")
    try:
        return float(int(pieces[1], 16)) if len(pieces) > 1 else 0.0
    except ValueError:
        return 0.0
