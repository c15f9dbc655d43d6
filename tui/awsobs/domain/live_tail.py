"""How the live tail is doing, as its badge must say it."""

from dataclasses import dataclass

PER_MINUTE = 0.01
"""US dollars for one minute of one session, by the list price of us-east-1."""

FREE_MINUTES = 1_800
"""Minutes that AWS gives an account each month."""

MOST_GROUPS = 10
"""Log groups that one session can tail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveTailState:
    """Whether it is wanted, and what came of it.

    `minutes` were begun so far, which is what AWS bills. `sampled`: the service picks 500 events
    a second from more. `what` says what keeps it from running.
    """

    is_on: bool = False
    is_streaming: bool = False
    minutes: int = 0
    sampled: bool = False
    is_free: bool = False
    what: str = ""

    @property
    def usd(self) -> float:
        """The list price of all minutes, the free ones left out of account."""
        return 0.0 if self.is_free else self.minutes * PER_MINUTE
