"""`:server`: the filter of LOGS runs where the lines are."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.domain.clock import FrozenClock
from awsobs.domain.context import Context, Identity
from awsobs.domain.source_state import SourceError
from awsobs.settings import Settings
from awsobs.store.memory import Memory

Screen = Callable[[Console], str]
Settled = Callable[[Pilot[None]], Awaitable[None]]
Collecting = Callable[[Callable[[object], object]], Any]


@pytest.fixture
def collector(collecting: Collecting) -> Any:
    return collecting(lambda _: SourceError("nobody there"))


@pytest.fixture
def console(memory: Memory, clock: FrozenClock, collector: Any) -> Console:
    return Console(Settings(mode="demo", log_groups=("/aws/*",)), memory, clock, lambda: collector)


def told(console: Console) -> list[str]:
    return [one.message for one in console._notifications]  # pyright: ignore[reportPrivateUsage] - there is no public way


async def opened(console: Console, pilot: Pilot[None], settled: Settled, text: str) -> None:
    await console.workers.wait_for_complete()
    console.show_pane("logs", text)
    await settled(pilot)


async def test_the_filter_is_sent_and_chips_say_where_it_runs(
    console: Console, memory: Memory, collector: Any, screen: Screen, settled: Settled
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(console, pilot, settled, "order=19 Done svc:gateway")
        await pilot.press("colon", *"server", "enter")
        await settled(pilot)
        assert collector.patterns == ["Done"]
        assert told(console) == ["the server sends lines that match Done"]
        assert "[server+local]" in screen(console)
        assert "server+local filter" in screen(console)
        memory.logs.clear()
        console.desk.lines.refresh_view()
        await settled(pilot)
        assert "passes the filter on the server · esc clears · :server" in screen(console)
        console.desk.switch_server_filter()
        await settled(pilot)
        assert collector.patterns == ["Done", ""]
        assert "[local]" in screen(console)


async def test_another_filter_is_sent_once_the_user_has_agreed_on_it(
    console: Console, collector: Any, settled: Settled
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(console, pilot, settled, "Done")
        console.desk.switch_server_filter()
        console.desk.on_beat()
        assert collector.patterns == ["Done"]
        await pilot.press("slash", "x")
        console.desk.on_beat()
        assert collector.patterns == ["Done"]
        await pilot.press("enter")
        await settled(pilot)
        console.desk.on_beat()
        assert collector.patterns == ["Done", "Donex"]
        await pilot.press("escape")
        await settled(pilot)
        console.desk.on_beat()
        assert collector.patterns == ["Done", "Donex", ""]


async def test_a_filter_that_cannot_run_there_has_everything_read_again(
    console: Console, collector: Any, settled: Settled
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(console, pilot, settled, "Done")
        console.desk.switch_server_filter()
        console.show_pane("logs", "level:ERROR")
        console.desk.on_beat()
        await settled(pilot)
        assert collector.patterns == ["Done", ""]
        assert told(console)[-1].startswith("this filter cannot run on the server")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "there is no filter to send; / sets one"),
        ("svc:payments", "no part of this filter can run on the server"),
    ],
)
async def test_what_cannot_be_sent_is_told(
    console: Console, collector: Any, settled: Settled, text: str, words: str
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(console, pilot, settled, text)
        console.desk.switch_server_filter()
        await settled(pilot)
        assert told(console) == [words]
        assert collector.patterns == []


async def test_another_account_is_sent_the_filter_once_it_is_known(
    console: Console, memory: Memory, collector: Any, settled: Settled
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await opened(console, pilot, settled, "Done")
        console.desk.switch_server_filter()
        console.show_context(Context(profile="other", region="eu-west-1"))
        console.desk.on_beat()
        assert collector.patterns == ["Done"]
        memory.feeds.identity = Identity(account="210987654321", arn="arn:aws:iam::1:user/me")
        console.desk.on_beat()
        assert collector.patterns == ["Done", "Done"]
