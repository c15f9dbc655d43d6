import json
import subprocess
import sys
from pathlib import Path

import pytest

from awsobs.cli import run

PROBE = """
import contextlib, io, sys
from awsobs.cli import run
with contextlib.redirect_stdout(io.StringIO()):
    run(["info"])
heavy = ("textual", "rich", "boto3", "botocore", "aioboto3", "networkx", "aiohttp")
print([name for name in heavy if name in sys.modules])
"""


def test_it_prints_every_setting_with_its_origin(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "config.toml"
    file.write_text('\ntheme = "light"\n')
    assert run(["info", "--config", str(file), "--region", "eu-west-1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.split() == ["theme", "light", "config.toml:2"] for line in lines)
    assert any(line.split() == ["region", "eu-west-1", "--region"] for line in lines)
    assert any(line.split() == ["config", str(file)] for line in lines)
    assert {"SETTINGS", "FILES", "TERMINAL", "VERSIONS"} <= set(lines)


def test_programs_get_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["info", "--json", "--no-mouse"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == 1
    assert told["settings"]["mouse"] == {"value": False, "origin": "--no-mouse"}
    assert told["versions"]["python"].startswith("3.")
    assert told["settings"]["budget"]["value"] == 5
    assert told["files"]["config"] | {"path": ""} == {"path": "", "exists": False, "read": False}


def test_it_imports_none_of_what_it_tells_the_version_of() -> None:
    command = [sys.executable, "-c", PROBE]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
