"""EventBridge: what a trail that logs tells the default bus of calls."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from awsobs.local.services.events_state import DEFAULT_BUS

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

_TYPES: Final = {
    "AwsApiCall": "AWS API Call via CloudTrail",
    "AwsConsoleSignIn": "AWS Console Sign In via CloudTrail",
    "AwsServiceEvent": "AWS Service Event via CloudTrail",
}


def publish_call(cloud: "Cloud", record: Mapping[str, Any]) -> None:
    """Send a trail record to the default bus, if a trail logs and anybody listens there."""
    if not cloud.events.buses[DEFAULT_BUS].rules:
        return
    if not any(trail.is_logging for trail in cloud.trails.seen_from(cloud.region)):
        return
    found = call_event(record)
    if found:
        cloud.events.publish(cloud, found)


def call_event(record: Mapping[str, Any]) -> dict[str, Any]:
    """The event about a call, without what every envelope has; nothing where there is none."""
    kind = _TYPES.get(str(record.get("eventType", "AwsApiCall")))
    if kind is None:
        return {}
    service = str(record.get("eventSource", "")).partition(".")[0]
    return {
        "detail-type": kind,
        "source": f"aws.{service}",
        "time": str(record["eventTime"]),
        "resources": [],
        "detail": dict(record),
    }
