"""A1, A2: keys that end, and calls that are refused, while the console runs."""

import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from botocore.credentials import SSOProvider
from botocore.tokens import SSOTokenProvider
from typing_extensions import override

from awsobs.domain.clock import SystemClock
from awsobs.domain.source_state import Condition, SourceError
from awsobs.local.cloud import Cloud
from awsobs.local.faults import Refusal, Rule
from awsobs.local.operations import Call, Fault, Reply
from awsobs.local.server import running
from awsobs.sources.access import Access
from awsobs.sources.pace import Pace
from awsobs.sources.session import WHO_AM_I, Aws

Play = Callable[..., None]

EXPIRED = Refusal(code="ExpiredTokenException", message="The security token has expired")
DENIED = Refusal(code="AccessDeniedException", message="not authorized")
PANES = ("alarms", "logs", "metrics", "trail", "traces")
MOST_A_MINUTE = 5


@pytest.mark.fault("A1")
def test_keys_that_end_pause_everything_and_all_goes_on_when_they_are_renewed(
    played: Play,
) -> None:
    async def scene(stage: Any) -> None:
        await stage.play(30)
        stage.spoil(Rule(harm=EXPIRED))
        ended = await stage.until(lambda: stage.state("logs").condition is Condition.EXPIRED)
        await stage.play(5)
        states = [stage.state(name) for name in PANES]
        assert {(s.condition, s.what) for s in states} == {(Condition.EXPIRED, "session expired")}
        assert all(s.next_try is not None and s.data_until is not None for s in states)
        await stage.play(180)
        for minute in range(3):
            start = ended + 1 + minute * 60
            asked = [name for at, name in stage.requests if start <= at < start + 60]
            assert len(asked) <= MOST_A_MINUTE
            assert set(asked) <= {WHO_AM_I}
        before = len(stage.written)
        stage.spoil()
        renewed = stage.clock.monotonic()
        good = Condition.READY, Condition.PARTIAL
        back = await stage.until(lambda: all(stage.state(name).condition in good for name in PANES))
        assert back - renewed <= 20
        await stage.until(lambda: len(stage.lines()) >= before)
        assert stage.lines()[:before] == stage.written[:before]

    played(scene)


@pytest.mark.fault("A1")
def test_one_service_that_refuses_good_keys_does_not_stop_the_others(played: Play) -> None:
    """As where a region is not enabled: the keys hold, says the one who must know."""

    async def scene(stage: Any) -> None:
        await stage.play(20)
        stage.spoil(Rule(harm=EXPIRED, service="xray"))
        await stage.play(40)
        start = stage.clock.monotonic()
        await stage.play(120)
        assert len(stage.asked("xray:GetTraceSummaries", start, start + 120)) <= 10
        assert stage.conditions("logs", start, start + 120) <= {"ready", "partial"}
        assert "expired" not in stage.conditions("traces", start, start + 120)

    played(scene)


@pytest.mark.fault("A2")
@pytest.mark.parametrize(
    ("operation", "source", "words"),
    [
        ("logs:FilterLogEvents", "logs", "denied: logs:FilterLogEvents on /shop"),
        ("cloudtrail:LookupEvents", "trail", "denied: cloudtrail:LookupEvents"),
    ],
)
def test_a_denied_call_is_said_by_its_pane_alone_and_rarely_asked_again(
    played: Play, operation: str, source: str, words: str
) -> None:
    async def scene(stage: Any) -> None:
        await stage.play(20)
        service, name = operation.split(":")
        stage.spoil(Rule(harm=DENIED, service=service, operation=name))
        began = await stage.until(lambda: stage.state(source).condition is Condition.DENIED)
        assert stage.state(source).what == words
        assert stage.state(source).operation == operation
        await stage.play(299)
        assert stage.asked(operation, began + 1, began + 299) == []
        for other in set(PANES) - {source}:
            assert stage.conditions(other, began, began + 299) <= {"ready", "partial"}
        stage.spoil()
        good = Condition.READY, Condition.PARTIAL
        back = await stage.until(lambda: stage.state(source).condition in good)
        assert back - began <= 305

    played(scene)


# --- what is renewed on disk is taken up ---------------------------------------------------


class Turnstile(Cloud):
    """Lets one key in; all others have ended."""

    key = "AKIAFIRST"

    @override
    def answer(self, call: Call) -> Reply:
        if call.caller.access_key_id != self.key:
            raise Fault("ExpiredToken", "The security token has expired", status=403)
        return super().answer(call)


@pytest.fixture
async def turnstile(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Turnstile]:
    cloud = Turnstile(SystemClock())
    async with running(cloud) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", server.url)
        yield cloud


async def failure_of(work: Any) -> SourceError:
    with pytest.raises(SourceError) as caught:
        await work
    assert caught.value.condition is Condition.EXPIRED
    return caught.value


@pytest.mark.fault("A1")
async def test_new_keys_in_the_file_are_taken_up_without_a_restart(
    turnstile: Turnstile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(key: str) -> None:
        keys.write_text(f"[ops]\naws_access_key_id = {key}\naws_secret_access_key = s\n")

    keys = tmp_path / "credentials"
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(keys))
    write("AKIAFIRST")
    clock = SystemClock()
    async with Aws(Access(profile="ops", region="us-east-1"), clock, pace=Pace(clock)) as aws:
        await aws.call(WHO_AM_I)
        turnstile.key = "AKIASECOND"
        error = await failure_of(aws.call(WHO_AM_I))
        assert (error.what, error.hint) == ("session expired", f"put new keys for ops into {keys}")
        await failure_of(aws.renew())
        write("AKIASECOND")
        await aws.renew()
        await aws.call(WHO_AM_I)


@pytest.mark.fault("A1")
async def test_a_new_sso_sign_in_is_taken_up_without_a_restart(
    turnstile: Turnstile,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    portal: str,
) -> None:
    def sign_in(token: str, until: datetime) -> None:
        kept = {"accessToken": token, "expiresAt": f"{until:%Y-%m-%dT%H:%M:%SZ}"}
        cache.mkdir(parents=True, exist_ok=True)
        (cache / f"{sha1(b'corp').hexdigest()}.json").write_text(json.dumps(kept))

    cache = tmp_path / ".aws/sso/cache"
    (tmp_path / ".aws").mkdir()
    config = tmp_path / ".aws/config"
    config.write_text(
        "[profile ops]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = R\n"
        "[sso-session corp]\nsso_start_url = https://x\nsso_region = us-east-1\n"
    )
    monkeypatch.setenv("HOME", str(tmp_path))
    for provider in (SSOProvider, SSOTokenProvider):  # which ask for the home when imported
        monkeypatch.setattr(provider, "_SSO_TOKEN_CACHE_DIR", str(cache))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", portal)
    clock = SystemClock()
    later = datetime.now(UTC) + timedelta(hours=8)
    sign_in("AKIAFIRST", later)
    async with Aws(Access(profile="ops", region="us-east-1"), clock, pace=Pace(clock)) as aws:
        await aws.call(WHO_AM_I)
        turnstile.key = "AKIASECOND"
        error = await failure_of(aws.call(WHO_AM_I))
        assert error.hint == "run: aws sso login --profile ops"
        sign_in("AKIAFIRST", later - timedelta(hours=9))
        assert "expired" in (await failure_of(aws.renew())).what
        sign_in("AKIASECOND", later)
        await aws.renew()
        await aws.call(WHO_AM_I)


@pytest.fixture
async def portal(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """An SSO portal that gives whoever signed in a key named like the sign-in."""

    async def give(request: web.BaseRequest) -> web.Response:
        keys = {
            "accessKeyId": request.headers["x-amz-sso_bearer_token"],
            "secretAccessKey": "s",
            "sessionToken": "t",
            "expiration": int((datetime.now(UTC) + timedelta(hours=1)).timestamp() * 1000),
        }
        return web.json_response({"roleCredentials": keys})

    runner = web.ServerRunner(web.Server(give, access_log=None), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()
