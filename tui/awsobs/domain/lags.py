"""How late records come, counted so that two countings can be added up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_FINE = 2
"""Bits after the leading one: four steps from one power of two to the next."""


def _nothing() -> Mapping[int, int]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lags:
    """How many records came how long after their time, in steps of a fifth.

    `steps` maps the lower edge of a step, in milliseconds, to how many fell into it.
    """

    steps: Mapping[int, int] = field(default_factory=_nothing)

    @property
    def count(self) -> int:
        return sum(self.steps.values())

    def percentile(self, share: float) -> int | None:
        """Milliseconds that this share of the records kept to, to a fifth; None without any."""
        wanted = share * self.count
        passed = 0
        for edge in sorted(self.steps):
            passed += self.steps[edge]
            if passed >= wanted:
                return edge
        return None

    def __add__(self, other: "Lags") -> "Lags":
        if not self.steps or not other.steps:
            return self if self.steps else other
        edges = {*self.steps, *other.steps}
        return Lags(steps={e: self.steps.get(e, 0) + other.steps.get(e, 0) for e in edges})


def lags_of(milliseconds: Iterable[int]) -> Lags:
    """The counting of some lags; what came before its time came at once."""
    steps: dict[int, int] = {}
    for lag in milliseconds:
        edge = _edge(lag)
        steps[edge] = steps.get(edge, 0) + 1
    return Lags(steps=steps)


def _edge(lag: int) -> int:
    coarse = max(0, lag.bit_length() - 1 - _FINE) if lag > 0 else 0
    return max(0, lag) >> coarse << coarse
