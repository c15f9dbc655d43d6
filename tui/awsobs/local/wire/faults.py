"""Planned harm that takes a service's model to do: errors, odd pages, and a clock gone wrong."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from botocore.model import ListShape, OperationModel, StructureShape

from awsobs.local.cloud import Cloud
from awsobs.local.faults import Page, Refusal, Skew
from awsobs.local.operations import Call, EventStream, Fault, Reply
from awsobs.local.wire.messages import Request
from awsobs.local.wire.service_models import Service

_STATUSES: Final = {
    "AccessDenied": 403,
    "ExpiredToken": 403,
    "InternalFailure": 500,
    "InternalServerError": 500,
    "InvalidClientTokenId": 403,
    "ServiceUnavailable": 503,
    "ServiceUnavailableException": 503,
    "SignatureDoesNotMatch": 403,
}
_TOKENS: Final = ("nextToken", "NextToken")
_OURS: Final = "awsobs-page:"
_SIGNED_FOR: Final = timedelta(minutes=5)
_STAMP: Final = "%Y%m%dT%H%M%SZ"


def fault_of(refusal: Refusal, service: Service | None) -> Fault:
    """A planned error, with the status that was asked for or that is usual."""
    usual = None if service is None else service.error_status(refusal.code)
    status = refusal.status or usual or _STATUSES.get(refusal.code, 400)
    return Fault(refusal.code, refusal.message, status=status)


def check_signature(
    request: Request, now: datetime, skew: Skew | None, service: Service | None
) -> None:
    """Refuse what was signed more than five minutes off the service's own, wrong clock.

    Raises:
        Fault: as AWS words it.
    """
    if skew is None or (signed := _signed_at(request)) is None:
        return
    there = now + skew.by
    if signed < there - _SIGNED_FOR:
        edge = f"{there - _SIGNED_FOR:{_STAMP}} ({there:{_STAMP}} - 5 min.)"
        words = f"Signature expired: {signed:{_STAMP}} is now earlier than {edge}"
    elif signed > there + _SIGNED_FOR:
        edge = f"{there + _SIGNED_FOR:{_STAMP}} ({there:{_STAMP}} + 5 min.)"
        words = f"Signature not yet current: {signed:{_STAMP}} is still later than {edge}"
    else:
        return
    if service is not None and service.model.protocol == "query":
        raise Fault("SignatureDoesNotMatch", words, status=403)
    raise Fault("InvalidSignatureException", words)


def reply_in_pages(
    cloud: Cloud, call: Call, operation: OperationModel | None, page: Page | None
) -> Reply:
    """Ask the cloud, and spoil the pages of its answer where that was planned.

    Raises:
        Fault: the cloud refuses.
    """
    name = None if operation is None else _token_of(operation)
    if name is None:
        return cloud.answer(call)
    token = str(call.parameters.get(name, ""))
    is_ours = token.startswith(_OURS)
    if page is Page.EMPTY and not is_ours:
        return {**_no_rows(operation), name: _OURS + token}
    asked = _with_token(call, name, token.removeprefix(_OURS)) if is_ours else call
    reply = cloud.answer(asked)
    if page is Page.REPEAT and not isinstance(reply, EventStream):
        return {**reply, name: token or _OURS}
    return reply


def _token_of(operation: OperationModel) -> str | None:
    """What the operation calls the token that it takes and gives, if it comes in pages."""
    taken, given = operation.input_shape, operation.output_shape
    if not isinstance(taken, StructureShape) or not isinstance(given, StructureShape):
        return None
    return next((name for name in _TOKENS if name in taken.members and name in given.members), None)


def _no_rows(operation: OperationModel | None) -> Mapping[str, object]:
    given = None if operation is None else operation.output_shape
    members = given.members if isinstance(given, StructureShape) else {}
    return {name: [] for name, shape in members.items() if isinstance(shape, ListShape)}


def _with_token(call: Call, name: str, token: str) -> Call:
    others = {key: value for key, value in call.parameters.items() if key != name}
    return replace(call, parameters={**others, name: token} if token else others)


def _signed_at(request: Request) -> datetime | None:
    try:
        signed = datetime.fromisoformat(request.headers.get("X-Amz-Date", ""))
    except ValueError:
        return None
    return signed if signed.tzinfo else None
