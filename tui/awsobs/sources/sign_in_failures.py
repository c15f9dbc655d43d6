"""Why credentials could not be had, or do not hold (any more)."""

import json

from botocore import exceptions as boto

from awsobs.domain.safe_text import safe_text
from awsobs.domain.source_state import Condition, SourceError
from awsobs.sources.attempt import Attempt, failed
from awsobs.sources.sessions import CodeNeeded

STEPS = {
    "AssumeRole": "the role cannot be assumed",
    "AssumeRoleWithWebIdentity": "the web identity token was refused",
    "GetRoleCredentials": "SSO gives no keys for this role",
    "CreateToken": "SSO did not renew the session",
}
"""Calls that botocore makes on its way to credentials, and what it means that one was refused."""

_SSO = (boto.UnauthorizedSSOTokenError, boto.TokenRetrievalError, boto.SSOTokenLoadError)
_LOGIN = ("LoginRefreshRequired", "LoginTokenLoadError", "LoginInsufficientPermissions")
"""Errors of `aws login`, which newer versions of botocore have."""
_BAD_KEY = ("InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure")
_RENEW = "renew the credentials"


class StillExpired(Exception):
    """What should have renewed the credentials gave some that have ended already."""


def sign_in_error(error: Exception, attempt: Attempt) -> SourceError:
    """The words for what kept botocore from having credentials."""
    renewal = attempt.renewal or _RENEW
    match error:
        case _ if isinstance(error, _SSO):
            return _signed_out("SSO session expired", renewal, attempt)
        case _ if type(error).__name__ in _LOGIN:
            return _signed_out("session expired", "run: aws login", attempt)
        case StillExpired():
            return _signed_out("session expired", renewal, attempt)
        case CodeNeeded():
            return _signed_out("the role needs an MFA code", renewal, attempt)
        case boto.RefreshWithMFAUnsupportedError():
            return _signed_out("session expired, a new one needs an MFA code", renewal, attempt)
        case boto.NoCredentialsError():
            return _signed_out("no AWS credentials", "awsobs demo needs none", attempt)
        case json.JSONDecodeError() | boto.CredentialRetrievalError():
            return _signed_out("the credentials cannot be read", _one_line(error), attempt)
        case _:
            return _signed_out(
                _one_line(error), "see ~/.aws/config and ~/.aws/credentials", attempt
            )


def expired(code: str, attempt: Attempt) -> SourceError:
    """A service says that the credentials do not hold."""
    if "Signature" in code or code == "RequestExpired":
        hint = "is this machine's clock right, and the secret key? awsobs doctor compares"
        return _signed_out(f"the signature was refused ({code})", hint, attempt)
    if code in _BAD_KEY:
        return _signed_out("the access key is not valid", attempt.renewal or _RENEW, attempt)
    return _signed_out("session expired", attempt.renewal or _RENEW, attempt)


def role_refused(step: str, code: str, message: str, attempt: Attempt) -> SourceError:
    """One of the calls on the way to credentials was refused."""
    if "Expired" in code:
        return expired(code, attempt)
    words = " ".join(message.split()) or code
    return _signed_out(STEPS[step], safe_text(words)[:200], attempt)


def _signed_out(what: str, hint: str, attempt: Attempt) -> SourceError:
    return failed(what, Condition.EXPIRED, attempt, hint=hint)


def _one_line(error: Exception) -> str:
    return safe_text(" ".join(str(error).split()))[:200]
