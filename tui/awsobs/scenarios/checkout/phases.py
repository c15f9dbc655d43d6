"""When things happen in the story. Only what comes after the start is compressed by speed."""

from dataclasses import dataclass
from typing import Final

DEPLOY: Final = 40.0
ONSET: Final = 60.0
ROLL_BACK: Final = 300.0

_CLIMB: Final = 6.0
_RECOVERY: Final = 20.0
_ASSUMED_BEFORE: Final = 17.0


@dataclass(frozen=True, slots=True)
class Phases:
    """The turning points, in epoch seconds, of a story that starts at `start`."""

    start: float
    speed: float = 1.0

    @property
    def role_assumed(self) -> float:
        """The deployer takes on its role."""
        return self.start + (DEPLOY - _ASSUMED_BEFORE) / self.speed

    @property
    def deploy(self) -> float:
        """The timeout is lowered."""
        return self.start + DEPLOY / self.speed

    @property
    def onset(self) -> float:
        """The first charge fails from here on."""
        return self.start + ONSET / self.speed

    @property
    def roll_back(self) -> float:
        """The timeout is raised again."""
        return self.start + ROLL_BACK / self.speed

    @property
    def recovered(self) -> float:
        """From here on all is as before."""
        return self.roll_back + _RECOVERY / self.speed

    def severity(self, at: float) -> float:
        """How far the failure has spread, 0 to 1; what begins after the roll-back succeeds."""
        if not self.onset <= at < self.roll_back:
            return 0.0
        return min(1.0, (at - self.onset) * self.speed / _CLIMB)

    def sluggishness(self, at: float) -> float:
        """How slow the affected acquirer is where it answers, 0 to 1."""
        if at < self.roll_back:
            return self.severity(at)
        return max(0.0, (self.recovered - at) * self.speed / _RECOVERY)

    def version(self, at: float) -> str:
        """The version of payments: each change of its configuration makes a new one."""
        return "1181" if at < self.deploy else "1182" if at < self.roll_back else "1183"
