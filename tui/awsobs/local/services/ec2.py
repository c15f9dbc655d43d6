"""As much of EC2 as a console needs: the regions and their zones."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from awsobs.local.operations import Call, Fault, Operations, Reply

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("ec2")

_OPEN = (
    "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1",
    "ap-southeast-2", "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2",
    "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
)  # fmt: skip
_OPT_IN = (
    "af-south-1", "ap-east-1", "ap-east-2", "ap-south-2", "ap-southeast-3", "ap-southeast-4",
    "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-west-1", "eu-central-2",
    "eu-south-1", "eu-south-2", "il-central-1", "me-central-1", "me-south-1", "mx-central-1",
)  # fmt: skip
_ZONES = {
    "ap-northeast-1": "acd",
    "ap-northeast-2": "abcd",
    "ca-central-1": "abd",
    "us-east-1": "abcdef",
    "us-west-1": "ac",
    "us-west-2": "abcd",
}
_SIDES = {"north": "n", "south": "s", "east": "e", "west": "w", "central": "c"}


@operations.answer("DescribeRegions")
def describe_regions(cloud: "Cloud", call: Call) -> Reply:
    """The commercial regions; those to opt in to only when asked for."""
    names = call.parameters.get("RegionNames", [])
    rows = [_region(name, "opt-in-not-required") for name in _OPEN]
    if call.parameters.get("AllRegions") or names:
        rows += [_region(name, "not-opted-in") for name in _OPT_IN]
    known = {row["RegionName"] for row in rows}
    if unknown := [name for name in names if name not in known]:
        raise Fault("InvalidParameterValue", f"Invalid region provided: {unknown[0]:.60}")
    if names:
        rows = [row for row in rows if row["RegionName"] in names]
    attributes = {
        "region-name": "RegionName",
        "endpoint": "Endpoint",
        "opt-in-status": "OptInStatus",
    }
    kept = _filtered(rows, call.parameters.get("Filters", []), attributes)
    return {"Regions": sorted(kept, key=lambda row: row["RegionName"])}


@operations.answer("DescribeAvailabilityZones")
def describe_availability_zones(cloud: "Cloud", call: Call) -> Reply:
    """The zones of the caller's region."""
    rows = _zones(call.caller.region)
    for member, field in (("ZoneNames", "ZoneName"), ("ZoneIds", "ZoneId")):
        if wanted := call.parameters.get(member):
            rows = [row for row in rows if row[field] in wanted]
    attributes = {
        "region-name": "RegionName",
        "state": "State",
        "zone-id": "ZoneId",
        "zone-name": "ZoneName",
        "zone-type": "ZoneType",
    }
    return {"AvailabilityZones": _filtered(rows, call.parameters.get("Filters", []), attributes)}


def _region(name: str, status: str) -> dict[str, str]:
    endpoint = f"ec2.{name}.amazonaws.com"
    return {"RegionName": name, "Endpoint": endpoint, "OptInStatus": status}


def _zones(region: str) -> list[dict[str, str]]:
    if region not in _OPEN and region not in _OPT_IN:
        raise Fault("InvalidParameterValue", f"Invalid region provided: {region:.60}")
    return [
        {
            "State": "available",
            "OptInStatus": "opt-in-not-required",
            "RegionName": region,
            "ZoneName": region + letter,
            "ZoneId": f"{_short(region)}-az{number}",
            "GroupName": f"{region}-zg-1",
            "NetworkBorderGroup": region,
            "ZoneType": "availability-zone",
        }
        for number, letter in enumerate(_ZONES.get(region, "abc"), 1)
    ]


def _short(region: str) -> str:
    """`us-east-1` as zone ids have it: `use1`, and `apne1` for `ap-northeast-1`."""
    area, side, number = region.split("-")
    for word, letter in _SIDES.items():
        side = side.replace(word, letter)
    return area + side + number


def _filtered(
    rows: Iterable[dict[str, str]],
    filters: Iterable[Mapping[str, Any]],
    attributes: Mapping[str, str],
) -> list[dict[str, str]]:
    kept = list(rows)
    for given in filters:
        name, patterns = str(given.get("Name", "")), given.get("Values", [])
        if name not in attributes:
            raise Fault("InvalidParameterValue", f"The filter '{name:.60}' is invalid")
        field = attributes[name]
        kept = [row for row in kept if any(fnmatchcase(row[field], p) for p in patterns)]
    return kept
