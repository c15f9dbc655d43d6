"""The commands about EventBridge."""

from collections.abc import Callable

from awsobs.app.command_line import Command, plain
from awsobs.app.event_desk import EventDesk


def event_commands(desk: EventDesk, keys: Callable[..., str]) -> list[Command]:
    """What `:` and the palette offer about EventBridge."""
    return [
        Command(
            name="events",
            what="rules, schedules, archives",
            kind="events",
            key=keys("8", "move.events"),
            ready=plain(desk.open_events),
        ),
        Command(
            name="rules",
            what="rules that this event sets off",
            kind="trail",
            key=keys("B", "jump.rules"),
            ready=plain(desk.open_rules),
        ),
    ]
