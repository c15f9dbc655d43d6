"""The contract of `awsobs local`, held from outside."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from typing import Any

import botocore.session
import pytest

COMMAND = (sys.executable, "-m", "awsobs", "local")


@contextmanager
def running(*options: str) -> Generator[tuple["subprocess.Popen[bytes]", Any]]:
    """A process that is ready, and what it said it is."""
    process = subprocess.Popen([*COMMAND, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        try:
            yield process, json.loads(process.stdout.readline())
        finally:
            process.kill()
            process.wait()


def done(*options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([*COMMAND, *options], capture_output=True, text=True, check=False)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


FREE = ("--port", "0", "--xray-port", "0")


def test_it_says_where_it_is_and_what_to_export() -> None:
    with running(*FREE, "--region", "eu-west-1") as (process, about):
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", about["endpoint_url"])
        assert re.fullmatch(r"127\.0\.0\.1:\d+", about["xray_daemon_address"])
        assert (about["region"], about["pid"]) == ("eu-west-1", process.pid)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate()
        assert process.returncode == 0
        assert out == b""
        lines = err.decode().splitlines()
        assert all(line.startswith("export ") for line in lines)
        exported = dict(line.removeprefix("export ").split("=", 1) for line in lines)
        assert exported["AWS_ENDPOINT_URL"] == about["endpoint_url"]
        assert exported["AWS_XRAY_DAEMON_ADDRESS"] == about["xray_daemon_address"]
        assert exported["AWS_DEFAULT_REGION"] == "eu-west-1"
        assert exported["AWS_ACCESS_KEY_ID"]
        assert exported["AWS_SECRET_ACCESS_KEY"]


def test_an_interrupt_ends_it_too() -> None:
    with running(*FREE) as (process, _):
        process.send_signal(signal.SIGINT)
        assert process.wait() == 0
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()


def test_segments_sent_to_its_daemon_are_traces() -> None:
    with running(*FREE) as (_, about):
        host, port = about["xray_daemon_address"].split(":")
        trace = "1-67400000-0123456789abcdef01234567"
        document = {
            "id": "a" * 16,
            "trace_id": trace,
            "name": "web",
            "start_time": 1.0,
            "end_time": 2.0,
        }
        with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as udp:
            header = b'{"format": "json", "version": 1}\n'
            udp.sendto(header + json.dumps(document).encode(), (host, int(port)))
        client: Any = client_of(about, "xray")
        while not (traces := client.batch_get_traces(TraceIds=[trace])["Traces"]):
            pass
        assert json.loads(traces[0]["Segments"][0]["Document"])["name"] == "web"
        client.close()


def test_a_scenario_is_there_as_soon_as_it_is_ready() -> None:
    with running(*FREE, "--scenario", "checkout") as (_, about):
        client: Any = client_of(about, "logs")
        groups = [row["logGroupName"] for row in client.describe_log_groups()["logGroups"]]
        assert "/aws/lambda/checkout" in groups
        assert client.filter_log_events(logGroupName="/aws/lambda/checkout")["events"]
        client.close()


def test_sampling_rules_are_asked_over_the_daemons_tcp_side() -> None:
    with running(*FREE) as (_, about):
        client: Any = client_of(
            about | {"endpoint_url": "http://" + about["xray_daemon_address"]}, "xray"
        )
        rules = client.get_sampling_rules()["SamplingRuleRecords"]
        assert rules[0]["SamplingRule"]["RuleName"] == "Default"
        client.close()


def test_reads_are_in_its_trail_only_when_asked_for() -> None:
    with running(*FREE, "--record-reads", "--account", "210987654321") as (_, about):
        client: Any = client_of(about, "sts")
        assert client.get_caller_identity()["Account"] == "210987654321"
        client.close()
        client = client_of(about, "cloudtrail")
        names = [row["EventName"] for row in client.lookup_events()["Events"]]
        assert names == ["GetCallerIdentity"]
        client.close()


def client_of(about: Any, service: str) -> Any:
    options: Any = {"aws_access_key_id": "AKIATEST", "aws_secret_access_key": "any"}
    return botocore.session.get_session().create_client(
        service, endpoint_url=about["endpoint_url"], region_name=about["region"], **options
    )


def test_export_asks_the_one_that_runs() -> None:
    with running(*FREE) as (_, about):
        port = about["endpoint_url"].rpartition(":")[2]
        asked = done("--export", "--port", port)
    assert asked.returncode == 0
    assert f"export AWS_ENDPOINT_URL={about['endpoint_url']}\n" in asked.stdout
    assert all(line.startswith("export ") for line in asked.stdout.splitlines())
    assert asked.stderr == ""


def test_export_fails_where_none_answers() -> None:
    with closing(socket.socket()) as unheard:
        unheard.bind(("127.0.0.1", 0))
        asked = done("--export", "--port", str(unheard.getsockname()[1]))
    assert (asked.returncode, asked.stdout) == (4, "")
    assert "--port" in asked.stderr


def test_a_taken_port_is_told_with_the_option_to_change(taken_port: int) -> None:
    refused = done("--port", str(taken_port), "--xray-port", "0")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert (
        refused.stderr
        == f"awsobs local: port {taken_port} is taken; choose another one with --port\n"
    )


def test_a_taken_xray_port_is_told_with_the_option_to_change(taken_port: int) -> None:
    refused = done("--port", "0", "--xray-port", str(taken_port))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert str(taken_port) in refused.stderr
    assert refused.stderr.endswith("--xray-port\n")


@pytest.mark.parametrize(
    "option",
    ["--port=70000", "--account=1", "--region=moon", "--speed=0", "--scenario=nothing-like-it"],
)
def test_an_option_that_cannot_be_honoured_is_named(option: str) -> None:
    name = option.partition("=")[0]
    refused = done("--xray-port", "0", *(() if name == "--port" else ("--port", "0")), option)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert name in refused.stderr
    assert "Traceback" not in refused.stderr


def test_it_ends_when_its_standard_input_does() -> None:
    process = subprocess.Popen(
        [*COMMAND, *FREE, "--parent", str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdout:
        assert json.loads(process.stdout.readline())["pid"] == process.pid
        process.stdin.close()
        assert process.wait() == 0


def test_a_child_whose_parent_is_gone_already_does_not_start() -> None:
    orphan = done(*FREE, "--parent", str(2**22 + 1))
    assert (orphan.returncode, orphan.stdout) == (0, "")
