"""The X-Ray segments of a sampled request, one document for each program that worked on it."""

import json
from collections.abc import Iterator
from typing import Any

from awsobs.scenarios.checkout.identities import ACCOUNT
from awsobs.scenarios.checkout.records import REGION
from awsobs.scenarios.draws import hex_id
from awsobs.scenarios.gameday.kinds import is_traced, kind_of
from awsobs.scenarios.gameday.plan import Plan, Service
from awsobs.scenarios.gameday.requests import Request, Span
from awsobs.scenarios.story import SentSegment

Body = dict[str, Any]


def segments_of(plan: Plan, request: Request) -> Iterator[SentSegment]:
    """What the SDKs sent, each document when its segment ended; nothing if not sampled."""
    if request.sampled:
        yield from _segments(plan, request, request.root, None)


def _segments(
    plan: Plan, request: Request, span: Span, parent: str | None
) -> Iterator[SentSegment]:
    body = _segment(plan, request, span)
    if parent is None:
        body["http"]["request"] = {
            "method": "POST",
            "url": f"https://shop.example/{plan.services[0].name}",
            "client_ip": f"198.51.100.{request.number % 200 + 20}",
        }
    else:
        body["parent_id"] = parent
    yield SentSegment(span.end, json.dumps(body, separators=(",", ":")))
    for call in span.calls:
        if is_traced(call.service):
            yield from _segments(plan, request, call, _id(call, "call"))


def _id(span: Span, part: str) -> str:
    return hex_id(f"{span.place}/{part}")


def _segment(plan: Plan, request: Request, span: Span) -> Body:
    body: Body = {
        "trace_id": request.trace,
        "id": _id(span, "segment"),
        "name": span.service.name,
        "origin": span.service.type,
        "start_time": span.start,
        "end_time": span.end,
        "aws": {"account_id": ACCOUNT, "region": REGION},
        "annotations": {"number": request.number},
        "http": {"response": {"status": span.status}},
        **_flags(span),
    }
    if arn := arn_of(span.service):
        body["resource_arn"] = arn
    if span.is_root:
        body["cause"] = _cause(plan, span)
    if span.calls:
        body["subsegments"] = [_called(plan, call) for call in span.calls]
    return body


def arn_of(service: Service) -> str:
    """The ARN of what a service is; empty for a program outside of AWS."""
    told = kind_of(service).arn
    filled = told.format(
        region=REGION, account=ACCOUNT, name=service.name, lower=service.name.lower()
    )
    return f"arn:aws:{filled}" if told else ""


def _flags(span: Span) -> Body:
    if span.failed == "throttle":
        return {"error": True, "throttle": True}
    return {span.failed: True} if span.failed else {}


def _called(plan: Plan, call: Span) -> Body:
    kind = kind_of(call.service)
    body: Body = {
        "id": _id(call, "call"),
        "name": call.service.name,
        "namespace": "remote",
        "start_time": call.start - 0.0005,
        "end_time": call.end + 0.0005,
        "http": {"response": {"status": call.status}},
        **_flags(call),
    }
    if is_traced(call.service):
        address = f"https://{call.service.name}.shop.internal/"
        body["http"]["request"] = {"method": "POST", "url": address, "traced": True}
        return body
    if kind.client == "sql":
        body["sql"] = {
            "url": f"jdbc:postgresql://{call.service.name}.c9akciq32.{REGION}.rds.amazonaws.com:5432/shop",
            "database_type": "PostgreSQL",
            "sanitized_query": call.operation or "SELECT",
        }
    else:
        body["namespace"] = "aws"
        body["name"] = kind.client.format(name=call.service.name)
        body["aws"] = _aws(call, kind.field)
    if call.is_root:
        body["cause"] = _cause(plan, call)
    return body


def _aws(call: Span, field: str) -> Body:
    body: Body = {"account_id": ACCOUNT, "region": REGION}
    if call.operation:
        body["operation"] = call.operation
    if field:
        name = call.service.name
        is_queue = field == "queue_url"
        body[field] = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name}" if is_queue else name
    return body


def _cause(plan: Plan, span: Span) -> Body:
    exception = {
        "id": _id(span, "exception"),
        "type": plan.failure.exception,
        "message": plan.failure.says,
        "remote": not is_traced(span.service),
    }
    return {"working_directory": "/var/task", "exceptions": [exception]}
