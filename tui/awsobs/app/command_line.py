"""The words that `:` understands, and how what was typed finds one of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from textual.fuzzy import FuzzySearch

from awsobs.present.rows import Row

Afterwards = Callable[[], object]
"""What a command does once the command line is closed."""


class CommandError(Exception):
    """The user asked for something that a command cannot do; said where they asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One word of the command line.

    `usage` names its arguments; `what` is told in `style`. `ready` gets what stands after the
    word, and either tells what to do or raises `CommandError`. `key` is the key that does the
    same. `choices` makes the commands that the word begins, such as `theme dark`.
    """

    name: str
    what: str
    kind: str
    ready: Callable[[str], Afterwards]
    usage: str = ""
    key: str = ""
    style: str = "muted"
    choices: Callable[[], Sequence["Command"]] | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A command that fits what was typed, and which letters of its name do."""

    command: Command
    letters: tuple[int, ...] = ()
    score: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a list calls itself, and its keys; `note` is told while nothing is typed."""

    prompt: str
    thing: str
    enter: str
    arrows: str
    note: str = ""

    def hints(self, keys: Mapping[str, str]) -> Row:
        """The keys and what they do; `keys` by the ids of actions, where they can act."""
        named = (
            ("enter", self.enter),
            (keys.get("command.complete", "tab"), "complete"),
            (f"{keys.get('command.previous', '↑')} {keys.get('command.next', '↓')}", self.arrows),
            (keys.get("overlay.close", "esc"), "close"),
        )
        spans = (((key, "accent bold"), (f" {what}   ", "muted")) for key, what in named)
        return tuple(span for pair in spans for span in pair)


COMMANDS = Words(prompt=":", thing="command", enter="run", arrows="choose, history")


def plain(action: Afterwards) -> Callable[[str], Afterwards]:
    """The `ready` of a command that takes no arguments."""

    def ready(text: str) -> Afterwards:
        if text:
            raise CommandError(f"nothing may follow here, not {text}")
        return action

    return ready


def run_after(afterwards: Afterwards | None) -> None:
    """Do what was chosen, if anything."""
    if afterwards is not None:
        afterwards()


def matches(commands: Iterable[Command], typed: str) -> list[Match]:
    """The commands that fit, the best first; all of them when nothing was typed."""
    word = _word(typed)
    if not word:
        return [Match(command) for command in commands]
    search = FuzzySearch()
    found: list[Match] = []
    for command in commands:
        score, letters = fit(search, word, command.name)
        if score:
            found.append(Match(command, letters, score))
    return sorted(found, key=lambda match: -match.score)


def fit(search: FuzzySearch, word: str, name: str) -> tuple[float, tuple[int, ...]]:
    """How well a name fits a lower-case word, 0 if not at all, and which of its letters do."""
    at = name.lower().find(word)
    if at >= 0:
        bonus = 2_000 if at == 0 else 1_000
        return bonus - len(name), tuple(range(at, at + len(word)))
    score, letters = search.match(word, name)
    return score, tuple(letters)


def exact(commands: Iterable[Command], typed: str) -> tuple[Command, str] | None:
    """The command whose whole name starts what was typed, with its arguments."""
    text = typed.strip()
    for command in sorted(commands, key=lambda command: -len(command.name)):
        if text == command.name:
            return command, ""
        if text.startswith(command.name + " "):
            return command, text[len(command.name) :].strip()
    return None


def nearest(commands: Sequence[Command], typed: str) -> str:
    """The name that looks most like what was typed, or nothing."""
    close = get_close_matches(_word(typed), [command.name for command in commands], 1, 0.4)
    return close[0] if close else ""


def _word(typed: str) -> str:
    return typed.strip().lower()
