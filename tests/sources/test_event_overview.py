"""Rules, schedules and archives of the local AWS, and what rules did by their metrics."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from awsobs.domain.clock import FrozenClock
from awsobs.domain.source_state import SourceError
from awsobs.domain.window import live_window
from awsobs.local.cloud import Cloud
from awsobs.local.services.event_firing import fire_due
from awsobs.sources.event_overview import (
    read_events_overview,
    read_pattern_verdict,
    read_rules,
)
from awsobs.sources.session import Aws

Put = Callable[..., Any]
GROUP = "arn:aws:logs:us-east-1:123456789012:log-group:/events/sink"
ROLE = "arn:aws:iam::123456789012:role/scheduler"
BUS = "arn:aws:events:us-east-1:123456789012:event-bus/default"


def rule(put: Put, name: str, target: str = "", **more: Any) -> None:
    put("events:PutRule", Name=name, **more)
    if target:
        put("events:PutTargets", Rule=name, Targets=[{"Id": "1", "Arn": target}])


async def test_rules_of_all_buses_come_with_their_targets(aws: Aws, put: Put) -> None:
    rule(put, "one", GROUP, EventPattern='{"source": ["x"]}')
    put("events:CreateEventBus", Name="orders")
    put("events:PutRule", Name="two", EventBusName="orders", EventPattern='{"source": ["y"]}')
    found = {one.key: one for one in await read_rules(aws)}
    assert set(found) == {("default", "one"), ("orders", "two")}
    targets = found["default", "one"].targets
    assert targets is not None
    assert [target.arn for target in targets] == [GROUP]


async def test_what_rules_did_is_told_of_the_window(
    aws: Aws, put: Put, cloud: Cloud, clock: FrozenClock
) -> None:
    rule(put, "works", GROUP, EventPattern='{"source": ["shop"]}')
    rule(put, "fails", GROUP.replace("sink", "gone"), EventPattern='{"source": ["shop"]}')
    put("logs:CreateLogGroup", logGroupName="/events/sink")
    entry = {"Source": "shop", "DetailType": "sold", "Detail": json.dumps({"n": 1})}
    put("events:PutEvents", Entries=[entry, entry])
    clock.advance(timedelta(minutes=2))
    overview = await read_events_overview(aws, live_window(clock.now()))
    assert overview.missing == ()
    uses = overview.uses
    assert uses is not None
    works, fails = uses["default", "works"], uses["default", "fails"]
    assert (works.triggered, works.invocations, works.failed) == (2, 2, 0)
    assert (fails.triggered, fails.invocations, fails.failed) == (2, 2, 2)
    assert works.last is not None
    lines = [event["message"] for event in sink(put)]
    assert [json.loads(line)["detail"] for line in lines] == [{"n": 1}, {"n": 1}]


def sink(put: Put) -> list[dict[str, Any]]:
    found = put("logs:FilterLogEvents", logGroupName="/events/sink")
    events: list[dict[str, Any]] = found["events"]
    return events


async def test_a_rule_with_a_schedule_fires_as_time_goes_on(
    aws: Aws, put: Put, cloud: Cloud, clock: FrozenClock
) -> None:
    put("logs:CreateLogGroup", logGroupName="/events/sink")
    rule(put, "each-minute", GROUP, ScheduleExpression="rate(1 minute)")
    rule(put, "at-13", GROUP, ScheduleExpression="cron(0 13 * * ? *)")
    for _ in range(130):
        clock.advance(timedelta(minutes=1))
        fire_due(cloud, clock.now())
    names = [json.loads(event["message"])["resources"][0] for event in sink(put)]
    by_rule = [name.rpartition("/")[2] for name in names]
    assert by_rule.count("at-13") == 1
    assert 128 <= by_rule.count("each-minute") <= 131
    assert json.loads(sink(put)[0]["message"])["detail-type"] == "Scheduled Event"


async def test_schedules_and_archives_are_read(aws: Aws, put: Put) -> None:
    put(
        "scheduler:CreateSchedule",
        Name="weekly",
        ScheduleExpression="cron(0 6 ? * MON *)",
        ScheduleExpressionTimezone="Europe/Berlin",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": "arn:aws:lambda:us-east-1:123456789012:function:f", "RoleArn": ROLE},
    )
    put("events:CreateArchive", ArchiveName="all", EventSourceArn=BUS, RetentionDays=7)
    overview = await read_events_overview(aws, live_window(aws.clock.now()))
    (task,), (archive,) = overview.tasks, overview.archives
    assert (task.name, task.zone, task.expression) == (
        "weekly",
        "Europe/Berlin",
        "cron(0 6 ? * MON *)",
    )
    assert (archive.name, archive.source, archive.days) == ("all", "default", 7)


async def test_event_bridge_itself_holds_a_pattern_against_an_event(aws: Aws) -> None:
    event: dict[str, Any] = {
        "id": "1",
        "account": "123456789012",
        "source": "aws.ec2",
        "time": "2026-11-25T12:00:00Z",
        "region": "us-east-1",
        "resources": [],
        "detail-type": "x",
        "detail": {"state": "stopped"},
    }
    text = json.dumps(event)
    assert await read_pattern_verdict(aws, '{"detail": {"state": ["stopped"]}}', text)
    assert not await read_pattern_verdict(aws, '{"source": ["aws.s3"]}', text)
    with pytest.raises(SourceError):
        await read_pattern_verdict(aws, '{"source": "aws.s3"}', text)


async def test_what_may_not_be_read_is_named(
    open_aws: Callable[..., Aws], serve: Callable[..., Any], refuse: Callable[..., Any]
) -> None:
    def answer(operation: str, number: int, body: dict[str, Any]) -> Any:
        return refuse("AccessDeniedException")

    aws = open_aws(await serve(answer))
    overview = await read_events_overview(aws, live_window(aws.clock.now()))
    assert overview.uses is None
    assert len(overview.missing) == 3
