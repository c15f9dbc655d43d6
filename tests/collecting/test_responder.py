"""Hooks: each change of state is told once, whatever the alarm does."""

import asyncio
import json
import math
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from awsobs.analysis.occasions import PATIENCE, Transitions, matcher
from awsobs.collecting.hook_run import MOST_OUTPUT, run_hook
from awsobs.collecting.pours import pours
from awsobs.collecting.responder import Responder
from awsobs.domain.alarms import Alarm, AlarmChange, AlarmState
from awsobs.domain.clock import FrozenClock
from awsobs.domain.context import Context
from awsobs.domain.responses import Hook, Occasion, Trigger
from awsobs.domain.window import live_window
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call
from awsobs.local.server import LocalServer
from awsobs.present.hook_rows import hook_rows
from awsobs.present.rows import text_of
from awsobs.settings import Settings
from awsobs.sources.access import Access
from awsobs.sources.alarms import AlarmSource
from awsobs.sources.pace import Pace
from awsobs.sources.session import Aws
from awsobs.store.memory import Memory

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
APPEND = "import sys; open(sys.argv[1], 'a').write(sys.stdin.read())"
OK, ALARM = AlarmState.OK, AlarmState.ALARM


def python(code: str, *arguments: str, on: Trigger = Trigger.ALARM) -> Hook:
    return Hook(on=on, command=(sys.executable, "-S", "-E", "-c", code, *arguments))


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def on(since: float, state: AlarmState = ALARM) -> Alarm:
    return Alarm(name="a", state=state, since=at(since))


def move(seconds: float, old: AlarmState, new: AlarmState) -> AlarmChange:
    return AlarmChange(alarm="a", at=at(seconds), kind="StateUpdate", summary="", old=old, new=new)


def told(found: list[Occasion]) -> list[tuple[object, object, datetime]]:
    return [(one.fields["old"], one.fields["state"], one.at) for one in found]


def test_every_change_between_two_looks_is_told_once() -> None:
    history = [move(9, OK, ALARM), move(6, ALARM, OK), move(3, OK, ALARM), move(-3, ALARM, OK)]
    changes = Transitions(NOON)
    found = changes.since_last([on(9)], lambda name: history, Context())
    assert told(found) == [
        ("OK", "ALARM", at(3)),
        ("ALARM", "OK", at(6)),
        ("OK", "ALARM", at(9)),
    ]
    assert changes.since_last([on(9)], lambda name: history, Context()) == []


def test_without_a_history_the_last_change_is_told_after_some_looks_and_not_again() -> None:
    changes = Transitions(NOON)
    looks = [changes.since_last([on(9)], lambda name: (), Context()) for _ in range(PATIENCE + 2)]
    assert [len(found) for found in looks] == [0] * PATIENCE + [1, 0]
    late = [move(9.01, OK, ALARM)]
    assert changes.since_last([on(9)], lambda name: late, Context()) == []


def test_a_history_that_is_behind_is_waited_for() -> None:
    changes = Transitions(NOON)
    behind = [move(3, OK, ALARM)]
    assert changes.since_last([on(5, OK)], lambda name: behind, Context()) == []
    whole = [move(5, ALARM, OK), *behind]
    assert len(changes.since_last([on(5, OK)], lambda name: whole, Context())) == 2


def test_what_was_so_before_is_no_occasion() -> None:
    history = [move(-60, OK, ALARM)]
    assert Transitions(NOON).since_last([on(-60)], lambda name: history, Context()) == []


def test_a_match_looks_at_the_fields_of_its_trigger() -> None:
    hook = Hook(on=Trigger.ALARM, command=("x",), match="state:ALARM name:a*")
    first, second = Transitions(NOON).since_last(
        [on(6, OK)], lambda name: [move(6, ALARM, OK), move(3, OK, ALARM)], Context()
    )
    assert (matcher(hook)(first), matcher(hook)(second)) == (True, False)
    other = replace(hook, on=Trigger.FINDING, match="")
    assert not matcher(other)(first)


OCCASION = Occasion(on=Trigger.ALARM, name="a ALARM", at=NOON, fields={}, document={"at": NOON})


async def test_a_command_reads_json_and_what_it_prints_is_kept_short() -> None:
    code = "import sys, json; print(json.load(sys.stdin)['at'], 'x' * 9000)"
    run = await run_hook(python(code), OCCASION, FrozenClock(NOON))
    assert (run.words, run.failed) == ("ran", False)
    assert run.output.startswith("2026-11-25T12:00:00+00:00 xxx")
    assert len(run.output) == MOST_OUTPUT


@pytest.mark.parametrize(
    ("hook", "words"),
    [
        (python("raise SystemExit(3)"), "exit status 3"),
        (Hook(on=Trigger.ALARM, command=("/nowhere/to/be/found",)), "cannot be run: No such file"),
        (
            replace(
                python("import time, sys; sys.stdin.close(); time.sleep(60)"),
                timeout=timedelta(seconds=0.3),
            ),
            "ended after 0.3 s, its time-out",
        ),
    ],
)
async def test_what_goes_wrong_with_a_command_is_told(hook: Hook, words: str) -> None:
    run = await run_hook(hook, OCCASION, FrozenClock(NOON))
    assert run.failed
    assert run.words.startswith(words)


class Flapping:
    """An alarm in a local AWS, looked at as the console does, and a hook that waits for it."""

    def __init__(self, cloud: Cloud, clock: FrozenClock, aws: Aws, hook: Hook) -> None:
        self.memory = Memory()
        self.responder = Responder(Settings(hooks=(hook,)), self.memory, clock)
        self._cloud, self._clock = cloud, clock
        self._source = AlarmSource(aws)
        self._pour = pours(self.memory)["alarms"]

    def put(self, operation: str, **parameters: object) -> None:
        self._cloud.answer(Call(service="cloudwatch", operation=operation, parameters=parameters))

    def turn(self, number: int) -> None:
        self._clock.advance(timedelta(seconds=3))
        state = ("OK", "ALARM")[number % 2]
        self.put("SetAlarmState", AlarmName="flapper", StateValue=state, StateReason=str(number))

    async def look(self) -> None:
        async for batch in self._source.poll(live_window(self._clock.now())):
            self._pour(batch)
        await self.responder.look()


@asynccontextmanager
async def flapping(hook: Hook) -> AsyncGenerator[Flapping]:
    clock = FrozenClock(NOON)
    cloud = Cloud(clock, quotas=False)
    server = await LocalServer.start(cloud)
    access = Access(endpoint_url=server.url, access_key=("test", "test"), region="us-east-1")
    aws = Aws(access, clock, pace=Pace(clock, budget=math.inf, own_endpoint=True))
    one = Flapping(cloud, clock, aws, hook)
    one.put(
        "PutMetricAlarm",
        AlarmName="flapper",
        Namespace="Shop",
        MetricName="5xx",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=5.0,
        ComparisonOperator="GreaterThanThreshold",
    )
    work = asyncio.create_task(one.responder.work())
    try:
        await one.look()
        yield one
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await aws.close()
        await server.stop()


async def test_an_alarm_that_flaps_twenty_times_a_minute_runs_its_hook_for_each(
    tmp_path: Path,
) -> None:
    file = tmp_path / "told"
    async with flapping(python(APPEND, str(file))) as one:
        for number in range(20):
            one.turn(number)
            if number % 3 == 2:
                await one.look()  # two of three changes lie between looks
        await one.look()
        await one.responder.done()
        (count,) = one.memory.responses.counts()
    documents = [json.loads(line) for line in file.read_text().splitlines()]
    assert [document["reason"] for document in documents] == [str(n) for n in range(20)]
    assert (documents[1]["old"], documents[1]["new"]) == ("OK", "ALARM")
    assert documents[0]["alarm"]["AlarmName"] == "flapper"
    assert (count.runs, count.failed, count.held) == (20, 0, 0)


async def test_a_limit_that_is_reached_is_told(tmp_path: Path) -> None:
    hook = replace(python(APPEND, str(tmp_path / "told")), most=5)
    async with flapping(hook) as one:
        for number in range(8):
            one.turn(number)
        await one.look()
        await one.responder.done()
        counts = one.memory.responses.counts()
    assert (counts[0].runs, counts[0].held) == (5, 3)
    text = "\n".join(text_of(row) for _, row in hook_rows(counts, at(60)))
    assert "3 not run, the limit is 5 a minute" in text
    assert "✔ ran   flapper" in text
