"""`awsobs logs GROUP --follow --live-tail`: who pays is asked first."""

import asyncio
import io
import json
import os
import signal
import sys
from argparse import Namespace
from typing import Any

import pytest

from awsobs.cli import run
from awsobs.commands.live_tail import LiveTailTeller, is_wanted
from awsobs.commands.output import output_of
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.live_tail import LiveTailState
from awsobs.settings import Settings, SettingsError

PRICE = (
    "awsobs logs: the live tail costs $0.01 a minute beyond 1,800 free a month, "
    "and reads 10 groups at most\n"
)


class Terminal(io.StringIO):
    """A stream that somebody sits at."""

    def isatty(self) -> bool:
        return True


def wanted(settings: Settings | None = None, **options: bool) -> bool:
    namespace = Namespace(**({"live_tail": True, "yes": False, "quiet": True} | options))
    return is_wanted(settings or Settings(), namespace, output_of(namespace, "logs"))


def test_who_does_not_ask_for_it_is_told_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert not wanted(live_tail=False)
    assert capsys.readouterr().err == ""


def test_the_price_is_told_even_to_those_who_agreed(capsys: pytest.CaptureFixture[str]) -> None:
    assert wanted(yes=True)
    assert capsys.readouterr().err == PRICE


def test_it_is_free_on_an_aws_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert wanted(Settings(endpoint_url="http://127.0.0.1:4599"), quiet=False)
    assert "free on an AWS of its own" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("answer", "agreed"), [("yes\n", True), ("Y\n", True), ("no\n", False), ("", False)]
)
def test_whoever_sits_there_is_asked(
    answer: str, agreed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    err = Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    monkeypatch.setattr(sys, "stderr", err)
    assert wanted() is agreed
    assert err.getvalue() == f"{PRICE}begin it? yes or no: "
    with pytest.raises(SettingsError, match="add --yes"):
        wanted(Settings(no_input=True))


def test_where_nobody_can_be_asked_it_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    options = ("logs", "group:/x", "--no-config", "--region", "eu-west-1", "--live-tail")
    assert run([*options, "--follow"]) == ExitStatus.USAGE
    assert capsys.readouterr().err.startswith(f"{PRICE}awsobs: --live-tail costs money")
    assert run(options) == ExitStatus.USAGE
    assert "add --follow" in capsys.readouterr().err


def test_what_becomes_of_it_is_told_once_each(capsys: pytest.CaptureFixture[str]) -> None:
    teller = LiveTailTeller(output_of(Namespace(), "logs"))
    states = (
        LiveTailState(),
        LiveTailState(is_on=True, is_streaming=True, minutes=1),
        LiveTailState(is_on=True, is_streaming=True, minutes=2),
        LiveTailState(is_on=True, is_streaming=True, minutes=3, sampled=True),
        LiveTailState(minutes=3, what="no live tail: x; polling instead"),
    )
    for state in states:
        teller.tell(state)
        teller.tell(state)
    teller.close()
    assert capsys.readouterr().err.splitlines() == [
        "awsobs logs: live tail on",
        "awsobs logs: live tail sampled; polling brings the rest",
        "awsobs logs: no live tail: x; polling instead",
        "awsobs logs: live tail: 3 min, est $0.03",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="it is ended by a signal")
async def test_lines_of_the_live_tail_are_printed_as_they_come(
    server: Any, shop: Any, until: Any
) -> None:
    command = (sys.executable, "-m", "awsobs", "logs", "/shop/pay", "--follow", "--live-tail")
    program = await asyncio.create_subprocess_exec(
        *(*command, "--json", "--no-config", "--endpoint-url", server.url),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"},
    )
    assert program.stdout is not None
    for _ in range(3):
        await program.stdout.readline()
    await until(lambda: shop.cloud.logs.listeners)
    at = int(shop.cloud.clock.now().timestamp() * 1000)
    stream = {"logGroupName": "/shop/pay", "logStreamName": "s"}
    shop.put("logs:PutLogEvents", **stream, logEvents=[{"timestamp": at, "message": "new"}])
    assert json.loads(await program.stdout.readline())["message"] == "new"
    program.send_signal(signal.SIGINT)
    _, err = await program.communicate()
    assert program.returncode == ExitStatus.INTERRUPTED
    told = err.decode().splitlines()
    assert told[0] == "awsobs logs: the live tail is free on an AWS of its own"
    assert told[-2] == "awsobs logs: live tail: 1 min, free"
    assert json.loads(told[-1])["shown"] == 4
    assert not shop.cloud.logs.listeners
