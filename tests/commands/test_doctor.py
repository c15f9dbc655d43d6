import asyncio
import json
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from awsobs.cli import run
from awsobs.domain.clock import SystemClock
from awsobs.domain.exit_status import ExitStatus
from awsobs.local.cloud import Cloud
from awsobs.local.faults import FaultPlan, Harm, Refusal, Rule, Skew
from awsobs.local.operations import Call
from awsobs.local.server import LocalServer, running
from awsobs.sources.allowed import READS

Checks = list[dict[str, Any]]


@pytest.fixture
async def server() -> AsyncIterator[LocalServer]:
    """An AWS with one log group."""
    cloud = Cloud(SystemClock())
    group = {"logGroupName": "/shop"}
    cloud.answer(Call(service="logs", operation="CreateLogGroup", parameters=group))
    async with running(cloud) as one:
        yield one


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("LANG", "C.UTF-8")
    for name in ("LC_ALL", "LC_CTYPE", "TMUX", "STY", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)


class Examined:
    """What the doctor said as JSON, and the exit status."""

    def __init__(self, status: int, lines: str) -> None:
        self.status = status
        self.checks: Checks = [json.loads(line) for line in lines.splitlines()]

    def of(self, part: str) -> Checks:
        return [check for check in self.checks if check["part"] == part]

    def verdicts(self, part: str) -> set[str]:
        return {check["verdict"] for check in self.of(part)}


async def examined(capsys: pytest.CaptureFixture[str], *options: str) -> Examined:
    status = await asyncio.to_thread(run, ["doctor", "--json", "--no-config", *options])
    return Examined(status, capsys.readouterr().out)


async def spoiled(
    server: LocalServer, capsys: pytest.CaptureFixture[str], harm: Harm, operation: str = "*"
) -> Examined:
    """What is said while a harm is done."""
    server.use(FaultPlan([Rule(harm=harm, operation=operation)]))
    return await examined(capsys, "--endpoint-url", server.url)


async def test_all_is_fine_with_an_aws_on_this_machine(
    server: LocalServer, capsys: pytest.CaptureFixture[str]
) -> None:
    told = await examined(capsys, "--endpoint-url", server.url)
    assert told.status == ExitStatus.OK
    assert {check["verdict"] for check in told.checks} == {"fine"}
    assert {check["schema"] for check in told.checks} == {1}
    assert {check["operation"] for check in told.of("permissions")} == READS
    (identity,) = told.of("identity")
    assert identity["account"] == "123456789012"
    assert identity["what"] == "arn:aws:iam::1234…9012:user/local"


async def test_a_denial_names_action_and_resource_and_what_mends_it(
    server: LocalServer, capsys: pytest.CaptureFixture[str]
) -> None:
    denial = Refusal(code="AccessDeniedException", message="no")
    told = await spoiled(server, capsys, denial, "FilterLogEvents")
    (wrong,) = [check for check in told.checks if check["verdict"] != "fine"]
    assert wrong["what"] == "denied: logs:FilterLogEvents on /shop"
    assert "iam-policy" in wrong["fix"]
    assert wrong["answer"] == "denied"
    assert told.status == ExitStatus.CREDENTIALS


async def test_credentials_that_have_ended_leave_permissions_open(
    server: LocalServer, capsys: pytest.CaptureFixture[str]
) -> None:
    told = await spoiled(server, capsys, Refusal(code="ExpiredTokenException", message="no"))
    assert told.of("credentials")[0]["what"] == "session expired"
    assert told.verdicts("permissions") == {"unknown"}
    assert told.status == ExitStatus.CREDENTIALS


async def test_what_is_throttled_is_not_known(
    server: LocalServer, capsys: pytest.CaptureFixture[str]
) -> None:
    refusal = Refusal(code="ThrottlingException", message="slow")
    told = await spoiled(server, capsys, refusal, "LookupEvents")
    (check,) = [check for check in told.checks if check["verdict"] == "unknown"]
    assert check["what"] == "cloudtrail:LookupEvents not known: throttled"
    assert told.status == ExitStatus.OK


@pytest.mark.parametrize(
    ("by", "verdict", "words"),
    [
        (timedelta(seconds=2), "fine", "as AWS has it"),
        (timedelta(minutes=-2), "warning", "ahead of AWS"),
        (timedelta(minutes=10), "warning", "behind AWS, for which awsobs makes up"),
    ],
)
async def test_the_clock_is_compared_with_the_services(
    server: LocalServer,
    capsys: pytest.CaptureFixture[str],
    by: timedelta,
    verdict: str,
    words: str,
) -> None:
    told = await spoiled(server, capsys, Skew(by=by))
    (clock,) = told.of("clock")
    assert clock["verdict"] == verdict
    assert words in clock["what"]
    assert abs(clock["seconds"] + by.total_seconds()) < 20


async def test_an_endpoint_where_nobody_listens_is_said_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
        told = await examined(capsys, "--endpoint-url", f"http://{host}")
    (endpoint,) = told.of("endpoint")
    assert endpoint["what"] == f"{host} refuses connections"
    assert told.status == ExitStatus.UNREACHABLE


async def test_without_any_configuration_the_way_in_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = await examined(capsys)
    (check,) = told.of("credentials")
    assert check["what"] == "no AWS credentials were found"
    assert check["fix"].endswith("awsobs demo needs no account")
    assert told.status == ExitStatus.CREDENTIALS


def test_without_a_region_that_is_what_is_wrong(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "k")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    assert run(["doctor", "--no-config"]) == ExitStatus.CREDENTIALS
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "FAIL" in line]
    assert line.split()[2:] == ["region", "no", "region", "is", "set"]


async def test_a_broken_file_of_settings_is_one_of_the_findings(
    server: LocalServer, capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    broken = tmp_path / "config.toml"
    broken.write_text("them = 'light'\n")
    options = ["doctor", "--json", "--config", str(broken), "--endpoint-url", server.url]
    told = Examined(await asyncio.to_thread(run, options), capsys.readouterr().out)
    assert f"{broken}:1" in told.of("settings")[0]["what"]
    assert told.verdicts("permissions") == {"fine"}
    assert told.status == ExitStatus.USAGE


async def test_a_theme_that_there_is_not_is_one_of_the_findings(
    server: LocalServer, capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    file = tmp_path / "config.toml"
    file.write_text("theme = 'lihgt'\n")
    options = ["doctor", "--json", "--config", str(file), "--endpoint-url", server.url]
    told = Examined(await asyncio.to_thread(run, options), capsys.readouterr().out)
    (check,) = told.of("settings")
    assert (check["verdict"], check["what"]) == (
        "wrong",
        f"{file}:1: there is no theme lihgt; did you mean light?",
    )
    assert told.status == ExitStatus.USAGE


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"TERM": "dumb"}, "TERM is dumb, so the console cannot open"),
        ({"TERM": "screen", "TMUX": "x"}, "TERM=screen inside tmux means 16 colours"),
        ({"LANG": "C"}, "LANG=C means ASCII signs"),
    ],
)
async def test_a_poor_terminal_is_a_warning_with_what_mends_it(
    server: LocalServer,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    environ: dict[str, str],
    words: str,
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    told = await examined(capsys, "--endpoint-url", server.url)
    (check,) = told.of("terminal")
    assert (check["verdict"], check["what"]) == ("warning", words)
    assert check["fix"]
    assert told.status == ExitStatus.OK


async def test_people_get_rows_that_fit_in_ascii_alone_where_they_ask_for_it(
    server: LocalServer, capsys: pytest.CaptureFixture[str]
) -> None:
    denial = Refusal(code="AccessDenied", message="no")
    server.use(FaultPlan([Rule(harm=denial, operation="DescribeAlarms")]))
    options = ["doctor", "--no-config", "--ascii", "--endpoint-url", server.url]
    assert await asyncio.to_thread(run, options) == ExitStatus.CREDENTIALS
    out = capsys.readouterr().out
    assert out.isascii()
    assert all(len(line) <= 80 for line in out.splitlines())
    assert " X FAIL  permissions denied: cloudwatch:DescribeAlarms\n" in out
    assert "-> awsobs iam-policy prints the policy that allows it" in out


async def test_names_from_outside_cannot_reach_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "x\x1b]0;evil\x07")
    await asyncio.to_thread(run, ["doctor", "--no-config", "--profile", "\x1b[2J\u202eevil"])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\u202e" not in out
