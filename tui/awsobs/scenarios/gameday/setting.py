"""The account before a game day: its alarms, and a dashboard of all services."""

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from awsobs.domain.alarms import AlarmState
from awsobs.local.services import alarms, dashboards
from awsobs.scenarios.checkout.alarms import TOPIC
from awsobs.scenarios.checkout.records import REGION
from awsobs.scenarios.draws import draw
from awsobs.scenarios.gameday.kinds import metric_of
from awsobs.scenarios.gameday.plan import Plan, Watches
from awsobs.scenarios.quietly import quietly

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

_DAY: Final = 86_400.0
_LONGEST_WELL: Final = 30
_PERIOD: Final = 10
_SLOW: Final = 60_000.0  # milliseconds that no request takes
_COLUMNS: Final = 3


def set_up_alarms(cloud: "Cloud", plan: Plan, seed: int, start: datetime) -> None:
    """Create the plan's alarms, and one for each service that nothing crosses."""
    quiet = [
        Watches(
            name=f"{service.name}-slow",
            service=service.name,
            measure="latency",
            threshold=_SLOW,
            description="Requests take longer than a minute.",
        )
        for service in plan.services
    ]
    for alarm in (*plan.alarms, *quiet):
        quietly(cloud, alarms.operations, "PutMetricAlarm", _parameters(plan, alarm))
        age = _DAY * (1 + _LONGEST_WELL * draw(f"{seed}/{alarm.name}/since"))
        moment = start - timedelta(seconds=round(age))
        cloud.alarms.seed(alarm.name, AlarmState.OK, moment, value=0.0)


def set_up_dashboard(cloud: "Cloud", plan: Plan) -> None:
    """Create a dashboard called like the story: requests and failures of each service."""
    widgets: list[dict[str, Any]] = []
    for index, service in enumerate(plan.services):
        lines: list[list[object]] = []
        for measure in ("requests", "faults", "throttles"):
            metric = metric_of(service, measure)
            dimensions = [part for pair in metric.dimensions for part in pair]
            lines.append([metric.namespace, metric.name, *dimensions])
        properties = {
            "title": service.name,
            "view": "timeSeries",
            "region": REGION,
            "stat": "Sum",
            "period": 60,
            "metrics": lines,
        }
        place = {"x": index % _COLUMNS * 8, "y": index // _COLUMNS * 6, "width": 8, "height": 6}
        widgets.append({"type": "metric", **place, "properties": properties})
    body = json.dumps({"start": "-PT1H", "periodOverride": "inherit", "widgets": widgets})
    parameters = {"DashboardName": plan.name, "DashboardBody": body}
    quietly(cloud, dashboards.operations, "PutDashboard", parameters)


def _parameters(plan: Plan, alarm: Watches) -> dict[str, Any]:
    """What PutMetricAlarm takes."""
    metric = metric_of(plan.service(alarm.service), alarm.measure)
    return {
        "AlarmName": alarm.name,
        "AlarmDescription": alarm.description or f"{alarm.measure} of {alarm.service}",
        "Namespace": metric.namespace,
        "MetricName": metric.name,
        "Dimensions": [{"Name": name, "Value": value} for name, value in metric.dimensions],
        "Statistic": "Maximum" if alarm.measure == "latency" else "Sum",
        "Period": _PERIOD,
        "EvaluationPeriods": 3,
        "DatapointsToAlarm": 2,
        "Threshold": alarm.threshold,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "TreatMissingData": "notBreaching",
        "AlarmActions": [TOPIC],
    }
