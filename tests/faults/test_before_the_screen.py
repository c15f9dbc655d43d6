"""A3: what cannot work without credentials or a region is said before a screen opens."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from awsobs.app.signs import SIGNS
from awsobs.domain.exit_status import ExitStatus

OpenTerminal = Callable[..., AbstractContextManager[Any]]

ALTERNATE_SCREEN = b"\x1b[?1049h"
BACK = "\x1b[?1049l\x1b[?25h"
LAST_LINE = "awsobs demo needs no account"
PROFILES = "[profile dev]\nregion = eu-west-1\n[profile ops-ro]\nregion = eu-west-1\n"
KEYS = {"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s"}
REFUSE = """
import sys
from awsobs.cli import run
from awsobs.collecting.preflight import signed_in
from awsobs.domain.clock import SystemClock
from awsobs.domain.source_state import SourceError
from awsobs.settings import Settings
FILES = dict.fromkeys(["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"], "/nowhere")
try:
    signed_in(Settings(), {"AWS_EC2_METADATA_DISABLED": "true"} | FILES, SystemClock(), None)
except SourceError as error:
    heavy = ("botocore", "aiohttp", "textual", "rich", "http.client", "email")
    print(error.what, [name for name in heavy if name in sys.modules])
"""
NOTHING = dict.fromkeys([*SIGNS, *KEYS, "AWS_REGION", "AWS_PROFILE"], "")


@pytest.fixture
def refused(open_terminal: OpenTerminal, tmp_path: Path) -> Callable[..., list[str]]:
    """Start awsobs in a terminal, and give the lines that it leaves with."""

    def start(
        *arguments: str, config: str = "", environ: Mapping[str, str] | None = None
    ) -> list[str]:
        path = tmp_path / "config"
        if config:
            path.write_text(config)
        files = {"AWS_CONFIG_FILE": str(path), "AWS_SHARED_CREDENTIALS_FILE": f"{path}-none"}
        given = NOTHING | files | dict(environ or {})
        with open_terminal(*arguments, environ=given) as terminal:
            assert terminal.end() == ExitStatus.CREDENTIALS
        written = bytes(terminal.output)
        # Where AWS's files are there, the frame of a start that goes well may be seen shortly.
        if not config and not environ:
            assert ALTERNATE_SCREEN not in written
        lines = written.decode().rpartition(BACK)[2].splitlines()
        assert "\x1b" not in "".join(lines)
        assert len(lines) <= 3
        assert lines[-1] == LAST_LINE
        return lines

    return start


@pytest.mark.fault("A3")
def test_no_credentials_at_all(refused: Callable[..., list[str]]) -> None:
    assert refused() == [
        "awsobs: no AWS credentials were found",
        "run: aws configure, or aws configure sso",
        LAST_LINE,
    ]


@pytest.mark.fault("A3")
def test_no_credentials_by_default_but_profiles(refused: Callable[..., list[str]]) -> None:
    lines = refused(config=PROFILES)
    assert lines[1] == "profiles found: dev, ops-ro; choose with --profile"


@pytest.mark.fault("A3")
def test_an_unknown_profile(refused: Callable[..., list[str]]) -> None:
    assert refused("--profile", "opsro", config=PROFILES)[:2] == [
        "awsobs: no profile is named opsro; did you mean ops-ro?",
        "profiles found: dev, ops-ro",
    ]


@pytest.mark.fault("A3")
def test_no_region(refused: Callable[..., list[str]]) -> None:
    assert refused(environ=KEYS)[:2] == [
        "awsobs: no region is set",
        "use --region, or set AWS_REGION, or a region in the profile",
    ]


@pytest.mark.fault("A3")
def test_half_a_pair_of_keys(refused: Callable[..., list[str]]) -> None:
    lines = refused(environ={"AWS_ACCESS_KEY_ID": "k"})
    assert lines[0] == "awsobs: AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not"


@pytest.mark.fault("A3")
def test_a_command_that_gives_no_keys(refused: Callable[..., list[str]]) -> None:
    config = "[default]\nregion = eu-west-1\ncredential_process = false hunter2\n"
    assert refused(config=config)[:2] == [
        "awsobs: credential_process of profile default failed: false ended with 1",
        "run it by hand to see why",
    ]


@pytest.mark.fault("A3")
def test_a_file_that_does_not_parse(refused: Callable[..., list[str]]) -> None:
    assert "line 2 has no NAME = VALUE" in refused(config="[default]\nnonsense\n")[0]


@pytest.mark.fault("A3")
def test_nothing_heavy_is_imported_to_say_so() -> None:
    """It takes a sixth of a second; with botocore or Textual it would take half a second more."""
    done = subprocess.run(
        [sys.executable, "-c", REFUSE], capture_output=True, text=True, check=True, env=NOTHING
    )
    assert done.stdout.strip() == "no AWS credentials were found []"
