import logging
import os
import sys
from pathlib import Path

import pytest

from awsobs.settings import Settings
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


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no /dev/full")
@pytest.mark.parametrize("path", ["/dev/full", "/dev/null/none/a.log"])
def test_a_log_that_cannot_be_written_says_nothing(
    path: str, capfd: pytest.CaptureFixture[str]
) -> None:
    if not os.path.lexists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    with keeping_log(Settings(log_file=path), {}):
        LOG.debug("told")
    assert capfd.readouterr() == ("", "")


def test_without_a_home_there_is_no_log(capfd: pytest.CaptureFixture[str]) -> None:
    with keeping_log(Settings(), {}):
        LOG.debug("told")
    assert capfd.readouterr() == ("", "")
