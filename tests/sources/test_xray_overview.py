"""X-Ray's insights, groups and sampling rules, as they are read and shown."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.domain.service_graph import NodeKey
from awsobs.domain.source_state import SourceError
from awsobs.domain.window import live_window
from awsobs.domain.xray_overview import Impact, XrayInsight, XrayOverview
from awsobs.local.cloud import Cloud
from awsobs.local.faults import FaultPlan, Refusal, Rule
from awsobs.local.server import LocalServer
from awsobs.present.rows import text_of, width_of
from awsobs.present.xray_overview import overview_lines
from awsobs.sources.session import Aws
from awsobs.sources.xray_overview import read_xray_overview


def shown(overview: XrayOverview, clock: FrozenClock, width: int = 120) -> str:
    lines = list(overview_lines(overview, clock.now(), width))
    rows = [row for line in lines for row in line.rows]
    assert {width_of(row) for row in rows} == {width}
    return "\n".join(" ".join(text_of(row).split()) for row in rows)


@pytest.fixture
async def refuse(
    cloud: Cloud, open_aws: Callable[..., Aws], exits: AsyncExitStack
) -> Callable[[str], Awaitable[Aws]]:
    """The door to a local AWS that denies an operation of X-Ray."""

    async def refused(operation: str) -> Aws:
        server = await LocalServer.start(cloud)
        exits.push_async_callback(server.stop)
        harm = Refusal(code="AccessDeniedException", message="no")
        server.use(FaultPlan([Rule(harm=harm, service="xray", operation=operation)]))
        return open_aws(server.url)

    return refused


async def test_rules_and_groups_are_read_with_what_they_say(
    aws: Aws, put: Callable[..., Any], clock: FrozenClock
) -> None:
    rule = {
        "RuleName": "checkout",
        "Priority": 10,
        "FixedRate": 0.25,
        "ReservoirSize": 5,
        "ServiceName": "pay*",
        "ServiceType": "*",
        "Host": "*",
        "HTTPMethod": "POST",
        "URLPath": "*",
        "ResourceARN": "*",
        "Version": 1,
    }
    put("xray:CreateSamplingRule", SamplingRule=rule)
    put("xray:CreateGroup", GroupName="failing", FilterExpression="fault = true")
    found = await read_xray_overview(aws, live_window(clock.now()))
    assert [one.name for one in found.rules] == ["checkout", "Default"]
    assert found.rules[0].matches == ("service=pay*", "method=POST")
    assert (found.rules[0].rate, found.rules[0].reservoir) == (0.25, 5)
    assert found.missing == ()
    words = shown(found, clock)
    assert "no group has insights switched on" in words
    assert "failing fault = true off" in words
    assert "10 checkout 5/s, then 25 % service=pay*, method=POST –" in words
    shown(found, clock, 80)


async def test_what_is_denied_is_named_and_the_rest_shown(
    refuse: Callable[[str], Awaitable[Aws]], clock: FrozenClock
) -> None:
    aws = await refuse("GetSamplingRules")
    found = await read_xray_overview(aws, live_window(clock.now()))
    assert [one.name for one in found.groups] == ["Default"]
    (missing,) = found.missing
    assert missing.startswith("sampling rules: ")
    assert "! sampling rules:" in shown(found, clock)


async def test_nothing_at_all_is_an_error(
    refuse: Callable[[str], Awaitable[Aws]], clock: FrozenClock
) -> None:
    aws = await refuse("*")
    with pytest.raises(SourceError):
        await read_xray_overview(aws, live_window(clock.now()))


def test_an_insight_tells_its_root_and_who_is_hit(clock: FrozenClock) -> None:
    insight = XrayInsight(
        id="i-1",
        group="payments",
        is_active=True,
        start=clock.now() - timedelta(minutes=4),
        end=None,
        summary="payments faulted more than usual",
        root=NodeKey("", "payments", "AWS::Lambda::Function"),
        clients=Impact(total=200, faults=50),
        of_root=Impact(total=100, faults=42),
        record={},
    )
    words = shown(XrayOverview(insights=(insight,)), clock)
    assert "✖ ACTIVE" in words
    assert "root payments 42 % of its requests 50 of 200" in words
    assert "payments faulted more than usual" in words
    closed = replace(insight, is_active=False, end=clock.now(), root=None)
    assert "✔ closed" in shown(XrayOverview(insights=(closed,)), clock)
