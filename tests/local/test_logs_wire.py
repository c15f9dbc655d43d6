"""The logs and events of the local AWS, asked by botocore's own clients over HTTP."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

import pytest
from aiobotocore.session import get_session
from botocore.config import Config
from botocore.exceptions import ClientError

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.server import running

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
MS = int(NOW.timestamp() * 1000)
GROUP = "/aws/lambda/checkout"
ARN = f"arn:aws:logs:us-east-1:123456789012:log-group:{GROUP}"


@pytest.fixture
def cloud() -> Cloud:
    return Cloud(FrozenClock(NOW))


@pytest.fixture
async def clients(cloud: Cloud) -> AsyncIterator[dict[str, Any]]:
    session: Any = get_session()
    config: Any = Config(inject_host_prefix=False, retries={"total_max_attempts": 1})
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(running(cloud))
        yield {
            service: await stack.enter_async_context(
                session.create_client(
                    service,
                    endpoint_url=server.url,
                    region_name="us-east-1",
                    aws_access_key_id="AKIATESTTESTTESTTEST",
                    aws_secret_access_key="any",
                    config=config,
                )
            )
            for service in ("logs", "events")
        }


async def filled(logs: Any, messages: list[str]) -> None:
    await logs.create_log_group(logGroupName=GROUP)
    await logs.create_log_stream(logGroupName=GROUP, logStreamName="s")
    events = [{"timestamp": MS + at, "message": message} for at, message in enumerate(messages)]
    reply = await logs.put_log_events(logGroupName=GROUP, logStreamName="s", logEvents=events)
    assert "rejectedLogEventsInfo" not in reply


async def test_the_paginators_of_botocore_see_every_event_once(clients: dict[str, Any]) -> None:
    logs = clients["logs"]
    messages = [f"é line {number}" for number in range(25)]
    await filled(logs, messages)
    paginator = logs.get_paginator("filter_log_events")
    pages = paginator.paginate(logGroupIdentifier=ARN, PaginationConfig={"PageSize": 10})
    found = [event async for page in pages for event in page["events"]]
    assert [event["message"] for event in found] == messages
    groups = logs.get_paginator("describe_log_groups").paginate()
    assert [group["logGroupArn"] async for page in groups for group in page["logGroups"]] == [ARN]
    streams = logs.get_paginator("describe_log_streams").paginate(logGroupName=GROUP)
    names = [row["logStreamName"] async for page in streams for row in page["logStreams"]]
    assert names == ["s"]


async def test_refusals_reach_the_client_as_its_exceptions(clients: dict[str, Any]) -> None:
    logs = clients["logs"]
    with pytest.raises(logs.exceptions.ResourceNotFoundException):
        await logs.filter_log_events(logGroupName="none")
    with pytest.raises(ClientError) as caught:
        await logs.filter_log_events(logGroupName="none", filterPattern="{ $.a")
    response: Any = caught.value.response
    error = response["Error"]
    assert error["Code"] == "InvalidParameterException"
    assert error["Message"].startswith("Invalid filter pattern: ")


async def test_a_live_tail_shows_what_is_put_while_it_is_open(
    cloud: Cloud, clients: dict[str, Any]
) -> None:
    logs = clients["logs"]
    await filled(logs, ["ERROR before"])
    reply = await logs.start_live_tail(logGroupIdentifiers=[ARN], logEventFilterPattern="ERROR")
    stream = reply["responseStream"]
    kinds: list[str] = []
    updates: list[Any] = []
    async for event in stream:
        ((kind, body),) = event.items()
        kinds.append(kind)
        if kind == "sessionStart":
            now = int(cloud.clock.now().timestamp() * 1000)
            cloud.logs.put(GROUP, "s", [(now, "fine"), (now, "ERROR now")], now + 3_600_000)
        elif body["sessionResults"]:
            updates.append(body)
            break
    stream.close()
    assert kinds[0] == "sessionStart"
    assert [row["message"] for row in updates[0]["sessionResults"]] == ["ERROR now"]
    assert updates[0]["sessionMetadata"] == {"sampled": False}


async def test_a_put_event_is_found_in_its_log_group(clients: dict[str, Any]) -> None:
    logs, events = clients["logs"], clients["events"]
    await logs.create_log_group(logGroupName=GROUP)
    await events.put_rule(Name="orders", EventPattern='{"source": ["shop"]}')
    await events.put_targets(Rule="orders", Targets=[{"Id": "1", "Arn": ARN}])
    entry = {"Source": "shop", "DetailType": "d", "Detail": '{"n": 1}', "Time": NOW}
    reply = await events.put_events(Entries=[entry, {**entry, "Detail": "no"}])
    assert reply["FailedEntryCount"] == 1
    found = await logs.filter_log_events(logGroupName=GROUP, filterPattern="{ $.detail.n = 1 }")
    (event,) = found["events"]
    assert json.loads(event["message"])["id"] == reply["Entries"][0]["EventId"]
    rules = events.get_paginator("list_rules").paginate()
    assert [rule["Name"] async for page in rules for rule in page["Rules"]] == ["orders"]
