"""`awsobs who`: of an account and of files, with an honest account of what was looked at."""

import gzip
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from awsobs import cli
from awsobs.domain.exit_status import ExitStatus

RECORDS = [
    {
        "eventID": f"e-{minute}",
        "eventTime": f"2026-03-02T12:{minute:02}:00Z",
        "eventName": name,
        "eventSource": "lambda.amazonaws.com",
        "sourceIPAddress": "198.51.100.7",
        "readOnly": False,
        "userIdentity": {"type": "IAMUser", "userName": who},
        "requestParameters": {"functionName": "pay", "timeout": timeout},
    }
    for minute, name, who, timeout in (
        (1, "CreateFunction20150331", "ann", 10),
        (5, "UpdateFunctionConfiguration", "ann", 10),
        (9, "UpdateFunctionConfiguration", "ci-deploy", 2),
    )
]

Run = Callable[..., tuple[int, str, str]]
Ask = Callable[..., Awaitable[Any]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("COLUMNS", raising=False)

    def ran(*arguments: object) -> tuple[int, str, str]:
        status = cli.run(["who", "--no-config", *map(str, arguments)])
        told = capsys.readouterr()
        return status, told.out, told.err

    return ran


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder as CloudTrail delivers it, with a broken record."""
    content = json.dumps({"Records": [*RECORDS, {"eventName": "NoTime"}]}).encode()
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(content))
    return tmp_path


def test_the_maker_and_every_write_with_what_it_changed(run: Run, files: Path) -> None:
    status, out, err = run("pay", "--from-files", files)
    assert status == ExitStatus.OK
    first, second, change = out.splitlines()[:3]
    assert first == "created 2026-03-02 12:01:00Z by ann from 198.51.100.7  CreateFunction20150331"
    assert "UpdateFunctionConfiguration  by ci-deploy from 198.51.100.7" in second
    assert change.strip() == "timeout 10 → 2 s"
    assert "4 events looked at" in err
    assert "1 broken" in err


def test_json_has_the_shape_that_is_promised(run: Run, files: Path) -> None:
    _, out, _ = run("pay", "--from-files", files, "--json")
    told = json.loads(out)
    assert (told["resource"], told["created_by"]) == ("pay", "ann")
    assert told["created_at"] == "2026-03-02T12:01:00Z"
    assert [one["eventID"] for one in told["events"]] == ["e-9", "e-5", "e-1"]
    assert {"path": "timeout", "before": "10", "after": "2"} in told["events"][0]["changes"]
    assert told["coverage"]["scanned"] == 4


def test_what_is_not_known_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(RECORDS[2]), "utf-8")
    _, out, _ = run("pay", "--from-files", tmp_path)
    assert out.startswith("not created in these files")
    status, out, err = run("other", "--from-files", tmp_path)
    assert (status, out) == (ExitStatus.OK, "")
    assert "no event names other" in err


def test_bad_questions_are_refused(run: Run, tmp_path: Path) -> None:
    assert run(" ")[0] == ExitStatus.USAGE
    assert run("pay", "--from-files", tmp_path / "none")[0] == ExitStatus.USAGE


async def test_an_account_is_asked_by_name_and_the_rest_is_said(ask: Ask) -> None:
    told = await ask("who", "spare", "--json")
    assert told.status == ExitStatus.OK
    (shape,) = told.objects
    assert [one["what"] for one in shape["events"]] == ["PutMetricAlarm"]
    assert shape["coverage"]["complete"] is True
    told = await ask("who", "nothing-of-the-kind")
    assert "no event names nothing-of-the-kind" in told.err
    assert "all writes" in told.err
