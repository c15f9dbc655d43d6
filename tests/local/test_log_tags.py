"""Tags of log groups, as loggers give them and older clients read them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, Fault

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
GROUP = "/app/shop"
ARN = f"arn:aws:logs:us-east-1:123456789012:log-group:{GROUP}"


@pytest.fixture
def cloud() -> Cloud:
    cloud = Cloud(FrozenClock(NOW))
    ask(cloud, "CreateLogGroup", logGroupName=GROUP, tags={"team": "shop", "stage": "test"})
    return cloud


def ask(cloud: Cloud, operation: str, **parameters: object) -> Mapping[str, Any]:
    reply = cloud.answer(Call(service="logs", operation=operation, parameters=parameters))
    assert isinstance(reply, Mapping)
    return reply


def tags(cloud: Cloud) -> object:
    by_name = ask(cloud, "ListTagsLogGroup", logGroupName=GROUP)
    assert ask(cloud, "ListTagsForResource", resourceArn=ARN) == by_name
    return by_name["tags"]


def refusal(cloud: Cloud, operation: str, **parameters: object) -> str:
    with pytest.raises(Fault) as fault:
        ask(cloud, operation, **parameters)
    return fault.value.code


def test_a_group_has_the_tags_that_it_was_made_with(cloud: Cloud) -> None:
    assert tags(cloud) == {"team": "shop", "stage": "test"}


@pytest.mark.parametrize("arn", [ARN, f"{ARN}:*"])
def test_new_tags_stand_beside_the_old_and_replace_those_of_the_same_key(
    cloud: Cloud, arn: str
) -> None:
    ask(cloud, "TagResource", resourceArn=arn, tags={"stage": "live", "cost": "7"})
    assert tags(cloud) == {"team": "shop", "stage": "live", "cost": "7"}
    ask(cloud, "TagLogGroup", logGroupName=GROUP, tags={"cost": "8"})
    assert tags(cloud) == {"team": "shop", "stage": "live", "cost": "8"}


def test_tags_are_taken_away_by_their_keys(cloud: Cloud) -> None:
    ask(cloud, "UntagResource", resourceArn=ARN, tagKeys=["team", "none"])
    assert tags(cloud) == {"stage": "test"}
    ask(cloud, "UntagLogGroup", logGroupName=GROUP, tags=["stage"])
    assert tags(cloud) == {}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({f"k{at}": "" for at in range(49)}, "TooManyTagsException"),
        ({"k" * 129: ""}, "InvalidParameterException"),
        ({"k": "v" * 257}, "InvalidParameterException"),
        ({"": "v"}, "InvalidParameterException"),
        ({"k": "a|b"}, "InvalidParameterException"),
        ({"AWS:k": "v"}, "InvalidParameterException"),
    ],
)
def test_tags_beyond_the_limits_are_refused_and_none_is_given(
    cloud: Cloud, given: Mapping[str, str], code: str
) -> None:
    assert refusal(cloud, "TagResource", resourceArn=ARN, tags=given) == code
    assert tags(cloud) == {"team": "shop", "stage": "test"}


@pytest.mark.parametrize(
    ("arn", "code"),
    [
        (ARN + "-none", "ResourceNotFoundException"),
        (ARN.replace("us-east-1", "eu-west-1"), "ResourceNotFoundException"),
        (GROUP, "InvalidParameterException"),
    ],
)
def test_only_arns_of_groups_that_exist_have_tags(cloud: Cloud, arn: str, code: str) -> None:
    assert refusal(cloud, "ListTagsForResource", resourceArn=arn) == code
