"""What one trace adds to service graphs, small enough to be kept for every trace."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from awsobs.local.services.xray_calls import (
    CLIENT,
    LINK,
    Delivery,
    Node,
    Passage,
    Reading,
    reading_of,
)
from awsobs.local.services.xray_documents import (
    Body,
    descendants,
    is_open,
    outcome_of,
    text_at,
    time_at,
)
from awsobs.local.services.xray_traces import StoredTrace, XrayState


class Request(NamedTuple):
    """One request or call: its times and its class. `end` is None while it goes on."""

    start: float
    end: float | None
    outcome: str

    @property
    def seconds(self) -> float | None:
        """How long it took, never below zero."""
        return None if self.end is None else max(0.0, self.end - self.start)


class Stay(NamedTuple):
    """A request at a node; `last` is when all that it set going had ended."""

    node: Node
    request: Request
    last: float
    is_root: bool
    is_inferred: bool


class Step(NamedTuple):
    """A call from node to node; `alias` is the callee's name for the caller where it differs."""

    source: Node
    target: Node
    kind: str
    request: Request
    alias: str
    age: float | None


class Promised(NamedTuple):
    """A call that should have been answered by a segment of that name."""

    source: Node
    name: str
    request: Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Requests and calls of one trace; `origins` are where faults began that a client met."""

    stays: tuple[Stay, ...]
    steps: tuple[Step, ...]
    promised: tuple[Promised, ...]
    deliveries: tuple[Delivery, ...]
    queues: Mapping[str, tuple[Node, float]]
    origins: tuple[Node, ...]


def share_of(trace: StoredTrace) -> Share:
    """The trace's share, computed once for each state of the trace."""
    if trace.share is None:
        trace.share = _share(reading_of(trace.documents.values()))
    return trace.share


def queue_of(state: XrayState, trace_id: str, call_id: str) -> tuple[Node, float] | None:
    """What took the message of a call, and when; None unless both are known."""
    trace = state.trace(trace_id)
    return None if trace is None else share_of(trace).queues.get(call_id)


def _share(reading: Reading) -> Share:
    stays = tuple(
        Stay(v.node, _request(v.body), _last_end(v.body), v.is_root, v.is_inferred)
        for v in reading.visits
    )
    steps = tuple(map(_step, reading.passages))
    return Share(
        stays=stays,
        steps=steps,
        promised=tuple(
            Promised(p.source, text_at(p.body, "name"), _request(p.body)) for p in reading.promises
        ),
        deliveries=tuple(reading.deliveries),
        queues=reading.queues,
        origins=_origins(stays, steps),
    )


def _step(passage: Passage) -> Step:
    name = text_at(passage.body, "name")
    differs = passage.source.type != CLIENT and passage.body.get("namespace") and name
    alias = name if differs and name != passage.target.name else ""
    request = _delivered(passage.body) if passage.kind == LINK else _request(passage.body)
    return Step(passage.source, passage.target, passage.kind, request, alias, passage.age)


def _origins(stays: tuple[Stay, ...], steps: tuple[Step, ...]) -> tuple[Node, ...]:
    if not any(stay.is_root and stay.request.outcome == "fault" for stay in stays):
        return ()
    handed_up = {
        step.source
        for step in steps
        if step.request.outcome == "fault" and step.source != step.target
    }
    faulty = (stay.node for stay in stays if stay.request.outcome == "fault")
    return tuple(dict.fromkeys(node for node in faulty if node not in handed_up))


def _delivered(body: Body) -> Request:
    """A message that has come is fine, whatever its consumer makes of it; it has no time."""
    start = time_at(body, "start_time") or 0.0
    return Request(start, start, "ok")


def _request(body: Body) -> Request:
    end = None if is_open(body) else time_at(body, "end_time")
    return Request(time_at(body, "start_time") or 0.0, end, outcome_of(body))


def _last_end(body: Body) -> float:
    ends = [time_at(part, "end_time") for part in (body, *descendants(body))]
    return max((end for end in ends if end is not None), default=0.0)
