import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, Fault

NOW = datetime(2026, 5, 4, 12, 0, 0, 250_000, tzinfo=UTC)
MS = int(NOW.timestamp() * 1000)
BUS = "arn:aws:events:us-east-1:123456789012:event-bus/"
RULE = "arn:aws:events:us-east-1:123456789012:rule/"
GROUP = "/aws/events/shop"
GROUP_ARN = f"arn:aws:logs:us-east-1:123456789012:log-group:{GROUP}"
ORDERS = '{"source": ["shop.orders"]}'


@pytest.fixture
def cloud() -> Cloud:
    cloud = Cloud(FrozenClock(NOW))
    cloud.logs.create_group(GROUP, MS)
    return cloud


def ask(cloud: Cloud, operation: str, **parameters: object) -> Mapping[str, Any]:
    reply = cloud.answer(Call(service="events", operation=operation, parameters=parameters))
    assert isinstance(reply, Mapping)
    return reply


def refusal(cloud: Cloud, operation: str, **parameters: object) -> tuple[str, str]:
    with pytest.raises(Fault) as fault:
        ask(cloud, operation, **parameters)
    return fault.value.code, fault.value.message


def put_rule(cloud: Cloud, name: str = "r", **parameters: object) -> str:
    return str(
        ask(cloud, "PutRule", **{"Name": name, "EventPattern": ORDERS, **parameters})["RuleArn"]
    )


def put_target(cloud: Cloud, **target: object) -> None:
    entry = {"Id": "logs", "Arn": GROUP_ARN, **target}
    ask(cloud, "PutTargets", Rule="r", Targets=[entry])


def put_order(cloud: Cloud, detail: str = '{"id": 7}', **entry: object) -> Mapping[str, Any]:
    whole = {"Source": "shop.orders", "DetailType": "Order Placed", "Detail": detail, **entry}
    return ask(cloud, "PutEvents", Entries=[whole])


def delivered(cloud: Cloud) -> list[str]:
    call = Call(service="logs", operation="FilterLogEvents", parameters={"logGroupName": GROUP})
    reply = cloud.answer(call)
    assert isinstance(reply, Mapping)
    return [event["message"] for event in reply["events"]]


def count(cloud: Cloud, metric: str) -> float:
    keys = [key for key in cloud.metrics.listed(0) if key.name == metric]
    start = NOW.timestamp() // 60 * 60
    return sum(
        value
        for key in keys
        for _, value in cloud.metrics.buckets(key, "Sum", 60, start, start + 60)
    )


def test_a_rule_is_put_described_changed_and_deleted(cloud: Cloud) -> None:
    assert put_rule(cloud, Description="all orders") == f"{RULE}r"
    assert ask(cloud, "DescribeRule", Name="r") == {
        "Name": "r",
        "Arn": f"{RULE}r",
        "EventPattern": ORDERS,
        "State": "ENABLED",
        "Description": "all orders",
        "EventBusName": "default",
        "CreatedBy": "123456789012",
    }
    put_rule(cloud, ScheduleExpression="rate(5 minutes)", EventPattern="", State="DISABLED")
    changed = ask(cloud, "DescribeRule", Name="r")
    assert (changed["ScheduleExpression"], changed["State"]) == ("rate(5 minutes)", "DISABLED")
    assert "EventPattern" not in changed
    ask(cloud, "EnableRule", Name="r")
    assert ask(cloud, "DescribeRule", Name="r")["State"] == "ENABLED"
    ask(cloud, "DisableRule", Name="r")
    assert ask(cloud, "DescribeRule", Name="r")["State"] == "DISABLED"
    ask(cloud, "DeleteRule", Name="r")
    ask(cloud, "DeleteRule", Name="r")
    assert refusal(cloud, "DescribeRule", Name="r") == (
        "ResourceNotFoundException",
        "Rule r does not exist on EventBus default.",
    )


def test_rules_are_listed_by_name_a_hundred_a_page(cloud: Cloud) -> None:
    for number in range(120):
        put_rule(cloud, f"rule-{number:03}")
    put_rule(cloud, "other")
    first = ask(cloud, "ListRules")
    second = ask(cloud, "ListRules", NextToken=first["NextToken"])
    assert [len(page["Rules"]) for page in (first, second)] == [100, 21]
    assert "NextToken" not in second
    names = [row["Name"] for page in (first, second) for row in page["Rules"]]
    assert names == sorted(names)
    prefixed = ask(cloud, "ListRules", NamePrefix="oth")["Rules"]
    assert [row["Name"] for row in prefixed] == ["other"]
    wrong = refusal(cloud, "ListRules", NamePrefix="oth", NextToken=first["NextToken"])
    assert wrong == ("ValidationException", "Provided NextToken is not valid.")


def test_a_rule_with_targets_stays(cloud: Cloud) -> None:
    put_rule(cloud)
    put_target(cloud)
    words = "Rule can't be deleted since it has targets."
    assert refusal(cloud, "DeleteRule", Name="r") == ("ValidationException", words)
    assert ask(cloud, "ListTargetsByRule", Rule="r")["Targets"] == [
        {"Id": "logs", "Arn": GROUP_ARN}
    ]
    assert ask(cloud, "ListRuleNamesByTarget", TargetArn=GROUP_ARN)["RuleNames"] == ["r"]
    gone = ask(cloud, "RemoveTargets", Rule="r", Ids=["logs", "nothing"])
    assert gone["FailedEntryCount"] == 1
    assert gone["FailedEntries"][0]["TargetId"] == "nothing"
    assert gone["FailedEntries"][0]["ErrorCode"] == "ResourceNotFoundException"
    ask(cloud, "DeleteRule", Name="r")


def test_a_rule_has_five_targets_at_most(cloud: Cloud) -> None:
    put_rule(cloud)
    targets = [{"Id": str(number), "Arn": GROUP_ARN} for number in range(6)]
    assert ask(cloud, "PutTargets", Rule="r", Targets=targets[:5])["FailedEntryCount"] == 0
    assert ask(cloud, "PutTargets", Rule="r", Targets=targets[:1])["FailedEntryCount"] == 0
    assert refusal(cloud, "PutTargets", Rule="r", Targets=targets)[0] == "LimitExceededException"
    assert len(ask(cloud, "ListTargetsByRule", Rule="r")["Targets"]) == 5


def test_matching_events_reach_log_groups_whole(cloud: Cloud) -> None:
    put_rule(cloud)
    put_target(cloud, Arn=f"{GROUP_ARN}:*")
    reply = put_order(cloud, Resources=["arn:x"])
    put_order(cloud, Source="shop.carts")
    assert reply["FailedEntryCount"] == 0
    (message,) = delivered(cloud)
    assert json.loads(message) == {
        "version": "0",
        "id": reply["Entries"][0]["EventId"],
        "detail-type": "Order Placed",
        "source": "shop.orders",
        "account": "123456789012",
        "time": "2026-05-04T12:00:00Z",
        "region": "us-east-1",
        "resources": ["arn:x"],
        "detail": {"id": 7},
    }
    assert (count(cloud, "TriggeredRules"), count(cloud, "Invocations")) == (1, 1)


def test_a_disabled_rule_and_a_lost_group_get_nothing(cloud: Cloud) -> None:
    put_rule(cloud)
    put_target(cloud, Arn=GROUP_ARN + "x")
    put_order(cloud)
    assert (count(cloud, "Invocations"), count(cloud, "FailedInvocations")) == (1, 1)
    put_target(cloud)
    ask(cloud, "DisableRule", Name="r")
    put_order(cloud)
    assert delivered(cloud) == []


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ({"Input": '{"fixed": 1}'}, '{"fixed": 1}'),
        ({"InputPath": "$.detail"}, '{"id": 7, "who": "a \\"b\\""}'),
        ({"InputPath": "$.detail.id"}, "7"),
        ({"InputPath": "$.detail-type"}, "Order Placed"),
        ({"InputPath": "$.detail.absent"}, "null"),
        (
            {
                "InputTransformer": {
                    "InputPathsMap": {"id": "$.detail.id", "who": "$.detail.who"},
                    "InputTemplate": '{"n": <id>, "w": <who>, "t": "<who> of <id>, <other>"}',
                }
            },
            '{"n": 7, "w": "a \\"b\\"", "t": "a \\"b\\" of 7, <other>"}',
        ),
        ({"InputTransformer": {"InputTemplate": "rule <aws.events.rule-name>"}}, 'rule "r"'),
    ],
)
def test_targets_get_what_they_ask_for(
    cloud: Cloud, target: dict[str, object], expected: str
) -> None:
    put_rule(cloud)
    put_target(cloud, **target)
    put_order(cloud, json.dumps({"id": 7, "who": 'a "b"'}))
    assert delivered(cloud) == [expected]


def test_wrong_entries_fail_one_by_one(cloud: Cloud) -> None:
    put_rule(cloud)
    put_target(cloud)
    good = {"Source": "shop.orders", "DetailType": "d", "Detail": "{}"}
    entries = [
        good,
        {**good, "Source": ""},
        {"Source": "x", "DetailType": "d"},
        {**good, "Detail": "[]"},
        {**good, "Detail": "{"},
        {**good, "Source": "aws.ec2"},
    ]
    reply = ask(cloud, "PutEvents", Entries=entries)
    assert reply["FailedEntryCount"] == 5
    assert [entry.get("ErrorCode") for entry in reply["Entries"]] == [
        None,
        "InvalidArgument",
        "InvalidArgument",
        "MalformedDetail",
        "MalformedDetail",
        "NotAuthorizedForSourceException",
    ]
    assert len(delivered(cloud)) == 1


def test_too_many_or_too_large_entries_are_refused(cloud: Cloud) -> None:
    good = {"Source": "x", "DetailType": "d", "Detail": "{}"}
    code, words = refusal(cloud, "PutEvents", Entries=[good] * 11)
    assert code == "ValidationException"
    assert "at 'entries' failed to satisfy constraint: Member must have length less" in words
    large = json.dumps({"x": "y" * 262_144})
    assert refusal(cloud, "PutEvents", Entries=[{**good, "Detail": large}]) == (
        "ValidationException",
        "Total size of the entries in the request is over the limit.",
    )


def test_the_time_of_an_event_may_be_given(cloud: Cloud) -> None:
    put_rule(cloud)
    put_target(cloud, InputPath="$.time")
    put_order(cloud, Time=datetime(2026, 5, 4, 11, 59, 58, tzinfo=UTC))
    assert delivered(cloud) == ["2026-05-04T11:59:58Z"]


def test_custom_buses_have_rules_of_their_own(cloud: Cloud) -> None:
    assert ask(cloud, "CreateEventBus", Name="shop")["EventBusArn"] == f"{BUS}shop"
    assert put_rule(cloud, EventBusName="shop") == f"{RULE}shop/r"
    target = [{"Id": "logs", "Arn": GROUP_ARN}]
    ask(cloud, "PutTargets", Rule="r", EventBusName=f"{BUS}shop", Targets=target)
    put_order(cloud)
    assert delivered(cloud) == []
    put_order(cloud, EventBusName="shop")
    assert len(delivered(cloud)) == 1
    buses = ask(cloud, "ListEventBuses")["EventBuses"]
    assert [(bus["Name"], bus["Arn"]) for bus in buses] == [
        ("default", f"{BUS}default"),
        ("shop", f"{BUS}shop"),
    ]
    assert ask(cloud, "DescribeEventBus")["Name"] == "default"
    assert ask(cloud, "DescribeEventBus", Name=f"{BUS}shop")["CreationTime"] == NOW
    assert refusal(cloud, "DeleteEventBus", Name="shop")[0] == "ValidationException"
    ask(cloud, "RemoveTargets", Rule="r", EventBusName="shop", Ids=["logs"])
    ask(cloud, "DeleteRule", Name="r", EventBusName="shop")
    ask(cloud, "DeleteEventBus", Name="shop")
    assert refusal(cloud, "ListRules", EventBusName="shop") == (
        "ResourceNotFoundException",
        "Event bus shop does not exist.",
    )


def test_the_alarms_engine_publishes_by_the_state_itself(cloud: Cloud) -> None:
    put_rule(cloud, EventPattern='{"source": ["aws.cloudwatch"]}')
    put_target(cloud, InputPath="$.detail.alarmName")
    event = {"source": "aws.cloudwatch", "detail-type": "x", "detail": {"alarmName": "red"}}
    cloud.events.publish(cloud, event)
    assert delivered(cloud) == ["red"]


@pytest.mark.parametrize(
    ("operation", "parameters", "code", "words"),
    [
        ("PutRule", {"Name": "x"}, "ValidationException", "must be specified"),
        (
            "PutRule",
            {"Name": "x", "EventPattern": "[]"},
            "InvalidEventPatternException",
            "Event pattern is not valid. Reason: Filter is not an object",
        ),
        (
            "PutRule",
            {"Name": "x", "ScheduleExpression": "rate(1 minutes)"},
            "ValidationException",
            "Parameter ScheduleExpression is not valid.",
        ),
        (
            "PutRule",
            {"Name": "x", "ScheduleExpression": "rate(1 day)", "EventBusName": "b"},
            "ValidationException",
            "only on the default event bus",
        ),
        ("PutRule", {"Name": "a b", "EventPattern": ORDERS}, "ValidationException", "pattern"),
        (
            "PutRule",
            {"Name": "x", "EventPattern": ORDERS, "State": "ON"},
            "ValidationException",
            "enum value set",
        ),
        (
            "PutRule",
            {"Name": "x", "EventPattern": ORDERS, "EventBusName": "none"},
            "ResourceNotFoundException",
            "Event bus none does not exist.",
        ),
        (
            "PutTargets",
            {"Rule": "r", "Targets": [{"Id": "1", "Arn": "nowhere"}]},
            "ValidationException",
            "Provided Arn is not in correct format",
        ),
        (
            "PutTargets",
            {"Rule": "r", "Targets": [{"Id": "1", "Arn": GROUP_ARN, "Input": "{"}]},
            "ValidationException",
            "Input is not valid",
        ),
        (
            "PutTargets",
            {"Rule": "r", "Targets": [{"Id": "1", "Arn": GROUP_ARN, "InputPath": "x"}]},
            "ValidationException",
            "InputPath is not valid",
        ),
        (
            "PutTargets",
            {
                "Rule": "r",
                "Targets": [{"Id": "1", "Arn": GROUP_ARN, "InputPath": "$", "Input": "1"}],
            },
            "ValidationException",
            "Only one of",
        ),
        ("CreateEventBus", {"Name": "b"}, "ResourceAlreadyExistsException", "already exists"),
        ("CreateEventBus", {"Name": "default"}, "ResourceAlreadyExistsException", "default"),
        ("DeleteEventBus", {"Name": "default"}, "ValidationException", "Cannot delete"),
        (
            "TestEventPattern",
            {"EventPattern": ORDERS, "Event": "{}"},
            "ValidationException",
            "id is missing",
        ),
    ],
)
def test_refusals_have_the_codes_and_words_of_aws(
    cloud: Cloud, operation: str, parameters: dict[str, object], code: str, words: str
) -> None:
    ask(cloud, "CreateEventBus", Name="b")
    put_rule(cloud)
    given_code, given_words = refusal(cloud, operation, **parameters)
    assert given_code == code
    assert words in given_words


def test_a_pattern_is_tried_on_an_event(cloud: Cloud) -> None:
    event: dict[str, object] = {
        "id": "1",
        "account": "123456789012",
        "source": "shop.orders",
        "time": "2026-05-04T12:00:00Z",
        "region": "us-east-1",
        "resources": [],
        "detail-type": "Order Placed",
    }
    for source, expected in (("shop.orders", True), ("shop.carts", False)):
        tried = json.dumps({**event, "source": source})
        reply = ask(cloud, "TestEventPattern", EventPattern=ORDERS, Event=tried)
        assert reply == {"Result": expected}
