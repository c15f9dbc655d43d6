"""How much a kill -9 of `awsobs local --data` loses: `python tests/bench/local_kill.py`.

Each time events are put one after the other, the process is killed somewhere between two of its
writes, and what the next process still has is held against what had been answered.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from time import monotonic, time
from typing import Any

import botocore.session

GOAL = 0.25
PLACE = {"logGroupName": "g", "logStreamName": "s"}
_FIRST, _STEP = 0.6, 0.037


def main() -> None:
    """Print a line for each kill."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=10)
    losses = [_loss(_FIRST + turn * _STEP) for turn in range(parser.parse_args().times)]
    worst = max(losses)
    sys.stdout.write(f"at worst the last {worst * 1000:.0f} ms; the goal is {GOAL * 1000:.0f}\n")


def _loss(after: float) -> float:
    """Seconds between the first event that was lost and the kill."""
    with tempfile.TemporaryDirectory() as folder:
        with _running(folder) as (process, logs):
            logs.create_log_group(logGroupName="g")
            logs.create_log_stream(**PLACE)
            answered: list[float] = []
            end = monotonic() + after
            while (now := monotonic()) < end:
                event = {"timestamp": int(time() * 1000), "message": str(len(answered))}
                logs.put_log_events(**PLACE, logEvents=[event])
                answered.append(now)
            killed = monotonic()
            process.kill()
            process.wait()
        with _running(folder) as (_, logs):
            messages = _messages(logs)
    assert messages == [str(at) for at in range(len(messages))], "a gap before the end"
    lost = answered[len(messages) :]
    loss = killed - lost[0] if lost else 0.0
    sys.stdout.write(f"{len(answered):6} answered, {len(lost):4} lost: {loss * 1000:4.0f} ms\n")
    return loss


def _messages(logs: Any) -> list[str]:
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName="g")
    return [event["message"] for page in pages for event in page["events"]]


@contextmanager
def _running(folder: str) -> Generator[tuple["subprocess.Popen[bytes]", Any]]:
    command = [sys.executable, "-m", "awsobs", "local", "--port", "0", "--xray-port", "0"]
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    process = subprocess.Popen([*command, "--data", folder], stdout=pipe, stderr=nothing)
    assert process.stdout
    url = json.loads(process.stdout.readline())["endpoint_url"]
    keys = {"aws_access_key_id": "AKIATEST", "aws_secret_access_key": "any"}
    session: Any = botocore.session.get_session()
    yield process, session.create_client("logs", endpoint_url=url, region_name="us-east-1", **keys)
    process.kill()
    process.wait()
    process.stdout.close()


if __name__ == "__main__":
    main()
