"""`awsobs logs FILE… | -` and `--follow`, as a user calls them: without an account, or with one."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from awsobs import cli
from awsobs.domain.exit_status import ExitStatus

ON_WINDOWS = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
PROGRAM = [sys.executable, "-m", "awsobs", "logs", "--no-config"]


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / "a.log").write_text(
        "2026-03-01T07:30:00Z INFO one\n2026-03-01T07:32:00Z ERROR three\n  at x\n"
    )
    (tmp_path / "b.log").write_text("2026-03-01T07:31:00Z WARN two\n")
    return tmp_path


def run(*arguments: str) -> int:
    return cli.run(["logs", "--no-config", *arguments])


def objects(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


def test_files_are_merged_by_time_and_accounted_for(
    logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("a.log", "b.log", "--json", "--filter", "!one") == ExitStatus.OK
    told = capsys.readouterr()
    found = objects(told.out)
    assert [line["message"][21:] for line in found] == ["WARN two", "ERROR three\n  at x"]
    assert [line["level"] for line in found] == ["WARN", "ERROR"]
    assert found[0]["logGroup"] == "b.log"
    (account,) = objects(told.err)
    assert (account["in"], account["shown"], account["filtered"]) == (3, 2, 1)


def test_a_window_is_kept_to_where_one_is_named(
    logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    times = ("--from", "2026-03-01T07:31:00Z", "--to", "2026-03-01T07:32:00Z")
    assert run("--from-files", "a.log", "b.log", "--text", *times) == ExitStatus.OK
    assert [line.split()[-1] for line in capsys.readouterr().out.splitlines()] == ["two"]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["file:none.log"], "no such file: none.log"),
        (["--from-files", "none.log"], "no such file: none.log"),
        (["."], ". is a folder; group:. is a log group called so"),
        (["a.log", "/aws/lambda/pay"], "a.log is a file and /aws/lambda/pay a log group"),
        (["file:a\x1b[31m.log"], "no such file"),
    ],
)
def test_what_is_no_file_is_refused_by_its_name(
    logs: Path, capsys: pytest.CaptureFixture[str], names: Sequence[str], words: str
) -> None:
    assert run(*names) == ExitStatus.USAGE
    told = capsys.readouterr().err
    assert words in told
    assert "\x1b" not in told


def test_a_file_that_may_not_be_read_is_refused(
    logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (logs / "a.log").chmod(0)
    if os.access(logs / "a.log", os.R_OK):
        pytest.skip("this user may read everything")
    assert run("a.log") == ExitStatus.USAGE
    assert "a.log: Permission denied" in capsys.readouterr().err


async def test_group_takes_a_name_for_a_log_group_though_a_file_is_called_so(
    logs: Path, ask: Any
) -> None:
    told = await ask("logs", "group:a.log")
    assert "ResourceNotFoundException on a.log" in told.err


def test_standard_input_is_printed_like_a_file(logs: Path) -> None:
    told = subprocess.run(
        [*PROGRAM, "-", "--json"], input=b"INFO ok\r\n\xffno end", capture_output=True, check=True
    )
    assert [line["message"] for line in objects(told.stdout.decode())] == [
        "INFO ok",
        "\ufffdno end",
    ]
    assert objects(told.stderr.decode())[0]["in"] == 2


def test_files_are_printed_without_a_word_of_aws(logs: Path) -> None:
    code = (
        "import sys; from awsobs import cli; cli.run(['logs', 'a.log', '--no-config'])\n"
        "assert not {'boto3', 'botocore', 'aioboto3', 'aiohttp', 'textual'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


@ON_WINDOWS
def test_a_reader_that_goes_ends_it_quietly(logs: Path) -> None:
    (logs / "big.log").write_text("line\n" * 100_000)
    with subprocess.Popen(
        [*PROGRAM, "big.log"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        assert b"line" in program.stdout.readline()
        program.stdout.close()
        assert program.wait() == ExitStatus.BROKEN_PIPE
        assert program.stderr.read() == b""


@ON_WINDOWS
def test_a_followed_file_is_printed_as_it_grows_until_interrupted(logs: Path) -> None:
    with subprocess.Popen(
        [*PROGRAM, "b.log", "--follow", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        assert json.loads(program.stdout.readline())["level"] == "WARN"
        with (logs / "b.log").open("a") as file:
            file.write("more\n")
        assert json.loads(program.stdout.readline())["message"] == "more"
        program.send_signal(signal.SIGINT)
        assert program.wait() == ExitStatus.INTERRUPTED
        account = json.loads(program.stderr.read())
        assert (account["in"], account["shown"]) == (2, 2)


@ON_WINDOWS
async def test_followed_groups_are_printed_as_their_lines_come(server: Any, shop: Any) -> None:
    environ = os.environ | {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    program = await asyncio.create_subprocess_exec(
        *PROGRAM,
        *("/shop/*", "--follow", "--json", "--endpoint-url", server.url, "--filter", "!xxx"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environ,
    )
    assert program.stdout is not None
    found = [json.loads(await program.stdout.readline()) for _ in range(4)]
    stamps = [line["timestamp"] for line in found]
    assert stamps == sorted(stamps)
    assert {line["logGroup"] for line in found} == {"/shop/pay", "/shop/web"}
    at = int(shop.cloud.clock.now().timestamp() * 1000)
    stream = {"logGroupName": "/shop/pay", "logStreamName": "s"}
    shop.put("logs:PutLogEvents", **stream, logEvents=[{"timestamp": at, "message": "ERROR new"}])
    assert json.loads(await program.stdout.readline())["message"] == "ERROR new"
    program.send_signal(signal.SIGINT)
    _, err = await program.communicate()
    assert program.returncode == ExitStatus.INTERRUPTED
    account = json.loads(err.splitlines()[-1])
    assert (account["shown"], account["filtered"], account["lost"]) == (5, 2, 0)
    parts = ("shown", "filtered", "duplicate", "malformed", "evicted", "lost")
    assert account["in"] == sum(account[part] for part in parts)


async def test_a_refusal_ends_the_following(ask: Any, refuse: Any) -> None:
    refuse("logs:FilterLogEvents", "AccessDeniedException")
    told = await ask("logs", "/shop/pay", "--follow")
    assert told.status == ExitStatus.CREDENTIALS
    assert "logs:FilterLogEvents" in told.err or "denied" in told.err.lower()
