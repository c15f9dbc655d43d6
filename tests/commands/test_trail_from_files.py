"""`awsobs trail --from-files`: the trail of files, printed and on the screen."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from awsobs.cli import run

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    records: list[dict[str, Any]] = [
        {
            "eventID": f"e{n}",
            "eventTime": f"{NOON - timedelta(hours=n):%Y-%m-%dT%H:%M:%SZ}",
            "eventName": "DescribeThings" if n % 2 else "PutThing",
            "eventSource": "things.amazonaws.com",
            "userIdentity": {"type": "IAMUser", "userName": "alice" if n < 5 else "bob"},
        }
        for n in range(10)
    ]
    path = tmp_path / "records.json"
    path.write_text(json.dumps({"Records": records}))
    return path


Printed = Callable[..., list[str]]


@pytest.fixture
def printed(file: Path, capsys: pytest.CaptureFixture[str]) -> Printed:
    def ids(*options: str) -> list[str]:
        assert run(["trail", *options, "--json", "--from-files", str(file)]) == 0
        return [json.loads(line)["eventID"] for line in capsys.readouterr().out.splitlines()]

    return ids


def test_without_a_window_all_of_the_files_is_shown(printed: Printed) -> None:
    assert sorted(printed()) == sorted(f"e{n}" for n in range(10))


def test_filter_and_times_narrow_it(printed: Printed) -> None:
    assert set(printed("user:bob event:Put*")) == {"e6", "e8"}
    window = ("--from", "2026-11-20T09:30:00Z", "--to", "2026-11-20T11:30:00Z")
    assert set(printed(*window)) == {"e1", "e2"}


def test_a_path_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["trail", "--json", "--from-files", "/no/such/place"]) == 2
    assert "/no/such/place: no such file or folder" in capsys.readouterr().err
