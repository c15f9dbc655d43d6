"""`8` shows EventBridge, `B` what an event would set off."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.app.picture import text_on
from awsobs.app.screens.event_rules import EventRulesScreen
from awsobs.app.screens.events import EventsScreen
from awsobs.domain.clock import FrozenClock
from awsobs.domain.events import EventsBoard, EventsOverview, Rule, RuleUse
from awsobs.domain.source_state import SourceError
from awsobs.settings import Settings
from awsobs.store.memory import Memory

RULES = (
    Rule(name="deploys", pattern=json.dumps({"detail-type": ["AWS API Call via CloudTrail"]})),
    Rule(name="warmer", schedule="rate(1 minute)", record={"Name": "warmer", "RoleArn": "r"}),
)
USES = {("default", "warmer"): RuleUse(triggered=2, invocations=2, failed=2)}
BOARD = EventsBoard(rules=RULES, overview=EventsOverview(uses=USES))


@pytest.fixture
def answers() -> list[Any]:
    """What the account answers, one after the other; the last one for ever."""
    return [BOARD]


@pytest.fixture
def console(
    memory: Memory, clock: FrozenClock, collecting: Callable[..., Any], answers: list[Any]
) -> Console:
    def answer(_: object) -> object:
        return answers.pop(0) if len(answers) > 1 else answers[0]

    collector = collecting(answer)
    return Console(Settings(mode="demo"), memory, clock, lambda: collector)


async def pressed(console: Console, pilot: Pilot[None], *keys: str) -> str:
    await pilot.press(*keys)
    await console.workers.wait_for_complete()
    await pilot.pause()
    return text_on(console)


async def opened(console: Console, pilot: Pilot[None]) -> None:
    await console.workers.wait_for_complete()
    await pilot.pause()


async def test_rules_with_what_they_did_are_one_key_away(console: Console) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(console, pilot)
        shown = await pressed(console, pilot, "8")
        assert isinstance(console.screen, EventsScreen)
        assert "2 rules · 0 schedules · 1 failing" in shown
        assert shown.index("warmer") < shown.index("deploys")
        assert "2 fired  2 failed" in shown
        shown = await pressed(console, pilot, "j", "enter")
        assert "every minute" in shown
        assert "RoleArn" in shown
        await pressed(console, pilot, "minus", "minus")
        assert console.screen is console.cockpit


async def test_what_is_denied_is_told_with_its_hint(console: Console, answers: list[Any]) -> None:
    answers[:] = [SourceError("denied: events:ListRules", hint="ask somebody")]
    async with console.run_test(size=(80, 24)) as pilot:
        await opened(console, pilot)
        shown = await pressed(console, pilot, "8")
        assert "✖ denied: events:ListRules" in shown
        assert "ask somebody" in shown


async def test_an_event_leads_to_the_rules_that_it_sets_off(
    console: Console, answers: list[Any]
) -> None:
    answers[:] = [RULES, True]
    async with console.run_test(size=(120, 40), notifications=True) as pilot:
        await opened(console, pilot)
        shown = await pressed(console, pilot, "4", "B")
        assert isinstance(console.screen, EventRulesScreen)
        assert "1 of 2 rules would fire" in shown
        assert "it runs by a schedule alone" in shown
        shown = await pressed(console, pilot, "T")
        assert "EventBridge: deploys matches" in shown
        await pressed(console, pilot, "minus")
        answers[:] = [RULES]
        shown = await pressed(console, pilot, "4", "enter", "B")
        assert "1 of 2 rules would fire" in shown


async def test_an_alarm_leads_to_them_too(console: Console, answers: list[Any]) -> None:
    answers[:] = [RULES]
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(console, pilot)
        shown = await pressed(console, pilot, "3", "B")
        assert "0 of 2 rules would fire" in shown
        assert "detail-type wants AWS API Call via CloudTrail" in shown
