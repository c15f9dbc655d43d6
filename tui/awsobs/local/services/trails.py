"""CloudTrail's control plane: trails are made, changed, started, stopped and taken away."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from awsobs.local.operations import Call, Fault, Operations, Reply

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("cloudtrail")

_MOST_TRAILS = 5
_NAME = re.compile(r"(?=.{3,128}\Z)[A-Za-z0-9](?:[._-]?[A-Za-z0-9])*")
_ARN = re.compile(r"arn:aws[\w-]*:cloudtrail:([\w-]+):(\d{12}):trail/(.+)")
_BUCKET = re.compile(r"(?=.{3,63}\Z)[a-z0-9](?:[.-]?[a-z0-9]|--+[a-z0-9])*")
_LONGEST_PREFIX = 200
_OPTIONS = (
    "S3BucketName", "S3KeyPrefix", "SnsTopicName", "CloudWatchLogsLogGroupArn",
    "CloudWatchLogsRoleArn", "KmsKeyId",
)  # fmt: skip
Row = Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class Trail:
    """One trail: how it was made, what it selects, and since when it logs or does not.

    Without selectors of its own a trail has all management events.
    """

    name: str
    arn: str
    region: str
    made_with: Row
    is_logging: bool = False
    started: datetime | None = None
    stopped: datetime | None = None
    selectors: Row = field(default_factory=dict[str, Any])
    insights: tuple[str, ...] = ()

    @property
    def is_multi_region(self) -> bool:
        """Whether other regions see it too, as a shadow."""
        return bool(self.made_with.get("IsMultiRegionTrail", False))

    def settings(self) -> dict[str, Any]:
        """The trail as CreateTrail and UpdateTrail give it."""
        given = self.made_with
        shown = {name: given[name] for name in _OPTIONS if given.get(name)}
        if topic := given.get("SnsTopicName"):
            account = self.arn.split(":")[4]
            shown["SnsTopicARN"] = f"arn:aws:sns:{self.region}:{account}:{topic}"
        return shown | {
            "Name": self.name,
            "TrailARN": self.arn,
            "IncludeGlobalServiceEvents": given.get("IncludeGlobalServiceEvents", True),
            "IsMultiRegionTrail": self.is_multi_region,
            "IsOrganizationTrail": given.get("IsOrganizationTrail", False),
            "LogFileValidationEnabled": given.get("EnableLogFileValidation", False),
        }

    def description(self) -> dict[str, Any]:
        """The trail as DescribeTrails and GetTrail give it."""
        return self.settings() | {
            "HomeRegion": self.region,
            "HasCustomEventSelectors": bool(self.selectors),
            "HasInsightSelectors": bool(self.insights),
        }


class TrailsState:
    """The account's trails, each in its home region; the service allows five a region."""

    def __init__(self) -> None:
        self.trails: dict[tuple[str, str], Trail] = {}

    def seen_from(self, region: str) -> list[Trail]:
        """A region's own trails and the shadows of those that record in all regions."""
        trails = self.trails.values()
        return [trail for trail in trails if trail.region == region or trail.is_multi_region]

    def named(self, name_or_arn: str, region: str) -> Trail:
        """The trail of a name in its own region, or of an ARN wherever it is seen.

        Raises:
            Fault: there is none, or nothing can be called so.
        """
        arn = _ARN.fullmatch(name_or_arn)
        if arn is None and name_or_arn.startswith("arn:"):
            raise Fault("CloudTrailARNInvalidException", f"{name_or_arn:.200} is not a trail's ARN")
        name = _valid(arn[3] if arn else name_or_arn)
        trail = self.trails.get((arn[1] if arn else region, name))
        is_other = trail is not None and arn is not None and trail.arn != name_or_arn
        if trail is None or is_other or trail not in self.seen_from(region):
            raise Fault("TrailNotFoundException", f"Unknown trail: {name_or_arn:.200}")
        return trail


def home_trail(cloud: "Cloud", name_or_arn: str) -> Trail:
    """The trail to change, which can be done in its home region only.

    Raises:
        Fault: there is none, or it lives elsewhere.
    """
    trail = cloud.trails.named(name_or_arn, cloud.region)
    if trail.region != cloud.region:
        raise Fault(
            "InvalidHomeRegionException",
            f"The home region of trail {trail.name} is {trail.region}; change it there.",
        )
    return trail


@operations.answer("CreateTrail")
def create_trail(cloud: "Cloud", call: Call) -> Reply:
    """Make a trail; it does not log before StartLogging."""
    name, region = _valid(str(call.parameters["Name"])), cloud.region
    _check(call.parameters)
    trails = cloud.trails.trails
    if (region, name) in trails:
        raise Fault("TrailAlreadyExistsException", f"Trail {name} already exists")
    if sum(trail.region == region for trail in trails.values()) >= _MOST_TRAILS:
        raise Fault(
            "MaximumNumberOfTrailsExceededException",
            f"User {cloud.account} already has {_MOST_TRAILS} trails in {region}.",
        )
    arn = f"arn:aws:cloudtrail:{region}:{cloud.account}:trail/{name}"
    trail = Trail(name=name, arn=arn, region=region, made_with=call.parameters)
    trails[region, name] = trail
    return trail.settings()


@operations.answer("UpdateTrail")
def update_trail(cloud: "Cloud", call: Call) -> Reply:
    """Change what is given of a trail; the rest stays, and so does whether it logs."""
    trail = home_trail(cloud, str(call.parameters["Name"]))
    given = {name: value for name, value in call.parameters.items() if name != "Name"}
    changed = {**trail.made_with, **given}
    _check(changed)
    trail.made_with = changed
    return trail.settings()


@operations.answer("DeleteTrail")
def delete_trail(cloud: "Cloud", call: Call) -> Reply:
    """Take a trail away."""
    trail = home_trail(cloud, str(call.parameters["Name"]))
    del cloud.trails.trails[trail.region, trail.name]
    return {}


@operations.answer("StartLogging")
def start_logging(cloud: "Cloud", call: Call) -> Reply:
    """Let a trail log."""
    trail = home_trail(cloud, str(call.parameters["Name"]))
    trail.is_logging, trail.started = True, cloud.clock.now()
    return {}


@operations.answer("StopLogging")
def stop_logging(cloud: "Cloud", call: Call) -> Reply:
    """Let a trail log no more."""
    trail = home_trail(cloud, str(call.parameters["Name"]))
    trail.is_logging, trail.stopped = False, cloud.clock.now()
    return {}


@operations.answer("DescribeTrails")
def describe_trails(cloud: "Cloud", call: Call) -> Reply:
    """All trails seen from here, or those of `trailNameList` that exist."""
    wanted: Sequence[str] = call.parameters.get("trailNameList") or ()
    shadows = call.parameters.get("includeShadowTrails", True)
    return {
        "trailList": [
            trail.description()
            for trail in cloud.trails.seen_from(cloud.region)
            if (shadows or trail.region == cloud.region)
            and (not wanted or trail.name in wanted or trail.arn in wanted)
        ]
    }


@operations.answer("GetTrail")
def get_trail(cloud: "Cloud", call: Call) -> Reply:
    """One trail, as DescribeTrails gives it."""
    trail = cloud.trails.named(str(call.parameters["Name"]), cloud.region)
    return {"Trail": trail.description()}


@operations.answer("ListTrails")
def list_trails(cloud: "Cloud", call: Call) -> Reply:
    """The names of the account's trails, of all regions."""
    trails = cloud.trails.trails.values()
    rows = [{"TrailARN": t.arn, "Name": t.name, "HomeRegion": t.region} for t in trails]
    return {"Trails": rows}


@operations.answer("GetTrailStatus")
def get_trail_status(cloud: "Cloud", call: Call) -> Reply:
    """Whether a trail logs, and since when; nothing is delivered, as there is no S3 here."""
    trail = cloud.trails.named(str(call.parameters["Name"]), cloud.region)
    return {
        "IsLogging": trail.is_logging,
        "StartLoggingTime": trail.started,
        "StopLoggingTime": trail.stopped,
        "TimeLoggingStarted": _text(trail.started),
        "TimeLoggingStopped": _text(trail.stopped),
    }


@operations.answer("ListPublicKeys")
def list_public_keys(cloud: "Cloud", call: Call) -> Reply:
    """None: no digest was ever signed here."""
    start, end = call.parameters.get("StartTime"), call.parameters.get("EndTime")
    if start and end and start > end:
        raise Fault("InvalidTimeRangeException", "StartTime must not be later than EndTime.")
    return {"PublicKeyList": []}


def _check(settings: Row) -> None:
    bucket = str(settings.get("S3BucketName", ""))
    if not _BUCKET.fullmatch(bucket):
        raise Fault("InvalidS3BucketNameException", f"{bucket:.200} cannot be a bucket's name")
    if len(str(settings.get("S3KeyPrefix", ""))) > _LONGEST_PREFIX:
        raise Fault("InvalidS3PrefixException", f"At most {_LONGEST_PREFIX} characters.")
    if settings.get("IsMultiRegionTrail") and not settings.get("IncludeGlobalServiceEvents", True):
        raise Fault(
            "InvalidParameterCombinationException",
            "Multi-Region trail must include global service events.",
        )
    if settings.get("IsOrganizationTrail"):
        raise Fault("OrganizationsNotInUseException", "The account is in no organization.")


def _valid(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise Fault("InvalidTrailNameException", f"{name:.200} cannot be a trail's name")
    return name


def _text(moment: datetime | None) -> str:
    return "" if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")
