"""What those who wait are told."""

import asyncio
import io
from contextlib import redirect_stderr
from datetime import UTC, datetime

from awsobs.commands.output import Output
from awsobs.commands.progress import Progress
from awsobs.domain.clock import FrozenClock
from awsobs.domain.source_state import Condition, SourceState
from awsobs.store.feeds import FeedBoard

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def output(*, quiet: bool = False, verbose: bool = False) -> Output:
    return Output(
        command="logs",
        is_json=True,
        query=None,
        width=40,
        is_cut=True,
        quiet=quiet,
        verbose=verbose,
    )


async def told(stream: io.StringIO, steps: int, wish: Output) -> str:
    """What is written while a source makes some steps, each a quarter of a second long."""
    board, clock = FeedBoard(), FrozenClock(NOON)
    with redirect_stderr(stream):
        async with Progress(board, clock, wish):
            board.set_state("logs", SourceState(condition=Condition.LOADING, since=NOON))
            for step in range(steps):
                board.set_progress("logs", f"{step // 2} groups")
                await asyncio.sleep(0)
                await asyncio.sleep(0)
    return stream.getvalue()


async def test_a_terminal_is_told_in_one_line_that_goes_away() -> None:
    shown = await told(Screen(), 6, output())
    assert "awsobs logs: logs… " in shown
    assert "\n" not in shown
    assert shown.endswith("\r\x1b[K")


async def test_what_is_quick_is_not_worth_a_word() -> None:
    assert await told(Screen(), 0, output()) == ""


async def test_a_pipe_is_told_only_when_it_asks() -> None:
    assert await told(io.StringIO(), 6, output()) == ""
    lines = (await told(io.StringIO(), 6, output(verbose=True))).splitlines()
    assert lines[-1] == "awsobs logs: logs… 2 groups"
    assert len(lines) == len({*lines}) > 1


async def test_quiet_is_quiet() -> None:
    assert await told(Screen(), 6, output(quiet=True, verbose=True)) == ""
