"""Listings, streams and patterns of the local AWS's logs, asked by botocore's client over HTTP."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

import pytest
from aiobotocore.session import get_session

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.server import running

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
MS = int(NOW.timestamp() * 1000)
GROUPS = ("/app/api", "/app/web", "/aws/lambda/shop")


@pytest.fixture
async def logs() -> AsyncIterator[Any]:
    cloud = Cloud(FrozenClock(NOW))
    for name in GROUPS:
        for number, stream in enumerate(("c", "a", "b")):
            events = [(MS - number * 1000 - at, f"{stream} {at}") for at in range(5)]
            cloud.logs.put(name, stream, events, MS)
    session: Any = get_session()
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(running(cloud))
        yield await stack.enter_async_context(
            session.create_client(
                "logs",
                endpoint_url=server.url,
                region_name="us-east-1",
                aws_access_key_id="AKIATESTTESTTESTTEST",
                aws_secret_access_key="any",
            )
        )


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        (None, GROUPS),
        ("^/app", GROUPS[:2]),
        ("shop", GROUPS[2:]),
        ("api|^/aws", (GROUPS[0], GROUPS[2])),
        ("none", ()),
    ],
)
async def test_groups_are_listed_by_alternatives(
    logs: Any, pattern: str | None, wanted: tuple[str, ...]
) -> None:
    asked = {} if pattern is None else {"logGroupNamePattern": pattern}
    reply = await logs.list_log_groups(**asked)
    assert tuple(group["logGroupName"] for group in reply["logGroups"]) == wanted


async def test_listed_groups_come_in_pages(logs: Any) -> None:
    first = await logs.list_log_groups(limit=2)
    rest = await logs.list_log_groups(limit=2, nextToken=first["nextToken"])
    found = [group["logGroupName"] for group in first["logGroups"] + rest["logGroups"]]
    assert tuple(found) == GROUPS
    assert "nextToken" not in rest


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({}, "abc"),
        ({"descending": True}, "cba"),
        ({"orderBy": "LastEventTime"}, "bac"),
        ({"orderBy": "LastEventTime", "descending": True}, "cab"),
        ({"logStreamNamePrefix": "b"}, "b"),
    ],
)
async def test_streams_are_listed_in_either_order(
    logs: Any, asked: dict[str, object], wanted: str
) -> None:
    pages = logs.get_paginator("describe_log_streams").paginate(
        logGroupName=GROUPS[0], PaginationConfig={"PageSize": 2}, **asked
    )
    names = [stream["logStreamName"] async for page in pages for stream in page["logStreams"]]
    assert "".join(names) == wanted


async def test_the_tokens_of_a_stream_lead_both_ways(logs: Any) -> None:
    where = {"logGroupName": GROUPS[0], "logStreamName": "c", "limit": 2}
    newest = await logs.get_log_events(**where)
    assert [event["message"] for event in newest["events"]] == ["c 1", "c 0"]
    older = await logs.get_log_events(**where, nextToken=newest["nextBackwardToken"])
    assert [event["message"] for event in older["events"]] == ["c 3", "c 2"]
    again = await logs.get_log_events(**where, nextToken=older["nextForwardToken"])
    assert again["events"] == newest["events"]
    end = await logs.get_log_events(**where, nextToken=newest["nextForwardToken"])
    assert end["events"] == []
    assert end["nextForwardToken"] == newest["nextForwardToken"]


@pytest.mark.parametrize(
    ("pattern", "matched"),
    [
        ("ERROR", [1]),
        ("?ERROR ?fine", [0, 1]),
        ("-ERROR", [0, 2, 3]),
        ('"all fine"', [0]),
        (r"%\d{3}%", [1]),
        ("{ $.n > 1 && $.s = x* }", [2]),
        ("{ $.none NOT EXISTS }", [2]),
        ("[a, b=a*, c]", [3]),
    ],
)
async def test_a_pattern_is_tried_on_messages(logs: Any, pattern: str, matched: list[int]) -> None:
    samples = ["all fine", "ERROR 500", '{"n": 2, "s": "xy"}', "one a/b three"]
    reply = await logs.test_metric_filter(filterPattern=pattern, logEventMessages=samples)
    assert [match["eventNumber"] for match in reply["matches"]] == matched


async def test_rejected_events_are_told_and_the_rest_is_kept(logs: Any) -> None:
    day = 86_400_000
    events = [{"timestamp": MS - 20 * day, "message": "old"}, {"timestamp": MS, "message": "new"}]
    reply = await logs.put_log_events(logGroupName=GROUPS[0], logStreamName="a", logEvents=events)
    assert reply["rejectedLogEventsInfo"] == {"tooOldLogEventEndIndex": 1}
    found = await logs.filter_log_events(logGroupName=GROUPS[0], filterPattern="new")
    assert [event["message"] for event in found["events"]] == ["new"]
