"""The zoomed map: what stands beside it, and the ways from a node to other panes and back."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from textual.pilot import Pilot

from awsobs.analysis.segments import trace_of
from awsobs.app.console import Console
from awsobs.domain.clock import FrozenClock
from awsobs.domain.traces import Trace, TraceSummary
from awsobs.store.memory import Memory

Screen = Callable[[Console], str]
Settled = Callable[[Pilot[None]], Awaitable[None]]


@pytest.fixture
def memory(memory: Memory, clock: FrozenClock) -> Memory:
    """Checkout calls payments, which fails for the last four minutes."""
    memory.traces.put([_trace(number, clock.now().timestamp()) for number in range(30)])
    memory.traces.add_summaries(
        TraceSummary(
            id=one.id,
            start=clock.now() - timedelta(minutes=1),
            duration=0.2,
            method="POST",
            url="https://shop.example/pay",
            services=("checkout", "payments"),
        )
        for one in memory.traces.traces()
    )
    return memory


def _trace(number: int, now: float) -> Trace:
    start = now - 60 * number - 30
    trace_id = f"1-67412f0c-{number:024x}"
    call = {"id": f"b{number:015x}", "name": "payments", "namespace": "remote"}
    times = {"trace_id": trace_id, "start_time": start, "end_time": start + 0.2}
    outcome = {"fault": number < 4}
    front = {"name": "checkout", "id": f"a{number:015x}", "subsegments": [call | times | outcome]}
    back = {"name": "payments", "id": f"c{number:015x}", "parent_id": call["id"]}
    documents = [json.dumps(front | times | outcome), json.dumps(back | times | outcome)]
    return trace_of(trace_id, documents)


async def pressed(console: Console, pilot: Pilot[None], settled: Settled, *keys: str) -> None:
    await pilot.press(*keys)
    await console.workers.wait_for_complete()
    await settled(pilot)


async def test_beside_the_zoomed_map_the_chosen_node_is_told_and_leads_on_and_back(
    console: Console, screen: Screen, settled: Settled
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await pressed(console, pilot, settled, "5")
        assert "ROOT OR VICTIM" not in screen(console)
        await pressed(console, pilot, settled, "z", "j")
        shown = screen(console)
        assert "payments fails by itself" in shown.replace("\n", " ")
        assert "CALLED BY" in shown
        assert "WORST TRACES" in shown
        await pressed(console, pilot, settled, "plus")
        assert screen(console).count("│  ROOT OR VICTIM") == 1

        node = console.cockpit.focused_pane.crumb
        ways = {
            "L": ("logs", f'svc="{node}"'),
            "C": ("trail", f'resource:"{node}"'),
            "M": ("metrics", f'name:"{node}" | dim:"{node}"'),
        }
        for key, (pane, filter_text) in ways.items():
            await pressed(console, pilot, settled, key)
            there = console.cockpit.focused_pane
            assert (there.NAME, there.filter_text) == (pane, filter_text)
            await pressed(console, pilot, settled, "minus")
            assert there.filter_text == ""
            assert console.cockpit.focused_pane.NAME == "map"
            assert console.cockpit.focused_pane.crumb == node

        await pressed(console, pilot, settled, "enter")
        assert "CALLED BY" in screen(console)
        assert "p99" in screen(console)
