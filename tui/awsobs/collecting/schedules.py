"""How often each source is polled, and how long to wait after each kind of failure."""

from dataclasses import dataclass
from random import Random

from awsobs.domain.source_state import Condition, SourceError

_FIRST_BACK_OFF = 1.0
_LONGEST_BACK_OFF = 30.0
_JITTER = 0.1
_PROBE = 15.0
_RARE_PROBE = 300.0

_PROBES = {
    Condition.EXPIRED: _PROBE,
    Condition.OFFLINE: _PROBE,
    Condition.DENIED: _RARE_PROBE,
    Condition.UNSUPPORTED: _RARE_PROBE,
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """Seconds between two passes on AWS, and on an endpoint of our own."""

    on_aws: float
    on_own: float

    def interval(self, *, own_endpoint: bool) -> float:
        """The seconds that hold."""
        return self.on_own if own_endpoint else self.on_aws


SCHEDULES = {
    "identity": Schedule(600.0, 600.0),
    "alarms": Schedule(5.0, 2.0),
    "logs": Schedule(2.0, 2.0),
    "metrics": Schedule(60.0, 10.0),
    "trail": Schedule(10.0, 5.0),
    "queue": Schedule(2.0, 1.0),
    "traces": Schedule(5.0, 5.0),
    "events": Schedule(60.0, 60.0),
}
"""By source, in the order in which an exact picture polls them."""

CATCH_UP = 0.2
"""Seconds between two passes of a source that is behind."""


def jittered(interval: float, random: Random) -> float:
    """An interval with a little noise, so that many consoles do not ask in step."""
    return interval * random.uniform(1 - _JITTER, 1 + _JITTER)


def pause_after(error: SourceError, failures: int, random: Random) -> float:
    """Seconds to wait after the failure with this number (1 is the first in a row)."""
    if error.condition is Condition.OFFLINE and failures == 1:
        return _FIRST_BACK_OFF
    if (probe := _PROBES.get(error.condition)) is not None:
        return probe
    ceiling = min(_LONGEST_BACK_OFF, _FIRST_BACK_OFF * 2 ** (failures - 1))
    return max(error.retry_after, random.uniform(0, ceiling))
