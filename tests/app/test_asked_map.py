"""The map of what X-Ray finds, and of the time before."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from awsobs.analysis.graphs.compare import Change
from awsobs.analysis.segments import trace_of
from awsobs.analysis.trace_summaries import summary_of_trace
from awsobs.app.asked_map import AGAIN, Asked, AskedMap
from awsobs.app.map_comparing import Comparing
from awsobs.app.scene import Scene
from awsobs.app.trace_group_choice import expression_of
from awsobs.domain.clock import FrozenClock
from awsobs.domain.service_graph import ServiceGraph
from awsobs.domain.source_state import SourceError
from awsobs.domain.traces import Trace
from awsobs.domain.window import ShowWindow
from awsobs.present.map_scope import WHOLE, Scope, asked_view
from awsobs.present.rows import text_of
from awsobs.settings import Settings
from awsobs.store.memory import Memory


class Account:
    """Answers with these traces, or fails; counts how often it was asked."""

    def __init__(self, traces: Sequence[Trace] = (), error: SourceError | None = None) -> None:
        self.traces, self.error = traces, error
        self.asked = 0

    async def ask(self, question: object) -> Any:
        del question
        self.asked += 1
        if self.error is not None:
            raise self.error
        return (*map(summary_of_trace, self.traces), *self.traces)


def requests(clock: FrozenClock, ago: float, *, faults: int = 0) -> list[Trace]:
    """A hundred requests to `payments`, so many seconds ago; some fail."""
    found: list[Trace] = []
    for number in range(100):
        start = (clock.now() - timedelta(seconds=ago)).timestamp() + number / 10
        trace_id = f"1-{int(start):08x}-{number:024x}"
        times = {"start_time": start, "end_time": start + 0.1}
        document: dict[str, object] = {"id": f"{number:016x}", "name": "payments", **times}
        if number < faults:
            document["fault"] = True
        found.append(trace_of(trace_id, [json.dumps(document | {"trace_id": trace_id})]))
    return found


@pytest.fixture
def scene(memory: Memory, clock: FrozenClock) -> Scene:
    memory.alarms.replace([])
    return Scene(Settings(), memory, clock)


async def test_a_live_window_is_asked_for_again_and_an_old_answer_stays(
    scene: Scene, clock: FrozenClock
) -> None:
    account = Account(requests(clock, 60, faults=50))
    asked = AskedMap(scene, account.ask, Asked(expression="fault"))
    assert asked.is_due
    await asked.refresh()
    found = asked.asked
    assert found.graph is not None
    assert [node.key.name for node in found.graph.nodes if node.statistics] == ["payments"]
    assert found.situation.root is not None
    assert found.situation.root.total == 0.5
    assert not scene.graph().nodes
    assert not asked.is_due

    clock.advance(timedelta(seconds=AGAIN))
    assert asked.is_due
    account.error = SourceError("denied")
    await asked.refresh()
    assert (asked.asked.graph, asked.asked.why) == (found.graph, "denied")

    scene.wish(ShowWindow(clock.now() - timedelta(hours=2), clock.now() - timedelta(hours=1)))
    assert asked.is_due
    scene.memory.switch(scene.memory.visit.context)
    assert asked.is_over


async def test_the_time_before_is_asked_for_once(scene: Scene, clock: FrozenClock) -> None:
    scene.memory.traces.put(requests(clock, 60, faults=40))
    account = Account(requests(clock, 2_400))
    comparing = Comparing(scene, account.ask, WHOLE)
    found = await comparing.answer(100)
    assert found is not None
    assert [one.change for one in found.differences] == [Change.WORSE]
    assert found.has_before
    assert await comparing.answer(100) is None
    assert await comparing.answer(80) is not None
    assert account.asked == 1

    account.error = SourceError("throttled")
    refused = await Comparing(scene, account.ask, WHOLE).answer(100)
    assert refused is not None
    assert (refused.has_before, refused.why) == (False, "throttled")


def test_the_header_says_of_which_traces_the_map_is() -> None:
    part = ServiceGraph(traces=12, known=40, partial=True)
    scope = Scope(asked='service("payments")')
    assert text_of(scope.told(part, part)) == 'only service("payments"): 12 of 40 traces'
    assert text_of(Scope(asked='group.name = "a"').told(part, part)).startswith("group a: 12")
    said = {
        text_of(asked_view("fault", why, 100, is_answered=is_answered).notice[0]).strip()
        for why, is_answered in (("", False), ("", True), ("denied", False))
    }
    assert said == {
        "asking X-Ray",
        "X-Ray finds no trace of the window that meets this · esc shows all traces",
        "✖ denied · esc shows all traces",
    }


def test_groups_are_offered_with_what_finds_their_traces() -> None:
    assert expression_of("payments") == 'group.name = "payments"'
    assert expression_of("Default") == ""
    with pytest.raises(ValueError, match="no name of a group"):
        expression_of('a" OR ok')
