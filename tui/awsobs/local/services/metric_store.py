"""All metrics' data, bounded, and the typed ways in and out of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from awsobs.domain.metrics import MetricKey
from awsobs.local.services.metric_series import HOUR, MetricSeries
from awsobs.local.services.parameters import Dimensions
from awsobs.local.services.statistics import Cell, statistic_of

MOST_SERIES: Final = 20_000
MOST_CELLS: Final = 1_000_000
LISTED_FOR: Final = 14 * 24 * HOUR
_PUTS_BETWEEN_CHECKS: Final = 0x7FFF


class MetricsState:
    """Every series by its key. `dropped` counts the cells that the bounds pushed out."""

    def __init__(self) -> None:
        self.dropped = 0
        self._series: dict[MetricKey, MetricSeries] = {}
        # As callers spell a metric: neither sorting nor a new key for each of many puts.
        self._spelled: dict[tuple[str, str, Dimensions], MetricSeries] = {}
        self._puts = 0

    def put(
        self,
        namespace: str,
        name: str,
        dimensions: Dimensions,
        at: datetime | float,
        value: float,
        unit: str = "None",
        count: float = 1,
        resolution: int = 10,
    ) -> None:
        """Take in `value`, `count` times; nothing is refused, whatever its time.

        So many seconds as `resolution` says share one cell, so it is the shortest period that
        can be read; with 60 and more only whole minutes can.
        """
        series = self._spelled.get((namespace, name, dimensions))
        if series is None:
            series = self._found(namespace, name, dimensions)
        series.unit = unit
        moment = at.timestamp() if isinstance(at, datetime) else at
        series.put(moment, float(value), float(count), resolution)
        self._puts += 1
        if not self._puts & _PUTS_BETWEEN_CHECKS:
            self._hold_bounds()

    def put_cell(self, key: MetricKey, at: float, cell: Cell, unit: str, resolution: int) -> None:
        """Take in a statistic set."""
        series = self._found(key.namespace, key.name, key.dimensions)
        series.unit = unit
        series.put_cell(at, cell, resolution)
        self._puts += 1
        if not self._puts & _PUTS_BETWEEN_CHECKS:
            self._hold_bounds()

    def cells(self, key: MetricKey, period: int, start: int, end: int) -> list[tuple[int, Cell]]:
        """The merged cells of the periods counted from `start` that have data, oldest first."""
        series = self._series.get(key)
        return series.cells(period, start, end) if series is not None else []

    def buckets(
        self,
        key: MetricKey,
        statistic: str,
        period_s: int,
        start: datetime | float,
        end: datetime | float,
    ) -> list[tuple[float, float]]:
        """One statistic of the periods counted from `start` that have data, oldest first.

        Raises:
            ValueError: there is no such statistic.
        """
        read = statistic_of(statistic)
        if read is None:
            raise ValueError(f"no statistic is called {statistic!r}")
        points = ((at, read(cell)) for at, cell in self.cells(key, period_s, _s(start), _s(end)))
        return [(float(at), value) for at, value in points if value is not None]

    def unit(self, key: MetricKey) -> str:
        """The unit of the newest datapoint, "None" for a metric without any."""
        series = self._series.get(key)
        return series.unit if series is not None else "None"

    def listed(
        self, since: float, wanted: Callable[[MetricKey], bool] = lambda _: True
    ) -> list[MetricKey]:
        """The metrics that have data at or after `since`, in order."""
        found = (key for key, held in self._series.items() if held.newest >= since and wanted(key))
        return sorted(found, key=lambda key: (key.namespace, key.name, key.dimensions))

    def roll_up(self, now: datetime) -> None:
        """Move data past its time to wider grids, and forget the oldest. To be called often."""
        moment = now.timestamp()
        for series in self._series.values():
            series.roll_up(moment)
        self._hold_bounds()

    def _found(self, namespace: str, name: str, dimensions: Dimensions) -> MetricSeries:
        key = MetricKey(namespace, name, tuple(sorted(dimensions)))
        series = self._series.get(key)
        if series is None:
            if len(self._series) >= MOST_SERIES:
                self._forget_idle()
            series = self._series[key] = MetricSeries(key)
        if len(self._spelled) >= 2 * MOST_SERIES:
            self._spelled.clear()
        self._spelled[namespace, name, dimensions] = series
        return series

    def _forget_idle(self) -> None:
        """Forget the twentieth of the series that have been silent for longest."""
        by_age = sorted(self._series.values(), key=lambda series: series.newest)
        for series in by_age[: MOST_SERIES // 20]:
            self.dropped += series.size
            del self._series[series.key]
        self._spelled.clear()

    def _hold_bounds(self) -> None:
        if sum(series.size for series in self._series.values()) > MOST_CELLS:
            self.dropped += sum(series.thin() for series in self._series.values())


def _s(moment: datetime | float) -> int:
    return int((moment.timestamp() if isinstance(moment, datetime) else moment) // 1)
