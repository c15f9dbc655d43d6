"""X-Ray trace summaries, segments and subsegments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from awsobs.domain.service_graph import NodeKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A document's flags: fault is 5xx, error 4xx, throttle 429. Several may be set."""

    error: bool = False
    throttle: bool = False
    fault: bool = False

    @property
    def word(self) -> str:
        """The worst class: fault, throttle, error or ok."""
        flags = (("fault", self.fault), ("throttle", self.throttle), ("error", self.error))
        return next((word for word, flag in flags if flag), "ok")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subsegment:
    """A piece of work inside a segment, or one sent on its own (then `parent_id` is set)."""

    id: str
    name: str
    parent_id: str = ""
    start: float | None = None
    end: float | None = None
    in_progress: bool = False
    namespace: str = ""
    outcome: Outcome = Outcome()
    traced: bool = False
    document: Mapping[str, object]
    subsegments: tuple["Subsegment", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """What one service did for one request. Times are epoch seconds."""

    id: str
    trace_id: str
    name: str
    parent_id: str = ""
    origin: str = ""
    account: str = ""
    start: float | None = None
    end: float | None = None
    in_progress: bool = False
    inferred: bool = False
    outcome: Outcome = Outcome()
    has_request: bool = False
    document: Mapping[str, object]
    subsegments: tuple[Subsegment, ...] = ()


class CauseKind(Enum):
    """What a chain of root causes explains."""

    SLOW = "slow"
    ERROR = "error"
    FAULT = "fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class CausePath:
    """The services that a failure, or the time, came along, the entry first."""

    kind: CauseKind
    services: tuple[NodeKey, ...]
    inferred: frozenset[NodeKey] = frozenset()


AnnotationValue = str | float | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceSummary:
    """One row of xray:GetTraceSummaries, with what the program uses of it.

    `services` are names alone, `nodes` the same with account and type.
    """

    id: str
    start: datetime
    duration: float | None = None
    response_time: float | None = None
    has_fault: bool = False
    has_error: bool = False
    has_throttle: bool = False
    is_partial: bool = False
    entry: str = ""
    url: str = ""
    status: int | None = None
    method: str = ""
    agent: str = ""
    client_ip: str = ""
    services: tuple[str, ...] = ()
    entry_node: NodeKey | None = None
    nodes: tuple[NodeKey, ...] = ()
    causes: tuple[CausePath, ...] = ()
    users: tuple[str, ...] = ()
    annotations: tuple[tuple[str, AnnotationValue], ...] = ()
    instances: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()

    @property
    def has_request(self) -> bool:
        """Whether a client asked for it over HTTP."""
        return bool(self.url or self.method or self.status is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One trace with all documents that have arrived; `broken` counts unreadable ones."""

    id: str
    segments: tuple[Segment, ...] = ()
    orphans: tuple[Subsegment, ...] = ()
    broken: int = 0
    limit_exceeded: bool = False
