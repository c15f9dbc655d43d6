"""A clock that only the test moves, sources that do as they are told, and a local AWS."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from awsobs.collecting.feeds import Feed
from awsobs.collecting.sign_in import SignIn
from awsobs.domain.accounting import Counts
from awsobs.domain.batch import Batch
from awsobs.domain.context import Context
from awsobs.domain.source_state import SourceError
from awsobs.domain.window import Window, live_window
from awsobs.store.feeds import FeedBoard

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


class HeldClock:
    """Sleepers wait until the test has let enough time pass."""

    def __init__(self) -> None:
        self._passed = 0.0
        self._sleepers: list[tuple[float, asyncio.Event]] = []

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        return self._passed

    async def sleep(self, seconds: float) -> None:
        sleeper = (self._passed + seconds, asyncio.Event())
        self._sleepers.append(sleeper)
        try:
            await sleeper[1].wait()
        finally:
            self._sleepers.remove(sleeper)

    async def advance(self, seconds: float) -> None:
        """Let time pass, waking each sleeper when it is due and giving it time to act."""
        await settle()
        end = self._passed + seconds
        while due := [at for at, woken in self._sleepers if at <= end and not woken.is_set()]:
            self._passed = max(self._passed, min(due))
            for at, woken in self._sleepers:
                if at <= self._passed:
                    woken.set()
            await settle()
        self._passed = end
        await settle()


async def settle() -> None:
    """Let everything that can run, run."""
    for _ in range(30):
        await asyncio.sleep(0)


class Scripted:
    """A source that delivers one record a pass, or raises what it is told to."""

    def __init__(self, name: str = "logs") -> None:
        self.name = name
        self.behind = False
        self.shortfall = ""
        self.error: Exception | None = None
        self.never_answers = False
        self.polls = 0

    async def poll(self, window: Window) -> AsyncIterator[Batch[Any]]:
        self.polls += 1
        if self.never_answers:
            await asyncio.Event().wait()
        if self.error is not None:
            raise self.error
        yield Batch(
            source=self.name,
            context=Context(),
            epoch=0,
            sequence=self.polls,
            received_at=NOON,
            records=(self.polls,),
            counts=Counts(received=1, kept=1),
        )


class Stage:
    """Feeds of scripted sources, running on a held clock."""

    def __init__(self) -> None:
        self.clock = HeldClock()
        self.board = FeedBoard()
        self.poured: list[Any] = []
        self.feeds: list[Feed] = []
        self.renewed = 0
        self.renewal: SourceError | None = None
        self.sign_in = SignIn(self.clock, self._renew, self._signed_out, self._signed_in)
        self._tasks: list[asyncio.Task[None]] = []

    def run(self, source: Scripted, *, interval: float = 2.0, after: Feed | None = None) -> Feed:
        feed = Feed(
            source,
            lambda batch: self.poured.extend(batch.records),
            self.board,
            self.clock,
            interval=interval,
            random=Random(1),
        )
        self.feeds.append(feed)
        self._start(feed.run(lambda: live_window(self.clock.now()), self.sign_in, after))
        return feed

    def keep_sign_in(self) -> None:
        self._start(self.sign_in.keep())

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, work: Any) -> None:
        self._tasks.append(asyncio.ensure_future(work))

    async def _renew(self) -> None:
        self.renewed += 1
        if self.renewal is not None:
            raise self.renewal

    def _signed_out(self, error: SourceError) -> None:
        for feed in self.feeds:
            feed.signed_out(error)
            feed.wake()

    def _signed_in(self) -> None:
        for feed in self.feeds:
            feed.signed_in()


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    one = Stage()
    yield one
    await one.stop()


@pytest.fixture
def scripted() -> Callable[..., Scripted]:
    return Scripted


@pytest.fixture
def settled() -> Callable[[], Awaitable[None]]:
    return settle
