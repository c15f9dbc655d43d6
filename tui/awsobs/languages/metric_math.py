"""CloudWatch's metric math: read once, evaluated by closures."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from awsobs.languages.math_functions import FUNCTIONS
from awsobs.languages.math_values import Frame, MathError, MathValue, TimeSeries, combined, each

LONGEST: Final = 2048
DEEPEST: Final = 60
"""Parentheses, calls and signs nested deeper than this are refused."""

_Node: TypeAlias = Callable[[Frame], MathValue]

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)"
    r"|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>==|!=|<=|>=|&&|\|\||[-+*/^<>(),\[\]]))"
)
_SPELLED: Final = {"&&": "AND", "||": "OR"}
_STRENGTH: Final = {
    **{"OR": 1, "AND": 2, "+": 4, "-": 4, "*": 5, "/": 5, "^": 7},
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), 3),
}
_SIGN_STRENGTH: Final = 6


class _Token(NamedTuple):
    kind: str
    text: str
    position: int


@dataclass(frozen=True, slots=True)
class Expression:
    """A readable expression: the ids it names, and how to compute it."""

    names: frozenset[str]
    evaluate: _Node


def expression_of(text: str) -> Expression:
    """The expression that `text` spells.

    Raises:
        MathError: it cannot be read, or names a function that is not computed here.
    """
    if len(text) > LONGEST:
        raise MathError(f"an expression has at most {LONGEST} characters")
    reader = _Reader(_tokens(text))
    node = reader.expression(0, 0)
    reader.expect("end")
    return Expression(frozenset(reader.names), node)


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    place = 0
    end = len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise MathError(f"'{text[place:].lstrip()[:1]}' is not understood", place)
        group = match.lastgroup
        spelled = _SPELLED.get(match[group], match[group])
        kind = "sign" if spelled in ("AND", "OR") else group
        tokens.append(_Token(kind, spelled, match.start(group)))
        place = match.end()
    tokens.append(_Token("end", "the end", len(text)))
    return tokens


class _Reader:
    """Reads tokens by operator strength."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._place = 0
        self.names: set[str] = set()

    def expression(self, weakest: int, depth: int) -> _Node:
        """An expression of operators that bind tighter than `weakest`."""
        if depth > DEEPEST:
            raise MathError("the expression is nested too deeply", self._next.position)
        first = self._operand(depth)
        steps: list[tuple[str, _Node]] = []
        while self._next.kind == "sign" and _STRENGTH.get(self._next.text, 0) > weakest:
            operator = self._take().text
            strength = _STRENGTH[operator] - (operator == "^")
            steps.append((operator, self.expression(strength, depth + 1)))
        return _chain(first, steps) if steps else first

    def expect(self, spelled: str) -> None:
        """Take the token that must come now.

        Raises:
            MathError: another one came.
        """
        token = self._take()
        if spelled not in (token.kind, token.text):
            wanted = "the end" if spelled == "end" else f"'{spelled}'"
            raise MathError(f"{wanted} was expected instead of {token.text}", token.position)

    @property
    def _next(self) -> _Token:
        return self._tokens[self._place]

    def _take(self) -> _Token:
        token = self._tokens[self._place]
        self._place = min(self._place + 1, len(self._tokens) - 1)
        return token

    def _operand(self, depth: int) -> _Node:
        token = self._take()
        match token.kind, token.text:
            case "number", spelled:
                number = float(spelled)
                return lambda _: number
            case "name", name:
                return self._call(token, depth) if self._next.text == "(" else self._named(name)
            case "sign", "-":
                inner = self.expression(_SIGN_STRENGTH, depth + 1)
                return lambda frame: each(inner(frame), lambda value: -value)
            case "sign", "+":
                return self.expression(_SIGN_STRENGTH, depth + 1)
            case "sign", "(":
                inner = self.expression(0, depth + 1)
                self.expect(")")
                return inner
            case "sign", "[":
                return _list_of(self._arguments("]", depth))
            case _:
                raise MathError(f"a value was expected instead of {token.text}", token.position)

    def _named(self, name: str) -> _Node:
        self.names.add(name)

        def look_up(frame: Frame) -> MathValue:
            try:
                return frame.values[name]
            except KeyError:
                raise MathError(f"there is no id '{name}'") from None

        return look_up

    def _call(self, token: _Token, depth: int) -> _Node:
        signature = FUNCTIONS.get(token.text)
        if signature is None:
            raise MathError(f"{token.text} is not computed by awsobs local", token.position)
        self.expect("(")
        arguments = self._arguments(")", depth)
        if not signature.least <= len(arguments) <= signature.most:
            raise MathError(
                f"{token.text} does not take {len(arguments)} arguments", token.position
            )
        compute = signature.compute

        def call(frame: Frame) -> MathValue:
            values = (part if isinstance(part, str) else part(frame) for part in arguments)
            return compute(frame, tuple(values))

        return call

    def _arguments(self, closing: str, depth: int) -> list[_Node | str]:
        arguments: list[_Node | str] = []
        while self._next.text != closing:
            if arguments:
                self.expect(",")
            arguments.append(self._argument(depth))
        self.expect(closing)
        return arguments

    def _argument(self, depth: int) -> _Node | str:
        token = self._next
        if token.kind == "text":
            return self._take().text[1:-1]
        if token.text in ("REPEAT", "LINEAR"):
            return self._take().text
        return self.expression(0, depth + 1)


def _chain(first: _Node, steps: list[tuple[str, _Node]]) -> _Node:
    # A loop, so that a long sum does not nest as deeply as it is long.
    def compute(frame: Frame) -> MathValue:
        value = first(frame)
        for operator, operand in steps:
            value = combined(operator, value, operand(frame))
        return value

    return compute


def _list_of(parts: list[_Node | str]) -> _Node:
    def gather(frame: Frame) -> MathValue:
        series: list[TimeSeries] = []
        for part in parts:
            value = part if isinstance(part, str) else part(frame)
            if not isinstance(value, TimeSeries):
                raise MathError("a list in brackets holds time series")
            series.append(value)
        return tuple(series)

    return gather
