"""The summary of a trace from its documents, as far as they tell what X-Ray would say."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from awsobs.analysis.inferred_nodes import segment_key
from awsobs.analysis.segments import mapping_in, text_in
from awsobs.domain.safe_text import safe_name
from awsobs.domain.traces import AnnotationValue, Segment, Subsegment, Trace, TraceSummary

_Part = Segment | Subsegment


def summary_of_trace(trace: Trace) -> TraceSummary:
    """One row about a trace; its root is the first segment that nothing calls."""
    parts: list[_Part] = [*trace.segments, *trace.orphans]
    start = min((part.start for part in parts if part.start is not None), default=0.0)
    end = max((part.end for part in parts if part.end is not None), default=None)
    nodes = tuple(dict.fromkeys(map(segment_key, trace.segments)))
    machines = [mapping_in(mapping_in(s.document, "aws"), "ec2") for s in trace.segments]
    summary = TraceSummary(
        id=trace.id,
        start=datetime.fromtimestamp(start, UTC),
        duration=None if end is None else max(0.0, end - start),
        has_throttle=any(segment.outcome.throttle for segment in trace.segments),
        is_partial=any(part.in_progress for part in parts),
        services=_distinct(key.name for key in nodes),
        nodes=nodes,
        users=_distinct(text_in(segment.document, "user") for segment in trace.segments),
        annotations=tuple(dict.fromkeys(_annotations(trace))),
        instances=_distinct(text_in(machine, "instance_id") for machine in machines),
        zones=_distinct(text_in(machine, "availability_zone") for machine in machines),
        resources=_distinct(map(_resource, trace.segments)),
    )
    roots = (segment for segment in trace.segments if not segment.parent_id)
    root = min(roots, key=lambda segment: segment.start or 0.0, default=None)
    return summary if root is None else _with_root(summary, root)


def parts_of(trace: Trace) -> Iterator[_Part]:
    """Every segment and subsegment of a trace, however deep."""
    waiting: list[_Part] = [*trace.orphans, *trace.segments]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(part.subsegments)


def _with_root(summary: TraceSummary, root: Segment) -> TraceSummary:
    """What the root alone tells: how it ended, and what was asked."""
    http = mapping_in(root.document, "http")
    request = mapping_in(http, "request")
    status = mapping_in(http, "response").get("status")
    is_timed = root.start is not None and root.end is not None
    return replace(
        summary,
        response_time=max(0.0, (root.end or 0.0) - (root.start or 0.0)) if is_timed else None,
        has_fault=root.outcome.fault,
        has_error=root.outcome.error,
        entry=root.name,
        entry_node=segment_key(root),
        url=text_in(request, "url"),
        method=text_in(request, "method"),
        agent=text_in(request, "user_agent"),
        client_ip=text_in(request, "client_ip"),
        status=status if isinstance(status, int) and not isinstance(status, bool) else None,
    )


def _annotations(trace: Trace) -> Iterator[tuple[str, AnnotationValue]]:
    for part in parts_of(trace):
        for key, value in mapping_in(part.document, "annotations").items():
            if isinstance(value, str):
                yield safe_name(key), safe_name(value)
            elif isinstance(value, int | float):
                yield safe_name(key), value


def _resource(segment: Segment) -> str:
    arn = text_in(segment.document, "resource_arn")
    return arn or text_in(mapping_in(segment.document, "aws"), "resource_arn")


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
