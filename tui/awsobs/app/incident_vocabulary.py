"""The command about the incident as a whole."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from awsobs.app.command_line import Afterwards, Command, CommandError, plain
from awsobs.app.handover_making import json_beside
from awsobs.app.incident_desk import IncidentDesk
from awsobs.app.new_files import check_free


def incident_commands(desk: IncidentDesk, keys: Callable[..., str]) -> list[Command]:
    """What `:` and the palette offer about the incident."""
    return [
        Command(
            name="timeline",
            what="all lanes on one axis, and the verdict",
            kind="timeline",
            key=keys("6", "move.timeline"),
            ready=plain(desk.open_timeline),
        ),
        Command(
            name="note",
            what="into the hand-over",
            kind="timeline",
            usage="TEXT",
            ready=partial(_note, desk),
        ),
        Command(
            name="handover",
            what="Markdown and JSON of the incident",
            kind="timeline",
            usage="[FILE.md]",
            key=keys("H", "move.handover"),
            ready=partial(_handover, desk),
        ),
    ]


def _note(desk: IncidentDesk, text: str) -> Afterwards:
    if not text.strip():
        raise CommandError("what is to be noted")
    return partial(desk.note, text.strip())


def _handover(desk: IncidentDesk, text: str) -> Afterwards:
    name = text.strip()
    if not name:
        return desk.ask_handover
    check_free(name)
    check_free(str(json_beside(Path(name))))
    return partial(desk.write_handover, name)
