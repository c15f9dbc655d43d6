"""The story put together: visits, gauges and trail records for any stretch of time."""

from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Final

from awsobs.scenarios.checkout.alarms import set_up_alarms
from awsobs.scenarios.checkout.furnishings import (
    set_up_dashboard,
    set_up_group,
    set_up_rules,
    set_up_schedules,
    set_up_trail,
)
from awsobs.scenarios.checkout.gauges import gauge_points
from awsobs.scenarios.checkout.phases import Phases
from awsobs.scenarios.checkout.points import CHECKOUT_FAULTS, folded
from awsobs.scenarios.checkout.requests import told
from awsobs.scenarios.checkout.trail import records
from awsobs.scenarios.checkout.visits import LONGEST, Visit, visits
from awsobs.scenarios.story import Datapoint, Happenings

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

NAME: Final = "checkout"
FAULT_STEP: Final = 5.0
"""Seconds between two values of the gauge of failed requests."""

_FAULT_WINDOW: Final = 60
_KEPT_SECONDS: Final = 160


class CheckoutStory:
    """A shop's payments fail after a deploy; see `phases` for when."""

    def __init__(self, *, seed: int, start: datetime, speed: float = 1.0) -> None:
        self.name = NAME
        self.start = start
        self.history = timedelta(hours=3)
        self.phases = Phases(start.timestamp(), speed)
        self._seed = seed
        self._records = records(seed, self.phases)
        # Telling a second again is the price of asking for small steps; the last ones are kept.
        self._seconds: OrderedDict[int, _Second] = OrderedDict()

    def happenings(self, start: float, end: float) -> Happenings:
        """What happens from `start` to before `end`."""
        now = Happenings()
        first, last = self._second(start - LONGEST), self._second(end)
        for second in range(first, last + 1):
            self._told(second).add_to(now, start, end)
        now.points = folded(now.points)
        now.points += gauge_points(self._seed, self.phases.start, start, end)
        now.points += self._fault_points(start, end)
        now.records = self.records(start, end)
        now.lines.sort(key=lambda line: line.at)
        now.segments.sort(key=lambda segment: segment.at)
        return now

    def records(self, start: float, end: float) -> list[Mapping[str, Any]]:
        """The trail records of a stretch, oldest first."""
        return [record for at, record in self._records if start <= at < end]

    def set_up(self, cloud: "Cloud") -> None:
        """Alarms, the dashboard, a group of traces, rules and a trail."""
        set_up_alarms(cloud, self._seed, self.start)
        set_up_dashboard(cloud)
        set_up_group(cloud)
        set_up_trail(cloud, self.start)
        set_up_rules(cloud)
        set_up_schedules(cloud)

    def _second(self, at: float) -> int:
        return floor(at - self.phases.start)

    def _told(self, second: int) -> "_Second":
        known = self._seconds.get(second)
        if known is None:
            known = _Second(list(visits(self._seed, self.phases, second)))
            self._seconds[second] = known
            if len(self._seconds) > _KEPT_SECONDS:
                self._seconds.popitem(last=False)
        return known

    def _fault_points(self, start: float, end: float) -> list[Datapoint]:
        """How many requests checkout failed in the minute before each value's time."""
        origin = self.phases.start
        steps = range(ceil((start - origin) / FAULT_STEP), ceil((end - origin) / FAULT_STEP))
        return [
            Datapoint(CHECKOUT_FAULTS, origin + step * FAULT_STEP, self._faults(step * FAULT_STEP))
            for step in steps
        ]

    def _faults(self, second: float) -> int:
        until = int(second)
        phases, at = self.phases, self.phases.start + second
        if not phases.onset <= at < phases.recovered + _FAULT_WINDOW + LONGEST:
            return 0
        first = until - _FAULT_WINDOW
        ended = range(first - int(LONGEST), until + 1)
        limits = self.phases.start + first, self.phases.start + until
        return sum(self._told(number).faults(*limits) for number in ended)


class _Second:
    """The visits that begin in one second, and what they leave behind."""

    def __init__(self, begun: list[Visit]) -> None:
        self._told = [told(visit) for visit in begun]
        self._failed = [visit.end for visit in begun if visit.failed]

    def faults(self, after: float, until: float) -> int:
        """How many of them failed in a stretch."""
        return sum(after < end <= until for end in self._failed)

    def add_to(self, now: Happenings, start: float, end: float) -> None:
        """Add what falls into a stretch."""
        first, last = ceil(start * 1000), ceil(end * 1000)
        for part in self._told:
            now.lines += [line for line in part.lines if first <= line.at < last]
            now.points += [point for point in part.points if start <= point.at < end]
            now.segments += [sent for sent in part.segments if start <= sent.at < end]
