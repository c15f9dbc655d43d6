"""What can be said of one request: the facts that failing requests may have in common."""

import re
from collections.abc import Iterable, Iterator

from awsobs.analysis.segments import mapping_in, objects_in, text_in
from awsobs.domain.safe_text import safe_name
from awsobs.domain.traces import Segment, Subsegment, Trace, TraceSummary

Fact = tuple[str, str]
"""A name such as `annotation.version`, and a value."""

_LONGEST = 120
_NUMBERED = re.compile(r"(?<=/)(?:\d+|[0-9a-fA-F]{8}[0-9a-fA-F-]*)(?=/|$)")


def facts_of_summary(summary: TraceSummary) -> frozenset[Fact]:
    """Everything that a summary tells of a request, but not how it ended."""
    status = summary.status
    return _facts(
        ("url", url_of(summary.url)),
        ("method", summary.method),
        ("status", "" if status is None else str(status)),
        ("entry", summary.entry),
        ("client", summary.client_ip),
        ("agent", summary.agent),
        *(("user", user) for user in summary.users),
        *(("zone", zone) for zone in summary.zones),
        *(("instance", instance) for instance in summary.instances),
        *(("resource", resource) for resource in summary.resources),
        *(("service", name) for name in summary.services),
        *((f"annotation.{key}", _value(value)) for key, value in summary.annotations),
    )


def facts_of_trace(trace: Trace) -> frozenset[Fact]:
    """The same from a trace's documents."""
    roots = [segment for segment in trace.segments if not segment.parent_id]
    found: list[Fact] = []
    for root in roots:
        http = mapping_in(root.document, "http")
        request = mapping_in(http, "request")
        status = mapping_in(http, "response").get("status")
        found += [
            ("url", url_of(text_in(request, "url"))),
            ("method", text_in(request, "method")),
            ("status", str(status) if isinstance(status, int) else ""),
            ("entry", root.name),
            ("client", text_in(request, "client_ip")),
            ("agent", text_in(request, "user_agent")),
        ]
    for segment in trace.segments:
        found += _facts_of_segment(segment)
    return _facts(*found, *_inner_facts(trace))


def inner_facts(trace: Trace) -> frozenset[Fact]:
    """What only documents tell: versions of services, and exceptions."""
    return _facts(*_inner_facts(trace))


def url_of(url: str) -> str:
    """An address without its query, and with `*` for the numbers and ids in its path."""
    return _NUMBERED.sub("*", url.partition("?")[0].partition("#")[0])


def _facts(*pairs: Fact) -> frozenset[Fact]:
    return frozenset((name, value[:_LONGEST]) for name, value in pairs if value)


def _facts_of_segment(segment: Segment) -> Iterator[Fact]:
    aws = mapping_in(segment.document, "aws")
    machine = mapping_in(aws, "ec2")
    yield "service", segment.name
    yield "user", text_in(segment.document, "user")
    yield "zone", text_in(machine, "availability_zone")
    yield "instance", text_in(machine, "instance_id")
    yield "resource", text_in(segment.document, "resource_arn") or text_in(aws, "resource_arn")
    for part in _parts((segment,)):
        for key, value in mapping_in(part.document, "annotations").items():
            if isinstance(value, str | int | float):
                yield f"annotation.{safe_name(key)}", safe_name(_value(value))


def _inner_facts(trace: Trace) -> Iterator[Fact]:
    for segment in trace.segments:
        version = text_in(mapping_in(segment.document, "service"), "version")
        yield f"version.{segment.name}", version
    for part in _parts((*trace.segments, *trace.orphans)):
        for exception in objects_in(mapping_in(part.document, "cause"), "exceptions"):
            yield "exception", text_in(exception, "type")


def _parts(parts: Iterable[Segment | Subsegment]) -> Iterator[Segment | Subsegment]:
    waiting = list(parts)
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(part.subsegments)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)
