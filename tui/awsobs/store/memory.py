"""Everything that is known, in one place."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import RLock

from awsobs.domain.context import Context
from awsobs.store.alarms import AlarmStore
from awsobs.store.events import EventStore
from awsobs.store.feeds import FeedBoard
from awsobs.store.lines import MAX_LINES, LineStore
from awsobs.store.responses import ResponseLog
from awsobs.store.series import SeriesStore
from awsobs.store.traces import TraceStore
from awsobs.store.trail import TrailStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One stay in one context, from the switch to it until the next switch.

    `board` is what this visit's feeds report to; nobody looks at the board of an earlier visit.
    """

    epoch: int
    context: Context
    board: FeedBoard


class Memory:
    """The stores that sources fill and panes look at: those of one context at a time.

    What the screen and the collector do to a switch of context meets here: the screen clears
    with `switch`, and from that moment nothing of an earlier epoch gets in.
    """

    def __init__(self, log_lines: int = MAX_LINES) -> None:
        self.logs = LineStore(log_lines)
        self.alarms = AlarmStore()
        self.metrics = SeriesStore()
        self.trail = TrailStore()
        self.traces = TraceStore()
        self.events = EventStore()
        self.responses = ResponseLog()
        self._door = RLock()
        self._visit = Visit(epoch=0, context=Context(), board=FeedBoard())
        self._left_out = 0

    @property
    def visit(self) -> Visit:
        """The present stay."""
        return self._visit

    @property
    def feeds(self) -> FeedBoard:
        """How the sources of the present context are doing."""
        return self._visit.board

    @property
    def left_out(self) -> int:
        """Records that came in after their context had been left."""
        return self._left_out

    def switch(self, context: Context) -> Visit:
        """Forget everything but the meter, and begin the stay in another context."""
        with self._door:
            board = FeedBoard()
            board.context = context
            board.meter = self.feeds.meter
            self._visit = Visit(epoch=self._visit.epoch + 1, context=context, board=board)
            for store in (
                self.logs,
                self.alarms,
                self.metrics,
                self.trail,
                self.traces,
                self.events,
            ):
                store.clear()
            return self._visit

    def write(self, epoch: int, change: Callable[[], None], records: int = 0) -> bool:
        """Change the stores on behalf of an epoch, if that is the present one.

        Otherwise nothing changes but the count of what was left out, by `records`.
        """
        with self._door:
            is_present = epoch == self._visit.epoch
            if is_present:
                change()
            else:
                self._left_out += records
            return is_present
