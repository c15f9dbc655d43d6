"""The log tail while the service keeps back what does not match."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from awsobs.domain.accounting import Counts
from awsobs.domain.batch import Batch
from awsobs.domain.clock import FrozenClock
from awsobs.domain.logs import LogEvent
from awsobs.domain.window import live_window
from awsobs.languages.filter_pattern import PatternError
from awsobs.sources.logs import LogSource
from awsobs.sources.session import Aws
from awsobs.store.lines import LineStore

GROUP = "/aws/lambda/payments"
Put = Callable[..., Any]


@pytest.fixture
def write(put: Put, clock: FrozenClock) -> Callable[..., None]:
    """Write lines, each so many seconds ago."""
    put("logs:CreateLogGroup", logGroupName=GROUP)
    put("logs:CreateLogStream", logGroupName=GROUP, logStreamName="a")

    def write(*lines: tuple[float, str]) -> None:
        now = clock.now().timestamp()
        events = [
            {"timestamp": int((now - ago) * 1000), "message": text}
            for ago, text in sorted(lines, reverse=True)
        ]
        put("logs:PutLogEvents", logGroupName=GROUP, logStreamName="a", logEvents=events)

    return write


class Kept:
    """A store that a source pours into, with the accounting of what is in it."""

    def __init__(self, aws: Aws, clock: FrozenClock) -> None:
        self.store = LineStore()
        self.counts = Counts()
        self.source = LogSource(aws, forget=self._forget)
        self._clock = clock

    def _forget(self) -> None:
        self.store.clear()
        self.counts = Counts()

    async def poll(self) -> list[str]:
        """What is kept after one more pass."""
        batches: Sequence[Batch[LogEvent]] = [
            batch async for batch in self.source.poll(live_window(self._clock.now()))
        ]
        for batch in batches:
            self.store.extend(batch.records)
            self.counts += batch.counts
        return [self.store.event(place).message for place in range(len(self.store))]


async def test_only_what_matches_comes_while_the_filter_is_on_and_all_when_it_is_off_again(
    aws: Aws, clock: FrozenClock, write: Callable[..., None]
) -> None:
    kept = Kept(aws, clock)
    write((600, "ERROR old"), (500, "fine old"), (1, "fine"))
    assert await kept.poll() == ["ERROR old", "fine old", "fine"]
    kept.source.narrow("ERROR")
    assert await kept.poll() == ["ERROR old"]
    clock.advance(timedelta(seconds=4))
    write((2, "ERROR new"), (1, "fine new"))
    assert await kept.poll() == ["ERROR old", "ERROR new"]
    assert kept.counts.kept == 2
    kept.source.narrow("")
    everything = ["ERROR old", "fine old", "fine", "ERROR new", "fine new"]
    assert await kept.poll() == everything
    clock.advance(timedelta(seconds=2))
    assert await kept.poll() == everything
    assert kept.counts.kept == 5
    assert kept.counts.received == kept.counts.kept + kept.counts.duplicate


async def test_a_pattern_that_aws_would_refuse_changes_nothing(
    aws: Aws, clock: FrozenClock, write: Callable[..., None]
) -> None:
    kept = Kept(aws, clock)
    write((1, "fine"))
    with pytest.raises(PatternError):
        kept.source.narrow('"open')
    assert await kept.poll() == ["fine"]


async def test_what_the_live_tail_brings_passes_the_same_pattern_and_is_counted(
    aws: Aws, clock: FrozenClock, write: Callable[..., None]
) -> None:
    kept = Kept(aws, clock)
    write((9, "ERROR old"))
    kept.source.narrow("ERROR")
    await kept.poll()
    now = int(clock.now().timestamp() * 1000)
    brought = [
        {
            "logGroupIdentifier": f"123456789012:{GROUP}",
            "logStreamName": "a",
            "timestamp": now,
            "ingestionTime": now,
            "message": message,
        }
        for message in ("ERROR live", "fine live", "fine too")
    ]
    kept.source.live.queue.put({"sessionResults": brought})
    assert await kept.poll() == ["ERROR old", "ERROR live"]
    assert kept.counts.filtered == 2
    lost = kept.counts.duplicate + kept.counts.filtered
    assert kept.counts.received == kept.counts.kept + lost
