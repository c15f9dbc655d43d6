import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from awsobs.domain.accounting import Counts
from awsobs.domain.clock import FrozenClock
from awsobs.domain.traces import Segment, Trace, TraceSummary
from awsobs.domain.window import live_window
from awsobs.sources.session import Aws
from awsobs.sources.trace_queue import AGAIN, TraceQueue
from awsobs.sources.trace_rows import summary_of
from awsobs.sources.xray import TraceSource
from awsobs.store.traces import TraceStore

Put = Callable[..., Any]


def segment(trace_id: str, at: datetime, **more: Any) -> str:
    start = at.timestamp()
    document = {
        "id": f"{int(start * 1000) % 16**16:016x}",
        "trace_id": trace_id,
        "name": "gateway",
        "start_time": start,
        "end_time": start + 0.1,
    }
    return json.dumps(document | more)


def trace_id_at(at: datetime, number: int) -> str:
    return f"1-{int(at.timestamp()):08x}-{number:024x}"


@pytest.fixture
def send(put: Put, clock: FrozenClock) -> Callable[..., str]:
    """Put a one-segment trace that began so many seconds ago; gives its id."""

    def one(number: int, ago: float, **more: Any) -> str:
        at = clock.now() - timedelta(seconds=ago)
        trace_id = trace_id_at(at, number)
        put("xray:PutTraceSegments", TraceSegmentDocuments=[segment(trace_id, at, **more)])
        return trace_id

    return one


class Filled:
    """A store that a source pours into."""

    def __init__(self, aws: Aws, clock: FrozenClock) -> None:
        self.store = TraceStore()
        self.counts = Counts()
        self.source = TraceSource(aws, self.store.missing)
        self._clock = clock

    async def poll(self) -> None:
        async for batch in self.source.poll(live_window(self._clock.now())):
            self.counts += batch.counts
            self.store.add_summaries(r for r in batch.records if isinstance(r, TraceSummary))
            self.store.put(r for r in batch.records if isinstance(r, Trace))


async def test_summaries_then_documents_faulty_ones_first(
    aws: Aws, clock: FrozenClock, send: Callable[..., str]
) -> None:
    fine = [send(number, ago=10 + number) for number in range(70)]
    faulty = send(99, ago=1500, fault=True)
    filled = Filled(aws, clock)
    await filled.poll()
    assert len(filled.store.summaries()) == 71
    assert filled.store.trace(faulty) is not None
    assert filled.source.behind
    assert filled.source.shortfall == "50 of 71 traces"
    await filled.poll()
    assert all(filled.store.trace(trace_id) for trace_id in fine)
    assert not filled.source.behind
    assert filled.source.shortfall == ""
    assert filled.counts.adds_up


async def test_a_trace_that_may_still_grow_is_read_later(
    aws: Aws, clock: FrozenClock, send: Callable[..., str]
) -> None:
    young = send(1, ago=1)
    filled = Filled(aws, clock)
    await filled.poll()
    assert filled.store.trace(young) is None
    assert not filled.source.behind
    clock.advance(timedelta(seconds=5))
    await filled.poll()
    assert filled.store.trace(young) is not None


async def test_a_trace_that_has_grown_is_read_again(
    aws: Aws, clock: FrozenClock, put: Put, send: Callable[..., str]
) -> None:
    trace_id = send(1, ago=10)
    filled = Filled(aws, clock)
    await filled.poll()
    late = segment(trace_id, clock.now() - timedelta(seconds=9), fault=True, name="payments")
    put("xray:PutTraceSegments", TraceSegmentDocuments=[late])
    clock.advance(timedelta(seconds=5))
    await filled.poll()
    trace = filled.store.trace(trace_id)
    assert trace is not None
    assert {part.name for part in trace.segments} == {"gateway", "payments"}


def test_what_is_not_delivered_is_asked_for_three_times_and_no_more(clock: FrozenClock) -> None:
    queue = TraceQueue(lambda limit: ["a"])
    for _ in range(3):
        assert queue.plan(5, clock.now()) == (["a"], 0)
        queue.answered(["a"], [], clock.now())
        assert queue.plan(5, clock.now()) == ([], 0)
        clock.advance(AGAIN)
    assert queue.plan(5, clock.now()) == ([], 0)


def test_a_trace_with_a_missing_parent_is_asked_for_again(clock: FrozenClock) -> None:
    store: list[str] = ["a"]
    queue = TraceQueue(lambda limit: store)
    lone = Segment(id="s", trace_id="a", name="payments", parent_id="p", document={})
    queue.plan(5, clock.now())
    queue.answered(["a"], [Trace(id="a", segments=(lone,))], clock.now())
    store.clear()
    assert queue.plan(5, clock.now() + AGAIN) == (["a"], 0)


def test_a_summary_without_an_id_is_refused() -> None:
    with pytest.raises(ValueError, match="Id"):
        summary_of({"Duration": 1.0})
