"""From a line to its trace, through its spans, and on to what belongs to them."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from awsobs.analysis.segments import trace_of
from awsobs.app.console import Console
from awsobs.app.panes.logs import LogsPane
from awsobs.app.screens.record import RecordScreen
from awsobs.app.screens.trace import TraceScreen
from awsobs.domain.clock import FrozenClock
from awsobs.domain.logs import LogEvent
from awsobs.domain.source_state import SourceError
from awsobs.domain.traces import Trace, TraceSummary
from awsobs.settings import Settings
from awsobs.store.memory import Memory

Screen = Callable[[Console], str]
Settled = Callable[[Pilot[None]], Awaitable[None]]
Collecting = Callable[[Callable[[object], object]], Any]
With = Callable[[Memory, FrozenClock, object], Console]

TRACE = "1-67412f0c-0123456789abcdef0123a1f3"
OTHER = "1-67412f0d-0123456789abcdef0123b2c4"
REQUEST = "7b1e90c4-1a2b-3c4d-5e6f-0123456789ab"


def charged(trace_id: str = TRACE, *, running: bool = False) -> Trace:
    """Checkout calls payments, which waits for a bank until it gives up."""
    cause = {
        "exceptions": [
            {
                "id": "e1",
                "type": "TimeoutError",
                "message": "deadline of 2000 ms exceeded",
                "stack": [{"path": "charge.py", "line": 88, "label": "post_charge"}],
            }
        ]
    }
    bank = {"id": "b1", "name": "bank", "start_time": 0.2, "end_time": 1.9, "fault": True}
    call = {"id": "c1", "name": "payments", "namespace": "remote", "start_time": 0.1}
    request = {"method": "POST", "url": "https://shop.example/checkout?x=1"}
    documents: list[dict[str, object]] = [
        {
            "id": "s1",
            "name": "checkout",
            "origin": "AWS::Lambda::Function",
            "start_time": 0.0,
            "fault": True,
            "http": {"request": request, "response": {"status": 502}},
            "aws": {"request_id": REQUEST},
            "subsegments": [{**call, "end_time": 2.0, "fault": True}],
            **({"in_progress": True} if running else {"end_time": 2.0}),
        },
        {
            "id": "s2",
            "name": "payments",
            "parent_id": "c1",
            "start_time": 0.1,
            "end_time": 1.95,
            "fault": True,
            "annotations": {"order": 8812},
            "subsegments": [{**bank, "cause": cause, "metadata": {"debug": {"tries": 3}}}],
        },
    ]
    return trace_of(trace_id, [json.dumps(document) for document in documents])


@pytest.fixture
def line(memory: Memory) -> LogEvent:
    """The newest line, which belongs to a trace."""
    newest = memory.logs.event(len(memory.logs) - 1)
    own = replace(newest, event_id="own", timestamp=newest.timestamp + 10, trace_id=TRACE)
    memory.logs.extend([own])
    return own


@pytest.fixture
def console_with(collecting: Collecting) -> With:
    """A console whose account has one answer to everything."""

    def made(memory: Memory, clock: FrozenClock, answer: object) -> Console:
        return Console(Settings(mode="demo"), memory, clock, lambda: collecting(lambda _: answer))

    return made


def told(console: Console) -> list[str]:
    return [one.message for one in console._notifications]  # pyright: ignore[reportPrivateUsage] - there is no public way


async def pressed(console: Console, pilot: Pilot[None], settled: Settled, *keys: str) -> None:
    await settled(pilot)
    for key in keys:
        await pilot.press(key)
        await console.workers.wait_for_complete()
        await settled(pilot)


@pytest.mark.usefixtures("line")
async def test_x_on_a_line_shows_its_trace_with_the_cursor_on_the_cause(
    memory: Memory, clock: FrozenClock, screen: Screen, settled: Settled, console_with: With
) -> None:
    console = console_with(memory, clock, charged())
    async with console.run_test(size=(120, 40)) as pilot:
        await console.workers.wait_for_complete()
        await pressed(console, pilot, settled, "1", "X")
        rows = screen(console).splitlines()
        assert "5 TRACE  1-67412f0c-…a1f3" in rows[2]
        assert "2 services   3 spans   complete" in rows[2]
        assert "POST /checkout  ✖ 502  2.0 s   critical path checkout → payments → bank" in rows[3]
        assert rows[5].split()[:6] == ["✖", "checkout", "Lambda", "502", "2,000", "150"]
        assert rows[7].startswith("▌  └ ✖ bank")
        shown = screen(console)
        assert "✖ TimeoutError  deadline of 2000 ms exceeded" in shown
        assert "charge.py:88" in shown
        assert "order" in shown  # of the service that the span belongs to
        assert "trace a1f3 ▸ bank" in rows[-1]
        await pressed(console, pilot, settled, "enter")
        assert isinstance(console.screen, RecordScreen)
        assert "tries" in screen(console)


@pytest.mark.usefixtures("line")
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 10)])
async def test_spans_fold_and_the_critical_path_can_stand_alone(
    memory: Memory,
    clock: FrozenClock,
    screen: Screen,
    settled: Settled,
    size: tuple[int, int],
    console_with: With,
) -> None:
    console = console_with(memory, clock, charged())
    async with console.run_test(size=size) as pilot:
        await console.workers.wait_for_complete()
        await pressed(console, pilot, settled, "1", "X", "g", "enter")
        shown = screen(console)
        assert "checkout +2" in shown
        assert "bank" not in "\n".join(shown.splitlines()[4:-1])
        await pressed(console, pilot, settled, "enter", "c", "e")
        assert "payments" in screen(console)
        assert all(len(row) <= size[0] for row in screen(console).splitlines())


@pytest.mark.usefixtures("line")
async def test_from_the_trace_to_its_lines_and_back_again(
    memory: Memory, clock: FrozenClock, screen: Screen, settled: Settled, console_with: With
) -> None:
    console = console_with(memory, clock, charged())
    async with console.run_test(size=(120, 40)) as pilot:
        await console.workers.wait_for_complete()
        await pressed(console, pilot, settled, "1", "X", "L")
        pane = console.screen.query_one(LogsPane)
        assert pane.filter_text == f'trace={TRACE} | msg:"{REQUEST}"'
        assert pane.hidden() == 200
        await pressed(console, pilot, settled, "minus")
        assert isinstance(console.screen, TraceScreen)
        await pressed(console, pilot, settled, "C")
        assert console.cockpit.focused_pane.NAME == "trail"
        assert console.cockpit.focused_pane.filter_text == 'resource:"payments"'
        assert "UpdateFunctionConf" in screen(console)


async def test_a_trace_that_was_not_sampled_leads_to_some_that_were(
    memory: Memory,
    clock: FrozenClock,
    line: LogEvent,
    screen: Screen,
    settled: Settled,
    console_with: With,
) -> None:
    near = replace(line, event_id="near", timestamp=line.timestamp - 1, trace_id=OTHER)
    memory.logs.extend([near])
    memory.traces.add_summaries([TraceSummary(id=OTHER, start=clock.now())])
    memory.traces.put([charged(OTHER)])
    console = console_with(memory, clock, None)
    async with console.run_test(size=(120, 40)) as pilot:
        await console.workers.wait_for_complete()
        await pressed(console, pilot, settled, "1", "X")
        assert f"no trace {TRACE}" in screen(console)
        assert "this one is not in it" in screen(console)
        assert "lines like this one whose traces were read" in screen(console)
        await pressed(console, pilot, settled, "enter")
        assert "5 TRACE  1-67412f0d-…b2c4" in screen(console)
        assert "critical path" in screen(console)


@pytest.mark.usefixtures("line")
async def test_a_refusal_is_told_and_what_was_read_for_the_map_is_shown(
    memory: Memory, clock: FrozenClock, screen: Screen, settled: Settled, console_with: With
) -> None:
    console = console_with(memory, clock, SourceError("denied: xray:BatchGetTraces"))
    async with console.run_test(size=(120, 40)) as pilot:
        await console.workers.wait_for_complete()
        await pressed(console, pilot, settled, "1", "X")
        assert "✖ denied: xray:BatchGetTraces" in screen(console)
        await pressed(console, pilot, settled, "minus")
        memory.traces.put([charged(running=True)])
        await pressed(console, pilot, settled, "X")
        shown = screen(console)
        assert "✖ denied: xray:BatchGetTraces" in shown
        assert "● checkout" in shown
        assert "…" in shown


async def test_a_line_that_names_its_request_only_finds_the_trace_by_that(
    memory: Memory,
    clock: FrozenClock,
    line: LogEvent,
    screen: Screen,
    settled: Settled,
    console_with: With,
) -> None:
    report = replace(line, event_id="report", message=f"REPORT RequestId: {REQUEST} done")
    mute = replace(
        line,
        event_id="p",
        timestamp=line.timestamp + 1,
        trace_id="",
        message=f"{REQUEST} ERROR no answer",
    )
    memory.logs.extend([report, mute])
    console = console_with(memory, clock, charged())
    async with console.run_test(size=(120, 40)) as pilot:
        await console.workers.wait_for_complete()
        await pressed(console, pilot, settled, "1", "X")
        assert "5 TRACE  1-67412f0c-…a1f3" in screen(console)


async def test_a_line_without_any_id_says_so(
    memory: Memory, clock: FrozenClock, settled: Settled, console_with: With
) -> None:
    console = console_with(memory, clock, None)
    async with console.run_test(size=(120, 40)) as pilot:
        await console.workers.wait_for_complete()
        await pressed(console, pilot, settled, "1", "up", "X")
        assert told(console) == ["no trace id in this line, nor in others of its request"]
        assert not isinstance(console.screen, TraceScreen)


async def test_a_trace_is_opened_by_the_id_that_was_typed(
    memory: Memory, clock: FrozenClock, screen: Screen, settled: Settled, console_with: With
) -> None:
    console = console_with(memory, clock, charged())
    async with console.run_test(size=(120, 40)) as pilot:
        await console.workers.wait_for_complete()
        console.desk.open_trace("nothing")
        await settled(pilot)
        assert told(console) == ["nothing is no trace id"]
        await pilot.press("colon", *"trace ")
        await pilot.press(*TRACE.replace("-", "")[1:], "enter")
        await pressed(console, pilot, settled, "g")
        assert "critical path" in screen(console)


async def test_rows_of_map_and_trail_lead_to_lines(
    memory: Memory, clock: FrozenClock, settled: Settled, console_with: With
) -> None:
    memory.traces.add_summaries(
        [TraceSummary(id=TRACE, start=clock.now(), has_fault=True, services=("checkout",))]
    )
    console = console_with(memory, clock, charged())
    async with console.run_test(size=(120, 40)) as pilot:
        await console.workers.wait_for_complete()
        await pressed(console, pilot, settled, "4", "L")
        assert console.cockpit.focused_pane.NAME == "logs"
        assert console.cockpit.focused_pane.filter_text == 'svc="payments"'
