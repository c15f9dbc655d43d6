"""N5 to N8: endpoints that hang, drip, cannot be reached, or are gone for a while."""

import socket
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from awsobs.app.console import Console
from awsobs.app.screens.help import HelpScreen
from awsobs.collecting.collector import Collector
from awsobs.domain.clock import SystemClock
from awsobs.domain.source_state import Condition
from awsobs.local.cloud import Cloud
from awsobs.local.faults import Delay, Drip, FaultPlan, Harm, Rule
from awsobs.local.server import LocalServer, running
from awsobs.settings import Settings
from awsobs.store.memory import Memory

Played = Callable[..., None]
Measured = Callable[..., None]
Until = Callable[[Callable[[], object]], Awaitable[None]]

SOURCES = ("alarms", "logs", "metrics", "trail", "traces")
INTERVALS = {"alarms": 2.0, "metrics": 10.0, "traces": 5.0}
FOR_EVER = Delay(by=timedelta(days=100))
MINUTE = timedelta(minutes=1)


@pytest.mark.fault("N5", "N6")
@pytest.mark.parametrize(
    ("fault", "harm", "service", "source"),
    [
        ("N5", FOR_EVER, "logs", "logs"),
        ("N6", Drip(rate=1), "logs", "logs"),
        ("N6", Drip(rate=1), "cloudtrail", "trail"),
    ],
)
def test_an_answer_that_does_not_come_is_given_up_after_twenty_seconds(
    played: Played, measured: Measured, fault: str, harm: Harm, service: str, source: str
) -> None:
    async def scene(stage: Any) -> None:
        await stage.play(20)
        stage.spoil(Rule(harm=harm, service=service, end=MINUTE))
        failed_at = await stage.until(lambda: stage.state(source).tries == 1)
        asked = [at for at, name in stage.requests if at >= 20 and name.startswith(service)]
        given_up = failed_at - asked[0]
        said = stage.words(source)
        await stage.play(80 - stage.clock.monotonic())
        recovered = await stage.until(lambda: stage.state(source).is_current) - 80
        lost, doubled = await stage.lost_and_doubled()

        assert given_up <= 20.5
        assert said.startswith("○ offline ")
        assert "does not answer in time" in said
        assert recovered <= 35  # a probe each 15 s, and the call that hangs at the end
        assert (lost, doubled) == (0, 0)
        for other, interval in INTERVALS.items():
            assert stage.conditions(other, 20, 80) == {"ready"}
            assert max(stage.ages(other, 20, 80)) <= 2 * interval
        measured(
            f"{fault} {source}",
            given_up_after=f"{given_up:.1f} s",
            recovery=f"{recovered:.1f} s",
            lost=lost,
            doubled=doubled,
        )

    played(scene)


@pytest.mark.fault("N5")
async def test_keys_work_and_the_console_ends_while_no_call_is_answered(
    until: Until, measured: Measured
) -> None:
    plan = FaultPlan([Rule(harm=FOR_EVER)])
    async with running(Cloud(SystemClock()), faults=plan) as server:
        settings = Settings(endpoint_url=server.url, access_key=("t", "t"), region="us-east-1")
        memory, clock = Memory(), SystemClock()
        collector = Collector(settings, memory, clock)
        console = Console(settings, memory, clock, lambda: collector)
        async with console.run_test(size=(120, 40)) as pilot:
            await until(lambda: memory.feeds.meter.calls)
            await pilot.press("question_mark")
            await until(lambda: isinstance(console.screen, HelpScreen))
            pressed = clock.monotonic()
            await pilot.press("escape")
            await until(lambda: not isinstance(console.screen, HelpScreen))
            latency = clock.monotonic() - pressed
            assert all(state.condition is Condition.LOADING for state in board(memory))
            left = clock.monotonic()
            await pilot.press("q")
            await until(lambda: not console.is_running)
        await until(lambda: not collector.is_running)
        leaving = clock.monotonic() - left
    measured("N5 screen", key=f"{latency * 1000:.0f} ms", quit=f"{leaving:.2f} s")


def board(memory: Memory) -> list[Any]:
    return list(memory.feeds.states().values())


@pytest.mark.fault("N5")
async def test_esc_ends_the_wait_for_a_first_answer_and_the_other_panes_wait_on(
    until: Until,
) -> None:
    async with running(Cloud(SystemClock()), faults=FaultPlan([Rule(harm=FOR_EVER)])) as server:
        settings = Settings(endpoint_url=server.url, access_key=("t", "t"), region="us-east-1")
        memory, clock = Memory(), SystemClock()
        collector = Collector(settings, memory, clock)
        console = Console(settings, memory, LaterClock(clock), lambda: collector)
        async with console.run_test(size=(120, 40)) as pilot:
            await until(lambda: any("Alarms" in row[0] for row in memory.feeds.meter.per_operation))
            await pilot.press("escape")
            await until(lambda: (s := memory.feeds.state("alarms")) and s.what)
            assert {name: s.what for name, s in memory.feeds.states().items() if s.what} == {
                "alarms": "cancelled with esc"
            }


class LaterClock(SystemClock):
    """What the console sees six seconds later."""

    def __init__(self, clock: SystemClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now() + timedelta(seconds=6)


@pytest.mark.fault("N7")
@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://nowhere.invalid:80", "cannot resolve nowhere.invalid:80"),
        ("https://127.0.0.1:{port}", "TLS with 127.0.0.1:"),
        ("http://127.0.0.1:{free_port}", " refuses connections"),
    ],
)
def test_an_endpoint_that_cannot_be_reached_is_told_in_words_and_probed(
    played: Played,
    measured: Measured,
    monkeypatch: pytest.MonkeyPatch,
    url: str,
    words: str,
) -> None:
    def unresolved(*_: object, **__: object) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unresolved)  # no test waits for a name server

    async def scene(stage: Any) -> None:
        await stage.play(100)
        for source in SOURCES:
            state, said = stage.state(source), stage.words(source)
            assert state.condition is Condition.OFFLINE
            assert said.startswith("○ offline 1m")
            assert words in said
            assert "next try in " in said
        probes = stage.state("alarms").tries
        assert 6 <= probes <= 8
        measured(f"N7 {words.strip()[:20]}", probes_in_100_s=probes)

    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        free_port = unheard.getsockname()[1]
        played(scene, endpoint_url=url.replace("{free_port}", str(free_port)))


@pytest.mark.fault("N8")
def test_five_minutes_without_a_network_are_read_afterwards_and_nothing_is_lost(
    played: Played, measured: Measured
) -> None:
    async def scene(stage: Any) -> None:
        await stage.play(20)
        port = stage.server.port
        await stage.server.stop()
        await stage.play(300)
        said = stage.words("logs")
        stage.server = await LocalServer.start(stage.cloud, port)
        stage.spoil()
        recovered = await stage.until(
            lambda: all(stage.state(source).is_current for source in SOURCES)
        )
        lost, doubled = await stage.lost_and_doubled()

        assert said.startswith("○ offline 4m  gap 12:00:")
        assert "not received yet; it is fetched when the line is back, and counted" in said
        assert recovered - 320 <= 30
        assert (lost, doubled) == (0, 0)
        assert stage.adds_up()
        coverage = stage.memory.trail.coverage
        assert coverage is not None
        assert coverage.complete_from <= coverage.start
        measured(
            "N8", recovery=f"{recovered - 320:.1f} s", lost=lost, doubled=doubled, away="300 s"
        )

    played(scene)
