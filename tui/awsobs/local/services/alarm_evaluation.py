"""M out of N with missing data: which state the datapoints of an evaluation range mean."""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from awsobs.domain.alarms import AlarmState

COMPARISONS: Final[Mapping[str, tuple[Callable[[float, float], bool], str]]] = {
    "GreaterThanThreshold": (operator.gt, "greater than"),
    "GreaterThanOrEqualToThreshold": (operator.ge, "greater than or equal to"),
    "LessThanThreshold": (operator.lt, "less than"),
    "LessThanOrEqualToThreshold": (operator.le, "less than or equal to"),
}
MISSING_DATA: Final = ("missing", "notBreaching", "breaching", "ignore")

_SPARE_PERIODS: Final = 2
"""So many periods beyond N are looked at, to stand in for missing ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When an alarm is in ALARM: `needed` of `periods` datapoints are beyond the threshold."""

    comparison: str
    threshold: float
    periods: int
    needed: int
    missing: str = "missing"

    @property
    def range(self) -> int:
        """How many periods are looked at."""
        return self.periods + _SPARE_PERIODS

    def is_breached_by(self, value: float) -> bool:
        """Whether a datapoint is on the wrong side of the threshold."""
        return COMPARISONS[self.comparison][0](value, self.threshold)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The state that datapoints mean; None keeps the present one.

    `used` are the places of the datapoints that counted, oldest first; `filled` says how many
    missing ones were treated as breaching or not.
    """

    state: AlarmState | None
    used: tuple[int, ...] = ()
    filled: int = 0


def verdict_on(points: Sequence[float | None], condition: Condition) -> Verdict:
    """What the datapoints of the evaluation range mean, oldest first and None where missing.

    With N real datapoints in the range the newest N decide, and missing ones do not matter.
    With fewer, all of them count, and as few missing ones as possible are filled in.
    """
    real = [place for place, value in enumerate(points) if value is not None]
    breaching = [place for place in real if condition.is_breached_by(points[place] or 0.0)]
    if len(real) >= condition.periods:
        used = real[-condition.periods :]
        breaches = sum(place in breaching for place in used)
        return Verdict(state=_state(breaches >= condition.needed), used=tuple(used))
    filled = condition.periods - len(real)
    match condition.missing:
        case "breaching":
            state = _state(len(breaching) + filled >= condition.needed)
            return Verdict(state=state, used=tuple(real), filled=filled)
        case "notBreaching":
            state = _state(len(breaching) >= condition.needed)
            return Verdict(state=state, used=tuple(real), filled=filled)
        case _:
            return _unfilled(len(points), real, breaching, condition)


def _unfilled(
    size: int, real: Sequence[int], breaching: Sequence[int], condition: Condition
) -> Verdict:
    """Missing data that stays missing, or is ignored: only what is there can decide."""
    used = tuple(real)
    if len(breaching) >= condition.needed:
        return Verdict(state=AlarmState.ALARM, used=used)
    if len(real) > len(breaching):
        return Verdict(state=AlarmState.OK, used=used)
    if condition.missing == "ignore":
        return Verdict(state=None, used=used)
    if not real:
        return Verdict(state=AlarmState.INSUFFICIENT_DATA)
    # A lone breach is no false alarm once it is as old as M: a healthy one would have come by now.
    is_old = size - breaching[0] >= condition.needed
    return Verdict(state=AlarmState.ALARM if is_old else None, used=used)


def _state(is_breached: bool) -> AlarmState:
    return AlarmState.ALARM if is_breached else AlarmState.OK
