from argparse import Namespace
from pathlib import Path

import pytest

from awsobs.present.run_report import (
    config_told,
    files_told,
    settings_told,
    terminal_told,
    versions_told,
)
from awsobs.settings import Settings, settings_from


def test_every_value_is_told_with_who_said_so(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('budget = 2.5\nlog_groups = ["/a", "/b"]\n[keymap]\n"move.zoom" = "Z"\n')
    environ = {"AWSOBS_CONFIG": str(file), "AWS_PROFILE": "ops", "NO_COLOR": "1"}
    told = settings_told(settings_from(Namespace(window="2h"), environ))
    assert told["window"] == ("2h", "--window")
    assert told["profile"] == ("ops", "AWS_PROFILE")
    assert told["budget"] == (2.5, "config.toml:1")
    assert told["log_groups"] == (["/a", "/b"], "config.toml:2")
    assert told["log_groups"].words == "/a, /b"
    assert told["keymap.move.zoom"] == ("Z", "config.toml:4")
    assert (told["no_color"], told["no_color"].words) == ((True, "NO_COLOR"), "yes")
    assert (told["region"], told["region"].words) == ((None, "default"), "–")


def test_no_secret_no_control_and_no_whole_account_is_told() -> None:
    settings = Settings(
        endpoint_url="http://me:hunter2@host",
        log_groups=("/a\x1b[31m\x07",),
        aliases={"123456789012": "prod"},
        access_key=("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI"),
    )
    told = settings_told(settings)
    text = str(told)
    assert "hunter2" not in text
    assert "wJalr" not in text
    assert "123456789012" not in text
    assert "\\x" not in text
    assert told["aliases.1234…9012"].value == "prod"


def test_files_follow_the_xdg_variables() -> None:
    environ = {"HOME": "/home/me", "XDG_STATE_HOME": "/state"}
    told = files_told(Settings(log_file="~/my.log"), environ)
    assert told == {
        "log": "/home/me/my.log",
        "crashes": "/state/awsobs/crash-*.txt",
        "captures": "/home/me/.local/share/awsobs",
    }
    assert files_told(Settings(), {}) == dict.fromkeys(told, "")


def test_the_file_of_settings_is_told_with_whether_it_is_there(tmp_path: Path) -> None:
    environ = {"XDG_CONFIG_HOME": str(tmp_path)}
    path = tmp_path / "awsobs/config.toml"
    absent = config_told(Settings(), environ)
    assert absent == (str(path), False, False)
    assert absent.words == f"{path} (not there)"
    path.parent.mkdir()
    path.touch()
    assert config_told(Settings(), environ).words == f"{path} (not read)"
    read = config_told(Settings(config=str(path)), environ)
    assert (read.exists, read.read, read.words) == (True, True, str(path))
    assert config_told(Settings(), {}).words == ""


@pytest.mark.parametrize(
    ("environ", "name", "value"),
    [
        ({"TERM": "xterm-256color"}, "colours", "256"),
        ({"COLORTERM": "truecolor", "NO_COLOR": "1"}, "colours", "none (NO_COLOR)"),
        ({"LC_ALL": "de_DE.ISO-8859-1@euro"}, "encoding", "ISO-8859-1"),
        ({"TMUX": "/tmp/x,1,0"}, "inside", "tmux"),
        ({"STY": "1.x"}, "inside", "screen"),
        ({"SSH_TTY": "/dev/pts/1"}, "over", "ssh"),
        ({"TERM": "\x1b]0;x\x07"}, "TERM", ""),
    ],
)
def test_the_terminal_is_told_by_its_variables(
    environ: dict[str, str], name: str, value: str
) -> None:
    assert terminal_told(environ)[name] == value


def test_versions_are_of_what_is_installed() -> None:
    told = versions_told()
    assert {"awsobs", "python", "textual", "botocore"} <= told.keys()
    assert all(told.values())
