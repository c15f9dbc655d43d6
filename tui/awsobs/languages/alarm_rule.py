"""The rule of a composite alarm: `ALARM("a") AND NOT (OK(b) OR INSUFFICIENT_DATA(c))`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

LONGEST: Final = 10_240
MOST_ELEMENTS: Final = 500
MOST_ALARMS: Final = 100
DEEPEST: Final = 60
"""Parentheses and NOTs nested deeper than this are refused."""

StateOf: TypeAlias = Callable[[str], str]
"""Gives the state of an alarm by its name: OK, ALARM or INSUFFICIENT_DATA."""

_Node: TypeAlias = Callable[[StateOf], bool]

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<state>ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*"
    r"(?:\"(?P<quoted>(?:[^\"\\]|\\.)+)\"|'(?P<single>(?:[^'\\]|\\.)+)'|(?P<bare>[^\s()\"']+))\s*\)"
    r"|(?P<word>AND|OR|NOT|TRUE|FALSE)(?![A-Za-z0-9_])"
    r"|(?P<mark>[()]))"
)
_ESCAPED: Final = re.compile(r"\\(.)")


class RuleError(ValueError):
    """A rule that cannot be read; `position` counts characters from 0."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


@dataclass(frozen=True, slots=True)
class AlarmRule:
    """A readable rule: the alarms it names, in order, and how to evaluate it."""

    alarms: tuple[str, ...]
    holds: _Node


class _Token(NamedTuple):
    kind: str
    text: str
    alarm: str
    position: int


def rule_of(text: str) -> AlarmRule:
    """The rule that `text` spells; an alarm may be named or given by its ARN.

    Raises:
        RuleError: it cannot be read, or is larger than CloudWatch allows.
    """
    if len(text) > LONGEST:
        raise RuleError(f"a rule has at most {LONGEST} characters", LONGEST)
    tokens = _tokens(text)
    alarms = tuple(dict.fromkeys(token.alarm for token in tokens if token.kind == "state"))
    if len(alarms) > MOST_ALARMS:
        raise RuleError(f"a rule names at most {MOST_ALARMS} alarms", 0)
    reader = _Reader(tokens)
    node = reader.either(0)
    reader.expect("end")
    return AlarmRule(alarms, node)


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    place = 0
    end = len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            rest = text[place:].lstrip()
            raise RuleError(f"'{rest[:20]}' is not understood", len(text) - len(rest))
        tokens.append(_token(match))
        place = match.end()
    if len(tokens) > MOST_ELEMENTS:
        raise RuleError(f"a rule has at most {MOST_ELEMENTS} elements", 0)
    tokens.append(_Token("end", "the end", "", len(text)))
    return tokens


def _token(match: re.Match[str]) -> _Token:
    if match["state"]:
        named = match["bare"] or _ESCAPED.sub(r"\1", match["quoted"] or match["single"])
        name = named.rpartition(":alarm:")[2] if named.startswith("arn:") else named
        return _Token("state", match["state"], name, match.start("state"))
    spelled = match["word"] or match["mark"]
    return _Token(spelled, spelled, "", match.end() - len(spelled))


class _Reader:
    """Reads OR, then AND, then NOT, each binding tighter than the one before."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._place = 0

    def either(self, depth: int) -> _Node:
        """Parts joined by OR."""
        parts = [self._both(depth)]
        while self._tokens[self._place].kind == "OR":
            self._place += 1
            parts.append(self._both(depth))
        if len(parts) == 1:
            return parts[0]
        return lambda state_of: any(part(state_of) for part in parts)

    def expect(self, kind: str) -> None:
        """Take the token that must come now.

        Raises:
            RuleError: another one came.
        """
        token = self._tokens[self._place]
        if token.kind != kind:
            wanted = "the end" if kind == "end" else f"'{kind}'"
            raise RuleError(f"{wanted} was expected instead of {token.text}", token.position)
        self._place += 1

    def _both(self, depth: int) -> _Node:
        parts = [self._part(depth)]
        while self._tokens[self._place].kind == "AND":
            self._place += 1
            parts.append(self._part(depth))
        if len(parts) == 1:
            return parts[0]
        return lambda state_of: all(part(state_of) for part in parts)

    def _part(self, depth: int) -> _Node:
        token = self._tokens[self._place]
        if depth > DEEPEST:
            raise RuleError("the rule is nested too deeply", token.position)
        self._place += 1
        match token.kind:
            case "NOT":
                inner = self._part(depth + 1)
                return lambda state_of: not inner(state_of)
            case "(":
                inner = self.either(depth + 1)
                self.expect(")")
                return inner
            case "TRUE" | "FALSE":
                holds = token.kind == "TRUE"
                return lambda _: holds
            case "state":
                name, state = token.alarm, token.text
                return lambda state_of: state_of(name) == state
            case _:
                self._place -= 1
                raise RuleError(f"an alarm was expected instead of {token.text}", token.position)
