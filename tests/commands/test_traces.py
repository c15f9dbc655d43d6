import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from awsobs import cli
from awsobs.domain.exit_status import ExitStatus

Ask = Callable[..., Awaitable[Any]]
START = 1732247552


def segment(number: int, *, version: str, fault: bool) -> str:
    return json.dumps(
        {
            "id": f"{number:016x}", "trace_id": f"1-{START:08x}-{number:024x}", "name": "pay",
            "start_time": START + number, "end_time": START + number + 0.2, "fault": fault,
            "http": {"request": {"url": f"https://x/pay/{number}", "method": "POST"},
                     "response": {"status": 502 if fault else 200}},
            "annotations": {"version": version, "bank": "north" if number % 2 else "south"},
        }
    )  # fmt: skip


@pytest.fixture
def files(tmp_path: Path) -> str:
    """A hundred requests; most of those on the new version fail."""
    lines = [segment(n, version="2", fault=n < 18) for n in range(20)]
    lines += [segment(n, version="1", fault=n < 22) for n in range(20, 100)]
    path = tmp_path / "segments.jsonl"
    path.write_text("\n".join(lines))
    return str(path)


def answer(*arguments: str) -> int:
    return cli.run(["traces", "--no-config", *arguments])


def test_traces_of_files_are_those_that_an_account_would_show(
    files: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer("fault:yes", "--from-files", files, "--json") == ExitStatus.OK
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(told) == 20
    first = told[-1]
    assert (first["Http"]["HttpStatus"], first["Http"]["HttpMethod"]) == (502, "POST")
    assert "ClientIp" not in first["Http"]
    assert first["Annotations"]["version"][0] == {"AnnotationValue": {"StringValue": "2"}}
    assert first["EntryPoint"] == {"Name": "pay"}


def test_what_failing_requests_share_is_ranked_with_counts(
    files: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer("--from-files", files, "--shared", "--json") == ExitStatus.OK
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert told[0] == {
        "schema": 1, "name": "status", "value": "502", "class": "fault", "failing": 20,
        "of_failing": 20, "others": 0, "of_others": 80, "difference": 1.0,
    }  # fmt: skip
    version = told[1]
    assert (version["name"], version["value"]) == ("annotation.version", "2")
    assert (version["failing"], version["others"]) == (18, 2)
    assert not any(fact["name"] == "annotation.bank" for fact in told)


def test_shared_facts_are_a_table_too(files: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer("--from-files", files, "--shared", "--width", "100") == ExitStatus.OK
    told = capsys.readouterr().out.splitlines()
    assert "what faults share" in told[0]
    assert "annotation.version 2" in told[2]
    assert "18 of 20" in told[2]
    assert answer("--from-files", files, "--shared", "--width", "40", "--ascii") == ExitStatus.OK
    narrow = capsys.readouterr().out
    assert max(map(len, narrow.splitlines())) <= 40
    assert narrow.isascii()


def test_where_nothing_failed_that_is_said(files: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer("fault:no", "--from-files", files, "--shared") == ExitStatus.OK
    told = capsys.readouterr()
    assert (told.out, "none of 80 traces failed" in told.err) == ("", True)


def test_an_expression_is_checked_before_it_is_sent(capsys: pytest.CaptureFixture[str]) -> None:
    wrong = 'service("pay" { fault }'
    assert answer("--expression", wrong, "--endpoint-url", "http://127.0.0.1:9") == 2
    told = capsys.readouterr().err
    assert "--expression" in told
    assert "at character 15" in told


async def test_x_ray_is_asked_for_what_meets_the_expression(ask: Ask) -> None:
    assert len((await ask("traces", "--expression", "fault", "--json")).objects) == 1
    none = await ask("traces", "--expression", "!fault AND http.status = 502", "--json")
    assert (none.objects, none.status) == ([], ExitStatus.OK)
    assert "nothing sets them apart" in (await ask("traces", "--shared")).err
