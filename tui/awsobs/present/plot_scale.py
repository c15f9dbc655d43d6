"""The upright scale of a plot: from values to parts of its height, and its labels."""

from collections.abc import Callable, Iterable, Sequence
from math import ceil, floor, log10
from typing import NamedTuple

from awsobs.present.numbers import number
from awsobs.present.rows import Span
from awsobs.present.sparkline import bounded

_SMALLEST = 1e-300
"""What is less is drawn as nothing."""

_STEPS = (1, 1.2, 1.5, 1.8, 2.4, 3, 4.5, 6, 7.5, 9, 10, 12)
_FAR = 20
"""A threshold so many times as high as all values would leave nothing of them to be seen."""

_MOST_LABELS = 5


class Scale(NamedTuple):
    """What stands at the bottom and at the top; 0 is always on it, but for logarithms."""

    low: float
    high: float
    is_log: bool = False

    def share(self, value: float) -> float:
        """How high a value stands, 0 to 1."""
        if self.is_log:
            if value <= self.low:
                return 0.0
            full = log10(self.high) - log10(self.low)
            return min(1.0, (log10(value) - log10(self.low)) / full)
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))

    def value(self, share: float) -> float:
        """The value that stands so high."""
        if self.is_log:
            full = log10(self.high) - log10(self.low)
            return float(10.0 ** (log10(self.low) + share * full))
        return self.low + share * (self.high - self.low)

    def holds(self, value: float) -> bool:
        """Whether a value is neither above nor below what is drawn."""
        return self.low <= value <= self.high


def scale_of(
    values: Iterable[float], limits: Sequence[float] = (), *, is_log: bool = False
) -> Scale:
    """A scale for all values, and for those limits that leave something of them to be seen."""
    found = [bounded(value) for value in values]
    near = [bounded(limit) for limit in limits]
    if is_log:
        return _log_scale([value for value in (*found, *near) if value > _SMALLEST])
    highest, lowest = max(found, default=0.0), min(found, default=0.0)
    reach = max(abs(highest), abs(lowest))
    near = [limit for limit in near if reach < _SMALLEST or abs(limit) <= _FAR * reach]
    top = rounded_up(max([highest, *(limit * 1.2 for limit in near)], default=0.0))
    bottom = -rounded_up(-min([lowest, *(limit * 1.2 for limit in near)], default=0.0))
    if top - bottom < _SMALLEST:
        return Scale(0.0, 1.0)
    return Scale(bottom, top)


def _log_scale(values: Sequence[float]) -> Scale:
    """From the power of ten below the least positive value to that above the most."""
    if not values:
        return Scale(0.1, 1.0, is_log=True)
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return Scale(10.0**low, 10.0 ** max(high, low + 1), is_log=True)


def rounded_up(value: float) -> float:
    """The next round number; 0 for what is none."""
    if value < _SMALLEST:
        return 0.0
    scale = 10.0 ** floor(log10(value))
    return next((step * scale for step in _STEPS if step * scale >= value), value)


def axis_labels(
    scale: Scale,
    rows: int,
    limits: Sequence[float] = (),
    words: Callable[[float], str] = number,
) -> dict[int, Span]:
    """Labels by row from the bottom: limits first, 0 and the ends, then some between."""
    labels: dict[int, Span] = {}
    for limit in limits:
        if scale.holds(limit):
            labels.setdefault(row_of(scale, limit, rows), (words(limit), "fault bold"))
    zero = [] if scale.is_log else [0.0]
    wanted = [*zero, scale.high, scale.low, *(scale.value(i / 4) for i in (2, 1, 3))]
    for value in wanted:
        row = row_of(scale, value, rows)
        if len(labels) < _MOST_LABELS and not any(abs(row - taken) < 2 for taken in labels):
            labels[row] = (words(value), "muted")
    return labels


def row_of(scale: Scale, value: float, rows: int) -> int:
    """The row of a value, counted from the bottom."""
    return max(0, min(rows - 1, int(scale.share(value) * rows)))
