"""Where the time comes from. Nothing but these classes asks the operating system."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

TOLERATED = timedelta(minutes=1)
"""How far a machine's clock may be from the servers' without anybody being told."""

_SETTLED = timedelta(seconds=5)
"""A difference that is known is left alone while replies agree on it so closely."""


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


class ServerClock:
    """The machine's clock while servers agree with it to a minute, and theirs where they do not.

    Only the wall clock follows them; intervals are the machine's own.
    """

    def __init__(self, machine: Clock) -> None:
        self._machine = machine
        self._skew = timedelta()

    @property
    def skew(self) -> timedelta:
        """How far the servers are ahead of the machine; nothing where that does not matter."""
        return self._skew

    def heard(self, at: datetime) -> None:
        """Take what a server has just called now."""
        ahead = at - self._machine.now()
        if abs(ahead) <= TOLERATED:
            self._skew = timedelta()
        elif abs(ahead - self._skew) > _SETTLED:
            self._skew = ahead

    def now(self) -> datetime:
        return self._machine.now() + self._skew

    def monotonic(self) -> float:
        return self._machine.monotonic()

    async def sleep(self, seconds: float) -> None:
        await self._machine.sleep(seconds)


def skew_of(clock: Clock) -> timedelta:
    """How far the servers are ahead of a clock, if it listens to them."""
    return clock.skew if isinstance(clock, ServerClock) else timedelta()


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
