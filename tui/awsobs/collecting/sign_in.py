"""One sign-in for all feeds: while it has ended, nobody asks but one probe."""

import asyncio
from collections.abc import Awaitable, Callable

from awsobs.domain.clock import Clock
from awsobs.domain.source_state import Condition, SourceError

PROBE = 15.0


class SignIn:
    """Open while the credentials hold.

    Args:
        clock: What the pauses between probes are measured by.
        renew: Takes up the credentials afresh and makes one call with them; raises SourceError
            while they still do not hold.
        tell: Is called when the sign-in has ended, and after each probe that failed, so that
            nobody finds out by asking.
    """

    def __init__(
        self,
        clock: Clock,
        renew: Callable[[], Awaitable[None]],
        tell: Callable[[SourceError], None],
    ) -> None:
        self._clock = clock
        self._renew = renew
        self._tell = tell
        self._open = asyncio.Event()
        self._open.set()
        self._ended = asyncio.Event()
        self.error: SourceError | None = None

    @property
    def is_open(self) -> bool:
        """Whether feeds may ask."""
        return self._open.is_set()

    async def holds(self) -> None:
        """Wait until feeds may ask."""
        await self._open.wait()

    def ended(self, error: SourceError) -> None:
        """A call said that the credentials do not hold (any more)."""
        self.error = error
        if self.is_open:
            self._open.clear()
            self._ended.set()
            self._tell(error)

    async def keep(self) -> None:
        """Probe for as long as the sign-in has ended; runs for ever."""
        while True:
            await self._ended.wait()
            await self._clock.sleep(PROBE)
            try:
                await self._renew()
            except SourceError as error:
                if error.condition is Condition.EXPIRED or self.error is None:
                    self.error = error
                self._tell(self.error)
                continue
            self.error = None
            self._ended.clear()
            self._open.set()
