"""The command about the incident as a whole."""

from collections.abc import Callable

from awsobs.app.command_line import Command, plain
from awsobs.app.incident_desk import IncidentDesk


def incident_commands(desk: IncidentDesk, keys: Callable[..., str]) -> list[Command]:
    """What `:` and the palette offer about the incident."""
    return [
        Command(
            name="timeline",
            what="all lanes on one axis, and the verdict",
            kind="timeline",
            key=keys("6", "move.timeline"),
            ready=plain(desk.open_timeline),
        )
    ]
