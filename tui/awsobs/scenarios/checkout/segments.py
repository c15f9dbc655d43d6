"""The X-Ray segments of a sampled visit, one document for each function that worked on it."""

import json
from collections.abc import Iterator
from typing import Any, Final

from awsobs.scenarios.checkout.lines import VERSIONS
from awsobs.scenarios.checkout.visits import PATIENCE, Attempt, Span, Visit
from awsobs.scenarios.draws import hex_id
from awsobs.scenarios.story import SentSegment

ACCOUNT: Final = "123456789012"
REGION: Final = "us-east-1"
TABLE: Final = "charges"
QUEUE_URL: Final = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/orders-q"

_AGENTS: Final = ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X)", "Shop/8.2 (Android 16)")
_PAYMENTS: Final = "https://payments.shop.internal"

Body = dict[str, Any]


def segments_of(visit: Visit) -> Iterator[SentSegment]:
    """What the SDKs sent, each document when its segment ended; nothing if not sampled."""
    if not visit.sampled:
        return
    bodies = [_gateway(visit)]
    if visit.checkout is not None:
        bodies.append(_checkout(visit, visit.checkout))
    if visit.lookup is not None:
        bodies.append(_card_lookup(visit, visit.lookup))
    bodies += [_payment(visit, number, try_) for number, try_ in enumerate(visit.attempts, 1)]
    if visit.order is not None:
        bodies.append(_order(visit, visit.order))
    for body in bodies:
        yield SentSegment(body["end_time"], json.dumps(body, separators=(",", ":")))


def _id(visit: Visit, part: str) -> str:
    return hex_id(f"{visit.trace}/{part}")


def _segment(visit: Visit, name: str, part: str, span: Span, status: int) -> Body:
    version = VERSIONS.get(name, visit.version)
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
    body = {
        "trace_id": visit.trace,
        "id": _id(visit, part),
        "name": name,
        "origin": "AWS::Lambda::Function",
        "start_time": span.start,
        "end_time": span.end,
        "resource_arn": arn,
        "service": {"version": version},
        "aws": {"account_id": ACCOUNT, "region": REGION, "function_arn": arn},
        "annotations": {"zone": visit.zone, "version": version},
        "http": {"response": {"status": status}},
    }
    return body | _flags(status)


def _flags(status: int) -> Body:
    return {"fault": True} if status >= 500 else {"error": True} if status >= 400 else {}


def _called(visit: Visit, part: str, name: str, span: Span, request: str, status: int) -> Body:
    """A subsegment for a call whose far end sends a segment of its own."""
    method, _, url = request.partition(" ")
    return {
        "id": _id(visit, f"{part}-call"),
        "name": name,
        "namespace": "remote",
        "start_time": span.start - 0.001,
        "end_time": span.end + 0.001,
        "http": {
            "request": {"method": method, "url": url, "traced": True},
            "response": {"status": status},
        },
    } | _flags(status)


def _gateway(visit: Visit) -> Body:
    body = _segment(visit, "gateway", "gateway", Span(visit.at, visit.end), visit.status)
    chance = int(visit.digits[:4], 16)
    body["user"] = f"customer-{chance % 997}"
    body["http"]["request"] = {
        "method": visit.method,
        "url": f"https://shop.example{visit.path}",
        "user_agent": _AGENTS[chance % len(_AGENTS)],
        "client_ip": f"198.51.100.{chance % 200 + 20}",
    }
    if visit.checkout is not None:
        request = f"{visit.method} https://checkout.shop.internal{visit.path}"
        call = _called(visit, "checkout", "checkout", visit.checkout, request, visit.status)
        body["subsegments"] = [call]
    return body


def _checkout(visit: Visit, span: Span) -> Body:
    body = _segment(visit, "checkout", "checkout", span, visit.status)
    body["parent_id"] = _id(visit, "checkout-call")
    calls: list[Body] = []
    if visit.lookup is not None:
        request = f"GET {_PAYMENTS}/cards"
        calls.append(_called(visit, "lookup", "payments", visit.lookup, request, 200))
    for number, attempt in enumerate(visit.attempts, 1):
        calls.append(_attempt_call(visit, number, attempt))
    if visit.order is not None:
        request = f"POST https://orders.shop.internal/orders/{visit.number}"
        calls.append(_called(visit, "order", "orders", visit.order, request, 200))
    body["subsegments"] = calls
    if visit.attempts:
        body["annotations"] |= {"order": visit.number, "acquirer": visit.acquirer}
    return body


def _attempt_call(visit: Visit, number: int, attempt: Attempt) -> Body:
    """Checkout's view of one attempt: it waits no longer than its patience lasts."""
    gives_up = visit.attempts[0].start + PATIENCE
    span = Span(attempt.start, min(attempt.end, gives_up))
    request = f"POST {_PAYMENTS}/charge"
    call = _called(
        visit, f"charge{number}", "payments", span, request, 504 if attempt.failed else 200
    )
    if attempt.end > gives_up:
        call["http"].pop("response")
        call["cause"] = _cause(visit, f"late{number}", "TimeoutError", "gave up after 2000 ms")
    return call


def _card_lookup(visit: Visit, span: Span) -> Body:
    body = _segment(visit, "payments", "lookup", span, 200)
    body["parent_id"] = _id(visit, "lookup-call")
    body["subsegments"] = [_table_call(visit, "lookup", "Query", span.start + 0.004)]
    return body


def _payment(visit: Visit, number: int, attempt: Attempt) -> Body:
    """Payments notes the charge in its table, then asks the acquirer."""
    part = f"charge{number}"
    span = Span(attempt.start, attempt.end)
    body = _segment(visit, "payments", part, span, 504 if attempt.failed else 200)
    body["parent_id"] = _id(visit, f"{part}-call")
    body["annotations"] |= {"acquirer": visit.acquirer, "attempt": number, "order": visit.number}
    noted = _table_call(visit, part, "PutItem", span.start + 0.003)
    asked: Body = {
        "id": _id(visit, f"{part}-authorize"),
        "name": f"authorize {visit.acquirer}",
        "start_time": noted["end_time"] + 0.001,
        "end_time": span.end - 0.001,
    }
    if attempt.failed:
        told = f"{visit.acquirer} did not answer within {PATIENCE * 1000:.0f} ms"
        cause = _cause(visit, part, "AcquirerTimeout", told)
        asked |= {"fault": True, "cause": cause}
        body["cause"] = cause["exceptions"][0]["id"]
    body["subsegments"] = [noted, asked]
    return body


def _table_call(visit: Visit, part: str, operation: str, start: float) -> Body:
    chance = int(visit.digits[4:8], 16) / 0x10000
    return {
        "id": _id(visit, f"{part}-table"),
        "name": "DynamoDB",
        "namespace": "aws",
        "start_time": start,
        "end_time": start + 0.006 + 0.006 * chance,
        "http": {"response": {"status": 200}},
        "aws": {
            "operation": operation,
            "table_name": TABLE,
            "region": REGION,
            "account_id": ACCOUNT,
            "request_id": hex_id(f"{visit.trace}/{part}/request", 52).upper(),
        },
    }


def _order(visit: Visit, span: Span) -> Body:
    body = _segment(visit, "orders", "order", span, 200)
    body["parent_id"] = _id(visit, "order-call")
    body["annotations"]["order"] = visit.number
    if visit.charged:
        sent: Body = {
            "id": _id(visit, "order-queue"),
            "name": "SQS",
            "namespace": "aws",
            "start_time": span.start + 0.010,
            "end_time": span.start + 0.019,
            "http": {"response": {"status": 200}},
            "aws": {
                "operation": "SendMessage",
                "queue_url": QUEUE_URL,
                "region": REGION,
                "account_id": ACCOUNT,
            },
        }
        body["subsegments"] = [sent]
    return body


def _cause(visit: Visit, part: str, kind: str, told: str) -> Body:
    where = {"path": "payments/acquirer.py", "line": 88, "label": "authorize"}
    if kind == "TimeoutError":
        where = {"path": "checkout/payments_client.py", "line": 41, "label": "charge"}
    exception = {
        "id": _id(visit, f"{part}-exception"),
        "type": kind,
        "message": told,
        "stack": [where, {"path": "handler.py", "line": 23, "label": "handler"}],
    }
    return {"working_directory": "/var/task", "exceptions": [exception]}
