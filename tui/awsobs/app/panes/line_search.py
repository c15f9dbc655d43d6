"""The lines that a filter lets through, and how long it may look before a key is answered."""

from typing import cast

from awsobs.domain.clock import Clock
from awsobs.domain.logs import LogEvent
from awsobs.languages.console_filter import Filter
from awsobs.languages.filter_needs import Need
from awsobs.present.searchable import LOG_PLACED, LOG_RAW, log_head
from awsobs.store.line_sieve import LineSieve
from awsobs.store.lines import LineStore
from awsobs.store.log_view import LogView

PAUSE = 0.001
"""Seconds between two looks, in which keys are answered and rows are drawn."""

_SPENT = 0.010


class LineSearch:
    """Looks at as many lines in one go as fit into ten milliseconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def look(self, view: LogView) -> None:
        """Let a view take in what is new, or some of it."""
        until = self._clock.monotonic() + _SPENT
        view.catch_up(lambda: self._clock.monotonic() >= until)


def view_of(store: LineStore, wanted: Filter[object] | None) -> LogView:
    """The lines that a filter lets through, or all; most are decided by their bytes."""
    if wanted is None:
        return LogView(store)
    need = cast("Need[LogEvent]", wanted.need)
    sieve = LineSieve(need, head_of=log_head, placed=LOG_PLACED, raw=LOG_RAW)
    return LogView(store, wanted.matches, sieve)
