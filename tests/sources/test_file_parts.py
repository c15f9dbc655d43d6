"""A large file: what came last is there first, and in the end all of it, once and in order."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.domain.logs import LogEvent
from awsobs.domain.window import live_window
from awsobs.languages.secret_names import MASK
from awsobs.sources.file_parts import NEWEST, parts_of
from awsobs.sources.file_tail import tail_of
from awsobs.sources.files import HELD, FileSource
from awsobs.store.lines import LineStore

NOW = datetime(2026, 3, 2, 7, 40, tzinfo=UTC)
LINES = 3 * NEWEST // 100


def line(number: int, every: float = 1.0) -> str:
    at = NOW + timedelta(seconds=int(number * every) - LINES)
    return f"{at:%Y-%m-%dT%H:%M:%SZ} INFO {number:06} ".ljust(99, ".") + "\n"


def write(path: Path, text: str) -> None:
    path.write_text(text)


def append(path: Path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)


def rotate(path: Path) -> None:
    path.rename(path.with_suffix(".1"))


def source_of(path: Path, clock: FrozenClock | None = None) -> FileSource:
    return FileSource(parts_of(tail_of(str(path), follow=True), NOW), clock or FrozenClock(NOW))


async def read(source: FileSource) -> list[LogEvent]:
    return [event async for batch in source.poll(live_window(NOW)) for event in batch.records]


def in_order(events: list[LogEvent]) -> list[str]:
    store = LineStore()
    store.extend(events)
    return [event.message for event in store.slice(0, len(store))]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "app.log"


@pytest.mark.parametrize("every", [1.0, 0.1])
async def test_the_newest_lines_come_first_and_all_come_once(log: Path, every: float) -> None:
    texts = [line(number, every) for number in range(LINES)]
    write(log, "".join(texts))
    source = source_of(log)
    events = await read(source)
    assert events[0].message > events[-1].message
    assert in_order(events) == [text.rstrip() for text in texts]
    append(log, line(LINES))
    assert [event.message for event in await read(source)] == [line(LINES).rstrip()]
    source.close()


async def test_stack_traces_stay_with_the_line_that_they_belong_to(log: Path) -> None:
    frames = f"{'  at frame':99}\n" * 10
    texts = [line(number) + frames for number in range(LINES // 15)]
    write(log, "".join(texts))
    clock = FrozenClock(NOW)
    source = source_of(log, clock)
    entries = [text.rstrip("\n").replace("\n", "␊") for text in texts]
    found = await read(source)
    clock.advance(timedelta(seconds=HELD))
    assert in_order([*found, *await read(source)]) == entries
    source.close()


async def test_a_private_key_near_the_end_is_masked(log: Path) -> None:
    key = f"-----BEGIN PRIVATE KEY-----\n{'QUJD' * 19}\n" + f"{'QUJD' * 19}\n" * (NEWEST // 77)
    texts = "".join(line(number) for number in range(2 * NEWEST // 100))
    ending = f"-----END PRIVATE KEY-----\n{line(LINES - 1)}{line(LINES)}"
    write(log, texts + key + ending)
    source = source_of(log)
    events = await read(source)
    assert not any("QUJD" in event.message for event in events)
    assert sum(event.message.count(MASK) for event in events) > 1_000
    assert events[0].message == line(LINES).rstrip()
    source.close()


@pytest.mark.parametrize(
    "text",
    ["one line without a time\n" * (NEWEST // 5), line(1) * (3 * NEWEST // 100), line(1) * 9, ""],
)
async def test_a_file_that_cannot_be_parted_is_read_from_its_start(log: Path, text: str) -> None:
    write(log, text)
    tail = tail_of(str(log), follow=True)
    assert list(parts_of(tail, NOW)) == [tail]
    tail.close()


async def test_a_large_file_that_is_rotated_is_followed_by_its_name(log: Path) -> None:
    write(log, "".join(line(number) for number in range(LINES)))
    source = source_of(log)
    assert len(await read(source)) == LINES
    rotate(log)
    write(log, "new\n")
    found = [event.message for event in [*await read(source), *await read(source)]]
    assert found == ["new"]
    assert not source.shortfall
    source.close()
