import logging
import os
import sys
from pathlib import Path

import pytest

from awsobs.settings import Settings, SettingsError
from awsobs.settings.program_log import keeping_log

LOG = logging.getLogger("awsobs.sources.errors")


def test_the_log_is_made_when_there_is_something_to_tell_and_is_for_its_owner(
    tmp_path: Path,
) -> None:
    file = tmp_path / "awsobs" / "awsobs.log"
    with keeping_log(Settings(), {"XDG_STATE_HOME": str(tmp_path)}):
        assert not file.exists()
        LOG.debug("bad reply to %s", "logs:FilterLogEvents")
    LOG.debug("nobody listens any more")
    (line,) = file.read_text().splitlines()
    assert line.endswith(" awsobs.sources.errors bad reply to logs:FilterLogEvents")
    if sys.platform != "win32":
        assert file.stat().st_mode & 0o777 == 0o600


def test_a_setting_names_another_file_below_home(tmp_path: Path) -> None:
    with keeping_log(Settings(log_file="~/mine.log"), {"HOME": str(tmp_path)}):
        LOG.debug("told")
    assert "told" in (tmp_path / "mine.log").read_text()


def test_it_keeps_a_few_files_of_a_megabyte(tmp_path: Path) -> None:
    with keeping_log(Settings(log_file=str(tmp_path / "a.log")), {}):
        for number in range(20):
            LOG.debug("%d %s", number, "x" * 500_000)
    sizes = [file.stat().st_size for file in tmp_path.iterdir()]
    assert len(sizes) == 6
    assert max(sizes) <= 1_100_000


@pytest.mark.skipif(not os.path.lexists("/dev/full"), reason="this system has no /dev/full")
def test_a_log_that_cannot_be_written_says_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    with keeping_log(Settings(log_file="/dev/full"), {}):
        LOG.debug("told")
    with keeping_log(Settings(), {"XDG_STATE_HOME": str(tmp_path / "file")}):
        LOG.debug("told")
    assert capfd.readouterr() == ("", "")


def test_a_file_that_was_asked_for_must_be_writable(tmp_path: Path) -> None:
    settings = Settings(log_file=str(tmp_path), origins={"log_file": "--log-file"})
    with (
        pytest.raises(SettingsError, match=f"--log-file: {tmp_path}: is a directory"),
        keeping_log(settings, {}),
    ):
        pass


def test_a_line_shows_no_secret_and_orders_no_terminal(tmp_path: Path) -> None:
    file = tmp_path / "a.log"
    with keeping_log(Settings(log_file=str(file)), {}):
        LOG.warning("password=%s \x1b]52;c;RVZJTA==\x07\nsecond", "hunter2-hunter2")
    (line,) = file.read_text().splitlines()
    assert "WARNING" in line
    assert "hunter2" not in line
    assert line.isprintable()


def test_without_a_home_there_is_no_log(capfd: pytest.CaptureFixture[str]) -> None:
    with keeping_log(Settings(), {}):
        LOG.debug("told")
    assert capfd.readouterr() == ("", "")
