from datetime import UTC, datetime

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call
from awsobs.local.regions import Regions


@pytest.fixture
def regions() -> Regions:
    clock = FrozenClock(datetime(2026, 11, 25, 12, tzinfo=UTC))
    return Regions(Cloud(clock, account="210987654321", region="eu-west-1"))


def test_another_region_is_the_same_account_and_has_nothing_of_home(regions: Regions) -> None:
    home, other = regions.cloud_in("eu-west-1"), regions.cloud_in("us-east-2")
    create = Call(service="logs", operation="CreateLogGroup", parameters={"logGroupName": "/a"})
    home.answer(create)
    listed = Call(service="logs", operation="DescribeLogGroups", parameters={})
    replies = [cloud.answer(listed) for cloud in (home, other)]
    assert [len(reply["logGroups"]) for reply in replies if isinstance(reply, dict)] == [1, 0]
    assert (other.account, other.region) == ("210987654321", "us-east-2")


def test_a_region_keeps_what_was_put_there(regions: Regions) -> None:
    assert regions.cloud_in("us-east-2") is regions.cloud_in("us-east-2")
    assert [cloud.region for cloud in regions.clouds] == ["eu-west-1", "us-east-2"]


@pytest.mark.parametrize("name", ["", "moon-1", "../../etc", "us-east-1" * 1000])
def test_what_is_no_region_is_answered_at_home_and_kept_nowhere(
    regions: Regions, name: str
) -> None:
    assert regions.cloud_in(name).region == "eu-west-1"
    assert len(regions.clouds) == 1
