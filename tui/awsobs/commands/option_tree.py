"""The commands and options there are, as plain records, from argparse's tree."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from awsobs.present.palettes import SHORT_NAMES

_PATHS = frozenset({"FILE", "PATH"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An option by all its names; without a `value` it is a switch.

    `choices` are the values there are, if they can be told; `is_path` asks for files.
    """

    names: tuple[str, ...]
    what: str
    value: str
    choices: tuple[str, ...]
    is_path: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Subcommand:
    """A command, or with an empty name the program itself; `words` are its arguments."""

    name: str
    what: str
    options: tuple[Option, ...]
    words: tuple[str, ...]


def commands_of(root: argparse.ArgumentParser) -> list[Subcommand]:
    """The program without a command first, then every command."""
    found = [_described("", root.description or "", root)]
    for action in _actions(root):
        if isinstance(action.choices, dict):
            told = cast("Any", action)._choices_actions  # noqa: SLF001 - the only place of the help
            whats = {choice.dest: choice.help for choice in told}
            commands = cast("dict[str, argparse.ArgumentParser]", action.choices)
            found.extend(
                _described(name, whats[name], command) for name, command in commands.items()
            )
    return found


def _described(name: str, what: str, parser: argparse.ArgumentParser) -> Subcommand:
    options: list[Option] = []
    words: list[str] = []
    for action in _actions(parser):
        if action.option_strings and action.help != argparse.SUPPRESS:
            options.append(_option(action))
        elif not action.option_strings and not isinstance(action.choices, dict):
            words.extend(map(str, action.choices or ()))
    return Subcommand(name=name, what=what, options=tuple(options), words=tuple(words))


def _option(action: argparse.Action) -> Option:
    value = "" if action.nargs == 0 else str(action.metavar or action.dest).upper()
    known = SHORT_NAMES if action.dest == "theme" else action.choices or ()
    return Option(
        names=tuple(action.option_strings),
        what=action.help or "",
        value=value,
        choices=tuple(map(str, known)),
        is_path=value in _PATHS,
    )


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    yield from parser._actions  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - argparse has no public way to its tree
