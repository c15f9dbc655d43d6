"""Groups of traces in the local X-Ray."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, Fault
from awsobs.local.services.xray import put_documents

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
BEGAN = NOW.timestamp() - 600


@pytest.fixture
def cloud() -> Cloud:
    cloud = Cloud(FrozenClock(NOW), quotas=False)
    texts = [
        {"id": f"{n:016x}", "trace_id": f"1-67400000-{n:024x}", "name": name, "fault": n == 2,
         "start_time": BEGAN, "end_time": BEGAN + 1}
        for n, name in enumerate(("web", "web", "web", "cron"))
    ]  # fmt: skip
    assert put_documents(cloud, list(map(json.dumps, texts))) == []
    return cloud


def ask(cloud: Cloud, operation: str, **parameters: Any) -> Any:
    return cloud.answer(Call(service="xray", operation=operation, parameters=parameters))


def seen(cloud: Cloud, **group: str) -> dict[str, int]:
    """The services of a group's graph with their requests."""
    window = {"StartTime": NOW - timedelta(hours=1), "EndTime": NOW}
    rows = ask(cloud, "GetServiceGraph", **window, **group)["Services"]
    return {row["Name"]: row["SummaryStatistics"]["TotalCount"] for row in rows}


def test_every_account_has_the_default_group_with_all_traces(cloud: Cloud) -> None:
    (group,) = ask(cloud, "GetGroups")["Groups"]
    assert group["GroupName"] == "Default"
    assert group["InsightsConfiguration"]["InsightsEnabled"] is False
    assert seen(cloud, GroupName="Default") == seen(cloud) == {"web": 3, "cron": 1}


def test_a_groups_graph_is_of_the_traces_that_meet_its_filter(cloud: Cloud) -> None:
    made = ask(cloud, "CreateGroup", GroupName="failed", FilterExpression="fault")["Group"]
    assert seen(cloud, GroupName="failed") == {"web": 1}
    assert seen(cloud, GroupARN=made["GroupARN"]) == {"web": 1}
    update = {"GroupName": "failed", "FilterExpression": 'service("cron")'}
    assert ask(cloud, "UpdateGroup", **update)["Group"]["GroupARN"] == made["GroupARN"]
    assert seen(cloud, GroupName="failed") == {"cron": 1}
    found = ask(cloud, "GetGroup", GroupARN=made["GroupARN"])["Group"]
    assert found["FilterExpression"] == 'service("cron")'


def test_a_deleted_group_is_gone(cloud: Cloud) -> None:
    ask(cloud, "CreateGroup", GroupName="failed", FilterExpression="fault")
    assert len(ask(cloud, "GetGroups")["Groups"]) == 2
    ask(cloud, "DeleteGroup", GroupName="failed")
    assert len(ask(cloud, "GetGroups")["Groups"]) == 1
    with pytest.raises(Fault, match="Group not found"):
        ask(cloud, "GetGroup", GroupName="failed")


def test_insights_are_switched_on_and_stay_on_with_another_filter(cloud: Cloud) -> None:
    wishes = {"InsightsEnabled": True, "NotificationsEnabled": True}
    ask(cloud, "CreateGroup", GroupName="g", InsightsConfiguration=wishes)
    changed = ask(cloud, "UpdateGroup", GroupName="g", FilterExpression="fault")["Group"]
    assert changed["InsightsConfiguration"] == wishes
    off = {"InsightsEnabled": False}
    changed = ask(cloud, "UpdateGroup", GroupName="g", InsightsConfiguration=off)["Group"]
    assert not any(changed["InsightsConfiguration"].values())


def test_the_tally_of_groups_is_limited(cloud: Cloud) -> None:
    for n in range(25):
        ask(cloud, "CreateGroup", GroupName=f"g{n}")
    with pytest.raises(Fault, match="At most 25 groups"):
        ask(cloud, "CreateGroup", GroupName="one-more")


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("CreateGroup", {"GroupName": "has spaces"}),
        ("CreateGroup", {"GroupName": "Default"}),
        ("CreateGroup", {"GroupName": "g", "FilterExpression": "moon ="}),
        ("CreateGroup", {"GroupName": "g",
                         "InsightsConfiguration": {"NotificationsEnabled": True}}),
        ("UpdateGroup", {"GroupName": "nobody"}),
        ("UpdateGroup", {"GroupName": "Default", "FilterExpression": "fault"}),
        ("UpdateGroup", {}),
        ("DeleteGroup", {"GroupName": "Default"}),
        ("DeleteGroup", {"GroupARN": "arn:aws:xray:us-east-1:1:group/x"}),
        ("GetGroup", {"GroupName": "a", "GroupARN": "b"}),
    ],
)  # fmt: skip
def test_a_bad_request_is_refused_and_changes_nothing(
    cloud: Cloud, operation: str, parameters: dict[str, Any]
) -> None:
    before = ask(cloud, "GetGroups")
    with pytest.raises(Fault) as caught:
        ask(cloud, operation, **parameters)
    assert caught.value.code == "InvalidRequestException"
    assert ask(cloud, "GetGroups") == before
