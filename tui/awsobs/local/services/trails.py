"""CloudTrail's control plane: trails are made, started, stopped and taken away."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from awsobs.local.operations import Call, Fault, Operations, Reply

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("cloudtrail")

_MOST_TRAILS = 5
_NAME = re.compile(r"(?=.{3,128}\Z)[A-Za-z0-9](?:[._-]?[A-Za-z0-9])*")
_ARN = re.compile(r"arn:aws[\w-]*:cloudtrail:([\w-]+):(\d{12}):trail/(.+)")
_OPTIONS = (
    "S3BucketName", "S3KeyPrefix", "SnsTopicName", "CloudWatchLogsLogGroupArn",
    "CloudWatchLogsRoleArn", "KmsKeyId",
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Trail:
    """One trail: how it was made, and since when it logs or does not."""

    name: str
    arn: str
    region: str
    made_with: Mapping[str, Any]
    is_logging: bool = False
    started: datetime | None = None
    stopped: datetime | None = None

    def description(self) -> dict[str, Any]:
        """The trail as CreateTrail and DescribeTrails give it."""
        given = self.made_with
        shown = {name: given[name] for name in _OPTIONS if name in given}
        return shown | {
            "Name": self.name,
            "TrailARN": self.arn,
            "IncludeGlobalServiceEvents": given.get("IncludeGlobalServiceEvents", True),
            "IsMultiRegionTrail": given.get("IsMultiRegionTrail", False),
            "IsOrganizationTrail": given.get("IsOrganizationTrail", False),
            "LogFileValidationEnabled": given.get("EnableLogFileValidation", False),
        }


class TrailsState:
    """The account's trails by name; the service allows five a region."""

    def __init__(self) -> None:
        self.trails: dict[str, Trail] = {}

    def named(self, name_or_arn: str) -> Trail:
        """The trail of a name or ARN.

        Raises:
            Fault: there is none, or nothing can be called so.
        """
        arn = _ARN.fullmatch(name_or_arn)
        if arn is None and name_or_arn.startswith("arn:"):
            raise Fault("CloudTrailARNInvalidException", f"{name_or_arn:.200} is not a trail's ARN")
        trail = self.trails.get(_valid(arn[3] if arn else name_or_arn))
        if trail is None or (arn and trail.arn != name_or_arn):
            raise Fault("TrailNotFoundException", f"Unknown trail: {name_or_arn:.200}")
        return trail


@operations.answer("CreateTrail")
def create_trail(cloud: "Cloud", call: Call) -> Reply:
    """Make a trail; it does not log before StartLogging."""
    name, region = _valid(str(call.parameters["Name"])), call.caller.region
    trails = cloud.trails.trails
    if name in trails:
        raise Fault("TrailAlreadyExistsException", f"Trail {name} already exists")
    if len(trails) >= _MOST_TRAILS:
        raise Fault(
            "MaximumNumberOfTrailsExceededException",
            f"User {cloud.account} already has {_MOST_TRAILS} trails in {region}.",
        )
    if call.parameters.get("IsOrganizationTrail"):
        raise Fault("OrganizationsNotInUseException", "The account is in no organization.")
    arn = f"arn:aws:cloudtrail:{region}:{cloud.account}:trail/{name}"
    trails[name] = Trail(name=name, arn=arn, region=region, made_with=call.parameters)
    return trails[name].description()


@operations.answer("DeleteTrail")
def delete_trail(cloud: "Cloud", call: Call) -> Reply:
    """Take a trail away."""
    del cloud.trails.trails[_trail(cloud, call).name]
    return {}


@operations.answer("StartLogging")
def start_logging(cloud: "Cloud", call: Call) -> Reply:
    """Let a trail log."""
    trail = _trail(cloud, call)
    trail.is_logging, trail.started = True, cloud.clock.now()
    return {}


@operations.answer("StopLogging")
def stop_logging(cloud: "Cloud", call: Call) -> Reply:
    """Let a trail log no more."""
    trail = _trail(cloud, call)
    trail.is_logging, trail.stopped = False, cloud.clock.now()
    return {}


@operations.answer("DescribeTrails")
def describe_trails(cloud: "Cloud", call: Call) -> Reply:
    """All trails, or those of `trailNameList` that exist."""
    wanted = call.parameters.get("trailNameList", [])
    trails = cloud.trails.trails.values()
    return {
        "trailList": [
            trail.description()
            | {
                "HomeRegion": trail.region,
                "HasCustomEventSelectors": False,
                "HasInsightSelectors": False,
            }
            for trail in trails
            if not wanted or trail.name in wanted or trail.arn in wanted
        ]
    }


@operations.answer("ListTrails")
def list_trails(cloud: "Cloud", call: Call) -> Reply:
    """The names of all trails."""
    trails = cloud.trails.trails.values()
    rows = [{"TrailARN": t.arn, "Name": t.name, "HomeRegion": t.region} for t in trails]
    return {"Trails": rows}


@operations.answer("GetTrailStatus")
def get_trail_status(cloud: "Cloud", call: Call) -> Reply:
    """Whether a trail logs, and since when."""
    trail = _trail(cloud, call)
    return {
        "IsLogging": trail.is_logging,
        "StartLoggingTime": trail.started,
        "StopLoggingTime": trail.stopped,
        "TimeLoggingStarted": _text(trail.started),
        "TimeLoggingStopped": _text(trail.stopped),
    }


@operations.answer("GetEventSelectors")
def get_event_selectors(cloud: "Cloud", call: Call) -> Reply:
    """What every new trail selects: all management events, no data events."""
    trail = cloud.trails.named(str(call.parameters["TrailName"]))
    selector: dict[str, object] = {
        "ReadWriteType": "All",
        "IncludeManagementEvents": True,
        "DataResources": [],
        "ExcludeManagementEventSources": [],
    }
    return {"TrailARN": trail.arn, "EventSelectors": [selector]}


@operations.answer("ListEventDataStores")
def list_event_data_stores(cloud: "Cloud", call: Call) -> Reply:
    """None: CloudTrail Lake takes no new customers."""
    return {"EventDataStores": []}


def _trail(cloud: "Cloud", call: Call) -> Trail:
    return cloud.trails.named(str(call.parameters["Name"]))


def _valid(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise Fault("InvalidTrailNameException", f"{name:.200} cannot be a trail's name")
    return name


def _text(moment: datetime | None) -> str:
    return "" if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")
