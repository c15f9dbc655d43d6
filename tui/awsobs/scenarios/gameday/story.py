"""A plan as a story: requests, datapoints and trail records for any stretch of time."""

from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Final

from awsobs.scenarios.checkout.furnishings import set_up_trail
from awsobs.scenarios.checkout.points import folded
from awsobs.scenarios.gameday.lines import lines_of
from awsobs.scenarios.gameday.phases import Phases
from awsobs.scenarios.gameday.plan import HISTORY, Plan
from awsobs.scenarios.gameday.points import points_of
from awsobs.scenarios.gameday.requests import LONGEST, requests
from awsobs.scenarios.gameday.segments import segments_of
from awsobs.scenarios.gameday.setting import set_up_alarms, set_up_dashboard
from awsobs.scenarios.gameday.trail import records
from awsobs.scenarios.story import Happenings

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

_KEPT_SECONDS: Final = 160


class GameDay:
    """A story told from a plan; its only chance is its seed."""

    def __init__(self, plan: Plan, *, seed: int, start: datetime, speed: float = 1.0) -> None:
        self.name = plan.name
        self.start = start
        self.history = timedelta(seconds=HISTORY)
        self.phases = Phases(start.timestamp(), plan.mended, speed)
        self._plan = plan
        self._seed = seed
        self._records = records(plan, seed, self.phases)
        self._seconds: OrderedDict[int, Happenings] = OrderedDict()

    def happenings(self, start: float, end: float) -> Happenings:
        """What happens from `start` to before `end`."""
        now = Happenings()
        first, last = ceil(start * 1000), ceil(end * 1000)
        for second in range(self._second(start - LONGEST), self._second(end) + 1):
            told = self._told(second)
            now.lines += [line for line in told.lines if first <= line.at < last]
            now.points += [point for point in told.points if start <= point.at < end]
            now.segments += [sent for sent in told.segments if start <= sent.at < end]
        now.points = folded(now.points)
        now.records = self.records(start, end)
        now.lines.sort(key=lambda line: line.at)
        now.segments.sort(key=lambda segment: segment.at)
        return now

    def records(self, start: float, end: float) -> list[Mapping[str, Any]]:
        """The trail records of a stretch, oldest first."""
        return [record for at, record in self._records if start <= at < end]

    def set_up(self, cloud: "Cloud") -> None:
        """Alarms, a dashboard and a trail."""
        set_up_alarms(cloud, self._plan, self._seed, self.start)
        set_up_dashboard(cloud, self._plan)
        set_up_trail(cloud, self.start)

    def _second(self, at: float) -> int:
        return floor(at - self.phases.start)

    def _told(self, second: int) -> Happenings:
        """Everything that the requests of one second leave behind; the last ones are kept."""
        known = self._seconds.get(second)
        if known is None:
            known = Happenings()
            for request in requests(self._plan, self._seed, self.phases, second):
                known.lines += lines_of(self._plan, request)
                known.points += points_of(request)
                known.segments += segments_of(self._plan, request)
            self._seconds[second] = known
            if len(self._seconds) > _KEPT_SECONDS:
                self._seconds.popitem(last=False)
        return known
