"""How long a filter may look at lines before a key has to be answered."""

from awsobs.domain.clock import Clock
from awsobs.store.log_view import LogView

PAUSE = 0.005
"""Seconds between two looks, in which keys are answered and rows are drawn."""

_SPENT = 0.008


class LineSearch:
    """Looks at as many lines in one go as fit into eight milliseconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def look(self, view: LogView) -> None:
        """Let a view take in what is new, or some of it."""
        until = self._clock.monotonic() + _SPENT
        view.catch_up(lambda: self._clock.monotonic() >= until)
