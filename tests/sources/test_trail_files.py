import gzip
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.sources.test_trail import record

from awsobs.domain.accounting import Counts
from awsobs.domain.clock import FrozenClock
from awsobs.domain.source_state import SourceError
from awsobs.domain.trail import Coverage, TrailEvent
from awsobs.domain.window import live_window
from awsobs.sources.trail_files import TrailFileSource


class Reader:
    """A source of files with all that came out of it."""

    def __init__(self, clock: FrozenClock, *paths: Path) -> None:
        self.coverage: Coverage | None = None
        self.events: list[TrailEvent] = []
        self.counts = Counts()
        self._clock = clock
        self.source = TrailFileSource([str(path) for path in paths], clock, self._cover)

    async def read(self, passes: int = 1) -> None:
        for _ in range(passes):
            async for batch in self.source.poll(live_window(self._clock.now())):
                self.events += batch.records
                self.counts += batch.counts

    def _cover(self, coverage: Coverage) -> None:
        self.coverage = coverage


def delivered(path: Path, records: list[dict[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(json.dumps({"Records": records}).encode()))
    return path


def some(count: int, until: datetime) -> list[dict[str, Any]]:
    return [record(n, until - timedelta(minutes=n)) for n in range(count)]


async def test_a_folder_as_a_trail_delivers_it(tmp_path: Path, clock: FrozenClock) -> None:
    records = some(30, clock.now())
    logs = tmp_path / "AWSLogs/123456789012/CloudTrail/eu-west-1/2026/11/25"
    for number in range(3):
        delivered(logs / f"log{number}.json.gz", records[number::3])
    digest = tmp_path / "AWSLogs/123456789012/CloudTrail-Digest/eu-west-1/digest.json.gz"
    delivered(digest, [record(99, clock.now())])
    reader = Reader(clock, tmp_path)
    await reader.read(passes=2)
    assert {event.id for event in reader.events} == {f"event-{n}" for n in range(30)}
    assert reader.coverage is not None
    assert reader.coverage.is_complete
    assert reader.coverage.scanned == 30
    assert (reader.coverage.start, reader.coverage.newest) == (
        clock.now() - timedelta(minutes=29),
        clock.now(),
    )
    assert not reader.source.behind


async def test_broken_records_and_cut_files_are_counted_and_named(
    tmp_path: Path, clock: FrozenClock
) -> None:
    lines = tmp_path / "lines.jsonl"
    good = json.dumps(record(1, clock.now()))
    lines.write_text(f'{good}\n{{broken\n{{"eventID": "no time"}}\n')
    cut = delivered(tmp_path / "cut.json.gz", some(300, clock.now()))
    cut.write_bytes(cut.read_bytes()[:-20])
    reader = Reader(clock, lines, cut)
    await reader.read()
    assert "event-1" in {event.id for event in reader.events}
    assert reader.counts.malformed >= 2
    assert reader.counts.adds_up
    assert "cut.json.gz is no whole gzip file" in reader.source.shortfall


async def test_a_pass_that_is_cut_short_goes_on_where_it_was(
    tmp_path: Path, clock: FrozenClock
) -> None:
    file = delivered(tmp_path / "one.json.gz", some(2_500, clock.now()))
    reader = Reader(clock, file)
    async for batch in reader.source.poll(live_window(clock.now())):
        reader.events += batch.records
        break
    assert reader.source.behind
    await reader.read()
    assert len(reader.events) == 2_500
    assert len({event.id for event in reader.events}) == 2_500


async def test_a_file_that_went_away_is_told(tmp_path: Path, clock: FrozenClock) -> None:
    reader = Reader(clock, tmp_path / "gone.json")
    with pytest.raises(SourceError, match=r"gone\.json: No such file"):
        await reader.read()
