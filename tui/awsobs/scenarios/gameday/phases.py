"""When things happen in a game day. Only what comes after the start is compressed by speed."""

from dataclasses import dataclass

from awsobs.scenarios.gameday.plan import ONSET

_CLIMB = 6.0


@dataclass(frozen=True, slots=True)
class Phases:
    """The turning points, in epoch seconds, of a story that starts at `start`."""

    start: float
    mended_after: float
    speed: float = 1.0

    def moment(self, from_onset: float) -> float:
        """When that is; what lies before the start keeps its distance."""
        second = ONSET + from_onset
        return self.start + (second / self.speed if second > 0 else second)

    def severity(self, at: float) -> float:
        """How far the failure has spread, 0 to 1."""
        onset = self.moment(0)
        if not onset <= at < self.moment(self.mended_after):
            return 0.0
        return min(1.0, (at - onset) * self.speed / _CLIMB)
