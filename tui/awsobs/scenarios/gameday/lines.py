"""The log lines of a request."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache

from awsobs.scenarios.draws import hex_id
from awsobs.scenarios.gameday.kinds import group_of, is_traced
from awsobs.scenarios.gameday.plan import Plan
from awsobs.scenarios.gameday.requests import Request, Span
from awsobs.scenarios.story import LogLine

_INSTANCE_LIFE = 1200


def lines_of(plan: Plan, request: Request) -> Iterator[LogLine]:
    """What the services wrote, in no order."""
    yield from _lines(plan, request, request.root)


def _lines(plan: Plan, request: Request, span: Span) -> Iterator[LogLine]:
    if _is_silent(span):
        return
    failed_call = next((call for call in span.calls if call.failed), None)
    if span.is_root:
        yield _line(request, span, "ERROR", _filled(plan.failure.says, request, span))
    elif failed_call is not None and _is_silent(failed_call):
        yield _line(request, span, "ERROR", _filled(plan.failure.says, request, failed_call))
    elif failed_call is not None:
        told = f"{failed_call.service.name} answered {failed_call.status} for {request.number}"
        yield _line(request, span, "ERROR", told)
    else:
        yield _line(request, span, "INFO", _filled(span.service.says, request, span))
    for call in span.calls:
        yield from _lines(plan, request, call)


def _is_silent(span: Span) -> bool:
    """A store writes no lines, nor does a program that was never let to run."""
    return not is_traced(span.service) or (span.is_root and span.failed == "throttle")


def _filled(text: str, request: Request, span: Span) -> str:
    return (
        text.replace("{number}", str(request.number))
        .replace("{ms}", str(span.ms))
        .replace("{request}", hex_id(f"{request.trace}/request", 12))
    )


def _line(request: Request, span: Span, level: str, told: str) -> LogLine:
    name, at = span.service.name, span.end - 0.0005
    message = json.dumps(
        {
            "level": level,
            "service": name,
            "message": told,
            "number": request.number,
            "xray_trace_id": request.trace,
        },
        separators=(",", ":"),
    )
    stream = _stream(name, int(at) // _INSTANCE_LIFE)
    return LogLine(int(at * 1000), group_of(span.service), stream, message)


@lru_cache(maxsize=256)
def _stream(name: str, life: int) -> str:
    day = datetime.fromtimestamp(life * _INSTANCE_LIFE, UTC)
    return f"{day:%Y/%m/%d}/{hex_id(f'{name}/{life}', 24)}"
