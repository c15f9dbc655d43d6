import subprocess
import sys
from pathlib import Path

import pytest

from awsobs import __version__
from awsobs.cli import run
from awsobs.domain.exit_status import ExitStatus

PROBE = """
import contextlib, io, sys
from awsobs.cli import run
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
    run([sys.argv[1]])
heavy = ("textual", "rich", "boto3", "botocore", "aioboto3", "networkx", "aiohttp")
print([name for name in heavy if name in sys.modules])
"""


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_what_only_prints_imports_nothing_heavy(option: str) -> None:
    command = [sys.executable, "-c", PROBE, option]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"awsobs {__version__}\n"


@pytest.mark.parametrize("arguments", [["--nonsense"], ["demo", "--speed", "0"], ["no-command"]])
def test_what_is_unknown_is_a_usage_error(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run(arguments)
    assert left.value.code == ExitStatus.USAGE


def test_a_bad_value_names_its_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--window", "soon"]) == ExitStatus.USAGE
    assert "--window" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["demo"]])
def test_without_a_terminal_nothing_opens(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == ExitStatus.NO_TERMINAL
    what_else = "awsobs demo --svg FILE" if arguments else "awsobs alarms --text"
    assert f"no terminal; try {what_else}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ("--endpoint-url http://127.0.0.1:1", "leave --endpoint-url out"),
        ("--keys 3", "--keys is for a picture: add --svg FILE"),
        ("--at 90", "--at is for a picture"),
        ("--svg x.svg --speed 2", "a picture has no --speed"),
        ("--scenario nope", "no scenario is called 'nope'"),
        ("--svg {folder}/x.svg --keys hyper+x", "--keys: no key is called hyper+x"),
    ],
)
def test_a_demo_refuses_what_it_cannot_honour(
    options: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["demo", *options.format(folder=tmp_path).split()]) == ExitStatus.USAGE
    told = capsys.readouterr().err
    assert why in told
    assert len(told.splitlines()) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("option", [["--at", "-1"], ["--size", "9x"], ["--speed", "fast"]])
def test_a_number_that_is_none_is_refused(option: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run(["demo", "--svg", "x.svg", *option])
    assert left.value.code == ExitStatus.USAGE


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('theme = "lihgt"', "there is no theme lihgt; did you mean light?"),
        ('[keymap]\n"logs.next_eror" = "f5"', "did you mean logs.next_error?"),
    ],
)
def test_info_tells_of_what_would_keep_the_console_from_opening(
    line: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.toml").write_text(f"{line}\n")
    assert run(["info", "--config", str(tmp_path / "config.toml")]) == ExitStatus.USAGE
    shown = capsys.readouterr()
    assert "SETTINGS" in shown.out
    assert why in shown.err


def test_a_setting_in_the_file_that_there_is_not_is_told_in_three_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "config.toml"
    file.write_text('\nreigon = "x"\n')
    assert run(["--config", str(file)]) == ExitStatus.USAGE
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"awsobs: {file}:2: there is no setting reigon; did you mean region?\n")
    assert err.count("\n") <= 3
    assert run(["--config", str(file), "--no-config"]) == ExitStatus.NO_TERMINAL
