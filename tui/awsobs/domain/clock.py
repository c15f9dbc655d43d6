"""Where the time comes from. Nothing but these classes asks the operating system."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """A source of time that tests, replays and exact pictures can hold still."""

    def now(self) -> datetime:
        """The wall clock, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never run backwards, for intervals and time-outs."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait on this clock."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class FrozenClock:
    """A clock that moves only when told to; sleeping moves it."""

    def __init__(self, at: datetime) -> None:
        self._start = at
        self._passed = timedelta()

    def now(self) -> datetime:
        return self._start + self._passed

    def monotonic(self) -> float:
        return self._passed.total_seconds()

    def advance(self, by: timedelta) -> None:
        """Let `by` pass at once."""
        self._passed += by

    async def sleep(self, seconds: float) -> None:
        self.advance(timedelta(seconds=max(0.0, seconds)))
        await asyncio.sleep(0)


class StillClock:
    """A wall clock that stands still while intervals go on: for pictures of one moment."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._ticking = SystemClock()

    def now(self) -> datetime:
        return self._at

    def monotonic(self) -> float:
        return self._ticking.monotonic()

    async def sleep(self, seconds: float) -> None:
        await self._ticking.sleep(seconds)
