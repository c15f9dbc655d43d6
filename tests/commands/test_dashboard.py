"""`awsobs dashboard`, over the loopback AWS."""

import json
from pathlib import Path

import pytest

from awsobs.cli import run
from awsobs.domain.exit_status import ExitStatus

TEXT = {"type": "text", "properties": {"markdown": "# FUNC"}}


def test_a_body_that_is_refused_is_told_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "body.json"
    file.write_text('{"widgets": [}')
    assert run(["dashboard", "--file", str(file)]) == ExitStatus.USAGE
    assert "at line 1, column 14" in capsys.readouterr().err


def test_a_file_without_metrics_is_drawn_with_its_variables(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "y")):
        monkeypatch.setenv(name, value)
    variables = [{"type": "pattern", "pattern": "FUNC", "id": "f", "defaultValue": "orders"}]
    file = tmp_path / "body.json"
    file.write_text(json.dumps({"variables": variables, "widgets": [TEXT]}))
    asked = ["dashboard", "--file", str(file), "--width", "80", "--region", "eu-west-1"]
    assert run(asked) == ExitStatus.OK
    assert capsys.readouterr().out.split() == ["orders"]
    assert run([*asked, "--var", "f=payments", "--json"]) == ExitStatus.OK
    assert json.loads(capsys.readouterr().out)["text"] == "# payments"


def test_nothing_named_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dashboard"]) == ExitStatus.USAGE
    assert "--list" in capsys.readouterr().err
