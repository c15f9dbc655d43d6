"""The value of an alarm's metric now, rather than the one that made it change its state."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.domain.metrics import MetricKey, Series


def with_newest(alarms: Iterable[Alarm], series: Iterable[Series]) -> Iterator[Alarm]:
    """The alarms, each with its metric's newest datapoint where a series of it is at hand.

    StateReasonData stays as it was at the transition, however long ago that is. An alarm without
    data has no value of now: its series ends where the data did.
    """
    newest: dict[tuple[MetricKey | None, str], float] = {
        (one.query.metric, one.query.statistic): one.points[-1][1] for one in series if one.points
    }
    for alarm in alarms:
        has_data = alarm.metric is not None and alarm.state is not AlarmState.INSUFFICIENT_DATA
        value = newest.get((alarm.metric, alarm.statistic)) if has_data else None
        yield replace(alarm, value=value) if value is not None else alarm
