"""What the shop's people have made: a dashboard, a group of traces, EventBridge rules, a trail."""

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from awsobs.local.services import dashboards, events, scheduler, trail_selectors, trails, xray
from awsobs.scenarios.checkout import points
from awsobs.scenarios.checkout.alarms import TOPIC
from awsobs.scenarios.checkout.records import REGION
from awsobs.scenarios.quietly import quietly
from awsobs.scenarios.story import Metric

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

_ACCOUNT: Final = "123456789012"
_TRAIL: Final = "account-trail"
_TRAIL_AGE: Final = timedelta(days=212)

Body = dict[str, Any]

_DEPLOY_CALLS: Final = ["UpdateFunctionConfiguration", "UpdateFunctionCode", "PublishVersion"]

RULES: Final[tuple[Body, ...]] = (
    {
        "Name": "nightly-report",
        "ScheduleExpression": "cron(0 3 * * ? *)",
        "Description": "Yesterday's sales, by shop.",
        "State": "ENABLED",
    },
    {
        "Name": "backup-hourly",
        "ScheduleExpression": "rate(1 hour)",
        "Description": "Snapshots of the search volumes.",
        "State": "ENABLED",
    },
    {
        "Name": "deploy-notifications",
        "EventPattern": json.dumps(
            {
                "source": ["aws.lambda"],
                "detail-type": ["AWS API Call via CloudTrail"],
                "detail": {"eventName": _DEPLOY_CALLS},
            }
        ),
        "Description": "Tells the channel about every deploy.",
        "State": "ENABLED",
    },
    {
        "Name": "alarms-to-oncall",
        "EventPattern": json.dumps(
            {
                "source": ["aws.cloudwatch"],
                "detail-type": ["CloudWatch Alarm State Change"],
                "detail": {"state": {"value": ["ALARM"]}},
            }
        ),
        "Description": "Alarm changes, for the people on call.",
        "State": "ENABLED",
    },
    {
        "Name": "cache-warmer",
        "ScheduleExpression": "rate(1 minute)",
        "Description": "Its log group was deleted, and nobody noticed.",
        "State": "ENABLED",
    },
    {
        "Name": "old-cart-cleanup",
        "ScheduleExpression": "rate(6 hours)",
        "Description": "Replaced by expiry in the table.",
        "State": "DISABLED",
    },
)

_TARGETS: Final = {
    "nightly-report": f"arn:aws:lambda:{REGION}:{_ACCOUNT}:function:nightly-report",
    "backup-hourly": f"arn:aws:lambda:{REGION}:{_ACCOUNT}:function:backup",
    "deploy-notifications": f"arn:aws:sns:{REGION}:{_ACCOUNT}:deploys",
    "alarms-to-oncall": TOPIC,
    "cache-warmer": f"arn:aws:logs:{REGION}:{_ACCOUNT}:log-group:/events/cache-warmer",
}


def set_up_rules(cloud: "Cloud") -> None:
    """Create the rules with their targets."""
    for rule in RULES:
        quietly(cloud, events.operations, "PutRule", rule)
    for name, arn in _TARGETS.items():
        parameters = {"Rule": name, "Targets": [{"Id": "1", "Arn": arn}]}
        quietly(cloud, events.operations, "PutTargets", parameters)


def set_up_schedules(cloud: "Cloud") -> None:
    """Create a schedule of EventBridge Scheduler, and the archive of the default bus."""
    schedule = {
        "Name": "weekly-invoices",
        "ScheduleExpression": "cron(0 6 ? * MON *)",
        "ScheduleExpressionTimezone": "Europe/Berlin",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {
            "Arn": f"arn:aws:lambda:{REGION}:{_ACCOUNT}:function:invoices",
            "RoleArn": f"arn:aws:iam::{_ACCOUNT}:role/scheduler",
        },
    }
    quietly(cloud, scheduler.operations, "CreateSchedule", schedule)
    archive = {
        "ArchiveName": "last-month",
        "EventSourceArn": f"arn:aws:events:{REGION}:{_ACCOUNT}:event-bus/default",
        "RetentionDays": 30,
    }
    quietly(cloud, events.operations, "CreateArchive", archive)


def set_up_dashboard(cloud: "Cloud") -> None:
    """Create the dashboard `checkout`."""
    parameters = {"DashboardName": "checkout", "DashboardBody": json.dumps(dashboard())}
    quietly(cloud, dashboards.operations, "PutDashboard", parameters)


def set_up_group(cloud: "Cloud") -> None:
    """Create the group of traces `payments`, with insights."""
    parameters = {
        "GroupName": "payments",
        "FilterExpression": 'service("payments")',
        "InsightsConfiguration": {"InsightsEnabled": True, "NotificationsEnabled": False},
    }
    quietly(cloud, xray.operations, "CreateGroup", parameters)


def set_up_trail(cloud: "Cloud", start: datetime) -> None:
    """Create the account's trail, which has logged in all regions since before the story."""
    bucket = {"S3BucketName": f"trail-{_ACCOUNT}", "EnableLogFileValidation": True}
    made = {"Name": _TRAIL, "IsMultiRegionTrail": True, **bucket}
    quietly(cloud, trails.operations, "CreateTrail", made)
    kinds = [{"InsightType": "ApiCallRateInsight"}, {"InsightType": "ApiErrorRateInsight"}]
    wanted = {"TrailName": _TRAIL, "InsightSelectors": kinds}
    quietly(cloud, trail_selectors.operations, "PutInsightSelectors", wanted)
    quietly(cloud, trails.operations, "StartLogging", {"Name": _TRAIL})
    cloud.trails.named(_TRAIL, cloud.region).started = start - _TRAIL_AGE


def dashboard() -> Body:
    """Its body, as CloudWatch defines it."""
    alarms = ("checkout-5xx-rate", "payments-p99-latency", "orders-dlq-depth")
    return {
        "start": "-PT3H",
        "periodOverride": "inherit",
        "widgets": [
            _widget("text", 0, 0, 24, 2, {"markdown": "# Checkout\nOn call: #shop-oncall"}),
            _graph("Checkout 5xx a minute", 0, 2, 8, points.CHECKOUT_FAULTS, "Maximum"),
            _graph("Payments p99", 8, 2, 8, points.DURATION["payments"], "p99"),
            _graph("Requests", 16, 2, 8, points.REQUESTS, "Sum"),
            _single("Orders placed", 0, 8, 6, points.ORDERS, "Sum"),
            _single("Payments errors", 6, 8, 6, points.ERRORS["payments"], "Sum"),
            _widget(
                "alarm", 12, 8, 12, 4,
                {"title": "Alarms", "alarms": [_alarm_arn(name) for name in alarms]},
            ),
            _widget(
                "log", 0, 12, 24, 6,
                {
                    "title": "Failing orders",
                    "region": REGION,
                    "query": "SOURCE '/aws/lambda/payments' | filter level = 'ERROR' "
                    "| stats count() by acquirer",
                    "view": "table",
                },
            ),
        ],
    }  # fmt: skip


def _alarm_arn(name: str) -> str:
    return f"arn:aws:cloudwatch:{REGION}:{_ACCOUNT}:alarm:{name}"


def _widget(kind: str, x: int, y: int, width: int, height: int, properties: Body) -> Body:
    place = {"x": x, "y": y, "width": width, "height": height}
    return {"type": kind, **place, "properties": properties}


def _graph(title: str, x: int, y: int, width: int, metric: Metric, statistic: str) -> Body:
    return _widget("metric", x, y, width, 6, _metric(title, metric, statistic, "timeSeries"))


def _single(title: str, x: int, y: int, width: int, metric: Metric, statistic: str) -> Body:
    return _widget("metric", x, y, width, 4, _metric(title, metric, statistic, "singleValue"))


def _metric(title: str, metric: Metric, statistic: str, view: str) -> Body:
    dimensions = [part for dimension in metric.dimensions for part in dimension]
    return {
        "title": title,
        "view": view,
        "stacked": False,
        "region": REGION,
        "stat": statistic,
        "period": 60,
        "metrics": [[metric.namespace, metric.name, *dimensions]],
    }
