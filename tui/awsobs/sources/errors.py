"""Every way in which AWS and the network refuse, turned into words and a condition."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from awsobs.domain.safe_text import safe_text
from awsobs.domain.source_state import Condition, SourceError
from awsobs.languages.secrets import masked
from awsobs.sources import failure_reasons, sign_in_failures
from awsobs.sources.attempt import Attempt, failed
from awsobs.sources.error_codes import EXPIRED, THROTTLED, UNSUPPORTED, is_denied
from awsobs.sources.replies import BadReply

_LONGEST = 4096
_log = logging.getLogger(__name__)

OUTSIDE: tuple[type[Exception], ...] = (
    boto.BotoCoreError,
    boto.ClientError,
    ResponseParserError,
    BadReply,
    json.JSONDecodeError,  # a credential_process that prints rubbish
    sign_in_failures.StillExpired,
    *failure_reasons.OFFLINE,
)
"""What `source_error` can explain; anything else is a bug."""


def source_error(error: Exception, attempt: Attempt) -> SourceError:
    """The words for an outside failure."""
    match error:
        case boto.ClientError():
            return _refusal(error, attempt)
        case ResponseParserError() | BadReply():
            return _bad_reply(str(error), attempt)
        case _ if isinstance(error, failure_reasons.OFFLINE):
            return _offline(error, attempt)
        case _:
            return sign_in_failures.sign_in_error(error, attempt)


def _refusal(error: boto.ClientError, attempt: Attempt) -> SourceError:
    reply: Mapping[str, Any] = error.response
    code, message = _code_and_message(reply)
    status = _status(reply)
    if code in THROTTLED or status == 429:
        return failed("throttled", Condition.THROTTLED, attempt)
    if error.operation_name in sign_in_failures.STEPS and status < 500:
        return sign_in_failures.role_refused(str(error.operation_name), code, message, attempt)
    if code in EXPIRED:
        return sign_in_failures.expired(code, attempt)
    if code in UNSUPPORTED or status == 501 or (code == "404" and status == 404):
        return _unsupported(attempt)
    if is_denied(code):
        return _denied(attempt)
    if code == str(status):
        return _bad_reply(message, attempt, status)
    missing = f" on {attempt.resource}" if code.startswith("ResourceNotFound") else ""
    words = f"{status} {code}" if status >= 500 else f"{code}{missing}: {message}"
    told = failed(masked(safe_text(words))[:300], Condition.FAILING, attempt)
    told.code = "" if status >= 500 else code
    return told


def _denied(attempt: Attempt) -> SourceError:
    where = f" on {attempt.resource}" if attempt.resource else ""
    return failed(
        safe_text(f"denied: {attempt.operation}{where}"),
        Condition.DENIED,
        attempt,
        hint="awsobs iam-policy prints what is needed",
    )


def _unsupported(attempt: Attempt) -> SourceError:
    what = f"this endpoint does not implement {attempt.operation}"
    return failed(what, Condition.UNSUPPORTED, attempt)


def _bad_reply(text: str, attempt: Attempt, status: int = 0) -> SourceError:
    """A web page instead of an answer is how other emulators say that they lack a call."""
    if attempt.own_endpoint and ("<html" in text.lower() or "<!doctype" in text.lower()):
        return _unsupported(attempt)
    opening = masked(safe_text(text[: 2 * _LONGEST]))[:_LONGEST]
    _log.debug("bad reply to %s: %s", attempt.operation, opening)
    what = f"{status} from the service" if status else f"bad reply to {attempt.operation}"
    error = failed(what, Condition.FAILING, attempt)
    error.malformed = 1
    return error


def _offline(error: Exception, attempt: Attempt) -> SourceError:
    reason = failure_reasons.reason_of(error, attempt.endpoint)
    hint = ""
    if not attempt.own_endpoint and failure_reasons.is_unresolved(error):
        hint = failure_reasons.region_hint(attempt.region)
    return failed(reason, Condition.OFFLINE, attempt, hint=hint)


def _code_and_message(reply: Mapping[str, Any]) -> tuple[str, str]:
    error: Mapping[str, Any] = reply.get("Error") or {}
    return str(error.get("Code", "")), str(error.get("Message", ""))


def _status(reply: Mapping[str, Any]) -> int:
    metadata: Mapping[str, Any] = reply.get("ResponseMetadata") or {}
    status = metadata.get("HTTPStatusCode")
    return status if isinstance(status, int) else 0
