"""A4: another account or region. Nothing of the old one is seen beside anything of the new one."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from awsobs.domain.context import Context
from awsobs.domain.source_state import Condition
from awsobs.local.cloud import Cloud
from awsobs.local.faults import Delay, Refusal, Rule
from awsobs.local.operations import Call, Caller, Reply
from awsobs.store.memory import Memory

OLD, NEW = "ap-south-1", "eu-west-1"
PLACES = (OLD, NEW, "sa-east-1", "us-east-1")

Play = Callable[..., None]


def put(cloud: Cloud, operation: str, **parameters: Any) -> None:
    service, name = operation.split(":")
    caller = Caller(region=cloud.region)
    call = Call(service=service, operation=name, parameters=parameters, caller=caller)
    cloud.answer(call)


def furnish(cloud: Cloud) -> None:
    """A little of everything, all of which names its region."""
    name = f"pay-{cloud.region}"
    now = cloud.clock.now() - timedelta(seconds=90)
    put(cloud, "logs:CreateLogGroup", logGroupName=name)
    put(cloud, "logs:CreateLogStream", logGroupName=name, logStreamName="s")
    line = {"timestamp": int(now.timestamp() * 1000), "message": f"timeout in {name}"}
    put(cloud, "logs:PutLogEvents", logGroupName=name, logStreamName="s", logEvents=[line])
    key = {"MetricName": "Errors", "Dimensions": [{"Name": "FunctionName", "Value": name}]}
    datum = key | {"Timestamp": now, "Value": 7.0}
    put(cloud, "cloudwatch:PutMetricData", Namespace="AWS/Lambda", MetricData=[datum])
    alarm = {"Statistic": "Sum", "Period": 60, "EvaluationPeriods": 1, "Threshold": 5.0}
    alarm |= {"AlarmName": name, "ComparisonOperator": "GreaterThanThreshold"}
    put(cloud, "cloudwatch:PutMetricAlarm", Namespace="AWS/Lambda", **alarm, **key)
    document = {
        "id": "0123456789abcdef",
        "trace_id": f"1-{int(now.timestamp()):08x}-{PLACES.index(cloud.region):024x}",
        "name": name,
        "start_time": now.timestamp(),
        "end_time": now.timestamp() + 0.1,
    }
    put(cloud, "xray:PutTraceSegments", TraceSegmentDocuments=[json.dumps(document)])


def rows(memory: Memory) -> Iterator[tuple[str, object]]:
    """Everything that the panes could show, with its kind."""
    logs = memory.logs
    kinds: dict[str, Any] = {
        "logs": logs.slice(0, len(logs)),
        "alarms": memory.alarms.alarms(),
        "metrics": memory.metrics.series(),
        "trail": memory.trail.events(),
        "traces": memory.traces.traces(),
    }
    return ((kind, row) for kind, found in kinds.items() for row in found)


def mixed(memory: Memory) -> list[str]:
    """Rows that name another region than the one that is shown."""
    others = [place for place in PLACES if place != memory.visit.context.region]
    return [str(row) for _, row in rows(memory) if any(place in str(row) for place in others)]


def is_full(memory: Memory) -> bool:
    """Whether every pane has something to show."""
    return {kind for kind, _ in rows(memory)} == {"logs", "alarms", "metrics", "trail", "traces"}


def switch(stage: Any, region: str) -> None:
    """As the console does it."""
    stage.collector.switch(stage.memory.switch(Context(region=region)))


@pytest.fixture
def staged(played: Play) -> Play:
    """Play a scene that begins in the old region, all panes full."""

    def play(scene: Callable[[Any], Any]) -> None:
        async def from_the_old(stage: Any) -> None:
            for place in PLACES[:3]:
                furnish(stage.server.regions.cloud_in(place))
            switch(stage, OLD)
            await stage.until(lambda: is_full(stage.memory))
            await scene(stage)

        played(from_the_old)

    return play


@pytest.mark.fault("A4")
def test_old_data_goes_at_once_and_no_row_is_ever_mixed(staged: Play) -> None:
    async def scene(stage: Any) -> None:
        stage.spoil(Rule(harm=Delay(by=timedelta(seconds=1.3))))
        for region in (NEW, OLD, NEW):
            await stage.play(7.7)  # some requests are under way
            switch(stage, region)
            board = stage.memory.feeds
            assert list(rows(stage.memory)) == []
            assert (board.states(), board.identity, board.context.region) == ({}, None, region)
            while not is_full(stage.memory):
                assert mixed(stage.memory) == []
                await stage.play(0.1)
            assert board.context == Context(account="123456789012", region=region)

    staged(scene)


@pytest.mark.fault("A4")
def test_a_reply_that_comes_before_the_collector_turns_is_dropped_and_counted(
    staged: Play,
) -> None:
    async def scene(stage: Any) -> None:
        stage.spoil(Rule(harm=Delay(by=timedelta(seconds=1.3))))
        await stage.play(5)
        visit = stage.memory.switch(Context(region=NEW))
        await stage.until(lambda: stage.memory.left_out)
        assert list(rows(stage.memory)) == []
        assert stage.memory.trail.coverage is None
        assert (visit.board.states(), visit.board.counts("logs").received) == ({}, 0)
        stage.collector.switch(visit)
        await stage.until(lambda: is_full(stage.memory))
        assert mixed(stage.memory) == []

    staged(scene)


@pytest.mark.fault("A4")
def test_ten_switches_in_a_row_end_in_the_last(staged: Play) -> None:
    async def scene(stage: Any) -> None:
        for number in range(10):
            switch(stage, PLACES[number % 3])
            await stage.play(0.003 * number)
        last = stage.memory.visit.context.region
        assert last == PLACES[0]
        await stage.until(lambda: is_full(stage.memory))
        await stage.play(5)
        assert mixed(stage.memory) == []
        assert stage.memory.visit.epoch == 11
        assert stage.memory.feeds.context.region == last

    staged(scene)


@pytest.mark.fault("A4")
def test_what_was_under_way_is_cancelled_and_the_old_context_is_asked_no_more(
    staged: Play,
) -> None:
    async def scene(stage: Any) -> None:
        old: Any = stage.server.regions.cloud_in(OLD)
        answered: list[str] = []
        ask: Callable[[Call], Reply] = old.answer

        def noted(call: Call) -> Reply:
            answered.append(call.operation)
            return ask(call)

        old.answer = noted
        stage.spoil(Rule(harm=Delay(by=timedelta(seconds=3))))
        await stage.play(10)
        assert answered
        switch(stage, NEW)
        await stage.play(0)
        answered.clear()
        await stage.play(20)
        assert answered == []

    staged(scene)


@pytest.mark.fault("A4")
def test_the_budget_and_the_meter_go_on(staged: Play) -> None:
    async def scene(stage: Any) -> None:
        await stage.until(lambda: stage.memory.feeds.meter.calls)
        before = stage.memory.feeds.meter
        switch(stage, NEW)
        assert stage.memory.feeds.meter == before
        await stage.until(lambda: is_full(stage.memory))
        await stage.until(lambda: stage.memory.feeds.meter.calls > before.calls)

    staged(scene)


@pytest.mark.fault("A4")
def test_an_ended_sign_in_of_the_old_context_is_none_of_the_new_one(staged: Play) -> None:
    async def scene(stage: Any) -> None:
        stage.spoil(Rule(harm=Refusal(code="ExpiredToken", message="it has expired")))
        await stage.until(
            lambda: stage.state("logs").condition is Condition.EXPIRED,
        )
        stage.spoil()
        switch(stage, NEW)
        assert stage.memory.feeds.states() == {}
        began = stage.clock.monotonic()
        assert await stage.until(lambda: is_full(stage.memory)) - began < 15

    staged(scene)
