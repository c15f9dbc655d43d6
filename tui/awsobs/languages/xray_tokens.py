"""The words of a filter expression of X-Ray, with where each stands."""

import json
import re
from dataclasses import dataclass
from typing import NoReturn

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>"(?:[^"\\]|\\.)*")
      | (?P<number>-?\d+(?:\.\d+)?(?![\w.]))
      | (?P<sign>!=|<=|>=|[=<>!(){},:])
      | (?P<word>[A-Za-z_](?:[\w.\-]|\[(?:"[^"]*"|'[^']*'|[^\]"']*)\])*)
      | (?P<json>\#)
      | (?P<unknown>\S)
    )""",
    re.VERBOSE,
)
_JSON = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, text, sign or JSON value; `at` counts from 0."""

    kind: str
    text: str
    at: int


class Tokens:
    """The tokens of one expression, taken one after the other."""

    def __init__(self, expression: str) -> None:
        self._tokens = _tokens(expression)
        self._next = 0

    def peek(self, ahead: int = 0) -> Token:
        """The token that comes next, or so many after it; at the end one of kind `end`."""
        return self._tokens[min(self._next + ahead, len(self._tokens) - 1)]

    def take(self) -> Token:
        """The next token, which is done with."""
        token = self.peek()
        self._next = min(self._next + 1, len(self._tokens) - 1)
        return token

    def took(self, text: str) -> bool:
        """Take the next token if it is this sign, or this word in whatever case."""
        token = self.peek()
        if token.kind not in ("sign", "word") or token.text.upper() != text:
            return False
        self._next += 1
        return True

    def expect(self, text: str) -> None:
        """Take this sign.

        Raises:
            ValueError: something else stands there.
        """
        if not self.took(text):
            self.refuse(expected=text)

    def string(self) -> str:
        """Take a text in double quotes.

        Raises:
            ValueError: something else stands there.
        """
        token = self.take()
        if token.kind != "text":
            self.refuse(token)
        return re.sub(r"\\(.)", r"\1", token.text[1:-1], flags=re.DOTALL)

    def number(self) -> float:
        """Take a number.

        Raises:
            ValueError: something else stands there.
        """
        token = self.take()
        return float(token.text) if token.kind == "number" else self.refuse(token)

    def json(self) -> object:
        """Take a JSON value after its `#`.

        Raises:
            ValueError: something else stands there.
        """
        token = self.take()
        if token.kind != "json":
            self.refuse(token)
        value: object = json.loads(token.text)
        return value

    def refuse(self, token: Token | None = None, *, expected: str = "", why: str = "") -> NoReturn:
        """Say that a token does not belong where it is.

        Raises:
            ValueError: always, with the position, counted from 1.
        """
        token = token or self.peek()
        words = why or "is not understood"
        found = "it ends" if token.kind == "end" else f"{token.text[:40]!r} {words}"
        wanted = f", expected {expected!r}" if expected else ""
        raise ValueError(f"{found} at character {token.at + 1}{wanted}")


def _tokens(expression: str) -> list[Token]:
    tokens: list[Token] = []
    end = len(expression.rstrip())
    at = 0
    while at < end:
        match = _TOKEN.match(expression, at)
        if match is None:
            break
        kind = match.lastgroup or "unknown"
        start, at = match.span(kind)
        if kind == "json":
            start, at = at, _end_of_json(expression, at)
        tokens.append(Token(kind, expression[start:at], start))
    return [*tokens, Token("end", "", end)]


def _end_of_json(expression: str, start: int) -> int:
    try:
        _, end = _JSON.raw_decode(expression, start)
    except (ValueError, RecursionError):
        raise ValueError(f"no JSON value follows '#' at character {start}") from None
    return end
