"""Which of X-Ray's groups of traces the map is to be of."""

from collections.abc import Callable, Iterable
from functools import partial

from awsobs.app.command_line import Command, Words, plain
from awsobs.app.screens.command import CommandScreen
from awsobs.domain.trace_groups import TraceGroup

_DEFAULT = "Default"
"""The group that every account has, of all its traces."""


def trace_group_question(
    groups: Iterable[TraceGroup], show: Callable[[str], object]
) -> CommandScreen:
    """The screen that asks; `show` gets the expression of the group that is chosen."""
    commands = [
        Command(
            name=group.name,
            what=group.expression or "all traces",
            kind="insights on" if group.has_insights else "",
            ready=plain(partial(show, expression_of(group.name))),
        )
        for group in groups
        if is_name(group.name)
    ]
    return CommandScreen(
        commands, [], Words(prompt="?", thing="group", enter="map of it", arrows="choose")
    )


def is_name(group: str) -> bool:
    """Whether an expression can have this name in quotes."""
    return '"' not in group and "\\" not in group


def expression_of(group: str) -> str:
    """What finds the traces of a group; nothing where it is of all.

    Raises:
        ValueError: no group can have this name.
    """
    if not is_name(group):
        raise ValueError(f"{group} is no name of a group")
    return "" if group in ("", _DEFAULT) else f'group.name = "{group}"'
