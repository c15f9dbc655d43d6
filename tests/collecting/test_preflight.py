import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from typing_extensions import override

from awsobs.collecting.preflight import TRIES, access_of, signed_in
from awsobs.domain.clock import SystemClock
from awsobs.domain.source_state import SourceError
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, Fault, Reply
from awsobs.local.server import running
from awsobs.settings import Settings, SettingsError
from awsobs.sources.pace import Pace
from awsobs.sources.session import Aws

GOOD_CODE = "123456"
CONFIG = """
[profile base]
aws_access_key_id = AKIAEXAMPLE
aws_secret_access_key = secret
[profile ops]
role_arn = arn:aws:iam::123456789012:role/{role}
source_profile = base
mfa_serial = arn:aws:iam::123456789012:mfa/ada
region = eu-west-1
"""


class Doorkeeper(Cloud):
    """Gives a role's keys only for the right code."""

    codes: tuple[str, ...] = ()

    @override
    def sibling(self, region: str) -> Cloud:
        return self

    @override
    def answer(self, call: Call) -> Reply:
        if call.operation == "AssumeRole":
            code = str(call.parameters.get("TokenCode", ""))
            self.codes = (*self.codes, code)
            if code != GOOD_CODE:
                raise Fault("AccessDenied", "MultiFactorAuthentication failed", status=403)
        return super().answer(call)


@pytest.fixture
async def door(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Doorkeeper]:
    """A security token service that asks for codes; others are not to be called."""
    cloud = Doorkeeper(SystemClock())
    async with running(cloud) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", server.url)
        yield cloud


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Files with a role behind MFA, of a name that no other test uses."""
    path = tmp_path / "config"
    path.write_text(CONFIG.format(role=tmp_path.name))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(path))
    return {"AWS_CONFIG_FILE": str(path), "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none")}


class Typist:
    """Types what the test wants typed."""

    def __init__(self, *codes: str) -> None:
        self.questions: list[str] = []
        self._codes = list(codes)

    def __call__(self, question: str) -> str:
        self.questions.append(question)
        return self._codes.pop(0)


async def signing_in(configured: dict[str, str], typist: Typist | None) -> Settings:
    settings = Settings(profile="ops")
    return await asyncio.to_thread(signed_in, settings, configured, SystemClock(), typist)


async def test_a_code_typed_before_the_screen_serves_the_collector(
    door: Doorkeeper, configured: dict[str, str]
) -> None:
    typist = Typist(GOOD_CODE)
    settings = await signing_in(configured, typist)
    assert settings.region == "eu-west-1"
    assert settings.origins["region"] == "profile ops"
    assert typist.questions == ["Enter MFA code for arn:aws:iam::123456789012:mfa/ada: "]
    clock = SystemClock()
    async with Aws(access_of(settings), clock, pace=Pace(clock)) as aws:
        identity = await aws.call("sts:GetCallerIdentity")
    assert ":assumed-role/" in identity["Arn"]
    assert door.codes == (GOOD_CODE,)


async def test_a_wrong_code_may_be_typed_again(
    door: Doorkeeper, configured: dict[str, str]
) -> None:
    typist = Typist("000000", GOOD_CODE)
    await signing_in(configured, typist)
    assert typist.questions[1].startswith(
        "the role cannot be assumed: MultiFactorAuthentication failed\nEnter MFA code"
    )


async def test_after_three_wrong_codes_it_is_over(
    door: Doorkeeper, configured: dict[str, str]
) -> None:
    with pytest.raises(SourceError, match="the role cannot be assumed"):
        await signing_in(configured, Typist(*["000000"] * TRIES))
    assert len(door.codes) == TRIES


async def test_where_nobody_may_be_asked_the_way_around_is_told(
    door: Doorkeeper, configured: dict[str, str]
) -> None:
    with pytest.raises(SourceError) as caught:
        await signing_in(configured, None)
    assert "needs an MFA code" in caught.value.what
    hint = "run: aws sts get-caller-identity --profile ops, then start again"
    assert caught.value.hint == hint
    assert door.codes == ()


def test_the_metadata_of_an_instance_places_who_has_no_region(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environ = {"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s"}
    environ["AWS_CONFIG_FILE"] = environ["AWS_SHARED_CREDENTIALS_FILE"] = str(tmp_path / "none")
    with pytest.raises(SourceError, match="no region is set") as caught:
        signed_in(Settings(), environ, SystemClock(), None)
    assert "AWS_REGION" in caught.value.hint


def test_a_command_that_gives_no_keys_is_refused_also_under_a_role(tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text(
        "[profile ops]\nrole_arn = r\nsource_profile = base\nregion = eu-west-1\n"
        "[profile base]\ncredential_process = echo hunter2\n"
    )
    environ = {"AWS_CONFIG_FILE": str(config), "AWS_SHARED_CREDENTIALS_FILE": f"{config}-none"}
    with pytest.raises(SourceError) as caught:
        signed_in(Settings(profile="ops"), environ, SystemClock(), None)
    assert "through credential_process of profile base gave no keys: echo " in caught.value.what


@pytest.mark.parametrize(
    "wrong",
    [
        {"region": "eu west"},
        {"region": "../x"},
        {"endpoint_url": "127.0.0.1:4599"},
        {"endpoint_url": "ftp://127.0.0.1"},
        {"endpoint_url": "http://["},
        {"endpoint_url": "http://127.0.0.1:99999"},
    ],
)
def test_what_is_no_region_or_no_endpoint_is_said_where_it_was_given(
    wrong: dict[str, str],
) -> None:
    (name,) = wrong
    settings = replace(Settings(origins={name: "AWSOBS_X"}), **wrong)
    with pytest.raises(SettingsError, match=r"AWSOBS_X: .* is no"):
        signed_in(settings, {}, SystemClock(), None)


def test_an_endpoint_on_this_machine_needs_neither_files_nor_region(tmp_path: Path) -> None:
    broken = tmp_path / "config"
    broken.write_text("nonsense")
    settings = Settings(endpoint_url="http://127.0.0.1:4599", profile="no-such")
    environ = {"AWS_CONFIG_FILE": str(broken)}
    assert signed_in(settings, environ, SystemClock(), None) == settings
