"""How response times are spread: as many are counted in each cell of a scale.

The scale is logarithmic where the slowest request took twenty times as long as the fastest, so
that the usual ones do not all fall into one cell; else it is linear.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log

_LOGARITHMIC_FROM = 20.0
_FASTEST = 0.001
"""Seconds; what is faster is drawn as if it took so long, where the scale is logarithmic."""

SHARES = (("p50", 0.50), ("p95", 0.95), ("p99", 0.99))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Seconds on so many cells."""

    low: float
    high: float
    cells: int
    is_log: bool

    def cell_of(self, seconds: float) -> int:
        """The cell that a time falls into; one outside falls into the nearest."""
        span = self._on(self.high) - self._on(self.low)
        share = (self._on(seconds) - self._on(self.low)) / span if span > 0 else 0.0
        return max(0, min(self.cells - 1, int(share * self.cells + 1e-9)))

    def edge(self, cell: int) -> float:
        """The seconds at which a cell begins; that of `cells` is where the last one ends."""
        low, high = self._on(self.low), self._on(self.high)
        at = low + (high - low) * cell / self.cells
        return exp(at) if self.is_log else at

    def _on(self, seconds: float) -> float:
        return log(max(seconds, _FASTEST)) if self.is_log else seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Counts of requests in each cell, those that failed among them, and percentiles."""

    scale: Scale
    counts: tuple[int, ...]
    failed: tuple[int, ...]
    marks: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brush:
    """A range of response times, ends included; None is no bound."""

    low: float | None = None
    high: float | None = None

    def holds(self, seconds: float | None) -> bool:
        """Whether a time is in the range; one that is not known is in no range with a bound."""
        if seconds is None:
            return self.low is None and self.high is None
        return (self.low is None or seconds >= self.low) and (
            self.high is None or seconds <= self.high
        )


EVERY = Brush()
"""The range that has no bounds."""


def spread_of(times: Iterable[tuple[float, bool]], cells: int) -> Spread | None:
    """How times are spread, each with whether the request failed; None without any."""
    known = sorted(times)
    if not known or cells < 1:
        return None
    scale = _scale([seconds for seconds, _ in known], cells)
    counts, failed = [0] * cells, [0] * cells
    for seconds, has_failed in known:
        cell = scale.cell_of(seconds)
        counts[cell] += 1
        failed[cell] += has_failed
    marks = tuple((name, _reached(known, share)) for name, share in SHARES)
    return Spread(scale=scale, counts=tuple(counts), failed=tuple(failed), marks=marks)


def moved(brush: Brush, scale: Scale, *, low: int = 0, high: int = 0) -> Brush:
    """A range whose ends were moved by so many cells; an end at the scale's is no bound."""
    first = 0 if brush.low is None else _round_cell(scale, brush.low)
    behind = scale.cells if brush.high is None else _round_cell(scale, brush.high)
    first = max(0, min(first + low, behind - 1 if low else first))
    behind = min(scale.cells, max(behind + high, first + 1))
    return Brush(
        low=scale.edge(first) if first > 0 else None,
        high=scale.edge(behind) if behind < scale.cells else None,
    )


def _round_cell(scale: Scale, seconds: float) -> int:
    """The cell whose beginning is nearest to a time, 0 to `cells`."""
    cell = scale.cell_of(seconds)
    nearer = abs(scale.edge(cell + 1) - seconds) < abs(scale.edge(cell) - seconds)
    return cell + nearer


def _scale(times: Sequence[float], cells: int) -> Scale:
    low, high = times[0], times[-1]
    is_log = high >= _LOGARITHMIC_FROM * max(low, _FASTEST)
    return Scale(low=max(low, _FASTEST) if is_log else low, high=high, cells=cells, is_log=is_log)


def _reached(known: Sequence[tuple[float, bool]], share: float) -> float:
    """The time that this share of the requests does not exceed."""
    return known[min(len(known) - 1, max(0, -int(-share * len(known) // 1) - 1))][0]
