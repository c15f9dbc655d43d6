import os
import sys
from pathlib import Path
from typing import Any

import pytest
from botocore import exceptions as boto

from awsobs.domain.clock import FrozenClock
from awsobs.domain.source_state import Condition, SourceError
from awsobs.sources.access import Access
from awsobs.sources.attempt import Attempt
from awsobs.sources.errors import source_error
from awsobs.sources.failure_reasons import region_hint
from awsobs.sources.pace import Pace
from awsobs.sources.session import Aws
from awsobs.sources.sessions import CodeNeeded, made_session, nobody_to_ask
from awsobs.sources.sign_in_failures import StillExpired

RENEWAL = "run: aws sso login --profile ops"
NO_MOMENT = '{"Version": 1, "AccessKeyId": "a", "SecretAccessKey": "b", "Expiration": "x"}'
ATTEMPT = Attempt(operation="logs:FilterLogEvents", region="eu-west-1", renewal=RENEWAL)


class LoginRefreshRequired(boto.BotoCoreError):
    """As newer versions of botocore have it."""


def refusal(operation: str, code: str, message: str = "no", status: int = 403) -> boto.ClientError:
    metadata = {"HTTPStatusCode": status}
    response: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": metadata}
    return boto.ClientError(response, operation)


@pytest.mark.parametrize(
    ("error", "what", "hint"),
    [
        (boto.UnauthorizedSSOTokenError(), "SSO session expired", RENEWAL),
        (boto.SSOTokenLoadError(error_msg="x"), "SSO session expired", RENEWAL),
        (boto.TokenRetrievalError(provider="sso", error_msg="x"), "SSO session expired", RENEWAL),
        (LoginRefreshRequired(), "session expired", "run: aws login"),
        (StillExpired(), "session expired", RENEWAL),
        (CodeNeeded(), "the role needs an MFA code", RENEWAL),
        (
            boto.RefreshWithMFAUnsupportedError(),
            "session expired, a new one needs an MFA code",
            RENEWAL,
        ),
        (boto.NoCredentialsError(), "no AWS credentials", "awsobs demo needs none"),
        (refusal("FilterLogEvents", "ExpiredTokenException"), "session expired", RENEWAL),
        (
            refusal("FilterLogEvents", "InvalidClientTokenId"),
            "the access key is not valid",
            RENEWAL,
        ),
        (
            refusal("AssumeRole", "AccessDenied", "User is not authorized"),
            "the role cannot be assumed",
            "User is not authorized",
        ),
        (refusal("AssumeRole", "ExpiredToken"), "session expired", RENEWAL),
        (
            refusal("GetRoleCredentials", "ForbiddenException", "No access"),
            "SSO gives no keys for this role",
            "No access",
        ),
    ],
)
def test_each_way_to_have_no_credentials_has_its_words(
    error: Exception, what: str, hint: str
) -> None:
    told = source_error(error, ATTEMPT)
    assert (told.condition, told.what, told.hint) == (Condition.EXPIRED, what, hint)
    assert told.operation == "logs:FilterLogEvents"


def test_a_signature_that_is_refused_points_at_the_clock() -> None:
    told = source_error(refusal("FilterLogEvents", "SignatureDoesNotMatch"), ATTEMPT)
    assert told.what == "the signature was refused (SignatureDoesNotMatch)"
    assert "clock" in told.hint


@pytest.mark.parametrize("status", [500, 503])
def test_a_token_service_that_is_down_is_no_refusal(status: int) -> None:
    told = source_error(refusal("AssumeRole", "InternalFailure", status=status), ATTEMPT)
    assert told.condition is Condition.FAILING


def test_without_a_known_way_to_renew_them_the_words_stay_true() -> None:
    told = source_error(StillExpired(), Attempt(operation="x:Y"))
    assert told.hint == "renew the credentials"


def test_words_from_a_token_service_cannot_reach_the_terminal() -> None:
    told = source_error(refusal("AssumeRole", "X", "\x1b]0;evil\x07\n" * 99), ATTEMPT)
    assert "\x1b" not in told.hint
    assert "\n" not in told.hint
    assert len(told.hint) <= 200


def test_a_region_that_leads_nowhere_is_answered_with_the_nearest_one() -> None:
    assert region_hint("eu-wset-1") == "is the region right? did you mean eu-west-1?"
    assert region_hint("zzz") == "is the region right?"
    assert region_hint("eu-west-1") == ""


# --- what a command of the user's prints ---------------------------------------------------


async def keys_of(
    process: str, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> SourceError | None:
    """Have a command give the credentials; what was wrong with them."""
    config = tmp_path / "config"
    config.write_text(f"[profile ops]\ncredential_process = {process}\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    async with Aws(Access(profile="ops", region="us-east-1"), clock, pace=Pace(clock)) as aws:
        try:
            await aws.keys()
        except SourceError as error:
            return error
    return None


@pytest.mark.parametrize(
    ("process", "hint"),
    [
        ("echo rubbish", "JSONDecodeError"),
        ("""sh -c 'echo "vault is locked" >&2; exit 3'""", "vault is locked"),
        ("echo []", "AttributeError"),
        ("echo '{}'", "Version"),
        ("""echo '{"Version": 1}'""", "AccessKeyId"),
        (r"printf \\377", "UnicodeDecodeError"),
        (f"echo '{NO_MOMENT}'", "ParserError"),
    ],
)
async def test_a_process_that_gives_no_keys_is_told_with_its_own_words(
    process: str,
    hint: str,
    clock: FrozenClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    error = await keys_of(process, clock, tmp_path, monkeypatch)
    assert error is not None
    assert (error.condition, error.what) == (Condition.EXPIRED, "the credentials cannot be read")
    assert hint in error.hint


@pytest.mark.parametrize("process", ["/no/such/command", "sh -c 'unbalanced"])
async def test_a_process_that_cannot_be_run_is_told_before_it_is_tried(
    process: str, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = await keys_of(process, clock, tmp_path, monkeypatch)
    assert error is not None
    assert error.condition is Condition.EXPIRED
    assert error.what.startswith("credential_process of profile ops cannot be run: no program ")


async def test_secrets_in_what_a_process_says_are_masked(
    clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = "sh -c 'echo password=hunter2hunter2 >&2; exit 1'"
    error = await keys_of(process, clock, tmp_path, monkeypatch)
    assert error is not None
    assert "password=" in error.hint
    assert "hunter2" not in error.hint


async def test_a_process_cannot_talk_to_our_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "keys.py"
    script.write_text(
        "import json, os, sys\n"
        "read = 'nothing' if not sys.stdin.read() else 'something'\n"
        "key = {'AccessKeyId': str(os.getsid(0)), 'SecretAccessKey': read}\n"
        "print(json.dumps({'Version': 1} | key))\n"
    )
    config = tmp_path / "config"
    config.write_text(f"[profile ops]\ncredential_process = {sys.executable} {script}\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    found = await made_session(None, "ops", nobody_to_ask).get_credentials()
    assert found.secret_key == "nothing"
    assert found.access_key != str(os.getsid(0))
