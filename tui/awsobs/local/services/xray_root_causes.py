"""Root causes of a trace: which chain of services the failure, or the time, came along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from awsobs.local.services.xray_assembly import service_name
from awsobs.local.services.xray_documents import (
    Body,
    children,
    inner,
    objects_at,
    text_at,
    time_at,
)

_MAX_CHAINS = 10
_MAX_SERVICES = 30
_DOMINANT = 0.5  # a child that takes less of its parent's time does not explain it


@dataclass(frozen=True, slots=True)
class _Step:
    """One entity on a chain, and whether it opens a new service."""

    body: Body
    is_segment: bool


def root_causes(
    root: Body, segments: Sequence[Body], flag: str, account: str
) -> list[dict[str, Any]]:
    """FaultRootCauses or ErrorRootCauses: a row for each different chain of flagged entities."""
    called = _by_parent(segments)
    impacting = root.get(flag) is True
    starts = [root] if impacting else [body for body in segments if body.get(flag) is True][:1]
    rows: dict[str, dict[str, Any]] = {}
    waiting: list[tuple[_Step, ...]] = [(_Step(start, is_segment=True),) for start in starts]
    while waiting and len(rows) < _MAX_CHAINS:
        chain = waiting.pop()
        following = _following(chain[-1], called, flag)
        if following and len(chain) < _MAX_SERVICES * 4:
            waiting.extend((*chain, step) for step in reversed(following))
        else:
            services = _services(chain, account, with_exceptions=True)
            rows.setdefault(str(services), {"Services": services, "ClientImpacting": impacting})
    return list(rows.values())


def response_time_chain(root: Body, segments: Sequence[Body], account: str) -> dict[str, Any]:
    """One row of ResponseTimeRootCauses: the entities that took most of their parent's time."""
    called = _by_parent(segments)
    chain = [_Step(root, is_segment=True)]
    while len(chain) < _MAX_SERVICES * 4:
        steps = _inside(chain[-1], called)
        longest = max(steps, key=lambda step: _duration(step.body), default=None)
        if longest is None or _duration(longest.body) < _DOMINANT * _duration(chain[-1].body):
            break
        chain.append(longest)
    whole = _duration(root)
    services = _services(chain, account, with_exceptions=False, whole=whole)
    return {"Services": services, "ClientImpacting": True}


def _by_parent(segments: Sequence[Body]) -> dict[str, list[Body]]:
    called: dict[str, list[Body]] = {}
    for segment in segments:
        called.setdefault(text_at(segment, "parent_id"), []).append(segment)
    called.pop("", None)
    return called


def _inside(step: _Step, called: Mapping[str, Sequence[Body]]) -> list[_Step]:
    """What this entity did itself and what it called."""
    segments = [_Step(body, is_segment=True) for body in called.get(text_at(step.body, "id"), ())]
    return segments + [_Step(body, is_segment=False) for body in children(step.body)]


def _following(step: _Step, called: Mapping[str, Sequence[Body]], flag: str) -> list[_Step]:
    return [inside for inside in _inside(step, called) if inside.body.get(flag) is True]


def _duration(body: Body) -> float:
    start, end = time_at(body, "start_time"), time_at(body, "end_time")
    return max(0.0, end - start) if start is not None and end is not None else 0.0


def _services(
    chain: Sequence[_Step], account: str, *, with_exceptions: bool, whole: float = 0.0
) -> list[dict[str, Any]]:
    services: list[dict[str, Any]] = []
    for step in chain:
        if step.is_segment:
            services.append(_service(step.body, account))
        entity: dict[str, Any] = {"Name": text_at(step.body, "name"), "Remote": False}
        if step.body.get("namespace") in ("aws", "remote") and not step.is_segment:
            entity["Remote"] = True
        if with_exceptions:
            entity["Exceptions"] = _exceptions(step.body)
        else:
            entity["Coverage"] = min(1.0, _duration(step.body) / whole) if whole else 0.0
        services[-1]["EntityPath"].append(entity)
    return services[:_MAX_SERVICES]


def _service(segment: Body, account: str) -> dict[str, Any]:
    name = service_name(segment)
    service: dict[str, Any] = {"Name": name, "Names": [name], "AccountId": account}
    if text_at(segment, "origin"):
        service["Type"] = text_at(segment, "origin")
    return service | {"EntityPath": [], "Inferred": segment.get("inferred") is True}


def _exceptions(body: Body) -> list[dict[str, str]]:
    return [
        {"Name": text_at(row, "type"), "Message": text_at(row, "message")}
        for row in objects_at(inner(body, "cause"), "exceptions")
    ]
