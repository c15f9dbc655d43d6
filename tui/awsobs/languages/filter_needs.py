"""What a text must hold for a filter to let it through, for those who can look that up fast."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Anything:
    """Nothing is known but by asking the filter."""


@dataclass(frozen=True, slots=True)
class Holds:
    """The text must hold these letters; with `is_all` that is also all that is asked."""

    letters: str
    ignores_case: bool
    is_all: bool


@dataclass(frozen=True, slots=True)
class Passes(Generic[Record]):
    """This is asked of a named field, and nothing else; `holds` is all that it comes to."""

    field: str
    test: Callable[[Record], bool]
    holds: Holds | None = None


@dataclass(frozen=True, slots=True)
class HasOwn:
    """The record must have fields of its own, as JSON has, and hold this beside."""

    holds: Holds


@dataclass(frozen=True, slots=True)
class Not(Generic[Record]):
    """The part must not hold."""

    part: "Need[Record]"


@dataclass(frozen=True, slots=True)
class Every(Generic[Record]):
    """All of the parts must hold."""

    parts: "tuple[Need[Record], ...]"


@dataclass(frozen=True, slots=True)
class Some(Generic[Record]):
    """One of the parts must hold."""

    parts: "tuple[Need[Record], ...]"


Need: TypeAlias = (
    Anything | Holds | HasOwn | Passes[Record] | Not[Record] | Every[Record] | Some[Record]
)

ANYTHING = Anything()

_TOKEN = re.compile(
    r"(?P<class>\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\])"
    r"|(?P<escape>\\[dDsSwWbBAztnrfav.\-/()\[\]{}|*+?^$\\\"])"
    r"|(?P<repeat>\{[^}]*\}|[*?])"
    r"|(?P<run>[A-Za-z0-9_=:,;'\"<>@#%&!~/ -]+)"
    r"|(?P<other>[^\\(|\[])",
    re.DOTALL | re.ASCII,
)


def word_need(word: str) -> Holds:
    """What a word of a filter needs, by smart case."""
    return Holds(word, word == word.lower(), is_all=True)


def regex_need(slashed: str) -> Holds | Anything:
    """What `/expression/` or `/expression/i` needs."""
    ignores_case = slashed.endswith("i")
    letters = letters_in(slashed[1 : -2 if ignores_case else -1])
    return Holds(letters, ignores_case, is_all=False) if letters else ANYTHING


def letters_in(expression: str) -> str:
    """The longest run of letters that every match of a regular expression has, or nothing.

    Only of what is plain to see: one with groups or alternatives has none.
    """
    runs = [""]
    position = 0
    while position < len(expression):
        token = _TOKEN.match(expression, position)
        if token is None:
            return ""
        position = token.end()
        if token.lastgroup == "run":
            runs.append(token[0])
            continue
        if token.lastgroup == "repeat":
            runs[-1] = runs[-1][:-1]  # it may stand there no time at all
        runs.append("")
    return max(runs, key=len)
