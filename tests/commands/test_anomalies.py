"""`awsobs anomalies`: of CSV files in several shapes, and of a metric of the account."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from awsobs import cli
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.metrics import MetricKey
from awsobs.languages.metric_name import metric_named

START = datetime(2026, 3, 1, tzinfo=UTC)
Run = Callable[..., tuple[int, str, str]]
Ask = Callable[..., Awaitable[Any]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def ran(*arguments: object) -> tuple[int, str, str]:
        status = cli.run(["anomalies", "--no-config", *map(str, arguments)])
        told = capsys.readouterr()
        return status, told.out, told.err

    return ran


def rows(times: str) -> list[str]:
    """Two hundred points of five minutes, the last unlike all others."""
    values = [5.0] * 199 + [50.0]
    moments = [START + n * timedelta(minutes=5) for n in range(200)]
    shown = {
        "iso": [moment.isoformat() for moment in moments],
        "seconds": [f"{moment.timestamp():.0f}" for moment in moments],
        "milliseconds": [f"{moment.timestamp() * 1000:.0f}" for moment in moments],
    }[times]
    return [f"{at},{value}" for at, value in zip(shown, values, strict=True)]


@pytest.mark.parametrize("times", ["iso", "seconds", "milliseconds"])
def test_a_file_gives_one_object_with_its_marks(run: Run, tmp_path: Path, times: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text("\n".join(["timestamp,value", *rows(times)]), "utf-8")
    status, out, _ = run(file, "--json")
    told = json.loads(out)
    assert status == ExitStatus.OK
    assert told["points"] == 200
    (mark,) = told["marks"]
    assert mark["timestamp"] == "2026-03-01T16:35:00Z"
    assert mark["value"] == 50
    assert "never changed before" in mark["why"]


def test_columns_may_stand_anywhere_and_broken_lines_are_counted(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    turned = [",".join(reversed(row.split(","))) for row in rows("iso")]
    file.write_text("\n".join(["value,time", *turned, '"5,', "x,y", "nan,2026-01-01"]), "utf-8")
    _, out, err = run(file)
    assert "2026-03-01 16:35Z" in out
    assert "3 lines are no timestamp and number" in err
    assert "1 mark in 200 points" in err


def test_what_is_neither_file_nor_metric_is_refused(run: Run, tmp_path: Path) -> None:
    for wrong in ("nothing", str(tmp_path / "none.csv") + "[", "A/B[x]", "A/"):
        assert run(wrong)[0] == ExitStatus.USAGE
    assert run()[0] == ExitStatus.USAGE


async def test_a_metric_of_the_account_is_read(ask: Ask) -> None:
    told = await ask("anomalies", "AWS/Lambda/Errors[FunctionName=pay]", "--json", "--stat", "Sum")
    assert told.status == ExitStatus.OK
    assert told.objects[0]["marks"] == []
    assert "points" in told.objects[0]


def test_a_metric_is_written_with_its_dimensions() -> None:
    key = metric_named("AWS/Lambda/Errors[Resource=a:b/c, FunctionName=pay]")
    assert key == MetricKey(
        "AWS/Lambda", "Errors", (("FunctionName", "pay"), ("Resource", "a:b/c"))
    )


@given(st.text(max_size=40))
def test_any_text_is_a_metric_or_refused(text: str) -> None:
    try:
        key = metric_named(text)
    except ValueError:
        return
    assert key.name
    assert key.namespace
