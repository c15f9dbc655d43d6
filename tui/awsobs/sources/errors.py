"""Every way in which AWS and the network refuse, turned into words and a condition."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from awsobs.domain.safe_text import safe_text
from awsobs.domain.source_state import Condition, SourceError
from awsobs.sources import failure_reasons
from awsobs.sources.error_codes import EXPIRED, THROTTLED, UNSUPPORTED, is_denied
from awsobs.sources.replies import BadReply

OUTSIDE: tuple[type[Exception], ...] = (
    boto.BotoCoreError,
    boto.ClientError,
    ResponseParserError,
    BadReply,
    json.JSONDecodeError,  # a credential_process that prints rubbish
    EOFError,  # an MFA prompt without a terminal
    *failure_reasons.OFFLINE,
)
"""What `source_error` can explain; anything else is a bug."""

_SSO = (boto.UnauthorizedSSOTokenError, boto.TokenRetrievalError, boto.SSOTokenLoadError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What was tried, where, and on whose behalf."""

    operation: str
    resource: str = ""
    profile: str = ""
    endpoint: str = ""
    own_endpoint: bool = False


def source_error(error: Exception, attempt: Attempt) -> SourceError:
    """The words for an outside failure."""
    match error:
        case boto.ClientError():
            return _refusal(error, attempt)
        case ResponseParserError() | BadReply():
            return _bad_reply(str(error), attempt)
        case _ if isinstance(error, _SSO):
            return _signed_out("SSO session expired", _login(attempt), attempt)
        case boto.NoCredentialsError():
            return _signed_out("no AWS credentials", "awsobs demo needs none", attempt)
        case json.JSONDecodeError() | EOFError() | boto.CredentialRetrievalError():
            return _signed_out("the credentials cannot be read", _one_line(error), attempt)
        case _ if isinstance(error, failure_reasons.OFFLINE):
            reason = failure_reasons.reason_of(error, attempt.endpoint)
            return _error(reason, Condition.OFFLINE, attempt)
        case _:
            return _configuration(error, attempt)


def _refusal(error: boto.ClientError, attempt: Attempt) -> SourceError:
    reply: Mapping[str, Any] = error.response
    code, message = _code_and_message(reply)
    status = _status(reply)
    if code in THROTTLED or status == 429:
        return _error("throttled", Condition.THROTTLED, attempt)
    if code in EXPIRED:
        return _expired(code, message, attempt)
    if code in UNSUPPORTED or status == 501 or (code == "404" and status == 404):
        return _unsupported(attempt)
    if is_denied(code):
        return _denied(attempt)
    if code == str(status):
        return _bad_reply(message, attempt, status)
    words = f"{status} {code}" if status >= 500 else f"{code}: {message}"
    return _error(safe_text(words)[:300], Condition.FAILING, attempt)


def _denied(attempt: Attempt) -> SourceError:
    where = f" on {attempt.resource}" if attempt.resource else ""
    return _error(
        safe_text(f"denied: {attempt.operation}{where}"),
        Condition.DENIED,
        attempt,
        hint="awsobs iam-policy prints what is needed",
    )


def _unsupported(attempt: Attempt) -> SourceError:
    what = f"this endpoint does not implement {attempt.operation}"
    return _error(what, Condition.UNSUPPORTED, attempt)


def _bad_reply(text: str, attempt: Attempt, status: int = 0) -> SourceError:
    """A web page instead of an answer is how other emulators say that they lack a call."""
    if attempt.own_endpoint and ("<html" in text.lower() or "<!doctype" in text.lower()):
        return _unsupported(attempt)
    what = f"{status} from the service" if status else f"bad reply to {attempt.operation}"
    return _error(what, Condition.FAILING, attempt)


def _expired(code: str, message: str, attempt: Attempt) -> SourceError:
    if "Signature" in code or code == "RequestExpired":
        hint = "is this machine's clock right, and the secret key?"
        return _signed_out(f"the signature was refused ({code})", hint, attempt)
    if code in ("InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure"):
        return _signed_out("the access key is not valid", "renew the credentials", attempt)
    return _signed_out("session expired", _login(attempt), attempt)


def _configuration(error: Exception, attempt: Attempt) -> SourceError:
    hint = "see ~/.aws/config and ~/.aws/credentials"
    return _signed_out(_one_line(error), hint, attempt)


def _signed_out(what: str, hint: str, attempt: Attempt) -> SourceError:
    return _error(what, Condition.EXPIRED, attempt, hint=hint)


def _error(what: str, condition: Condition, attempt: Attempt, *, hint: str = "") -> SourceError:
    return SourceError(what, hint=hint, condition=condition, operation=attempt.operation)


def _login(attempt: Attempt) -> str:
    profile = f" --profile {safe_text(attempt.profile)}" if attempt.profile else ""
    return f"run: aws sso login{profile}"


def _one_line(error: Exception) -> str:
    return safe_text(" ".join(str(error).split()))[:200]


def _code_and_message(reply: Mapping[str, Any]) -> tuple[str, str]:
    error: Mapping[str, Any] = reply.get("Error") or {}
    return str(error.get("Code", "")), str(error.get("Message", ""))


def _status(reply: Mapping[str, Any]) -> int:
    metadata: Mapping[str, Any] = reply.get("ResponseMetadata") or {}
    status = metadata.get("HTTPStatusCode")
    return status if isinstance(status, int) else 0
