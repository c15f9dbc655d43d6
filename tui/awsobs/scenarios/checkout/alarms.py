"""The account's alarms, in the states they are in before the incident."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from awsobs.domain.alarms import AlarmState
from awsobs.local.services.alarms import operations
from awsobs.local.services.stored_alarms import State
from awsobs.scenarios.checkout import gauges, points
from awsobs.scenarios.checkout.gauges import GAUGES, Gauge
from awsobs.scenarios.draws import draw
from awsobs.scenarios.quietly import quietly
from awsobs.scenarios.story import Metric

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

TOPIC: Final = "arn:aws:sns:us-east-1:123456789012:oncall-sns"

_ABOVE: Final = "GreaterThanThreshold"
_BELOW: Final = "LessThanThreshold"
_LONGEST_WELL: Final = 41
_LAST_GONE_OFF: Final = -11.2 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One alarm, and since when (seconds from the start) it has been in its state."""

    name: str
    metric: Metric
    statistic: str
    threshold: float
    description: str = ""
    comparison: str = _ABOVE
    period: int = 60
    periods: int = 3
    missing: str = "missing"
    state: AlarmState = AlarmState.OK
    since: float = 0.0
    value: float | None = None
    more: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def parameters(self) -> dict[str, Any]:
        """What PutMetricAlarm takes."""
        key = "ExtendedStatistic" if self.statistic.startswith("p") else "Statistic"
        return {
            "AlarmName": self.name,
            "AlarmDescription": self.description,
            "Namespace": self.metric.namespace,
            "MetricName": self.metric.name,
            "Dimensions": [
                {"Name": name, "Value": value} for name, value in self.metric.dimensions
            ],
            key: self.statistic,
            "Period": self.period,
            "EvaluationPeriods": self.periods,
            "Threshold": self.threshold,
            "ComparisonOperator": self.comparison,
            "TreatMissingData": self.missing,
            "AlarmActions": [TOPIC],
            "OKActions": [TOPIC],
        }


_DAY: Final = 86_400.0

_STORY: Final = (
    Planned(
        name="checkout-5xx-rate",
        description="Customers cannot pay: checkout answers with 5xx.",
        metric=points.CHECKOUT_FAULTS,
        statistic="Maximum",
        threshold=5,
        period=10,
        periods=1,
        since=-9.2 * _DAY,
        value=1,
    ),
    Planned(
        name="payments-p99-latency",
        description="One charge in a hundred takes longer than 800 ms.",
        metric=points.DURATION["payments"],
        statistic="p99",
        threshold=800,
        period=10,
        periods=1,
        since=-3.4 * _DAY,
        value=371,
    ),
    Planned(
        name="estimated-charges",
        description="The month's bill is over budget.",
        metric=gauges.CHARGES,
        statistic="Maximum",
        threshold=800,
        period=21_600,
        periods=1,
        state=AlarmState.ALARM,
        since=gauges.CHARGES_OVER,
        value=gauges.charges(gauges.CHARGES_OVER),
    ),
    Planned(
        name="orders-dlq-depth",
        description="Orders that could not be processed wait in the dead-letter queue.",
        metric=gauges.DEAD_LETTERS,
        statistic="Maximum",
        threshold=0,
        periods=1,
        state=AlarmState.INSUFFICIENT_DATA,
        since=-25 * 60.0,
    ),
)


def _on_traffic(
    name: str, metric: Metric, statistic: str, threshold: float, **more: Any
) -> Planned:
    return Planned(
        name=name,
        metric=metric,
        statistic=statistic,
        threshold=threshold,
        missing="notBreaching",
        **more,
    )


# What the incident does not touch, or not that much.
_TRAFFIC: Final = (
    *(
        _on_traffic(f"{function}-throttled", metric, "Sum", 0)
        for function, metric in points.THROTTLES.items()
    ),
    *(
        _on_traffic(f"{function}-errors", points.ERRORS[function], "Sum", 3)
        for function in ("gateway", "orders")
    ),
    _on_traffic("gateway-4xx-rate", points.CLIENT_ERRORS, "Sum", 60),
    _on_traffic("gateway-requests-low", points.REQUESTS, "Sum", 60, comparison=_BELOW),
)


def _on_gauge(gauge: Gauge) -> Planned:
    return Planned(
        since=_LAST_GONE_OFF if gauge.alarm == "carts-5xx-rate" else 0.0,
        name=gauge.alarm,
        metric=gauge.metric,
        statistic=gauge.statistic,
        threshold=gauge.limit,
        comparison=_BELOW if gauge.low else "GreaterThanOrEqualToThreshold",
        value=gauge.usual,
    )


ALARMS: Final = (*_STORY, *_TRAFFIC, *(_on_gauge(gauge) for gauge in GAUGES))


def set_up_alarms(cloud: "Cloud", seed: int, start: datetime) -> None:
    """Create all alarms and let them have been in their states for as long as the story says."""
    for alarm in ALARMS:
        quietly(cloud, operations, "PutMetricAlarm", alarm.parameters)
        since = alarm.since or -_DAY * (1 + _LONGEST_WELL * draw(f"{seed}/{alarm.name}/since"))
        moment = start + timedelta(seconds=round(since))
        cloud.alarms.seed(alarm.name, alarm.state, moment, value=alarm.value)
    _let_web_have_been_busy(cloud, start)


def _let_web_have_been_busy(cloud: "Cloud", start: datetime) -> None:
    alarm = cloud.alarms.alarm("web-cpu-high")
    if alarm is None:
        return
    for state, second in zip((AlarmState.ALARM, AlarmState.OK), gauges.BUSY_WEB, strict=True):
        moment = start + timedelta(seconds=second + 180)
        beyond = "" if state is AlarmState.ALARM else "not "
        reason = f"Threshold Crossed: 3 datapoints were {beyond}greater than the threshold (80.0)."
        change = State(
            value=state, reason=reason, reason_data="", updated=moment, transitioned=moment
        )
        cloud.alarms.move(alarm, change)
