"""What is to be told of one series in a window: its latest value, its extremes, its threshold."""

from collections.abc import Sequence
from datetime import datetime

from awsobs.domain.alarms import Alarm
from awsobs.domain.metrics import Series, SeriesQuery
from awsobs.domain.window import Window
from awsobs.present.numbers import condition, is_past, series_unit
from awsobs.present.rows import Row
from awsobs.present.sparkline import cell_of, resampled, sparkline

_TROUBLES = {
    "PartialData": "‥ partial",
    "Forbidden": "✖ forbidden",
    "InternalError": "! failed",
}


def series_key(query: SeriesQuery) -> str:
    """What stays the same of a series over refreshes; its id does not."""
    return f"{query.label}|{query.statistic}|{query.expression}"


class Reading:
    """One series with what its row says."""

    def __init__(self, series: Series, alarms: Sequence[Alarm], window: Window) -> None:
        query = series.query
        self.series, self.query, self.window = series, query, window
        # a point speaks for its whole period: what a bill was hours ago it is still
        self.points = [
            point
            for point in series.points
            if point[0] < window.end and point[0] + query.period > window.start
        ]
        self.threshold, self.comparison = _limit(query, alarms)
        self.unit = series_unit(query.unit)
        self.is_billing = query.metric is not None and query.metric.namespace == "AWS/Billing"
        self.latest = self.points[-1][1] if self.points else None
        self.is_past = is_past(self.latest, self.comparison, self.threshold)

    @property
    def is_low_wrong(self) -> bool:
        return self.comparison.startswith("LessThan")

    @property
    def interest(self) -> int:
        """What to show first: 0 what moves, 1 watched zeros, 2 other zeros, 3 no data."""
        if self.latest is None:
            return 3
        if any(value for _, value in self.points):
            return 0
        return 1 if self.threshold is not None else 2

    @property
    def limit(self) -> str:
        """The condition of its alarm, or nothing."""
        return condition(self.comparison, self.threshold, self.query.unit)

    @property
    def style(self) -> str:
        """The style of a value that is past its threshold."""
        return "warning" if self.is_billing else "fault"

    @property
    def gutter(self) -> Row:
        """The mark letter of a favourite."""
        return (("f" if self.query.is_favourite else " ", "mark bold"),)

    @property
    def trouble(self) -> str:
        """What CloudWatch says of this series alone, when it is not complete."""
        return _TROUBLES.get(self.series.status, "")

    @property
    def extremes(self) -> tuple[float, float] | None:
        """The least and the most in the window."""
        values = [value for _, value in self.points]
        return (min(values), max(values)) if values else None

    @property
    def mean(self) -> float:
        """The mean of the values in the window, 0 where there are none."""
        return _mean([value for _, value in self.points])

    @property
    def usual(self) -> float:
        """The value that half of all are below, 0 where there are none."""
        values = sorted(value for _, value in self.points)
        return values[len(values) // 2] if values else 0.0

    def value_at(self, moment: datetime) -> float | None:
        """The value of the period that a moment is in."""
        for at, value in self.points:
            if at <= moment < at + self.query.period:
                return value
        return None

    def is_wrong(self, value: float | None) -> bool:
        """Whether a value is past the threshold."""
        return is_past(value, self.comparison, self.threshold)

    def spark(self, count: int) -> Row:
        """The last cell or more may stand for a period that is not over, and are muted then."""
        growing = self.series.provisional
        return sparkline(
            resampled(
                [*self.series.points, *((growing,) if growing else ())],
                self.window,
                count,
                period=self.query.period,
                lowest=self.is_low_wrong,
            ),
            threshold=self.threshold,
            below=self.is_low_wrong,
            past=self.style,
            provisional=cell_of(growing[0], self.window, count) if growing else None,
            marked={cell_of(mark.at, self.window, count) for mark in self.series.marks},
        )

    def trend(self) -> tuple[str, str]:
        """The last value against the mean of the first half."""
        values = [value for _, value in self.points]
        if len(values) < 2:
            return "", ""
        usual, last = _mean(values[: max(1, len(values) // 2)]), values[-1]
        margin = abs(usual) * (0.005 if self.is_billing else 0.1)
        if abs(last - usual) <= margin:
            return "→", "faint"
        alarming = self.is_past and not self.is_billing
        return "↑" if last > usual else "↓", "fault" if alarming else "muted"


def _mean(values: Sequence[float]) -> float:
    """A sum of the largest floats would be infinite; one of their shares is not."""
    return sum(value / len(values) for value in values)


def _limit(query: SeriesQuery, alarms: Sequence[Alarm]) -> tuple[float | None, str]:
    if query.threshold is not None:
        return query.threshold, query.comparison
    for alarm in alarms:
        if watches(alarm, query) and alarm.threshold is not None:
            return alarm.threshold, alarm.comparison
    return None, ""


def watching(alarms: Sequence[Alarm], series: Sequence[Series]) -> list[Alarm]:
    """The few of all alarms that are about metrics of some series."""
    metrics = {one.query.metric for one in series}
    return [alarm for alarm in alarms if alarm.metric is not None and alarm.metric in metrics]


def watches(alarm: Alarm, query: SeriesQuery) -> bool:
    """Whether an alarm is about just these values; sums are, over as much time alone."""
    if alarm.metric is None or (alarm.metric, alarm.statistic) != (query.metric, query.statistic):
        return False
    is_sum = alarm.statistic in ("Sum", "SampleCount")
    return not is_sum or alarm.period in (None, query.period)
