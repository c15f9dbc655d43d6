"""How many lines a filter may look at before a key has to be answered."""

from awsobs.domain.clock import Clock
from awsobs.store.log_view import LogView

PAUSE = 0.02
"""Seconds between two looks: half of the time stays for keys and drawing."""

_SPENT = 0.01
_FEWEST, _MOST = 100, 20_000


class LineSearch:
    """Looks at as many lines in one go as fit into ten milliseconds, by what the last ones took."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.lines = 1_000

    def look(self, view: LogView) -> None:
        """Let a view take in what is new, or some of it."""
        began = self._clock.monotonic()
        view.catch_up(self.lines)
        spent = self._clock.monotonic() - began
        # where nothing is left fewer lines than these were there
        if view.behind and spent > 0:
            fitting = min(self.lines * _SPENT / spent, self.lines * 2)
            self.lines = round(max(_FEWEST, min(_MOST, fitting)))
