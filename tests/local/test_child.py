"""`awsobs local` as a child: it comes up, and never outlives its parent."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from threading import Thread
from typing import Any, TypeAlias
from urllib.request import urlopen

import pytest

from awsobs.local.child import LocalProcess, LocalProcessError

Until: TypeAlias = Callable[[Callable[[], object]], Awaitable[None]]

PARENT = """
import sys
from awsobs.local.child import LocalProcess
child = LocalProcess.start()
print(child.pid, flush=True)
sys.stdin.read()
"""


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    status = Path(f"/proc/{pid}/stat")
    # In a container nobody may fetch the exit status of an orphan: it stays as a zombie.
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z"


def about(child: LocalProcess) -> Any:
    with urlopen(child.endpoint_url + "/_awsobs/local") as answer:
        return json.load(answer)


def test_a_child_answers_until_it_is_stopped() -> None:
    child = LocalProcess.start(["--region", "eu-west-1"])
    try:
        assert child.is_running
        assert child.region == "eu-west-1"
        assert about(child) == {
            "endpoint_url": child.endpoint_url,
            "xray_daemon_address": child.xray_daemon_address,
            "region": "eu-west-1",
            "pid": child.pid,
        }
    finally:
        child.stop()
    assert not child.is_running
    assert is_gone(child.pid)


def test_a_child_outlives_the_thread_that_started_it() -> None:
    children: list[LocalProcess] = []
    thread = Thread(target=lambda: children.append(LocalProcess.start()))
    thread.start()
    thread.join()
    (child,) = children
    try:
        assert about(child)["pid"] == child.pid
        assert child.is_running
    finally:
        child.stop()


def test_a_child_that_cannot_start_says_why() -> None:
    with pytest.raises(LocalProcessError, match="--region"):
        LocalProcess.start(["--region", "the moon"])


def test_a_child_that_takes_too_long_is_ended() -> None:
    with pytest.raises(LocalProcessError, match="not ready"):
        LocalProcess.start(patience=0.0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
async def test_a_killed_parent_leaves_no_child(until: Until) -> None:
    pid = pid_of_a_child_whose_parent_is_killed()
    await until(lambda: is_gone(pid))


def pid_of_a_child_whose_parent_is_killed() -> int:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert parent.stdin is not None
    assert parent.stdout is not None
    with parent.stdin, parent.stdout:
        pid = int(parent.stdout.readline())
        assert not is_gone(pid)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    return pid


def test_importing_the_child_is_cheap() -> None:
    heavy = ("boto3", "botocore", "aiohttp")
    program = (
        "import sys, awsobs.local.child, awsobs.commands.local\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"
