"""Who was on a trace and who called whom: what graphs, edges and insights are made from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from awsobs.local.services.xray_assembly import (
    is_queue_call,
    resource_of,
    segments_of,
    service_name,
)
from awsobs.local.services.xray_documents import (
    Body,
    Document,
    descendants,
    inner,
    is_open,
    objects_at,
    text_at,
    time_at,
)

SYNC: Final = "sync"
LINK: Final = "link"
CLIENT: Final = "client"


class Node(NamedTuple):
    """What makes two requests meet in one node of a service graph."""

    account: str
    name: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One segment, sent or inferred, at its node."""

    node: Node
    body: Body
    is_root: bool
    is_inferred: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One call between two nodes, as its caller saw it; a link tells how old the message was."""

    source: Node
    target: Node
    body: Body
    kind: str = SYNC
    age: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A call whose callee was to send a segment, which has not come."""

    source: Node
    body: Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A consumer that names the call, maybe on another trace, which left its message."""

    trace_id: str
    call_id: str
    consumer: Node
    start: float


@dataclass(slots=True)
class Reading:
    """What one trace tells of nodes and calls."""

    visits: list[Visit] = field(default_factory=list[Visit])
    passages: list[Passage] = field(default_factory=list[Passage])
    promises: list[Promise] = field(default_factory=list[Promise])
    deliveries: list[Delivery] = field(default_factory=list[Delivery])
    queues: dict[str, tuple[Node, float]] = field(default_factory=dict[str, tuple[Node, float]])
    """Calls that left a message: with what, and when it was there."""


def reading_of(documents: Iterable[Document]) -> Reading:
    """Read the documents of one trace."""
    return _Reader(segments_of(documents)).read()


class _Reader:
    def __init__(self, bodies: list[dict[str, object]]) -> None:
        self._segments: list[Body] = [b for b in bodies if b.get("type") != "subsegment"]
        self._by_id = {text_at(body, "id"): body for body in self._segments}
        self._calls: dict[str, Body] = {}
        self._owners: dict[str, Body] = dict(self._by_id)
        for segment in self._segments:
            for call in descendants(segment):
                if text_at(call, "id"):
                    self._calls[text_at(call, "id")] = call
                    self._owners[text_at(call, "id")] = segment
        self._answers = _answers(self._segments)
        self._reading = Reading()

    def read(self) -> Reading:
        for segment in self._segments:
            if not text_at(segment, "parent_id"):
                self._enters(segment)
        for parent, segments in self._answers.items():
            self._is_called(parent, segments)
        sent = {visit.node for visit in self._reading.visits if not visit.is_inferred}
        names = {node.name: node for node in sorted(sent, reverse=True)}  # of twins the first
        for call_id, call in self._calls.items():
            if call_id not in self._answers and _reaches_out(call):
                self._is_open_ended(call_id, call, names)
        return self._reading

    def _enters(self, segment: Body) -> None:
        node = self._visit(segment, is_root=True)
        if inner(segment, "http", "request") and segment.get("inferred") is not True:
            client = Node("", node.name, CLIENT)
            self._passes(client, node, segment)

    def _is_called(self, parent: str, segments: list[Body]) -> None:
        owner = self._owners.get(parent)
        call = self._calls.get(parent)
        seen: set[Node] = set()
        for segment in segments:
            node = self._visit(segment, is_root=owner is None)
            if owner is None:
                continue
            source = self._node(owner)
            if call is not None and is_queue_call(call) and _is_function(segment):
                if node not in seen:
                    self._through_queue(call, owner, node, segment)
            elif call is None or node not in seen:
                self._passes(source, node, call or segment)
            seen.add(node)
            if call is not None and is_queue_call(call) and segment.get("inferred") is True:
                self._reading.queues[parent] = node, time_at(call, "end_time") or 0.0

    def _through_queue(self, call: Body, owner: Body, consumer: Node, segment: Body) -> None:
        """The function that answers the call of a queue is called by the queue."""
        kind, name = resource_of(call)
        queue = Node(_account(call) or self._node(owner).account, name, kind)
        call_id, sent = text_at(call, "id"), time_at(call, "end_time") or 0.0
        if call_id not in self._reading.queues:
            self._reading.queues[call_id] = queue, sent
            self._reading.visits.append(
                Visit(node=queue, body=call, is_root=False, is_inferred=True)
            )
            self._passes(self._node(owner), queue, call)
        age = max(0.0, (time_at(segment, "start_time") or 0.0) - sent)
        passage = Passage(source=queue, target=consumer, body=segment, kind=LINK, age=age)
        self._reading.passages.append(passage)

    def _is_open_ended(self, call_id: str, call: Body, names: dict[str, Node]) -> None:
        """A call that no segment answers: of a service that is there, or one that was to be."""
        owner = self._node(self._owners[call_id])
        known = names.get(text_at(call, "name")) if call.get("namespace") == "remote" else None
        if known is not None:
            self._passes(owner, known, call)
        elif inner(call, "http", "request").get("traced") is True and not is_open(call):
            self._reading.promises.append(Promise(source=owner, body=call))

    def _visit(self, segment: Body, *, is_root: bool) -> Node:
        node = self._node(segment)
        inferred = segment.get("inferred") is True
        visit = Visit(node=node, body=segment, is_root=is_root, is_inferred=inferred)
        self._reading.visits.append(visit)
        for link in objects_at(segment, "links"):
            trace_id, call_id = text_at(link, "trace_id"), text_at(link, "id")
            start = time_at(segment, "start_time") or 0.0
            if trace_id and call_id:
                self._reading.deliveries.append(
                    Delivery(trace_id=trace_id, call_id=call_id, consumer=node, start=start)
                )
        return node

    def _passes(self, source: Node, target: Node, body: Body) -> None:
        self._reading.passages.append(Passage(source=source, target=target, body=body))

    def _node(self, segment: Body) -> Node:
        account = _account(segment)
        caller = self._owners.get(text_at(segment, "parent_id"))
        if not account and caller is not None and segment.get("inferred") is True:
            account = _account(caller)
        return Node(account, service_name(segment), text_at(segment, "origin"))


def _answers(segments: Iterable[Body]) -> dict[str, list[Body]]:
    """Segments by what called them; an inferred one gives way to one that was sent."""
    answers: dict[str, list[Body]] = {}
    for segment in segments:
        if text_at(segment, "parent_id"):
            answers.setdefault(text_at(segment, "parent_id"), []).append(segment)
    for parent, found in answers.items():
        sent = [segment for segment in found if segment.get("inferred") is not True]
        answers[parent] = sent or found
    return answers


def _reaches_out(call: Body) -> bool:
    return _is_remote(call) and not any(map(_is_remote, descendants(call)))


def _is_remote(call: Body) -> bool:
    return call.get("namespace") in ("aws", "remote")


def _is_function(segment: Body) -> bool:
    return text_at(segment, "origin").startswith("AWS::Lambda")


def _account(body: Body) -> str:
    return text_at(inner(body, "aws"), "account_id")
