"""Every record is accounted for: nothing disappears without a reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def _no_losses() -> Mapping[str, int]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """received = kept + filtered + duplicate + malformed + lost (by reason).

    `late` counts kept records that arrived behind newer ones; it is no part of the sum.
    """

    received: int = 0
    kept: int = 0
    filtered: int = 0
    duplicate: int = 0
    malformed: int = 0
    lost: Mapping[str, int] = field(default_factory=_no_losses)
    late: int = 0

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
        )
