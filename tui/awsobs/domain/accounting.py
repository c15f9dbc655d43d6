"""Every record is accounted for: nothing disappears without a reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from awsobs.domain.lags import Lags

_NO_LAGS = Lags()
_MOST_GAPS = 100

Gap = tuple[int, int]
"""A stretch of time, from its first epoch millisecond to the one after its last."""


def _no_losses() -> Mapping[str, int]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """received = kept + filtered + duplicate + malformed + lost (by reason).

    The others are no part of the sum. `late` counts kept records that arrived behind newer ones,
    `sampled` kept records that the service picked from more. `lags` says how late records of a
    tail came. `gaps` are stretches that could not be read when they were due, and were afterwards.
    """

    received: int = 0
    kept: int = 0
    filtered: int = 0
    duplicate: int = 0
    malformed: int = 0
    lost: Mapping[str, int] = field(default_factory=_no_losses)
    late: int = 0
    sampled: int = 0
    lags: Lags = _NO_LAGS
    gaps: tuple[Gap, ...] = ()

    @property
    def lost_total(self) -> int:
        return sum(self.lost.values())

    @property
    def adds_up(self) -> bool:
        """Whether the identity holds."""
        accounted = self.kept + self.filtered + self.duplicate + self.malformed + self.lost_total
        return self.received == accounted

    def __add__(self, other: "Counts") -> "Counts":
        reasons = {*self.lost, *other.lost}
        return Counts(
            received=self.received + other.received,
            kept=self.kept + other.kept,
            filtered=self.filtered + other.filtered,
            duplicate=self.duplicate + other.duplicate,
            malformed=self.malformed + other.malformed,
            lost={why: self.lost.get(why, 0) + other.lost.get(why, 0) for why in sorted(reasons)},
            late=self.late + other.late,
            sampled=self.sampled + other.sampled,
            lags=self.lags + other.lags,
            gaps=joined((*self.gaps, *other.gaps)) if self.gaps or other.gaps else (),
        )


def joined(gaps: tuple[Gap, ...]) -> tuple[Gap, ...]:
    """The newest gaps in order; those that touch are one."""
    found: list[Gap] = []
    for start, end in sorted(gaps):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found[-_MOST_GAPS:])
