from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, Caller, Fault

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)


@pytest.fixture
def cloud() -> Cloud:
    return Cloud(FrozenClock(NOW), account="210987654321")


def ask(
    cloud: Cloud, service: str, operation: str, *, region: str = "us-east-1", **given: Any
) -> Any:
    caller = Caller(region=region)
    return cloud.answer(Call(service=service, operation=operation, parameters=given, caller=caller))


def regions(cloud: Cloud, **given: Any) -> list[str]:
    rows = ask(cloud, "ec2", "DescribeRegions", **given)["Regions"]
    return [row["RegionName"] for row in rows]


def zones(cloud: Cloud, region: str, **given: Any) -> Any:
    return ask(cloud, "ec2", "DescribeAvailabilityZones", region=region, **given)[
        "AvailabilityZones"
    ]


def test_any_key_is_the_users_of_the_account(cloud: Cloud) -> None:
    identity = ask(cloud, "sts", "GetCallerIdentity")
    assert identity["Account"] == "210987654321"
    assert identity["Arn"] == "arn:aws:iam::210987654321:user/local"


def test_session_tokens_last_as_long_as_asked(cloud: Cloud) -> None:
    keys = ask(cloud, "sts", "GetSessionToken", DurationSeconds=900)["Credentials"]
    assert keys["AccessKeyId"].startswith("ASIA")
    assert keys["Expiration"] == NOW + timedelta(seconds=900)


@pytest.mark.parametrize(
    "given",
    [
        {"RoleArn": "ops", "RoleSessionName": "ann"},
        {"RoleArn": "arn:aws:iam::210987654321:role/ops", "RoleSessionName": "a b"},
        {
            "RoleArn": "arn:aws:iam::210987654321:role/ops",
            "RoleSessionName": "ann",
            "DurationSeconds": 5,
        },
    ],
)
def test_a_role_that_cannot_be_assumed_is_refused(cloud: Cloud, given: dict[str, Any]) -> None:
    with pytest.raises(Fault) as caught:
        ask(cloud, "sts", "AssumeRole", **given)
    assert caught.value.code == "ValidationError"


def test_regions_that_need_no_opt_in_are_the_default(cloud: Cloud) -> None:
    assert "eu-west-1" in regions(cloud)
    assert "af-south-1" not in regions(cloud)
    assert "af-south-1" in regions(cloud, AllRegions=True)
    assert regions(cloud, RegionNames=["us-west-2"]) == ["us-west-2"]
    west = [{"Name": "region-name", "Values": ["us-west-*"]}]
    assert regions(cloud, Filters=west) == ["us-west-1", "us-west-2"]


@pytest.mark.parametrize(
    "given", [{"RegionNames": ["us-west-9"]}, {"Filters": [{"Name": "x", "Values": ["y"]}]}]
)
def test_a_region_or_filter_that_is_none_is_refused(cloud: Cloud, given: dict[str, Any]) -> None:
    with pytest.raises(Fault) as caught:
        regions(cloud, **given)
    assert caught.value.code == "InvalidParameterValue"


@pytest.mark.parametrize(
    ("region", "first", "zone_id"),
    [
        ("us-east-1", "us-east-1a", "use1-az1"),
        ("ap-northeast-1", "ap-northeast-1a", "apne1-az1"),
        ("eu-central-1", "eu-central-1a", "euc1-az1"),
    ],
)
def test_zones_are_those_of_the_callers_region(
    cloud: Cloud, region: str, first: str, zone_id: str
) -> None:
    rows = zones(cloud, region)
    assert (rows[0]["ZoneName"], rows[0]["ZoneId"]) == (first, zone_id)
    assert zones(cloud, region, ZoneNames=[first]) == rows[:1]


def test_a_region_without_zones_is_refused(cloud: Cloud) -> None:
    with pytest.raises(Fault):
        zones(cloud, "moon-1")
