"""D5, N2, N8 and A4 for the live tail: whatever becomes of its stream, polling has the rest."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from awsobs.local.faults import Refusal, Rule
from awsobs.local.services import live_tail
from awsobs.store.memory import Visit

Played = Callable[..., None]

START = "logs:StartLiveTail"
POLL = "logs:FilterLogEvents"


async def crowd(stage: Any, a_second: int, seconds: int) -> set[str]:
    """Write so many lines a second; all of them."""
    written: set[str] = set()
    for second in range(seconds):
        at = int(stage.clock.now().timestamp() * 1000)
        lines = [f"crowd {second}.{number}" for number in range(a_second)]
        events = [
            {"timestamp": at + n * 1000 // a_second, "message": line}
            for n, line in enumerate(lines)
        ]
        stage.put("logs:PutLogEvents", logGroupName="/shop", logStreamName="s", logEvents=events)
        written.update(lines)
        await stage.clock.sleep(1.0)
    return written


def live(stage: Any) -> Any:
    return stage.memory.feeds.live_tail


async def begun(stage: Any) -> None:
    """The live tail is on and brings something."""
    await stage.play(10)
    stage.collector.switch_live_tail(on=True)
    await stage.until(lambda: live(stage).is_streaming)


def sessions(stage: Any) -> int:
    return len(stage.cloud.logs.listeners)


@pytest.mark.fault("D5")
def test_nothing_is_lost_or_doubled_from_polling_to_live_and_back_under_load(
    played: Played,
) -> None:
    async def scene(stage: Any) -> None:
        await stage.play(10)
        writing = asyncio.create_task(crowd(stage, 300, 60))
        await stage.play(10.3)
        stage.collector.switch_live_tail(on=True)
        await stage.play(30.6)
        polls = len(stage.asked(POLL, 30, 50))
        stage.collector.switch_live_tail(on=False)
        written = await writing
        stage.written += sorted(written)
        assert await stage.lost_and_doubled() == (0, 0)
        assert polls <= 4
        assert sessions(stage) == 0
        assert stage.adds_up()

    played(scene)


@pytest.mark.fault("D5")
def test_lines_that_are_alike_are_as_many_as_were_written(played: Played) -> None:
    async def scene(stage: Any) -> None:
        await begun(stage)
        at = int(stage.clock.now().timestamp() * 1000)
        alike = [{"timestamp": at, "message": "alike"}] * 7
        for _ in range(2):
            stage.put("logs:PutLogEvents", logGroupName="/shop", logStreamName="s", logEvents=alike)
            await stage.play(3)
        assert stage.lines().count("alike") == 14
        await stage.play(25)
        assert stage.lines().count("alike") == 14

    played(scene)


@pytest.mark.fault("D5")
def test_what_the_service_leaves_out_is_told_and_polled(played: Played) -> None:
    async def scene(stage: Any) -> None:
        await begun(stage)
        writing = asyncio.create_task(crowd(stage, 1500, 5))
        await stage.until(lambda: live(stage).sampled)
        stage.written += sorted(await writing)
        assert await stage.lost_and_doubled() == (0, 0)
        assert stage.memory.feeds.counts("logs").sampled > 0
        assert not live(stage).sampled

    played(scene)


@pytest.mark.fault("D5")
def test_after_three_hours_it_begins_again_and_the_gap_is_filled(
    played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_tail, "LONGEST_SESSION", timedelta(minutes=2))

    async def scene(stage: Any) -> None:
        await begun(stage)
        await stage.play(300)
        assert len(stage.asked(START, 0, 400)) == 3
        assert live(stage).is_streaming
        assert sessions(stage) == 1
        assert len(stage.memory.feeds.counts("logs").gaps) == 2
        assert await stage.lost_and_doubled() == (0, 0)

    played(scene)


@pytest.mark.fault("N2")
@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("LimitExceededException", "too many live tails are open in this account"),
        ("AccessDeniedException", "logs:StartLiveTail is denied"),
        ("InvalidOperationException", "a log group of class Infrequent Access"),
    ],
)
def test_where_it_is_refused_polling_goes_on_and_the_reason_is_told(
    played: Played, code: str, words: str
) -> None:
    async def scene(stage: Any) -> None:
        await stage.play(10)
        refusal = Rule(harm=Refusal(code=code, message="no"), operation="StartLiveTail")
        stage.spoil(refusal)
        stage.collector.switch_live_tail(on=True)
        await stage.until(lambda: live(stage).what)
        await stage.play(3)
        assert not live(stage).is_on
        assert words in stage.state("logs").what
        assert stage.state("logs").what.endswith("polling instead")
        assert await stage.lost_and_doubled() == (0, 0)

    played(scene)


@pytest.mark.fault("N8")
def test_a_link_that_falls_silent_is_noticed_and_nothing_is_lost(
    played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_tail, "_SECOND", 3600.0)

    async def scene(stage: Any) -> None:
        await begun(stage)
        began = stage.clock.monotonic()
        silent = await stage.until(lambda: "no update for 8 s" in live(stage).what) - began
        assert 7 <= silent <= 10
        await stage.until(lambda: not live(stage).is_on)
        assert await stage.lost_and_doubled() == (0, 0)
        assert sessions(stage) == 0

    played(scene)


@pytest.mark.fault("A4")
def test_another_context_or_the_end_closes_the_session(played: Played) -> None:
    async def scene(stage: Any) -> None:
        await begun(stage)
        assert sessions(stage) == 1
        visit: Visit = stage.memory.switch(stage.memory.visit.context)
        stage.collector.switch(visit)
        await stage.play(3)
        assert sessions(stage) == 0
        assert not live(stage).is_on

    played(scene)


def test_minutes_are_counted_and_cost_nothing_on_this_machine(played: Played) -> None:
    async def scene(stage: Any) -> None:
        await begun(stage)
        assert live(stage).minutes == 1
        await stage.play(130)
        assert live(stage).minutes == 3
        assert live(stage).usd == 0

    played(scene)
