"""What can be said of one request: the facts that failing requests may have in common."""

import re
from collections.abc import Iterator

from awsobs.analysis.segments import mapping_in, objects_in, text_in
from awsobs.analysis.trace_summaries import parts_of
from awsobs.domain.traces import AnnotationValue, Trace, TraceSummary

Fact = tuple[str, str]
"""A name such as `annotation.version`, and a value."""

_LONGEST = 120
_NUMBERED = re.compile(r"(?<=/)(?:\d+|[0-9a-fA-F]{8}[0-9a-fA-F-]*)(?=/|$)")


def facts_of_summary(summary: TraceSummary) -> frozenset[Fact]:
    """Everything that a summary tells of a request beside how long it took."""
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
    """What no summary tells: the versions of services, and exceptions."""
    return _facts(*_versions(trace), *_exceptions(trace))


def url_of(url: str) -> str:
    """An address without its query, and with `*` for the numbers and ids in its path."""
    return _NUMBERED.sub("*", url.partition("?")[0].partition("#")[0])


def _facts(*pairs: Fact) -> frozenset[Fact]:
    return frozenset((name, value[:_LONGEST]) for name, value in pairs if value)


def _versions(trace: Trace) -> Iterator[Fact]:
    for segment in trace.segments:
        version = text_in(mapping_in(segment.document, "service"), "version")
        yield f"version.{segment.name}", version


def _exceptions(trace: Trace) -> Iterator[Fact]:
    for part in parts_of(trace):
        for exception in objects_in(mapping_in(part.document, "cause"), "exceptions"):
            yield "exception", text_in(exception, "type")


def _value(value: AnnotationValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)
