"""Lines of files and pipes: all of them, once, through rotation, truncation and bad bytes."""

import gzip
import os
from collections.abc import Awaitable, Callable, Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from awsobs.domain.clock import FrozenClock
from awsobs.domain.logs import Level, LogEvent
from awsobs.domain.window import live_window
from awsobs.sources.file_tail import STDIN, tail_of
from awsobs.sources.files import HELD, LONGEST, UNFINISHED, FileSource

Until = Callable[[Callable[[], object]], Awaitable[None]]
NOW = datetime(2026, 3, 2, 7, 40, tzinfo=UTC)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOW)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "app.log"


def write(path: Path, data: str | bytes) -> None:
    path.write_bytes(data.encode() if isinstance(data, str) else data)


def append(path: Path, data: str | bytes) -> None:
    with path.open("ab") as file:
        file.write(data.encode() if isinstance(data, str) else data)


def rotate(path: Path, before: str, after: str, new: str) -> None:
    with path.open("a") as file:
        file.write(before)
        path.rename(path.with_suffix(".1"))
        file.write(after)
    write(path, new)


def remove(path: Path) -> None:
    path.unlink()


async def read(source: FileSource) -> list[LogEvent]:
    found: list[LogEvent] = []
    async for batch in source.poll(live_window(NOW)):
        assert batch.counts.adds_up
        assert batch.counts.kept == len(batch.records)
        found += batch.records
    return found


async def messages(source: FileSource) -> list[str]:
    return [event.message for event in await read(source)]


@pytest.fixture
def following(log: Path, clock: FrozenClock) -> Generator[FileSource]:
    write(log, "one\ntwo\n")
    source = FileSource([tail_of(str(log), follow=True)], clock)
    yield source
    source.close()


def whole(path: Path, clock: FrozenClock) -> FileSource:
    return FileSource([tail_of(str(path), follow=False)], clock)


async def test_a_file_is_read_and_followed(log: Path, following: FileSource) -> None:
    assert await messages(following) == ["one", "two"]
    assert await messages(following) == []
    append(log, "three\nfo")
    assert await messages(following) == ["three"]
    append(log, "ur\n")
    assert await messages(following) == ["four"]
    assert not following.is_over


async def test_a_rotated_file_is_followed_by_its_name(log: Path, following: FileSource) -> None:
    await read(following)
    rotate(log, "last of the old\n", "after the rename", "first of the new\n")
    found = [*await messages(following), *await messages(following)]
    assert found == ["last of the old", "after the rename", "first of the new"]


async def test_a_truncated_file_is_read_from_its_start(log: Path, following: FileSource) -> None:
    await read(following)
    write(log, "new\n")
    assert await messages(following) == ["new"]


async def test_a_file_that_goes_is_waited_for(log: Path, following: FileSource) -> None:
    await read(following)
    remove(log)
    assert await messages(following) == []
    assert "is gone" in following.shortfall
    write(log, "back\n")
    assert await messages(following) == ["back"]
    assert following.shortfall == ""


async def test_a_line_without_its_end_is_shown_after_a_while(
    log: Path, following: FileSource, clock: FrozenClock
) -> None:
    await read(following)
    append(log, "Password? ")
    assert await messages(following) == []
    clock.advance(timedelta(seconds=UNFINISHED))
    assert await messages(following) == ["Password? "]


async def test_the_end_of_a_file_ends_its_last_line(log: Path, clock: FrozenClock) -> None:
    write(log, b"one\r\n\r\nthree")
    source = whole(log, clock)
    assert await messages(source) == ["one", "", "three"]
    assert source.is_over


async def test_any_bytes_become_lines_that_can_be_drawn(log: Path, clock: FrozenClock) -> None:
    write(log, b"\xff\xfe\x00bin\x1b[2J\x07\nok \xc3\xa9\n\xe2\x80\xaegod\n")
    assert await messages(whole(log, clock)) == ["\ufffd\ufffd\ufffdbin\ufffd", "ok é", "‹RLO›god"]


async def test_a_line_of_a_megabyte_is_whole_and_a_longer_one_is_cut(
    log: Path, clock: FrozenClock
) -> None:
    write(log, b"x" * LONGEST + b"\n" + b"y" * (2 * LONGEST + 5) + b"\nend\n")
    assert list(map(len, await messages(whole(log, clock)))) == [LONGEST, LONGEST, LONGEST, 5, 3]


async def test_a_packed_file_is_read_once(tmp_path: Path, clock: FrozenClock) -> None:
    path = tmp_path / "old.log.1"
    write(path, gzip.compress(b"one\ntwo"))
    source = FileSource([tail_of(str(path), follow=True)], clock)
    assert await messages(source) == ["one", "two"]
    assert source.is_over


async def test_half_of_a_packed_file_is_told(tmp_path: Path, clock: FrozenClock) -> None:
    path = tmp_path / "old.log.gz"
    write(path, gzip.compress(os.urandom(200_000))[:100_000])
    source = whole(path, clock)
    assert await messages(source)
    assert "no whole gzip file" in source.shortfall


async def test_secrets_are_masked_also_over_several_lines(log: Path, clock: FrozenClock) -> None:
    write(
        log,
        "password=hunter2-hunter2\n-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n"
        "-----END RSA PRIVATE KEY-----\npass\x1b[0mword=hunter2-hunter2\n",
    )
    text = "\n".join(await messages(whole(log, clock)))
    assert "hunter2" not in text
    assert "MIIEp" not in text


async def test_lines_have_their_own_time_or_that_of_the_line_before(
    log: Path, clock: FrozenClock
) -> None:
    write(log, "starting\n2026-03-01T07:30:00Z ERROR no\n{}\n")
    first, second, third = await read(whole(log, clock))
    assert first.timestamp == int(NOW.timestamp() * 1000)
    assert second.timestamp == third.timestamp == first.timestamp - 24 * 3600_000 - 600_000
    assert (second.level, third.level) == (Level.ERROR, Level.UNKNOWN)
    assert first.event_id < second.event_id < third.event_id
    assert first.group == str(log)


async def test_standard_input_is_read_to_its_end(clock: FrozenClock, until: Until) -> None:
    out, into = os.pipe()
    source = FileSource([tail_of(STDIN, follow=True, stdin=out)], clock)
    found: list[str] = []

    async def has(count: int) -> None:
        while len(found) < count:
            found.extend(await messages(source))

    os.write(into, b"one\ntw")
    await has(1)
    assert found == ["one"]
    os.write(into, b"o\nthree")
    os.close(into)
    await has(3)
    assert found == ["one", "two", "three"]
    assert source.is_over
    os.close(out)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError, match=r"directory.*test_a_folder"):
        tail_of(str(tmp_path), follow=False)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.binary(max_size=40), max_size=6))
async def test_all_bytes_come_out_however_they_went_in(
    tmp_path: Path, clock: FrozenClock, written: list[bytes]
) -> None:
    path = tmp_path / "any.log"
    write(path, b"")
    source = FileSource([tail_of(str(path), follow=True)], clock)
    found: list[LogEvent] = []
    for part in written:
        append(path, part)
        found += await read(source)
    clock.advance(timedelta(seconds=UNFINISHED))
    found += await read(source)
    source.close()
    text = b"".join(written)
    assert len(found) == text.count(b"\n") + (not text.endswith(b"\n") and text != b"")


STACK = 'Traceback (most recent call last):\n  File "a.py", line 1, in f\nKeyError: 1\n'


@pytest.mark.parametrize("head", ["", "ERROR no\n", "2026-03-01T07:30:00Z ERROR no\n"])
async def test_a_stack_is_one_error_however_it_is_read(
    log: Path, following: FileSource, clock: FrozenClock, head: str
) -> None:
    await read(following)
    whole = head + STACK
    for part in whole.splitlines(keepends=True):
        append(log, part)
        assert await messages(following) == []
    clock.advance(timedelta(seconds=HELD))
    (event,) = await read(following)
    assert event.message == whole.rstrip("\n").replace("\n", "␊")
    assert event.level == Level.ERROR


async def test_an_entry_that_waits_is_given_before_what_comes_after_it(
    log: Path, following: FileSource, clock: FrozenClock
) -> None:
    await read(following)
    append(log, f"before\n{STACK}")
    assert await messages(following) == ["before"]
    append(log, "after\n")
    found = await messages(following)
    clock.advance(timedelta(seconds=HELD))
    found += await messages(following)
    assert [text.split("␊")[-1] for text in found] == ["KeyError: 1", "after"]


async def test_a_stack_at_the_end_of_a_file_is_not_lost_as_it_is_rotated(
    log: Path, following: FileSource, clock: FrozenClock
) -> None:
    await read(following)
    rotate(log, STACK, "", "  new\n")
    found = [*await messages(following), *await messages(following)]
    clock.advance(timedelta(seconds=HELD))
    found += await messages(following)
    assert [len(text.split("␊")) for text in found] == [3, 1]
