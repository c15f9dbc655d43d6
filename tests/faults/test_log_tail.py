"""D5, N2 and A1 for the tail: many groups that flush in lumps, lines that come late, trouble."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from awsobs.domain.accounting import Counts
from awsobs.domain.logs import LogEvent
from awsobs.local.faults import Refusal, Rule
from awsobs.settings.pacing import LOOPBACK_BUDGET

Played = Callable[..., None]
Measured = Callable[..., None]

GROUPS, STREAMS, FLUSH, LATE, SECONDS = 12, 10, 5, 30, 60
PLACES = [(f"/g{group:02}", f"s{stream}") for group in range(GROUPS) for stream in range(STREAMS)]
STORM = Refusal(code="ThrottlingException", message="Rate exceeded")
EXPIRED = Refusal(code="ExpiredTokenException", message="expired", status=403)


class Agents:
    """Streams that log a line a second each, and flush every five; a hundredth comes late."""

    def __init__(self, stage: Any) -> None:
        self.flushed: dict[str, float] = {}
        self.shown: dict[str, float] = {}
        self._stage = stage
        self._random = Random(7)
        self._waiting: dict[tuple[int, str, str], list[dict[str, Any]]] = {}
        for group in sorted({group for group, _ in PLACES}):
            stage.put("logs:CreateLogGroup", logGroupName=group)
        for group, stream in PLACES:
            stage.put("logs:CreateLogStream", logGroupName=group, logStreamName=stream)
        take = stage.memory.logs.extend

        def noted(events: Iterable[LogEvent]) -> None:
            found = list(events)
            now = stage.clock.monotonic()
            self.shown.update({event.message: now for event in found if event.group != "/shop"})
            take(found)

        stage.memory.logs.extend = noted

    async def run(self, seconds: int) -> None:
        """Log for so long, and flush until nothing waits."""
        for second in range(seconds + LATE + FLUSH):
            if second < seconds:
                self._log(second)
            self._flush(second)
            await self._stage.clock.sleep(1.0)

    def _log(self, second: int) -> None:
        at = int(self._stage.clock.now().timestamp() * 1000)
        for number, (group, stream) in enumerate(PLACES):
            is_late = self._random.random() < 0.01
            due = second + LATE if is_late else second + FLUSH - (second + number) % FLUSH
            event = {"timestamp": at + number, "message": f"{group}/{stream}/{second}"}
            self._waiting.setdefault((due, group, stream), []).append(event)

    def _flush(self, second: int) -> None:
        now = self._stage.clock.monotonic()
        for key in [key for key in self._waiting if key[0] <= second]:
            events, (_, group, stream) = self._waiting.pop(key), key
            self._stage.put(
                "logs:PutLogEvents", logGroupName=group, logStreamName=stream, logEvents=events
            )
            self.flushed.update({event["message"]: now for event in events})

    @property
    def lost(self) -> int:
        """Lines that never came."""
        return len(self.flushed.keys() - self.shown.keys())

    def delay(self, share: float) -> float:
        """Seconds from the flush to the store that this share of the lines kept to."""
        delays = sorted(self.shown[line] - at for line, at in self.flushed.items())
        return delays[int(len(delays) * share)]


def in_order(stage: Any) -> bool:
    """Whether the store's lines stand in the order of time, arrival and id, each once."""
    logs = stage.memory.logs
    events = logs.slice(0, len(logs))
    keys = [(e.timestamp, e.ingestion_time, e.event_id) for e in events]
    return keys == sorted(set(keys))


def counted(stage: Any) -> Counts:
    """The accounting of the tail."""
    counts: Counts = stage.memory.feeds.counts("logs")
    assert counts.adds_up
    assert counts.kept == len(stage.memory.logs)
    return counts


@pytest.mark.fault("D5")
@pytest.mark.timeout(120)
def test_a_hundred_and_twenty_streams_are_shown_soon_and_in_order(
    played: Played, measured: Measured
) -> None:
    async def scene(stage: Any) -> None:
        await stage.play(5)
        agents = Agents(stage)
        await stage.play(12)
        await agents.run(SECONDS)
        await stage.play(10)
        counts = counted(stage)
        slow = [agents.shown[line] - at for line, at in agents.flushed.items()]
        alert = [agents.shown[line] - at for line, at in agents.flushed.items() if at > 75]

        assert agents.lost == 0
        assert in_order(stage)
        assert agents.delay(0.99) <= 2.5
        assert max(slow) <= 20.5
        assert max(alert) <= 8.5
        assert 0 < counts.late < len(agents.flushed) / 20
        assert 500 <= (counts.lags.percentile(0.5) or 0) <= FLUSH * 1000
        assert not counts.gaps
        measured(
            "D5 12 groups",
            lines=len(agents.flushed),
            lost=agents.lost,
            delay_p50=f"{agents.delay(0.5):.1f} s",
            delay_p99=f"{agents.delay(0.99):.1f} s",
            repeats=f"{counts.duplicate / counts.kept:.1f} a line",
        )

    played(scene, budget=LOOPBACK_BUDGET, log_groups=("/g*", "/shop"))


@pytest.mark.fault("N2", "A1", "D5")
@pytest.mark.timeout(120)
def test_throttling_and_a_minute_of_expired_credentials_lose_nothing_and_the_gap_is_filled(
    played: Played, measured: Measured
) -> None:
    async def scene(stage: Any) -> None:
        await stage.play(5)
        agents = Agents(stage)
        await stage.play(12)
        stage.spoil(Rule(harm=STORM, share=0.3))
        running = asyncio.create_task(agents.run(100))
        await stage.play(30)
        outage = int(stage.clock.now().timestamp() * 1000)
        stage.spoil(Rule(harm=STORM, share=0.3), Rule(harm=EXPIRED, end=timedelta(minutes=1)))
        await stage.play(50)
        said, state = stage.words("logs"), stage.state("logs")
        await running
        stage.spoil()
        await stage.play(15)
        counts = counted(stage)

        assert state.condition.value == "expired"
        assert "gap 12:00:" in said
        assert agents.lost == 0
        assert in_order(stage)
        assert any(start <= outage + 3_000 and outage + 57_000 <= end for start, end in counts.gaps)
        assert stage.state("logs").what == ""
        measured(
            "A1 tail", lines=len(agents.flushed), lost=agents.lost, gaps_filled=len(counts.gaps)
        )

    played(scene, budget=LOOPBACK_BUDGET, log_groups=("/g*", "/shop"))
