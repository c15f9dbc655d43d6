"""A console over a memory that is filled by hand, at a moment that stands still."""

import re
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.domain.alarms import Alarm, AlarmChange, AlarmState
from awsobs.domain.clock import FrozenClock
from awsobs.domain.context import Context, Identity
from awsobs.domain.logs import Level, LogEvent
from awsobs.domain.metrics import MetricKey, Series, SeriesQuery
from awsobs.domain.source_state import Condition, SourceError, SourceState
from awsobs.domain.trail import Resource, TrailEvent
from awsobs.domain.window import Window
from awsobs.languages.lookup_attribute import Attribute
from awsobs.settings import Settings
from awsobs.store.memory import Memory, Visit

if TYPE_CHECKING:
    from awsobs.collecting.questions import Answer, Question

NOW = datetime(2026, 3, 1, 7, 45, 2, tzinfo=UTC)
SOURCES = ("identity", "alarms", "logs", "metrics", "trail", "traces", "events")


def _alarms() -> list[Alarm]:
    metric = MetricKey("AWS/Lambda", "Errors", (("FunctionName", "checkout"),))
    firing = Alarm(
        name="checkout-5xx-rate",
        state=AlarmState.ALARM,
        since=NOW - timedelta(minutes=4),
        reason="41 above 5",
        metric=metric,
        threshold=5,
        comparison="GreaterThanThreshold",
        value=41,
        record={"AlarmName": "checkout-5xx-rate", "Threshold": 5.0},
    )
    ok = [
        Alarm(name=f"quiet-{number}", state=AlarmState.OK, since=NOW - timedelta(days=2))
        for number in range(3)
    ]
    return [firing, *ok]


def _lines(count: int = 200) -> list[LogEvent]:
    newest = int(NOW.timestamp() * 1000)
    levels = (Level.INFO, Level.INFO, Level.WARN, Level.INFO, Level.ERROR)
    return [
        LogEvent(
            timestamp=newest - 250 * (count - number),
            ingestion_time=newest,
            group=f"/aws/lambda/{'payments' if number % 5 == 4 else 'gateway'}",
            stream="a",
            message=f"order={number} done",
            event_id=f"{number:08}",
            level=levels[number % 5],
            trace_id="1-67-abc" if number % 5 == 4 else "",
        )
        for number in range(count)
    ]


def _trail() -> list[TrailEvent]:
    return [
        TrailEvent(
            id=f"event-{number}",
            time=NOW - timedelta(minutes=6 + number),
            name=name,
            source="lambda.amazonaws.com",
            who=who,
            resources=(Resource(name="payments"),),
            read_only=False,
            record={"eventName": name, "requestParameters": {"timeout": 2}},
        )
        for number, (name, who) in enumerate(
            (("UpdateFunctionConfiguration", "ci-deploy"), ("PutRolePolicy", "alice"))
        )
    ]


def filled() -> Memory:
    """A small incident in every store."""
    memory = Memory()
    memory.alarms.replace(_alarms())
    change = AlarmChange(
        alarm="checkout-5xx-rate",
        at=NOW - timedelta(minutes=4),
        kind="StateUpdate",
        summary="Alarm updated from OK to ALARM",
        old=AlarmState.OK,
        new=AlarmState.ALARM,
    )
    memory.alarms.add_history("checkout-5xx-rate", [change])
    memory.logs.extend(_lines())
    query = SeriesQuery(id="m1", label="checkout errors", threshold=5)
    points = tuple((NOW - timedelta(minutes=30 - n), float(n)) for n in range(30))
    memory.metrics.replace([Series(query=query, points=points)])
    memory.trail.add(_trail())
    memory.feeds.context = Context(account="123456789012", region="us-east-1", profile="ops")
    memory.feeds.identity = Identity(account="123456789012", arn="arn:aws:sts::1:role/ops-ro/me")
    for source in SOURCES:
        memory.feeds.set_state(source, SourceState(condition=Condition.READY, since=NOW))
        memory.feeds.set_received(source, NOW - timedelta(seconds=4))
    return memory


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOW)


@pytest.fixture
def memory() -> Memory:
    return filled()


@pytest.fixture
def console(memory: Memory, clock: FrozenClock) -> Console:
    return Console(Settings(), memory, clock)


_TEXT = re.compile(
    r'<text class="[^"]*" x="([\d.]+)" y="([\d.]+)" textLength="[\d.]+"[^>]*>(.*?)</text>'
)
_CELL = 12.2


def rows_of(console: Console) -> list[str]:
    """What stands on the screen, row by row, read back from the picture of it."""
    rows: dict[float, list[tuple[int, str]]] = {}
    for x, y, text in _TEXT.findall(console.export_screenshot()):
        piece = unescape(text).replace("\xa0", " ")
        rows.setdefault(float(y), []).append((round(float(x) / _CELL), piece))
    return [_joined(pieces) for _, pieces in sorted(rows.items())]


def _joined(pieces: list[tuple[int, str]]) -> str:
    row = ""
    for at, text in sorted(pieces):
        row = row.ljust(at) + text
    return row


@pytest.fixture
def screen() -> Callable[[Console], str]:
    """The text of the whole screen."""
    return lambda console: "\n".join(rows_of(console))


@pytest.fixture
def settled() -> Callable[[Pilot[None]], Awaitable[None]]:
    """Let layout, resize and the refreshes that follow them have their turn."""

    async def settle(pilot: Pilot[None]) -> None:
        for _ in range(3):
            await pilot.pause()

    return settle


class Recorder:
    """A collector that writes down what it is told, and lets `answer` answer what it is asked.

    A SourceError that is answered is what went wrong; without `answer` no answer ever comes.
    """

    def __init__(self, answer: Callable[[Any], object] | None = None) -> None:
        self._answer = answer
        self.asked = 0
        self.visits: list[Visit] = []
        self.chosen: list[tuple[str, ...]] = []
        self.patterns: list[str] = []
        self.sought: list[Attribute | None] = []
        self.stopped: list[bool] = []

    def start(self) -> None: ...
    def stop(self, timeout: float = 2.0) -> None: ...
    def show(self, window: Window) -> None: ...
    def refresh(self, source: str) -> None: ...
    def cancel(self, source: str) -> None: ...
    def set_hidden(self, sources: frozenset[str]) -> None: ...
    def switch_live_tail(self, *, on: bool) -> None: ...

    def switch(self, visit: Visit) -> None:
        self.visits.append(visit)

    def choose_groups(self, groups: tuple[str, ...]) -> None:
        self.chosen.append(groups)

    def narrow_logs(self, pattern: str) -> None:
        self.patterns.append(pattern)

    def seek_trail(self, attribute: Attribute | None) -> None:
        self.sought.append(attribute)

    def stop_trail(self, *, stopped: bool) -> None:
        self.stopped.append(stopped)

    def ask(self, question: "Question[Answer]") -> "Future[Answer]":
        self.asked += 1
        future: Future[Any] = Future()
        if self._answer is None:
            return future
        answer = self._answer(question)
        if isinstance(answer, SourceError):
            future.set_exception(answer)
        else:
            future.set_result(answer)
        return future


@pytest.fixture
def collecting() -> type[Recorder]:
    """Makes collectors that reach nothing."""
    return Recorder
