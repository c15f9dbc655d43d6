"""One moment of a demo, played on a clock that moves only by hand and read through the API."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from awsobs.collecting.look_once import poll_once
from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.engine import Engine
from awsobs.local.faults import FaultPlan
from awsobs.local.server import running
from awsobs.local.services.xray import put_documents
from awsobs.scenarios.catalogue import named
from awsobs.scenarios.player import Player
from awsobs.settings import Settings
from awsobs.settings.pacing import paced
from awsobs.store.feeds import Meter
from awsobs.store.memory import Memory

START = datetime(2026, 3, 2, 7, 40, tzinfo=UTC)
"""When every picture's story starts."""

_STEP = timedelta(seconds=1)


async def moment_of(
    settings: Settings,
    *,
    scenario: str,
    seed: int,
    at: timedelta,
    faults: FaultPlan | None = None,
) -> tuple[Memory, datetime]:
    """What the console knows `at` after the start of a story, and when that is.

    The story is played into a local AWS second by second, then each source polls once to its
    end, in a fixed order. The same input gives the same memory.

    Raises:
        ValueError: no story is called so.
    """
    clock = FrozenClock(START)
    cloud = Cloud(clock, quotas=False)
    _play(cloud, clock, scenario, seed, at)
    memory = Memory()
    if faults is not None:
        faults.begin(START)
    async with running(cloud, faults=faults) as server:
        there = paced(replace(settings, endpoint_url=server.url, region=cloud.region))
        await poll_once(there, memory, clock)
    # All calls fell into one moment: a rate would tell of the picture, not of the console.
    memory.feeds.meter = Meter(limit=there.budget)
    return memory, clock.now()


def _play(cloud: Cloud, clock: FrozenClock, scenario: str, seed: int, at: timedelta) -> None:
    def deliver(datagram: bytes) -> None:
        _, _, document = datagram.partition(b"\n")
        put_documents(cloud, [document.decode()])

    story = named(scenario, seed=seed, start=START, speed=1.0)
    player = Player(cloud, story, clock, deliver)
    player.set_up()
    player.backfill()
    engine = Engine()
    engine.tick(cloud, clock.now())
    while clock.now() < START + at:
        clock.advance(min(_STEP, START + at - clock.now()))
        player.catch_up()
        engine.tick(cloud, clock.now())
