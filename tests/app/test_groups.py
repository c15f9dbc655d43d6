"""Choosing log groups, with the picker and with commands."""

from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.app.group_choice import Candidate, GroupChoice
from awsobs.app.log_vocabulary import read_groups
from awsobs.app.panes.logs import LogsPane
from awsobs.domain.clock import FrozenClock
from awsobs.domain.logs import LogGroup
from awsobs.domain.source_state import Condition, SourceError
from awsobs.languages.linear_regex import RegexError
from awsobs.settings import Settings
from awsobs.store.memory import Memory

Screen = Callable[[Console], str]
Settled = Callable[[Pilot[None]], Awaitable[None]]
NAMES = ("/aws/lambda/checkout", "/aws/lambda/payments", "/ecs/web", "/shop")


class FakeAws:
    """An account with four groups, the second of which has two streams."""

    def __init__(self, error: SourceError | None = None) -> None:
        self.error = error
        self.calls: list[str] = []

    async def call(self, operation: str, **parameters: Any) -> dict[str, Any]:
        self.calls.append(operation)
        if self.error is not None:
            raise self.error
        if operation == "logs:DescribeLogStreams":
            names = (f"s/[1]{name}" for name in "ab")
            return {"logStreams": [{"logStreamName": name} for name in names]}
        return {"logGroups": [{"logGroupName": name, "storedBytes": 2_000_000} for name in NAMES]}


@pytest.fixture
def asked(collecting: Any) -> Callable[..., Any]:
    """Makes a collector that answers from such an account."""

    def made(error: SourceError | None = None) -> Any:
        aws = FakeAws(error)

        def answer(question: Callable[[object], Coroutine[Any, Any, object]]) -> object:
            try:
                question(aws).send(None)
            except StopIteration as done:
                return done.value
            except SourceError as refused:
                return refused
            raise AssertionError("an answer is there at once")

        return collecting(answer)

    return made


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path


async def opened(console: Console, pilot: Pilot[None], settled: Settled) -> None:
    await console.workers.wait_for_complete()
    await pilot.press("1", "s")
    await console.workers.wait_for_complete()
    await settled(pilot)


@pytest.mark.usefixtures("state")
async def test_a_glob_is_chosen_with_the_groups_that_there_will_be(
    memory: Memory, clock: FrozenClock, screen: Screen, settled: Settled, asked: Callable[..., Any]
) -> None:
    collector = asked()
    console = Console(Settings(), memory, clock, lambda: collector)
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(console, pilot, settled)
        assert "4 of 4" in screen(console)
        assert "2.0 MB" in screen(console) or "2 MB" in screen(console)
        await pilot.press(*"/aws/*")
        await settled(pilot)
        assert "2 of 4" in screen(console)
        assert "enter reads 2 groups: /aws/*" in screen(console)
        await pilot.press("enter")
        assert collector.chosen == [("/aws/*",)]


@pytest.mark.usefixtures("state")
async def test_several_are_chosen_by_letters_and_remembered(
    memory: Memory, clock: FrozenClock, screen: Screen, settled: Settled, asked: Callable[..., Any]
) -> None:
    first, second = asked(), asked()
    console = Console(Settings(), memory, clock, lambda: first)
    async with console.run_test(size=(80, 24)) as pilot:
        await opened(console, pilot, settled)
        await pilot.press(*"pay", "space", *["backspace"] * 3, *"web", "space", "enter")
        assert first.chosen == [("/aws/lambda/payments", "/ecs/web")]
    again = Console(Settings(), memory, clock, lambda: second)
    async with again.run_test(size=(80, 24)) as pilot:
        await opened(again, pilot, settled)
        assert second.chosen == first.chosen
        assert screen(again).count("✔ /") == 2
        assert "enter reads 2 groups" in screen(again)


@pytest.mark.usefixtures("state")
async def test_what_the_command_line_says_comes_before_what_is_remembered(
    memory: Memory, clock: FrozenClock, settled: Settled, asked: Callable[..., Any]
) -> None:
    first, second = asked(), asked()
    console = Console(Settings(), memory, clock, lambda: first)
    async with console.run_test() as pilot:
        await opened(console, pilot, settled)
        await pilot.press("enter")
    again = Console(Settings(log_groups=("/shop",)), memory, clock, lambda: second)
    async with again.run_test() as pilot:
        await settled(pilot)
    assert first.chosen
    assert second.chosen == []


@pytest.mark.usefixtures("state")
async def test_streams_of_a_group_become_a_filter(
    memory: Memory, clock: FrozenClock, screen: Screen, settled: Settled, asked: Callable[..., Any]
) -> None:
    collector = asked()
    console = Console(Settings(), memory, clock, lambda: collector)
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(console, pilot, settled)
        await pilot.press(*"payments", "tab")
        await console.workers.wait_for_complete()
        await settled(pilot)
        assert "s/[1]a" in screen(console)
        await pilot.press("space", "down", "space", "enter")
        await settled(pilot)
        pane = console.query_one(LogsPane)
        assert pane.filter_text == 'stream="s/[1]a" | stream="s/[1]b"'
        assert collector.chosen == [("/aws/lambda/payments",)]


async def test_a_refusal_is_told_in_the_picker(
    memory: Memory, clock: FrozenClock, screen: Screen, settled: Settled, asked: Callable[..., Any]
) -> None:
    denied = SourceError("denied: logs:DescribeLogGroups", condition=Condition.DENIED)
    console = Console(Settings(mode="demo"), memory, clock, lambda: asked(denied))
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(console, pilot, settled)
        assert "✖ denied: logs:DescribeLogGroups" in screen(console)


async def test_a_bad_expression_is_told_and_the_list_comes_back(
    memory: Memory, clock: FrozenClock, screen: Screen, settled: Settled, asked: Callable[..., Any]
) -> None:
    console = Console(Settings(mode="demo"), memory, clock, asked)
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(console, pilot, settled)
        await pilot.press(*"re:(")
        await settled(pilot)
        assert "✖ missing )" in screen(console)
        await pilot.press("backspace", *"shop$")
        await settled(pilot)
        assert "enter reads 1 group: re:shop$" in screen(console)


async def test_a_command_reads_groups_and_filters_their_lines(
    memory: Memory, clock: FrozenClock, settled: Settled, asked: Callable[..., Any]
) -> None:
    collector = asked()
    console = Console(Settings(mode="demo"), memory, clock, lambda: collector)
    async with console.run_test(size=(120, 40)) as pilot:
        await console.workers.wait_for_complete()
        await pilot.press("colon", *"logs /ecs/web re:^/s /order=1", "enter")
        await settled(pilot)
        assert collector.chosen == [("/ecs/web", "re:^/s")]
        assert console.query_one(LogsPane).filter_text == "order=1"
        await pilot.press("colon", *"groups auto", "enter")
        assert collector.chosen[-1] == ()


@pytest.mark.parametrize(
    ("text", "groups", "filter_text"),
    [
        ("/timeout !health", (), "timeout !health"),
        ("timeout", (), "timeout"),
        ("/aws/lambda/pay /timeout", ("/aws/lambda/pay",), "timeout"),
        ("/shop /aws/* re:x y", ("/shop", "/aws/*", "re:x"), "y"),
        ("/other", (), "other"),
        ("/http/i", (), "http/i"),
        ("", (), ""),
    ],
)
def test_groups_and_the_filter_behind_them(
    text: str, groups: tuple[str, ...], filter_text: str
) -> None:
    assert read_groups(text, {"/shop"}) == (groups, filter_text)


def test_what_is_chosen_comes_first_and_patterns_before_names() -> None:
    choice = GroupChoice(["/shop", "/aws/*"])
    choice.offer([Candidate(name=name, group=LogGroup(name=name)) for name in NAMES])
    assert [one.name for one in choice.found(" ")][:3] == ["/aws/*", "/shop", NAMES[0]]
    assert choice.found("")[0].means == 2
    assert choice.meant(choice.wanted(None)) == 3
    with pytest.raises(RegexError):
        choice.found("re:[")


def test_what_is_typed_goes_before_what_was_chosen_at_another_time() -> None:
    choice = GroupChoice(("/none/*",))
    choice.offer([Candidate(name=name) for name in NAMES])
    assert choice.wanted("/none/*") == ("/none/*",)
    assert choice.wanted("re:check|web", "re:check|web") == ("re:check|web",)
    assert choice.wanted(None, "xyz") == ()
    choice.toggle("/shop")
    assert choice.wanted("/ecs/web", "web") == ("/none/*", "/shop")


@pytest.mark.usefixtures("state")
async def test_after_a_glob_without_groups_the_picker_takes_an_expression(
    memory: Memory, clock: FrozenClock, screen: Screen, settled: Settled, asked: Callable[..., Any]
) -> None:
    collector = asked()
    console = Console(Settings(log_groups=("/none/*",)), memory, clock, lambda: collector)
    async with console.run_test(size=(80, 24)) as pilot:
        await opened(console, pilot, settled)
        await pilot.press(*"zzzz")
        await settled(pilot)
        assert "no group has these letters: zzzz" in screen(console)
        await pilot.press(*["backspace"] * 4, *"/no*")
        await settled(pilot)
        assert "0 of 4" in screen(console)
        assert "no group matches /no*" in screen(console)
        await pilot.press(*["backspace"] * 4, *"re:check|web")
        await settled(pilot)
        assert "2 of 4" in screen(console)
        assert "enter reads 2 groups: re:check|web" in screen(console)
        await pilot.press("enter")
        assert collector.chosen[-1] == ("re:check|web",)
