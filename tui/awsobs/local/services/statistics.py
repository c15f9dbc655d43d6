"""What is kept of the values of one stretch of time, and the statistics read from it."""

import math
import re
from collections.abc import Callable
from typing import Final

from awsobs.local.services.trimmed_statistics import Reading, trimmed

DISTINCT_VALUES: Final = 256
"""So many distinct values are kept exactly; beyond, they share logarithmic buckets."""

_FIRST_WIDTH: Final = math.log(1.005)
_LARGEST_LOG: Final = 709.0  # beyond, the exponential overflows
_PERCENTILE: Final = re.compile(r"p(\d{1,2}(?:\.\d{1,10})?|100(?:\.0{1,10})?)\Z")


class Sketch:
    """The distribution of positive values: exact while few, then in buckets of equal ratio.

    The buckets double their width whenever they get too many, so the size is bounded and a
    percentile stays within half a bucket (0.25 % at first) of the value itself.
    """

    __slots__ = ("counts", "width")

    def __init__(self) -> None:
        self.counts: dict[float, float] = {}
        self.width = 0.0

    def add(self, value: float, count: float) -> None:
        """Take in `value`, `count` times."""
        key = value if self.width == 0.0 else self._bucket(value)
        self.counts[key] = self.counts.get(key, 0.0) + count
        while len(self.counts) > DISTINCT_VALUES:
            self._coarsen(self.width * 2 or _FIRST_WIDTH)

    def merge(self, other: "Sketch") -> None:
        """Take in everything `other` holds."""
        if other.width > self.width:
            self._coarsen(other.width)
        for value, count in other.counts.items():
            self.add(value, count)

    def percentile(self, share: float) -> float:
        """The smallest value that `share` (0..1) of all values do not exceed."""
        rank = share * sum(self.counts.values())
        seen = 0.0
        for value, count in sorted(self.counts.items()):
            seen += count
            if seen >= rank - 1e-9:
                return value
        return max(self.counts, default=math.nan)

    def _coarsen(self, width: float) -> None:
        held, self.counts, self.width = self.counts, {}, width
        for value, count in held.items():
            key = self._bucket(value)
            self.counts[key] = self.counts.get(key, 0.0) + count

    def _bucket(self, value: float) -> float:
        """The middle of the bucket a value falls into."""
        if value == 0.0:
            return 0.0
        return math.exp(min(round(math.log(value) / self.width) * self.width, _LARGEST_LOG))


class Cell:
    """All values of one stretch of time. `sketch` is None where the values are not known."""

    __slots__ = ("count", "highest", "lowest", "sketch", "total")

    def __init__(self, value: float, count: float) -> None:
        self.count = count
        self.total = value * count
        self.lowest = value
        self.highest = value
        self.sketch: Sketch | float | None = value if value >= 0 else None

    def add(self, value: float, count: float) -> None:
        """Take in `value`, `count` times."""
        sketch = self.sketch
        if value < 0:
            self.sketch = None
        elif isinstance(sketch, Sketch):
            sketch.add(value, count)
        elif sketch is not None and sketch != value:
            self._spread().add(value, count)
        self.count += count
        self.total += value * count
        if value < self.lowest:
            self.lowest = value
        elif value > self.highest:
            self.highest = value

    def merge(self, other: "Cell") -> None:
        """Take in everything another cell holds."""
        if isinstance(other.sketch, float) and self.sketch == other.sketch:
            pass
        elif self.sketch is None or other.sketch is None:
            self.sketch = None
        elif isinstance(other.sketch, Sketch):
            self._spread().merge(other.sketch)
        else:
            self._spread().add(other.sketch, other.count)
        self.count += other.count
        self.total += other.total
        self.lowest = min(self.lowest, other.lowest)
        self.highest = max(self.highest, other.highest)

    def copy(self) -> "Cell":
        """A cell of its own, to merge others into."""
        twin = Cell(0.0, 0.0)
        twin.count, twin.total = self.count, self.total
        twin.lowest, twin.highest = self.lowest, self.highest
        twin.sketch = self.sketch
        if isinstance(self.sketch, Sketch):
            twin.sketch = Sketch()
            twin.sketch.merge(self.sketch)
        return twin

    def _spread(self) -> Sketch:
        """The distribution, made from the one value held so far if need be."""
        held = self.sketch
        if isinstance(held, Sketch):
            return held
        spread = Sketch()
        if held is not None:
            spread.add(held, self.count)
        self.sketch = spread
        return spread


def summary_cell(count: float, total: float, lowest: float, highest: float) -> Cell:
    """The cell of a statistic set; its values are known only where they are all the same."""
    cell = Cell(lowest, count)
    cell.total, cell.highest = total, highest
    if lowest != highest:
        cell.sketch = None
    return cell


Statistic = Callable[[Cell], float | None]

_PLAIN: Final[dict[str, Statistic]] = {
    "SampleCount": lambda cell: cell.count,
    "Sum": lambda cell: cell.total,
    "Average": lambda cell: cell.total / cell.count if cell.count else None,
    "Minimum": lambda cell: cell.lowest,
    "Maximum": lambda cell: cell.highest,
}
PLAIN_STATISTICS: Final = tuple(_PLAIN)


def statistic_of(name: str) -> Statistic | None:
    """How to read the statistic called `name` from a cell; None if there is no such one.

    A percentile, and what is read of a part of the values, is None where values were negative or
    came in as statistic sets.
    """
    if name in _PLAIN:
        return _PLAIN[name]
    if match := _PERCENTILE.match(name):
        return _percentile(float(match[1]) / 100)
    reading = trimmed(name)
    return _of_values(reading) if reading else None


def _percentile(share: float) -> Statistic:
    def read(cell: Cell) -> float | None:
        held = cell.sketch
        if not isinstance(held, Sketch):
            return held
        return min(max(held.percentile(share), cell.lowest), cell.highest)

    return read


def _of_values(reading: Reading) -> Statistic:
    def read(cell: Cell) -> float | None:
        held = cell.sketch
        if held is None:
            return None
        values = sorted(held.counts.items()) if isinstance(held, Sketch) else [(held, cell.count)]
        return reading(values)

    return read
