"""The tail against streams that flush in lumps, with some events that come very late."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from awsobs.domain.accounting import Counts
from awsobs.domain.clock import FrozenClock
from awsobs.domain.window import live_window
from awsobs.sources.logs import LogSource
from awsobs.sources.session import Aws

Put = Callable[..., Any]
GROUPS, STREAMS, SECONDS = 4, 10, 90
FLUSH, LATE = 5, 30
PLACES = [(f"/g{group}", f"s{stream}") for group in range(GROUPS) for stream in range(STREAMS)]


class Writers:
    """Streams that log a line a second each, and flush every five; a hundredth comes late."""

    def __init__(self, put: Put) -> None:
        self.written: set[str] = set()
        self._put = put
        self._random = Random(7)
        self._waiting: dict[tuple[int, str, str], list[dict[str, Any]]] = {}
        for group in {group for group, _ in PLACES}:
            put("logs:CreateLogGroup", logGroupName=group)
        for group, stream in PLACES:
            put("logs:CreateLogStream", logGroupName=group, logStreamName=stream)

    def write(self, second: int, at: int) -> None:
        for number, (group, stream) in enumerate(PLACES):
            text = f"{group}/{stream}/{second}"
            self.written.add(text)
            flush = second + FLUSH - (second + number) % FLUSH
            due = second + LATE if self._random.random() < 0.01 else flush
            event = {"timestamp": at + number, "message": text}
            self._waiting.setdefault((due, group, stream), []).append(event)

    def deliver(self, second: int) -> None:
        for key in [key for key in self._waiting if key[0] <= second]:
            events, (_, group, stream) = self._waiting.pop(key), key
            self._put(
                "logs:PutLogEvents", logGroupName=group, logStreamName=stream, logEvents=events
            )


async def test_no_line_is_lost_or_doubled_by_ten_streams_that_flush_every_five_seconds(
    aws: Aws, clock: FrozenClock, put: Put
) -> None:
    writers, source = Writers(put), LogSource(aws)
    seen, counts = list[str](), Counts()
    for second in range(SECONDS + LATE + FLUSH):
        if second < SECONDS:
            writers.write(second, int(clock.now().timestamp() * 1000))
        writers.deliver(second)
        if second % 2 == 0:
            async for batch in source.poll(live_window(clock.now())):
                seen += [event.message for event in batch.records]
                counts += batch.counts
        clock.advance(timedelta(seconds=1))
    assert len(seen) == len(set(seen))
    assert set(seen) == writers.written
    assert counts.adds_up
    assert counts.late > 0
