"""`awsobs xray-daemon` from outside: a process, its two protocols, and its words."""

import argparse
import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from tests.commands.test_local import FREE, running as running_local

from awsobs.commands.xray_daemon import Bind, bind_of

COMMAND = (sys.executable, "-m", "awsobs", "xray-daemon", "--no-config", "--region", "us-east-1")
HEADER = b'{"format": "json", "version": 1}\n'


@pytest.fixture(scope="module")
def local() -> Iterator[str]:
    with running_local(*FREE) as (_, about):
        yield about["endpoint_url"]


@contextmanager
def running(
    endpoint: str, *options: str
) -> Generator[tuple["subprocess.Popen[bytes]", tuple[str, int]]]:
    """A daemon that listens, and where."""
    command = [*COMMAND, "--json", "--bind", "127.0.0.1:0", "--endpoint-url", endpoint, *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        try:
            host, _, port = json.loads(process.stdout.readline())["address"].rpartition(":")
            yield process, (host, int(port))
        finally:
            process.kill()
            process.wait()


def ended(process: "subprocess.Popen[bytes]") -> tuple[Any, str]:
    """The last statistics, and what was said on stderr."""
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate()
    assert process.returncode == 0
    return json.loads(out.splitlines()[-1]), err.decode()


def segment(number: int) -> bytes:
    body = {
        "name": "shop",
        "id": f"{number:016x}",
        "trace_id": f"1-67400000-{number // 4:024x}",
        "start_time": 1_732_247_552.0,
        "end_time": 1_732_247_552.5,
    }
    return HEADER + json.dumps(body).encode()


def test_a_burst_is_uploaded_to_the_last_and_what_is_refused_is_told_by_reason(
    local: str,
) -> None:
    with running(local) as (process, address), socket.socket(type=socket.SOCK_DGRAM) as client:
        for number in range(3_000):
            client.sendto(segment(number), address)
        client.sendto(b"junk", address)
        client.sendto(HEADER + b'{"name": "shop"}', address)
        counts, err = ended(process)
    assert counts["received"] + counts["lost_by_kernel"] == 3_002
    assert counts["uploaded"] + counts["rejected"] + counts["dropped"] == counts["received"]
    assert counts["uploaded"] >= 1_000
    assert counts["queued"] == 0
    assert sum(counts["rejected_by_reason"].values()) == counts["rejected"]
    assert "Traceback" not in err


def test_samplers_are_answered_on_the_same_number_with_the_daemons_own_keys(local: str) -> None:
    with running(local) as (_, (host, port)):
        request = urllib.request.Request(f"http://{host}:{port}/GetSamplingRules", b"{}")
        with urllib.request.urlopen(request) as answer:
            (record,) = json.loads(answer.read())["SamplingRuleRecords"]
    assert record["SamplingRule"]["RuleName"] == "Default"


@pytest.mark.fault("X4")
def test_what_cannot_be_sent_is_dropped_counted_and_told() -> None:
    with closing(socket.socket()) as closed:
        closed.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with running(endpoint) as (process, address):
            with socket.socket(type=socket.SOCK_DGRAM) as client:
                client.sendto(segment(1), address)
            counts, err = ended(process)
    assert (counts["received"], counts["dropped"], counts["uploaded"]) == (1, 1, 0)
    assert "an upload failed" in err


def test_a_port_that_is_taken_is_told_with_the_option_to_change() -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [*COMMAND, "--bind", f"127.0.0.1:{port}", "--endpoint-url", "http://127.0.0.1:9"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"port {port} is taken; choose another one with --bind" in done.stderr


@pytest.mark.parametrize(
    ("text", "bind"),
    [
        ("127.0.0.1:2000", Bind(host="127.0.0.1", port=2000)),
        ("[::1]:0", Bind(host="::1", port=0)),
        ("localhost:2001", Bind(host="127.0.0.1", port=2001, also="::1")),
    ],
)
def test_addresses_are_read(text: str, bind: Bind) -> None:
    assert bind_of(text) == bind
    assert not bind.is_public


def test_an_address_that_others_reach_is_known_as_such() -> None:
    assert bind_of("0.0.0.0:2000").is_public
    assert bind_of("[::]:2000").is_public


@pytest.mark.parametrize("text", ["", "2000", "host:2000", "::1:2000", "127.0.0.1:70000", "1:x"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        bind_of(text)
