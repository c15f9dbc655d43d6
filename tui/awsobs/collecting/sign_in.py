"""One sign-in for all feeds: while it has ended, nobody asks but one probe."""

import asyncio
import math
from collections.abc import Awaitable, Callable

from awsobs.domain.clock import Clock
from awsobs.domain.source_state import Condition, SourceError

PROBE = 15.0
RARE_PROBE = 300.0
"""Seconds until a call is tried again that alone refuses credentials which hold."""


class SignIn:
    """Open while the credentials hold.

    Args:
        clock: What the pauses between probes are measured by.
        renew: Takes up the credentials afresh and makes one call with them; raises SourceError
            while they still do not hold.
        tell: Is called when the sign-in has ended, and after each probe that failed, so that
            nobody finds out by asking.
        tell_again: Is called when the credentials hold again.
    """

    def __init__(
        self,
        clock: Clock,
        renew: Callable[[], Awaitable[None]],
        tell: Callable[[SourceError], None],
        tell_again: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._renew = renew
        self._tell = tell
        self._tell_again = tell_again
        self._open = asyncio.Event()
        self._open.set()
        self._ended = asyncio.Event()
        self.error: SourceError | None = None
        self._accuser = ""
        self._alone: set[str] = set()
        self._proved = -math.inf

    @property
    def is_open(self) -> bool:
        """Whether feeds may ask."""
        return self._open.is_set()

    async def holds(self) -> None:
        """Wait until feeds may ask."""
        await self._open.wait()

    def ended(self, error: SourceError) -> SourceError | None:
        """A call said that the credentials do not hold (any more).

        None if so. Where they just proved to hold it is that call alone that will not have them,
        as in a region that is not enabled; then this is what to say of it.
        """
        if error.operation and self._is_alone(error.operation):
            return SourceError(
                f"{error.operation} refuses credentials that hold",
                hint="is the service enabled in this region?",
                operation=error.operation,
                retry_after=RARE_PROBE,
            )
        self.error = error
        if self.is_open:
            self._open.clear()
            self._ended.set()
            self._accuser = error.operation
            self._tell(error)
        return None

    def _is_alone(self, operation: str) -> bool:
        """Whether a call refuses what another has just accepted."""
        just_proved = self._clock.monotonic() - self._proved <= PROBE
        if self.is_open and just_proved and operation == self._accuser:
            self._alone.add(operation)
        return operation in self._alone

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
                self._alone.clear()
                self._tell(self.error)
                continue
            self.error = None
            self._proved = self._clock.monotonic()
            self._ended.clear()
            self._open.set()
            self._tell_again()
