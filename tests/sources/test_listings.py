from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

from aiohttp import web

from awsobs.domain.clock import FrozenClock
from awsobs.domain.events import Target
from awsobs.domain.window import live_window
from awsobs.local.cloud import Cloud
from awsobs.local.server import running
from awsobs.sources.dashboards import dashboard_body, listed_dashboards
from awsobs.sources.eventbridge import EventSource
from awsobs.sources.identity import IdentitySource
from awsobs.sources.session import Aws

Serve = Callable[..., Awaitable[str]]
OpenAws = Callable[..., Aws]
Put = Callable[..., Any]


async def test_the_identity_gives_everything_after_it_an_account(
    aws: Aws, clock: FrozenClock
) -> None:
    source = IdentitySource(aws, alias="shop")
    (batch,) = [batch async for batch in source.poll(live_window(clock.now()))]
    assert batch.context.account == "123456789012"
    assert (batch.records[0].account, batch.records[0].alias) == ("123456789012", "shop")
    assert aws.context.region == "us-east-1"


async def test_rules_come_with_their_targets_which_are_asked_for_once(
    serve: Serve, open_aws: OpenAws, clock: FrozenClock
) -> None:
    rules = [{"Name": "nightly", "ScheduleExpression": "rate(1 day)"}, {"State": "no name"}]

    def answer(operation: str, number: int, body: dict[str, Any]) -> web.Response:
        if operation == "ListRules":
            return web.json_response({"Rules": rules})
        return web.json_response({"Targets": [{"Id": "1", "Arn": "arn:t"}]})

    aws = open_aws(await serve(answer))
    source = EventSource(aws)
    for _ in range(2):
        (batch,) = [batch async for batch in source.poll(live_window(clock.now()))]
        assert batch.records[0].targets == (Target(id="1", arn="arn:t"),)
        assert (batch.counts.malformed, batch.counts.adds_up) == (1, True)
    calls = {name: count for name, count, *_ in aws.pace.usage().per_operation}
    assert calls == {
        "events:ListEventBuses": 2,
        "events:ListRules": 2,
        "events:ListTargetsByRule": 1,
    }


async def test_dashboards_are_listed_and_one_body_is_fetched_when_asked(
    cloud: Cloud, open_aws: OpenAws, put: Put, exits: AsyncExitStack
) -> None:
    server = await exits.enter_async_context(running(cloud))
    aws = open_aws(server.url, allowed={"cloudwatch:ListDashboards", "cloudwatch:GetDashboard"})
    put("cloudwatch:PutDashboard", DashboardName="shop", DashboardBody='{"widgets":[]}')
    assert [dashboard.name for dashboard in await listed_dashboards(aws)] == ["shop"]
    assert await dashboard_body(aws, "shop") == '{"widgets":[]}'
