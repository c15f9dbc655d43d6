"""Account numbers are short on the screen until the user asks for them."""

from collections.abc import Callable
from datetime import timedelta

from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.domain.clock import FrozenClock
from awsobs.domain.logs import LogEvent
from awsobs.domain.trail import Resource, TrailEvent
from awsobs.store.memory import Memory

OWN, OTHER = "123456789012", "210987654321"
ARN = f"arn:aws:lambda:us-east-1:{OTHER}:function:pay"


def fill(memory: Memory, clock: FrozenClock) -> None:
    """Numbers in a line, in a bucket's name, as who did it, and in a record."""
    now = clock.now()
    at = int(now.timestamp() * 1000)
    line = f"invoked {ARN} for order 987654321098"
    memory.logs.extend(
        [LogEvent(timestamp=at, ingestion_time=at, group="/shop", stream="s", message=line)]
    )
    event = TrailEvent(
        id="e",
        time=now - timedelta(seconds=5),
        name="DeleteBucket",
        source="s3.amazonaws.com",
        who=f"account {OTHER}",
        resources=(Resource(name=f"logs-{OWN}"),),
        read_only=False,
        record={"recipientAccountId": OWN, "resources": [{"ARN": ARN}]},
    )
    memory.trail.add([event])


async def typed(pilot: Pilot[None], command: str) -> None:
    await pilot.press("colon")
    await pilot.press(*command, "enter")
    await pilot.pause()


async def test_numbers_are_short_until_revealed_and_short_again(
    console: Console, memory: Memory, clock: FrozenClock, screen: Callable[[Console], str]
) -> None:
    fill(memory, clock)
    async with console.run_test(size=(200, 50)) as pilot:
        await pilot.press("4", "z")
        shown = screen(console)
        assert "account 2109…4321" in shown
        assert "logs-1234…9012" in shown
        await pilot.press("v")
        shown = screen(console)
        assert "recipientAccountId  1234…9012" in shown
        assert "arn:aws:lambda:us-east-1:2109…4321:function:pay" in shown
        assert OWN not in shown
        await typed(pilot, "reveal")
        shown = screen(console)
        assert f"recipientAccountId  {OWN}" in shown
        assert ARN in shown
        await pilot.press("escape", "z", "1")
        assert f"{ARN} for order 987654321098" in screen(console)
        await typed(pilot, "reveal")
        shown = screen(console)
        assert "us-east-1:2109…4321:function:pay for order 987654321098" in shown
        assert OTHER not in shown
