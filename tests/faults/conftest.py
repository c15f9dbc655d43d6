"""Time that passes only while nobody works: ten minutes of an incident play in seconds.

A loop of its own keeps the time. Whatever waits on it jumps there as soon as nothing else is to
do: pauses of ours, time-outs of aiohttp, back-offs of botocore. The local AWS, its writers and
the collector all run on it, over real sockets.
"""

import asyncio
import random
import selectors
from collections.abc import AsyncGenerator, Callable, Coroutine
from concurrent.futures import Executor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awsobs.collecting.collector import Collector
from awsobs.domain.clock import Clock
from awsobs.domain.source_state import SourceState
from awsobs.local.cloud import Cloud
from awsobs.local.faults import FaultPlan, Harm, Rule
from awsobs.local.operations import Call
from awsobs.local.server import LocalServer
from awsobs.present.states import Asked, told
from awsobs.settings import Settings
from awsobs.store.memory import Memory

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
SOURCES = ("alarms", "logs", "metrics", "trail", "traces")
CHANGE = "PutRetentionPolicy"
_GRACE = 0.0005
"""Real seconds for what is under way between two sockets."""


class _Selector(selectors.SelectSelector):
    """Never waits for time; only for a socket, or for a thread that was asked something."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0
        self.threads = 0

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        if timeout is None or self.threads:
            return super().select(None)
        ready = super().select(_GRACE)
        if not ready:
            self.passed += timeout
        return ready


class PlayedLoop(asyncio.SelectorEventLoop):
    """A loop whose time jumps to whatever is due next."""

    def __init__(self) -> None:
        self._played = _Selector()
        super().__init__(self._played)

    def time(self) -> float:
        return self._played.passed

    def run_in_executor(
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        self._played.threads += 1
        asked = super().run_in_executor(executor, func, *args)
        asked.add_done_callback(self._answered)
        return asked

    def _answered(self, _: object) -> None:
        self._played.threads -= 1


class PlayedClock:
    """The clock of a played loop."""

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class CountingPlan(FaultPlan):
    """A plan that keeps who asked what, and when."""

    def __init__(self, rules: tuple[Rule, ...], log: list[tuple[float, str]], seed: int) -> None:
        super().__init__(rules, seed=seed)
        self._log = log

    def drawn(self, service: str, operation: str, now: datetime) -> tuple[Harm, ...]:
        at = (now - NOON).total_seconds()
        self._log.append((at, f"{service}:{operation}"))
        return super().drawn(service, operation, now)


@dataclass(kw_only=True)
class Stage:
    """A local AWS that is written to, and a collector that reads it, in played time."""

    clock: Clock
    cloud: Cloud
    server: LocalServer
    memory: Memory
    collector: Collector
    seed: int
    is_quiet: bool = False
    requests: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])
    seen: list[tuple[float, dict[str, SourceState]]] = field(default_factory=list[Any])
    written: list[str] = field(default_factory=list[str])

    def spoil(self, *rules: Rule) -> None:
        """Do harm to answers from now on; without rules, to none."""
        self.server.use(CountingPlan(rules, self.requests, self.seed))

    async def play(self, seconds: float) -> None:
        """Let time pass."""
        await self.clock.sleep(seconds)

    async def until(self, condition: Callable[[], object]) -> float:
        """Let time pass until something holds; when that was."""
        while not condition():
            await self.clock.sleep(0.25)
        return self.clock.monotonic()

    def state(self, source: str) -> SourceState:
        """How a source is doing."""
        found = self.memory.feeds.state(source)
        assert found is not None
        return found

    def asked(self, operation: str, start: float, end: float) -> list[float]:
        """When an operation was asked for, in [start, end)."""
        return [at for at, name in self.requests if name == operation and start <= at < end]

    def conditions(self, source: str, start: float, end: float) -> set[str]:
        """All states that a source was seen in."""
        return {
            states[source].condition.value
            for at, states in self.seen
            if start <= at < end and source in states
        }

    def ages(self, source: str, start: float, end: float) -> list[float]:
        """How old the data of a source was, each time that somebody looked."""
        return [
            at - (until - NOON).total_seconds()
            for at, states in self.seen
            if start <= at < end and (until := states[source].data_until) is not None
        ]

    def put(self, operation: str, **parameters: Any) -> None:
        """Call the local AWS, past the network."""
        service, name = operation.split(":")
        self.cloud.answer(Call(service=service, operation=name, parameters=parameters))

    def words(self, source: str, *, width: int = 100) -> str:
        """What the source's pane says about it now: header, notice and foot."""
        asked = Asked(
            pane="map" if source == "traces" else source,
            now=self.clock.now(),
            width=width,
            height=12,
            has_data=True,
        )
        said = told(self.memory.feeds.state(source), asked)
        rows = (said.facts, *said.notice, *said.foot)
        return "\n".join("".join(text for text, _ in row) for row in rows)

    def adds_up(self) -> bool:
        """Whether every record of every source is accounted for."""
        return all(self.memory.feeds.counts(source).adds_up for source in SOURCES)

    def lines(self) -> list[str]:
        """The log lines that arrived."""
        logs = self.memory.logs
        return [event.message for event in logs.slice(0, len(logs))]

    def changes(self) -> tuple[int, int]:
        """How many changes the trail has, and how many of them arrived."""
        everything = self.cloud.trail.newest_first(NOON, self.clock.now())
        made = {e.row["EventId"] for e in everything if e.row["EventName"] == CHANGE}
        return len(made), len(made & {event.id for event in self.memory.trail.events()})

    async def lost_and_doubled(self) -> tuple[int, int]:
        """Log lines and changes that never came, and lines that came twice, after all is read."""
        self.is_quiet = True
        await self.play(15)
        lines = self.lines()
        made, arrived = self.changes()
        lost = len(set(self.written) - set(lines)) + made - arrived
        return lost, len(lines) - len(set(lines))

    async def write(self) -> None:
        """A log line a second, and a change every five, until it is to be quiet."""
        self.put("logs:CreateLogGroup", logGroupName="/shop")
        self.put("logs:CreateLogStream", logGroupName="/shop", logStreamName="s")
        while not self.is_quiet:
            at = int(self.clock.now().timestamp() * 1000)
            line = f"line {len(self.written)}"
            events = [{"timestamp": at, "message": line}]
            self.put("logs:PutLogEvents", logGroupName="/shop", logStreamName="s", logEvents=events)
            if len(self.written) % 5 == 0:
                self.put("logs:PutRetentionPolicy", logGroupName="/shop", retentionInDays=7)
            self.written.append(line)
            await self.clock.sleep(1.0)

    async def watch(self) -> None:
        """Look at the board four times a second, for ever."""
        while True:
            self.seen.append((self.clock.monotonic(), dict(self.memory.feeds.states())))
            await self.clock.sleep(0.25)


Scene = Callable[[Stage], Coroutine[Any, Any, None]]


@asynccontextmanager
async def _staged(seed: int, settings: Settings) -> AsyncGenerator[Stage]:
    random.seed(seed)  # of which botocore takes its pauses
    clock = PlayedClock()
    cloud = Cloud(clock)
    server = await LocalServer.start(cloud)
    url = settings.endpoint_url.format(port=server.port) or server.url
    there = replace(settings, endpoint_url=url)
    memory = Memory()
    stage = Stage(
        clock=clock,
        cloud=cloud,
        server=server,
        memory=memory,
        collector=Collector(there, memory, clock, random=random.Random(seed)),
        seed=seed,
    )
    stage.spoil()
    collecting = asyncio.create_task(stage.collector.collect())
    helpers = [asyncio.create_task(work) for work in (stage.write(), stage.watch())]
    try:
        yield stage
    finally:
        stage.collector.stop()
        await collecting
        await stage.server.stop()
        for helper in helpers:
            helper.cancel()
            with suppress(asyncio.CancelledError):
                await helper


@pytest.fixture
def played() -> Callable[..., None]:
    """Play a scene: `played(scene, seed=1, endpoint_url="https://127.0.0.1:{port}")`."""

    def play(scene: Scene, *, seed: int = 1, **settings: Any) -> None:
        given = Settings(access_key=("t", "t"), region="us-east-1", **settings)

        async def run() -> None:
            async with _staged(seed, given) as stage:
                await scene(stage)

        with asyncio.Runner(loop_factory=PlayedLoop) as runner:
            runner.run(run())

    return play


_MEASURED = pytest.StashKey[dict[str, dict[str, str]]]()


@pytest.fixture
def measured(pytestconfig: pytest.Config) -> Callable[..., None]:
    """Note what was measured under a fault: `measured("N1", lost=0)`; -v prints the table."""

    def note(fault: str, **values: object) -> None:
        table = pytestconfig.stash.setdefault(_MEASURED, {})
        table.setdefault(fault, {}).update({name: str(value) for name, value in values.items()})

    return note


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """The table of what was measured, for those who asked for more words."""
    nothing: dict[str, dict[str, str]] = {}
    table = config.stash.get(_MEASURED, nothing)
    if config.get_verbosity() < 1 or not table:
        return
    terminalreporter.section("fault | measured")
    for fault, values in sorted(table.items()):
        told_values = " · ".join(f"{name.replace('_', ' ')} {v}" for name, v in values.items())
        terminalreporter.write_line(f"{fault:18} | {told_values}")
