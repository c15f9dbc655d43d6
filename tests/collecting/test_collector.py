import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from awsobs.collecting.collector import Collector
from awsobs.collecting.look_once import poll_once
from awsobs.collecting.questions import which_groups, which_streams
from awsobs.domain.clock import FrozenClock, SystemClock
from awsobs.domain.context import Context
from awsobs.domain.source_state import Condition, SourceError
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call
from awsobs.local.server import LocalServer
from awsobs.settings import Settings
from awsobs.sources.session import Aws
from awsobs.store.memory import Memory

Until = Callable[[Callable[[], object]], Awaitable[None]]


@pytest.fixture
def cloud() -> Cloud:
    return Cloud(SystemClock())


@pytest.fixture
async def server(cloud: Cloud) -> AsyncIterator[LocalServer]:
    one = await LocalServer.start(cloud)
    yield one
    await one.stop()


def settings_for(url: str) -> Settings:
    return Settings(endpoint_url=url, access_key=("test", "test"), region="us-east-1")


def put(cloud: Cloud, operation: str, **parameters: Any) -> None:
    service, name = operation.split(":")
    cloud.answer(Call(service=service, operation=name, parameters=parameters))


def play(cloud: Cloud) -> None:
    """A little of everything."""
    now = cloud.clock.now() - timedelta(seconds=90)
    at = int(now.timestamp() * 1000)
    group = {"logGroupName": "/shop"}
    put(cloud, "logs:CreateLogGroup", **group)
    put(cloud, "logs:CreateLogStream", **group, logStreamName="s")
    lines = [{"timestamp": at, "message": "ERROR timeout"}]
    put(cloud, "logs:PutLogEvents", **group, logStreamName="s", logEvents=lines)
    key = {"MetricName": "Errors", "Dimensions": [{"Name": "FunctionName", "Value": "pay"}]}
    datum = key | {"Timestamp": now, "Value": 7.0}
    put(cloud, "cloudwatch:PutMetricData", Namespace="AWS/Lambda", MetricData=[datum])
    put(
        cloud,
        "cloudwatch:PutMetricAlarm",
        AlarmName="pay-errors",
        Namespace="AWS/Lambda",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=5.0,
        ComparisonOperator="GreaterThanThreshold",
        **key,
    )
    start = now.timestamp()
    document = {
        "id": "0123456789abcdef",
        "trace_id": f"1-{int(start):08x}-{1:024x}",
        "name": "pay",
        "start_time": start,
        "end_time": start + 0.1,
    }
    put(cloud, "xray:PutTraceSegments", TraceSegmentDocuments=[json.dumps(document)])


def is_filled(memory: Memory) -> bool:
    return all(
        (
            len(memory.logs) == 1,
            memory.alarms.alarms(),
            any(series.points for series in memory.metrics.series()),
            memory.trail.events(),
            memory.traces.traces(),
            memory.feeds.identity,
            memory.feeds.meter.calls,
        )
    )


async def test_every_store_fills_and_the_thread_ends_when_told(
    cloud: Cloud, server: LocalServer, until: Until
) -> None:
    play(cloud)
    memory = Memory()
    collector = Collector(settings_for(server.url), memory, SystemClock())
    collector.start()
    await until(lambda: is_filled(memory))
    assert memory.feeds.context.account == "123456789012"
    put(
        cloud,
        "logs:PutLogEvents",
        logGroupName="/shop",
        logStreamName="s",
        logEvents=[{"timestamp": int(cloud.clock.now().timestamp() * 1000), "message": "more"}],
    )
    collector.refresh("logs")
    await until(lambda: len(memory.logs) == 2)
    collector.stop()
    assert not collector.is_running


async def test_a_question_is_answered_while_feeds_go_on_and_refused_where_nobody_is(
    cloud: Cloud, server: LocalServer, until: Until
) -> None:
    play(cloud)
    memory = Memory()
    collector = Collector(settings_for(server.url), memory, SystemClock())
    with pytest.raises(SourceError, match="not connected"):
        collector.ask(which_groups()).result()
    collector.start()
    await until(lambda: memory.feeds.identity)
    listing = await asyncio.wrap_future(collector.ask(which_groups()))
    assert [group.name for group in listing.groups] == ["/shop"]
    with pytest.raises(SourceError):
        await asyncio.wrap_future(collector.ask(which_streams("/gone")))
    collector.stop()


async def test_a_question_ends_when_its_account_is_left(
    cloud: Cloud, server: LocalServer, until: Until
) -> None:
    memory = Memory()
    collector = Collector(settings_for(server.url), memory, SystemClock())
    collector.start()
    await until(lambda: memory.feeds.identity)
    begun = asyncio.Event()
    loop = asyncio.get_running_loop()

    async def never(_: Aws) -> None:
        loop.call_soon_threadsafe(begun.set)
        await asyncio.Event().wait()

    answer = asyncio.wrap_future(collector.ask(never))
    await begun.wait()
    collector.switch(memory.switch(Context(region="eu-west-1")))
    with pytest.raises(asyncio.CancelledError):
        await answer
    collector.stop()


async def test_other_groups_take_the_place_of_those_before(
    cloud: Cloud, server: LocalServer, until: Until
) -> None:
    play(cloud)
    group = {"logGroupName": "/other"}
    at = int(cloud.clock.now().timestamp() * 1000)
    put(cloud, "logs:CreateLogGroup", **group)
    put(cloud, "logs:CreateLogStream", **group, logStreamName="s")
    lines = [{"timestamp": at - n, "message": "hello"} for n in range(3)]
    put(cloud, "logs:PutLogEvents", **group, logStreamName="s", logEvents=lines[::-1])
    memory = Memory()
    settings = replace(settings_for(server.url), log_groups=("/shop",))
    collector = Collector(settings, memory, SystemClock())
    collector.start()
    await until(lambda: len(memory.logs))
    assert memory.logs.groups == ("/shop",)
    collector.choose_groups(("re:^/o",))
    await until(lambda: len(memory.logs) == 3)
    assert memory.logs.groups == ("/other",)
    assert memory.feeds.counts("logs").kept == 3
    collector.stop()


async def test_a_dead_endpoint_is_told_by_every_feed(until: Until, cloud: Cloud) -> None:
    server = await LocalServer.start(cloud)
    await server.stop()
    memory = Memory()
    collector = Collector(settings_for(server.url), memory, SystemClock())
    collector.start()
    names = ("alarms", "logs", "metrics", "trail", "traces", "events")

    def all_offline() -> bool:
        states = [memory.feeds.state(name) for name in names]
        return all(state and state.condition is Condition.OFFLINE for state in states)

    await until(all_offline)
    state = memory.feeds.state("alarms")
    assert state is not None
    assert state.what == f"127.0.0.1:{server.port} refuses connections"
    collector.stop()
    assert not collector.is_running


async def test_a_mistake_in_one_feed_is_told_and_the_others_go_on(
    cloud: Cloud, server: LocalServer, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(cloud)
    memory = Memory()

    def broken(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(memory.traces, "put", broken)
    collector = Collector(settings_for(server.url), memory, SystemClock())
    collector.start()
    await until(lambda: crashed(memory) and len(memory.logs) and memory.trail.events())
    collector.stop()
    assert not collector.is_running


def crashed(memory: Memory) -> bool:
    state = memory.feeds.state("traces")
    return state is not None and state.what == "traces feed crashed: ZeroDivisionError"


async def test_it_ends_at_once_though_the_endpoint_never_answers(until: Until) -> None:
    asked: list[asyncio.StreamWriter] = []

    async def accept(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(writer)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    collector = Collector(settings_for(f"http://127.0.0.1:{port}"), Memory(), SystemClock())
    collector.start()
    await until(lambda: asked)
    collector.stop()
    assert not collector.is_running
    for writer in asked:
        writer.close()
    server.close()
    await server.wait_closed()


def test_a_collector_that_was_never_started_can_be_stopped() -> None:
    Collector(Settings(), Memory(), SystemClock()).stop()


async def test_a_look_at_a_frozen_moment_fills_everything_and_moves_no_clock(
    cloud: Cloud, server: LocalServer
) -> None:
    play(cloud)
    clock = FrozenClock(cloud.clock.now())
    memory = Memory()
    at = clock.now()
    failures = await poll_once(settings_for(server.url), memory, clock)
    assert "events" in failures or not failures
    assert is_filled(memory)
    assert clock.now() == at


async def test_two_looks_at_one_moment_see_the_same(cloud: Cloud, server: LocalServer) -> None:
    play(cloud)
    clock = FrozenClock(cloud.clock.now())
    seen: list[object] = []
    for _ in range(2):
        memory = Memory()
        await poll_once(settings_for(server.url), memory, clock, only=("logs", "alarms"))
        lines = memory.logs.slice(0, len(memory.logs))
        seen.append((lines, memory.alarms.alarms(), memory.feeds.meter, memory.feeds.states()))
    assert seen[0] == seen[1]


def test_importing_the_collector_imports_neither_botocore_nor_aiohttp() -> None:
    program = (
        "import sys, awsobs.collecting.collector\n"
        "heavy = {'botocore', 'aiobotocore', 'aioboto3', 'aiohttp', 'networkx'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"
