"""What fires by itself: the schedules of rules, and those of EventBridge Scheduler."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from awsobs.local.services.event_delivery import deliver
from awsobs.local.services.events_state import DEFAULT_BUS, EventRule, envelope, instant
from awsobs.local.services.scheduler import run_due

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud


def fire_due(cloud: "Cloud", now: datetime) -> None:
    """Fire what is due, each once, however long nobody looked."""
    for rule in tuple(cloud.events.buses[DEFAULT_BUS].rules.values()):
        if rule.due is not None and rule.due <= now:
            deliver(cloud, rule, scheduled_event(cloud, rule, rule.due))
            rule.plan(now)
    run_due(cloud, now)


def scheduled_event(cloud: "Cloud", rule: EventRule, at: datetime) -> dict[str, Any]:
    """The event that a schedule sends."""
    return envelope(
        cloud,
        {
            "detail-type": "Scheduled Event",
            "source": "aws.events",
            "time": instant(at),
            "resources": [rule.arn],
            "detail": {},
        },
    )
