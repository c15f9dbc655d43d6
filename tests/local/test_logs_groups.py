from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, Fault

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
MS = int(NOW.timestamp() * 1000)
INVALID = "InvalidParameterException"


@pytest.fixture
def cloud() -> Cloud:
    return Cloud(FrozenClock(NOW))


def ask(cloud: Cloud, operation: str, **parameters: object) -> Mapping[str, Any]:
    reply = cloud.answer(Call(service="logs", operation=operation, parameters=parameters))
    assert isinstance(reply, Mapping)
    return reply


def refusal(cloud: Cloud, operation: str, **parameters: object) -> tuple[str, str]:
    with pytest.raises(Fault) as fault:
        ask(cloud, operation, **parameters)
    return fault.value.code, fault.value.message


def walked(cloud: Cloud, operation: str, rows: str, name: str, **parameters: object) -> list[str]:
    """The names of a listing, page by page."""
    names: list[str] = []
    token: Mapping[str, object] = {}
    while True:
        reply = ask(cloud, operation, **parameters, **token)
        names += [row[name] for row in reply[rows]]
        if "nextToken" not in reply:
            return names
        token = {"nextToken": reply["nextToken"]}


def groups(cloud: Cloud, operation: str = "DescribeLogGroups", **parameters: object) -> list[str]:
    return walked(cloud, operation, "logGroups", "logGroupName", **parameters)


def streams(cloud: Cloud, **parameters: object) -> list[str]:
    return walked(
        cloud, "DescribeLogStreams", "logStreams", "logStreamName", logGroupName="g", **parameters
    )


def test_a_group_is_described_with_both_of_its_arns(cloud: Cloud) -> None:
    ask(cloud, "CreateLogGroup", logGroupName="/a/b")
    ask(cloud, "PutRetentionPolicy", logGroupName="/a/b", retentionInDays=7)
    cloud.logs.put("/a/b", "s", [(MS, "four")], MS)
    (row,) = ask(cloud, "DescribeLogGroups")["logGroups"]
    arn = "arn:aws:logs:us-east-1:123456789012:log-group:/a/b"
    assert row == {
        "logGroupName": "/a/b",
        "creationTime": MS,
        "metricFilterCount": 0,
        "arn": f"{arn}:*",
        "storedBytes": 30,
        "logGroupClass": "STANDARD",
        "logGroupArn": arn,
        "retentionInDays": 7,
    }
    ask(cloud, "DeleteRetentionPolicy", logGroupName="/a/b")
    assert "retentionInDays" not in ask(cloud, "DescribeLogGroups")["logGroups"][0]


def test_groups_come_in_ascii_order_fifty_a_page(cloud: Cloud) -> None:
    names = [f"/g/{number}" for number in range(120)] + ["/G"]
    for name in names:
        ask(cloud, "CreateLogGroup", logGroupName=name)
    assert groups(cloud) == sorted(names)
    assert groups(cloud, limit=7) == sorted(names)
    assert len(ask(cloud, "DescribeLogGroups")["logGroups"]) == 50
    assert len(ask(cloud, "ListLogGroups", limit=1000)["logGroups"]) == 121
    assert groups(cloud, "ListLogGroups") == sorted(names)


def test_groups_are_found_by_prefix_or_by_a_part_of_the_name(cloud: Cloud) -> None:
    for name in ("DataLogs", "aws-DataLogs", "GroupData", "datalogs"):
        ask(cloud, "CreateLogGroup", logGroupName=name)
    assert groups(cloud, logGroupNamePrefix="Data") == ["DataLogs"]
    assert groups(cloud, logGroupNamePattern="DataLogs") == ["DataLogs", "aws-DataLogs"]
    (row, _) = ask(cloud, "DescribeLogGroups", logGroupNamePattern="DataLogs")["logGroups"]
    assert sorted(row) == ["arn", "creationTime", "logGroupName"]
    code, _ = refusal(cloud, "DescribeLogGroups", logGroupNamePrefix="a", logGroupNamePattern="b")
    assert code == INVALID
    arn = "arn:aws:logs:us-east-1:123456789012:log-group:GroupData"
    assert groups(cloud, logGroupIdentifiers=[arn, "DataLogs"]) == ["DataLogs", "GroupData"]
    assert groups(cloud, "ListLogGroups", logGroupNamePattern="^aws|Data$"[:-1]) == [
        "DataLogs",
        "GroupData",
        "aws-DataLogs",
    ]
    assert groups(cloud, "ListLogGroups", logGroupNamePattern="^Data|^dat") == [
        "DataLogs",
        "datalogs",
    ]


def test_groups_are_found_by_class(cloud: Cloud) -> None:
    ask(cloud, "CreateLogGroup", logGroupName="rare", logGroupClass="INFREQUENT_ACCESS")
    ask(cloud, "CreateLogGroup", logGroupName="usual")
    assert groups(cloud, logGroupClass="INFREQUENT_ACCESS") == ["rare"]
    assert groups(cloud, "ListLogGroups", logGroupClass="STANDARD") == ["usual"]


@pytest.mark.parametrize(
    ("operation", "parameters", "code", "words"),
    [
        ("CreateLogGroup", {}, INVALID, "Member must not be null"),
        ("CreateLogGroup", {"logGroupName": "a b"}, INVALID, "regular expression pattern"),
        ("CreateLogGroup", {"logGroupName": "x" * 513}, INVALID, "less than or equal to 512"),
        ("CreateLogGroup", {"logGroupName": "aws/x"}, INVALID, "reserved"),
        ("CreateLogGroup", {"logGroupName": "x", "logGroupClass": "no"}, INVALID, "enum value"),
        (
            "CreateLogGroup",
            {"logGroupName": "g"},
            "ResourceAlreadyExistsException",
            "The specified log group already exists",
        ),
        (
            "CreateLogStream",
            {"logGroupName": "g", "logStreamName": "s"},
            "ResourceAlreadyExistsException",
            "The specified log stream already exists",
        ),
        ("CreateLogStream", {"logGroupName": "g", "logStreamName": "a:b"}, INVALID, "pattern"),
        (
            "DeleteLogGroup",
            {"logGroupName": "none"},
            "ResourceNotFoundException",
            "The specified log group does not exist.",
        ),
        (
            "DeleteLogStream",
            {"logGroupName": "g", "logStreamName": "none"},
            "ResourceNotFoundException",
            "The specified log stream does not exist.",
        ),
        ("PutRetentionPolicy", {"logGroupName": "g", "retentionInDays": 2}, INVALID, "3653"),
        ("DescribeLogGroups", {"limit": 51}, INVALID, "less than or equal to 50"),
        ("DescribeLogGroups", {"nextToken": "bm8="}, INVALID, "nextToken is invalid"),
        ("ListLogGroups", {"logGroupNamePattern": "ab"}, INVALID, "greater than or equal to 3"),
        ("ListLogGroups", {"logGroupNamePattern": "abc*"}, INVALID, "regular expression"),
        (
            "DescribeLogStreams",
            {"logGroupName": "g", "orderBy": "LastEventTime", "logStreamNamePrefix": "s"},
            INVALID,
            "Cannot order by LastEventTime with a logStreamNamePrefix.",
        ),
    ],
)
def test_refusals_have_the_codes_and_words_of_aws(
    cloud: Cloud, operation: str, parameters: dict[str, object], code: str, words: str
) -> None:
    ask(cloud, "CreateLogGroup", logGroupName="g")
    ask(cloud, "CreateLogStream", logGroupName="g", logStreamName="s")
    given_code, given_words = refusal(cloud, operation, **parameters)
    assert given_code == code
    assert words in given_words


def test_a_deleted_group_is_gone_with_its_events(cloud: Cloud) -> None:
    cloud.logs.put("g", "s", [(MS, "x")], MS)
    ask(cloud, "DeleteLogGroup", logGroupName="g")
    assert groups(cloud) == []
    ask(cloud, "CreateLogGroup", logGroupName="g")
    assert ask(cloud, "FilterLogEvents", logGroupName="g")["events"] == []


def test_a_stream_is_described_with_its_times(cloud: Cloud) -> None:
    ask(cloud, "CreateLogGroup", logGroupName="g")
    ask(cloud, "CreateLogStream", logGroupName="g", logStreamName="s")
    (row,) = ask(cloud, "DescribeLogStreams", logGroupName="g")["logStreams"]
    assert row["firstEventTimestamp"] is None
    assert row["creationTime"] == MS
    assert row["arn"] == "arn:aws:logs:us-east-1:123456789012:log-group:g:log-stream:s"
    cloud.logs.put("g", "s", [(MS + 5, "x"), (MS - 5, "y")], MS + 7)
    (row,) = ask(cloud, "DescribeLogStreams", logGroupIdentifier="g")["logStreams"]
    times = ("firstEventTimestamp", "lastEventTimestamp", "lastIngestionTime", "storedBytes")
    assert [row[name] for name in times] == [MS - 5, MS + 5, MS + 7, 0]


def test_streams_are_listed_by_name_or_by_last_event_both_ways(cloud: Cloud) -> None:
    times = {"a": 30, "b": 10, "c": 20, "ab": 10}
    for name, time in times.items():
        cloud.logs.put("g", name, [(MS + time, "x")], MS)
    ask(cloud, "CreateLogStream", logGroupName="g", logStreamName="empty")
    by_name = ["a", "ab", "b", "c", "empty"]
    by_time = ["empty", "ab", "b", "c", "a"]
    for limit in (1, 2, 50):
        assert streams(cloud, limit=limit) == by_name
        assert streams(cloud, limit=limit, descending=True) == by_name[::-1]
        assert streams(cloud, limit=limit, orderBy="LastEventTime") == by_time
        falling = streams(cloud, limit=limit, orderBy="LastEventTime", descending=True)
        assert falling == by_time[::-1]
    assert streams(cloud, logStreamNamePrefix="a") == ["a", "ab"]


def test_the_token_of_a_listing_expires_after_a_day() -> None:
    clock = FrozenClock(NOW)
    cloud = Cloud(clock)
    for name in ("a", "b"):
        ask(cloud, "CreateLogGroup", logGroupName=name)
    token = ask(cloud, "DescribeLogGroups", limit=1)["nextToken"]
    clock.advance(timedelta(hours=23))
    assert groups(cloud, nextToken=token, limit=1)[0] == "b"
    clock.advance(timedelta(hours=2))
    assert refusal(cloud, "DescribeLogGroups", nextToken=token, limit=1)[0] == INVALID
