import shutil
import subprocess
from pathlib import Path

import pytest

from awsobs.cli import run

SHELLS = ("bash", "zsh", "fish")


@pytest.fixture
def scripts(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    made: dict[str, str] = {}
    for shell in SHELLS:
        assert run(["completion", shell]) == 0
        made[shell] = capsys.readouterr().out
    return made


def completed(script: str, *words: str, folder: Path) -> list[str]:
    """What bash offers for the last of the words."""
    if shutil.which("bash") is None:
        pytest.skip("no bash here")
    program = (
        'eval "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _awsobs; '
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    command = ["bash", "--norc", "-c", program, "bash", script, "awsobs", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("al",), ["alarms"]),
        (("iam",), ["iam-policy"]),
        (("completion", ""), list(SHELLS)),
        (("--theme", "d"), ["dark"]),
        (("map", "--zoom", ""), ["chip", "name", "card"]),
        (("--profile", "al"), []),
        (("--profile", "alarms", "trac"), ["traces", "trace"]),
        (("demo", "--sc"), ["--scenario"]),
        (("info", "--no-c"), ["--no-color", "--no-config", "--no-cache"]),
        (("local", "--theme", ""), ["dark", "light", "contrast", "mono"]),
        (("--config", ""), []),
    ],
)
def test_bash_offers_what_can_be_typed_there(
    words: tuple[str, ...], offered: list[str], scripts: dict[str, str], tmp_path: Path
) -> None:
    assert completed(scripts["bash"], *words, folder=tmp_path) == offered


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_gets_every_command_and_every_option(
    shell: str, scripts: dict[str, str]
) -> None:
    for word in ("demo", "alarms", "iam-policy", "completion"):
        assert word in scripts[shell]
    for option in ("endpoint-url", "no-config", "from-files", "xray-port", "scenario"):
        assert option in scripts[shell]
    assert "--parent" not in scripts[shell], "hidden from help, hidden here"


def test_words_of_the_help_cannot_break_the_quotes(scripts: dict[str, str]) -> None:
    for shell in ("zsh", "fish"):
        for line in scripts[shell].splitlines():
            assert line.startswith("#") or line.replace("'\\''", "").count("'") % 2 == 0, line


def test_another_shell_is_refused() -> None:
    with pytest.raises(SystemExit) as left:
        run(["completion", "tcsh"])
    assert left.value.code == 2
