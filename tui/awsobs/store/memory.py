"""Everything that is known, in one place."""

from awsobs.store.alarms import AlarmStore
from awsobs.store.events import EventStore
from awsobs.store.feeds import FeedBoard
from awsobs.store.lines import LineStore
from awsobs.store.series import SeriesStore
from awsobs.store.traces import TraceStore
from awsobs.store.trail import TrailStore


class Memory:
    """The stores that sources fill and panes look at."""

    def __init__(self) -> None:
        self.logs = LineStore()
        self.alarms = AlarmStore()
        self.metrics = SeriesStore()
        self.trail = TrailStore()
        self.traces = TraceStore()
        self.events = EventStore()
        self.feeds = FeedBoard()

    def clear(self) -> None:
        """Forget all of it, as a switch of context must."""
        for store in (
            self.logs,
            self.alarms,
            self.metrics,
            self.trail,
            self.traces,
            self.events,
            self.feeds,
        ):
            store.clear()
