"""What `awsobs local --data` keeps, held from outside."""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import botocore.session
import pytest

COMMAND = (sys.executable, "-m", "awsobs", "local", "--port", "0", "--xray-port", "0")
FIRST = int(time.time() * 1000)


@contextmanager
def running(folder: Path) -> Generator[tuple["subprocess.Popen[bytes]", Any]]:
    """A process that is ready, and a client of its logs."""
    command = (*COMMAND, "--data", str(folder))
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    with process.stdout:
        try:
            about = json.loads(process.stdout.readline())
            client: Any = botocore.session.get_session().create_client(
                "logs",
                endpoint_url=about["endpoint_url"],
                region_name="us-east-1",
                aws_access_key_id="AKIATEST",
                aws_secret_access_key="any",
            )
            yield process, client
            client.close()
        finally:
            process.kill()
            process.wait()


def refused(*options: str) -> tuple[int, str]:
    done = subprocess.run([*COMMAND, *options], capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def test_a_kill_loses_only_the_newest(tmp_path: Path) -> None:
    with running(tmp_path) as (process, logs):
        logs.create_log_group(logGroupName="g")
        logs.create_log_stream(logGroupName="g", logStreamName="s")
        number = 0
        # Nobody says that it is written; it is written all the same, while more comes.
        while not on_disk(tmp_path):
            put(logs, number)
            number += 1
        process.kill()
        process.wait()
    written = on_disk(tmp_path)
    with running(tmp_path) as (_, logs):
        found = logs.filter_log_events(logGroupName="g")["events"]
        assert [event["message"] for event in found] == [str(at) for at in range(written)]
        put(logs, number)
        found = logs.filter_log_events(logGroupName="g")["events"]
        assert len({event["eventId"] for event in found}) == written + 1


def put(logs: Any, number: int) -> None:
    event = {"timestamp": FIRST + number, "message": str(number)}
    logs.put_log_events(logGroupName="g", logStreamName="s", logEvents=[event])


def on_disk(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "local.sqlite3")) as connection:
        (rows,) = connection.execute("SELECT count(*) FROM events").fetchone()
    return int(rows)


def test_a_second_process_is_refused_with_the_pid_of_the_first(tmp_path: Path) -> None:
    with running(tmp_path) as (process, _):
        status, said = refused("--data", str(tmp_path))
        assert status == 5
        assert said == (
            f"awsobs local: --data: {tmp_path}: in use by awsobs local, pid {process.pid}\n"
        )


def test_a_foreign_file_ends_it_with_path_and_reason(tmp_path: Path) -> None:
    (tmp_path / "local.sqlite3").write_text("something else")
    status, said = refused("--data", str(tmp_path))
    assert status == 5
    assert said == (f"awsobs local: --data: {tmp_path / 'local.sqlite3'}: file is not a database\n")


def test_a_scenario_is_not_kept(tmp_path: Path) -> None:
    status, said = refused("--data", str(tmp_path / "new"), "--scenario", "checkout")
    assert status == 2
    assert "use one" in said
    assert not (tmp_path / "new").exists()


def test_what_was_put_survives_a_clean_end(tmp_path: Path) -> None:
    with running(tmp_path) as (process, logs):
        logs.create_log_group(logGroupName="g")
        process.terminate()
        assert process.wait() == 0
    with running(tmp_path) as (_, logs):
        (group,) = logs.describe_log_groups()["logGroups"]
        assert group["logGroupName"] == "g"
        with pytest.raises(logs.exceptions.ResourceAlreadyExistsException):
            logs.create_log_group(logGroupName="g")
