"""Plays a story into the local AWS: its history at once, then what happens as time goes on.

`play` is the whole of it, for whoever starts a local AWS with `--scenario`.
"""

import asyncio
import socket
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

from awsobs.domain.clock import Clock
from awsobs.local.services.event_calls import publish_call
from awsobs.local.services.xray import put_documents
from awsobs.scenarios.catalogue import named
from awsobs.scenarios.story import Datapoint, Happenings, LogLine, Story

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

SendSegment = Callable[[bytes], None]

STEP: Final = 0.25
RECENT: Final = 30 * 60.0
"""So much history is there before anything is shown; the rest follows."""

_SLICE: Final = 10.0
_INGESTION_MS: Final = 900
_PAUSE: Final = 0.03
_SLICES_AT_ONCE: Final = 6  # after the machine has slept there is much to tell
_HEADER: Final = b'{"format": "json", "version": 1}\n'


class Player:
    """One story in one cloud. Segments of the present go to `send_segment` as datagrams."""

    def __init__(
        self, cloud: "Cloud", story: Story, clock: Clock, send_segment: SendSegment
    ) -> None:
        self._cloud = cloud
        self._story = story
        self._clock = clock
        self._send_segment = send_segment
        self._start = story.start.timestamp()
        self._told_until = self._start

    def set_up(self) -> None:
        """Alarms, dashboards and rules, as they stand before."""
        self._story.set_up(self._cloud)

    def backfill_recent(self) -> None:
        """Put in the newest part of the history, and all of its trail."""
        self._tell_trail_of_history()
        for first, last in _slices(self._start - RECENT, self._start):
            self._tell_history(first, last)

    async def backfill_rest(self) -> None:
        """Put in the older part, newest first, in pieces that nobody has to wait for."""
        for first, last in self._older():
            self._tell_history(first, last)
            await self._clock.sleep(_PAUSE)

    def backfill(self) -> None:
        """Put in the whole history at once."""
        self.backfill_recent()
        for first, last in self._older():
            self._tell_history(first, last)

    async def run(self) -> None:
        """Tell what happens, when it happens, until cancelled."""
        while True:
            self.catch_up(most=_SLICES_AT_ONCE)
            await self._clock.sleep(STEP)

    def catch_up(self, *, most: int | None = None) -> None:
        """Tell everything from where it was left until now, in at most so many slices."""
        now = self._clock.now().timestamp()
        for first, last in islice(_slices(self._told_until, now), most):
            happenings = self._story.happenings(first, last)
            self._put(happenings, ingested_at=int(now * 1000))
            for record in happenings.records:
                self._cloud.trail.put(record)
                publish_call(self._cloud, record)
            for sent in happenings.segments:
                self._send_segment(_HEADER + sent.document.encode())
            self._told_until = last

    def _older(self) -> Iterator[tuple[float, float]]:
        oldest = self._start - self._story.history.total_seconds()
        return reversed(list(_slices(oldest, self._start - RECENT)))

    def _tell_history(self, first: float, last: float) -> None:
        happenings = self._story.happenings(first, last)
        self._put(happenings, ingested_at=int(last * 1000) + _INGESTION_MS)
        put_documents(self._cloud, [sent.document for sent in happenings.segments])

    def _tell_trail_of_history(self) -> None:
        oldest = self._start - self._story.history.total_seconds()
        for record in self._story.records(oldest, self._start):
            self._cloud.trail.put(record)

    def _put(self, happenings: Happenings, *, ingested_at: int) -> None:
        for (group, stream), events in _by_stream(happenings.lines).items():
            self._cloud.logs.put(group, stream, events, ingested_at)
        for point in happenings.points:
            self._put_point(point)

    def _put_point(self, point: Datapoint) -> None:
        metric = point.metric
        self._cloud.metrics.put(
            metric.namespace,
            metric.name,
            metric.dimensions,
            point.at,
            point.value,
            metric.unit,
            point.times,
            metric.resolution,
        )


async def play(
    cloud: "Cloud",
    *,
    name: str,
    seed: int,
    speed: float,
    clock: Clock,
    daemon_address: str,
) -> "Playing":
    """Begin a story now. When this returns, its state and its newest history are there.

    Raises:
        ValueError: no story is called so.
    """
    story = named(name, seed=seed, start=clock.now(), speed=speed)
    return Playing(cloud, story, clock, daemon_address)


class Playing:
    """A story that goes on by itself until it is stopped."""

    def __init__(self, cloud: "Cloud", story: Story, clock: Clock, daemon_address: str) -> None:
        host, _, port = daemon_address.rpartition(":")
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._to = (host, int(port))
        self.lost_segments = 0
        self.player = Player(cloud, story, clock, self._send)
        self.player.set_up()
        self.player.backfill_recent()
        self._tasks = [
            asyncio.create_task(self.player.run()),
            asyncio.create_task(self.player.backfill_rest()),
        ]

    async def watch(self) -> None:
        """Go on as long as the story does; a bug in it comes out here."""
        await asyncio.gather(*self._tasks)

    async def stop(self) -> None:
        """End it where it is; what went wrong in it meanwhile is raised."""
        for task in self._tasks:
            task.cancel()
        ends = await asyncio.gather(*self._tasks, return_exceptions=True)
        self._socket.close()
        for end in ends:
            if isinstance(end, Exception):
                raise end

    def _send(self, datagram: bytes) -> None:
        try:
            self._socket.sendto(datagram, self._to)
        except OSError:  # as with any SDK: a daemon that is away or busy costs a segment
            self.lost_segments += 1


def _by_stream(lines: list[LogLine]) -> dict[tuple[str, str], list[tuple[int, str]]]:
    streams: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for line in lines:
        streams[line.group, line.stream].append((line.at, line.message))
    return streams


def _slices(start: float, end: float) -> Iterator[tuple[float, float]]:
    """A stretch in short pieces."""
    while start < end:
        last = min(start + _SLICE, end)
        yield start, last
        start = last
