"""Which words of a command line are files, which log groups, and how many lines are kept."""

from argparse import Namespace
from pathlib import Path

import pytest

from awsobs.settings import SettingsError, settings_from
from awsobs.settings.log_targets import LogTargets, log_targets


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.log").touch()
    return tmp_path


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("words", "targets"),
    [
        (["app.log", "-"], LogTargets(files=("app.log", "-"))),
        (["file:app.log"], LogTargets(files=("app.log",))),
        (["group:app.log", "/aws/*"], LogTargets(groups=("app.log", "/aws/*"))),
        (["other.log"], LogTargets(groups=("other.log",))),
        ([], LogTargets()),
    ],
)
def test_a_word_is_a_file_where_there_is_one(words: list[str], targets: LogTargets) -> None:
    assert log_targets(Namespace(log_target=words)) == targets


@pytest.mark.usefixtures("here")
def test_files_and_groups_do_not_go_together() -> None:
    with pytest.raises(SettingsError, match="one kind at a time"):
        log_targets(Namespace(log_files=["app.log"], log_group=["/aws/*"]))


def test_the_number_of_lines_is_read_with_or_without_commas() -> None:
    found = settings_from(Namespace(no_config=True), {"AWSOBS_LOG_LINES": "2,000,000"})
    assert (found.log_lines, found.origins["log_lines"]) == (2_000_000, "AWSOBS_LOG_LINES")


@pytest.mark.parametrize("text", ["many", "-5", "9999", "1e6", "1000000000"])
def test_a_number_of_lines_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="no number of lines"):
        settings_from(Namespace(no_config=True, log_lines=text), {})


@pytest.mark.parametrize("name", ["./missing.log", "../missing.log", "~/missing.log"])
def test_what_can_only_be_a_file_is_never_taken_for_a_group(name: str) -> None:
    with pytest.raises(SettingsError, match=r"no such file: .*missing\.log"):
        log_targets(Namespace(log_target=[name]))


def test_a_path_that_ends_as_files_do_or_lies_in_a_folder_is_a_file(tmp_path: Path) -> None:
    for name in ("/var/nowhere/missing.log", "/x/y.json.gz", str(tmp_path / "missing")):
        with pytest.raises(SettingsError, match=f"no such file: {name}"):
            log_targets(Namespace(log_target=[name]))


def test_names_of_groups_stay_groups_though_they_begin_like_paths(tmp_path: Path) -> None:
    for name in ("/aws/lambda/x", "/shop", "/aws/ecs/v1.2", f"{tmp_path}/*.log", "x" * 600):
        assert log_targets(Namespace(log_target=[name])).groups == (name,)


def test_a_folder_is_named_as_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is a folder"):
        log_targets(Namespace(log_target=[str(tmp_path)]))
