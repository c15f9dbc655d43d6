"""What is worked out of all records, and when the screen hears of it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.app.insight import insight_of
from awsobs.app.scene import Scene
from awsobs.domain.alarms import AlarmState
from awsobs.domain.clock import FrozenClock
from awsobs.domain.context import Context
from awsobs.domain.window import MoveBy
from awsobs.settings import Settings
from awsobs.store.memory import Memory

Text = Callable[[Console], str]
Until = Callable[[Callable[[], object]], Awaitable[None]]
Settled = Callable[[Pilot[None]], Awaitable[None]]


@pytest.fixture
def scene(memory: Memory, clock: FrozenClock) -> Scene:
    return Scene(Settings(), memory, clock)


def recover(memory: Memory) -> None:
    alarms = [replace(alarm, state=AlarmState.OK) for alarm in memory.alarms.alarms()]
    memory.alarms.replace(alarms)


def test_the_first_look_works_it_out_at_once(scene: Scene) -> None:
    assert [alarm.name for alarm in scene.situation().firing] == ["checkout-5xx-rate"]
    assert scene.question() is None


def test_what_is_known_stays_until_the_answer_is_handed_in(scene: Scene, memory: Memory) -> None:
    assert scene.situation().firing
    recover(memory)
    assert scene.situation().firing
    question = scene.question()
    assert question is not None
    assert scene.take(insight_of(question))
    assert not scene.situation().firing
    assert scene.question() is None


def test_another_window_and_the_time_that_passes_are_new_questions(
    scene: Scene, clock: FrozenClock
) -> None:
    assert scene.situation()
    clock.advance(timedelta(seconds=5))
    assert scene.question() is not None
    assert not scene.take(insight_of(scene.question() or pytest.fail("nothing to ask")))
    scene.wish(MoveBy(-0.5))
    assert scene.question() is not None


def test_an_answer_about_a_context_that_was_left_is_not_taken(scene: Scene, memory: Memory) -> None:
    assert scene.situation().firing
    recover(memory)
    late = scene.question()
    assert late is not None
    answer = insight_of(late)
    memory.switch(Context(profile="other"))
    assert not scene.take(answer)
    assert not scene.situation().firing


def test_the_onset_of_the_incident_is_kept_from_look_to_look(scene: Scene, memory: Memory) -> None:
    firing = memory.alarms.alarms()[0]
    later = replace(firing, name="later", since=scene.now())
    memory.alarms.replace([firing, later])
    onset = scene.situation().onset
    memory.alarms.replace([replace(firing, state=AlarmState.OK), later])
    question = scene.question()
    assert question is not None
    scene.take(insight_of(question))
    assert [alarm.name for alarm in scene.situation().firing] == ["later"]
    assert scene.situation().onset == onset == firing.since


async def test_the_screen_tells_it_by_itself(
    console: Console, memory: Memory, screen: Text, until: Until, settled: Settled
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert "1 ALARM " in screen(console)
        recover(memory)
        await until(lambda: "nothing is failing" in screen(console))
