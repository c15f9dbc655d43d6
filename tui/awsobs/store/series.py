"""The metric series on screen."""

from collections.abc import Sequence
from threading import Lock

from awsobs.domain.metrics import MetricChoice, Series


class SeriesStore:
    """A whole answer replaces the one before it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._series: tuple[Series, ...] = ()
        self._revision = 0
        self.choice = MetricChoice()
        """What the user wants to see; whoever reads the series looks here each time."""

    @property
    def revision(self) -> int:
        """Rises with every change."""
        return self._revision

    def replace(self, series: Sequence[Series]) -> None:
        """Keep these series, in this order."""
        with self._lock:
            if tuple(series) != self._series:
                self._series = tuple(series)
                self._revision += 1

    def series(self) -> tuple[Series, ...]:
        """The series in the order they were asked for."""
        return self._series

    def clear(self) -> None:
        """Forget everything."""
        self.choice = MetricChoice()
        self.replace(())
