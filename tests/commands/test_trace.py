import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from awsobs import cli
from awsobs.domain.exit_status import ExitStatus

Ask = Callable[..., Awaitable[Any]]

TRACE = "1-67400000-0123456789abcdef01234567"
W3C = "674000000123456789abcdef01234567"


def document(identity: str, name: str, start: float, end: float, **more: Any) -> str:
    fields = {"id": identity, "trace_id": TRACE, "name": name, "start_time": start, "end_time": end}
    return json.dumps(fields | more)


@pytest.fixture
def files(tmp_path: Path) -> str:
    """A shop that called a bank, which timed out."""
    stack = [{"path": "bank.py", "line": 7, "label": "ask"}]
    cause = {"exceptions": [{"type": "Timeout", "message": "the bank slept", "stack": stack}]}
    call = {"id": "c1", "name": "bank", "namespace": "remote", "start_time": 10.2,
            "end_time": 11.0, "fault": True}  # fmt: skip
    web = document("s1", "shop", 10, 11, fault=True, subsegments=[call],
                   http={"request": {"method": "POST", "url": "https://x/buy"},
                         "response": {"status": 502}})  # fmt: skip
    bank = document(
        "s2",
        "bank",
        10.3,
        10.9,
        parent_id="c1",
        fault=True,
        cause=cause,
        sql={"user": "u", "database_type": "PostgreSQL", "password": "hunter2"},
    )
    path = tmp_path / "segments.jsonl"
    path.write_text(f"{web}\n{bank}\n")
    return str(path)


def test_a_trace_is_a_waterfall_with_the_reason_of_its_failure(
    files: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["trace", W3C, "--from-files", files, "--width", "100"]) == ExitStatus.OK
    told = capsys.readouterr().out
    shop, bank = (line for line in told.splitlines() if "━" in line)
    assert ("shop" in shop, "bank" in bank, "600" in bank) == (True, True, True)
    assert "POST /buy" in told
    assert "Timeout  the bank slept" in told
    assert "bank.py:7" in told
    assert max(map(len, told.splitlines())) <= 100


def test_in_ascii_a_waterfall_has_nothing_else(
    files: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["trace", TRACE, "--from-files", files, "--ascii", "--width", "60"]) == 0
    told = capsys.readouterr().out
    assert told.isascii()
    assert max(map(len, told.splitlines())) <= 60


def test_json_is_a_row_of_batch_get_traces_without_secrets(
    files: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["trace", TRACE, "--from-files", files, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["schema"], told["Id"], told["LimitExceeded"]) == (1, TRACE, False)
    assert told["Duration"] == pytest.approx(1)
    assert told["context"] == {"account": "", "region": "", "profile": ""}
    documents = {one["Id"]: json.loads(one["Document"]) for one in told["Segments"]}
    assert documents["s1"]["http"]["response"] == {"status": 502}
    assert "hunter2" not in json.dumps(documents)


def test_what_is_no_trace_is_told(files: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["trace", "payments", "--no-config"]) == ExitStatus.USAGE
    assert "payments is no trace id" in capsys.readouterr().err
    other = TRACE.replace("67400000", "67400001")
    assert cli.run(["trace", other, "--from-files", files]) == ExitStatus.USAGE
    assert f"no trace {other}" in capsys.readouterr().err
    assert cli.run(["trace", TRACE, "--from-files", "/nowhere"]) == ExitStatus.USAGE
    assert "/nowhere" in capsys.readouterr().err


async def test_the_account_is_asked_for_one_trace(ask: Ask, shop: Any) -> None:
    (known,) = shop.cloud.xray.newest_first(None)
    told = await ask("trace", f"Root={known.id};Sampled=1", "--json")
    (found,) = told.objects
    assert (found["Id"], len(found["Segments"])) == (known.id, 1)
    unknown = await ask("trace", TRACE)
    assert unknown.status == ExitStatus.USAGE
    assert "for 30 days" in unknown.err


async def test_a_refusal_names_the_operation(ask: Ask, refuse: Any) -> None:
    refuse("xray:BatchGetTraces", "AccessDeniedException")
    told = await ask("trace", TRACE)
    assert told.status == ExitStatus.CREDENTIALS
    assert "xray:BatchGetTraces" in told.err


def test_a_short_id_is_refused_by_what_an_id_is_before_anything_is_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.run(["trace", "abc123"]) == ExitStatus.USAGE
    told = capsys.readouterr().err
    assert "abc123 is no trace id" in told
    assert "8 hexadecimal digits, -, 24 of them, or 32 hexadecimal digits" in told
