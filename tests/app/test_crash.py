import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

from awsobs.app.crash import MOST_FILES, crash_words
from awsobs.domain.clock import FrozenClock

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def crash_in(home: Path, clock: FrozenClock, words: str = "no such row") -> str:
    try:
        raise LookupError(words)
    except LookupError as error:
        return crash_words(error, {"HOME": str(home), "TERM": "xterm"}, clock)


def test_the_file_tells_where_it_happened_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    said = crash_in(tmp_path, FrozenClock(NOON))
    (file,) = tmp_path.rglob("crash-20260301T120000*.txt")
    assert said == f"awsobs: a mistake of ours: LookupError: no such row; details in {file}"
    assert "in crash_in" in file.read_text()
    assert "TERM=xterm" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_only_the_newest_files_are_kept(tmp_path: Path) -> None:
    clock = FrozenClock(NOON)
    for _ in range(MOST_FILES + 3):
        crash_in(tmp_path, clock)
        clock.advance(timedelta(seconds=1))
    kept = sorted(file.name for file in tmp_path.rglob("crash-*.txt"))
    assert len(kept) == MOST_FILES
    assert kept[0].startswith("crash-20260301T120003")


def test_neither_secrets_nor_control_characters_are_told(tmp_path: Path) -> None:
    said = crash_in(tmp_path, FrozenClock(NOON), "AKIAIOSFODNN7EXAMPLE \x1b]52;c;x\x07")
    (file,) = tmp_path.rglob("crash-*.txt")
    assert "IOSFODNN7EXAMPLE" not in said + file.read_text()
    assert "\x1b" not in said


def test_where_no_file_can_be_written_it_says_so(tmp_path: Path) -> None:
    (tmp_path / ".local").write_text("in the way")
    assert "no details could be written" in crash_in(tmp_path, FrozenClock(NOON))
