"""What happens by itself in the local AWS as time passes."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from awsobs.local.services.alarm_changes import evaluate_composite_alarm, evaluate_metric_alarm
from awsobs.local.services.event_firing import fire_due

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

_HOUSEKEEPING: Final = timedelta(minutes=1)


class Engine:
    """Evaluates what is due. To be ticked about once a second, with the clock's own time."""

    def __init__(self) -> None:
        self._next_housekeeping: datetime | None = None

    def tick(self, cloud: "Cloud", now: datetime) -> None:
        """Let everything happen that is due at `now`: alarms, then composites, then schedules."""
        for alarm in list(cloud.alarms.alarms()):
            evaluate_metric_alarm(cloud, alarm, now)
        for alarm in cloud.alarms.composites():
            evaluate_composite_alarm(cloud, alarm, now)
        fire_due(cloud, now)
        if self._next_housekeeping is None or now >= self._next_housekeeping:
            self._next_housekeeping = now + _HOUSEKEEPING
            cloud.metrics.roll_up(now)
            cloud.alarms.history.forget_before(now)
