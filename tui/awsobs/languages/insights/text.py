"""A Logs Insights query as text: a place in it, its words, and what is wrong where."""

import re
from dataclasses import dataclass
from typing import Final, NoReturn

LONGEST: Final = 10_000
DEEPEST: Final = 40
"""Parentheses, calls and signs nested deeper than this are refused."""

_WHOLE_DIGITS: Final = 19
_SPACE: Final = re.compile(r"(?:\s+|#[^\n]*)*")
_WORD: Final = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_NUMBER: Final = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w@])", re.ASCII)
_STRING: Final = re.compile(r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'', re.DOTALL)
_REGEX: Final = re.compile(r"/((?:[^/\\\n]|\\.)+)/")
_NAME: Final = re.compile(r"(?:[@A-Za-z_][\w@]*|`[^`\n]+`)(?:\.(?:[\w@]+|`[^`\n]+`))*")
_NEXT: Final = re.compile(r"\w+|\S|\Z")
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r"}


class InsightsError(ValueError):
    """A query that cannot be read; `start` and `end` count characters from 0."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end


@dataclass(frozen=True, slots=True)
class Quoted:
    """A text in quotes, and whether it was a regular expression."""

    text: str
    start: int
    end: int


class Reader:
    """A place in the text of a query; what is passed over is read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._depth = 0
        self._gap = (0, 0)

    @property
    def behind(self) -> int:
        """Where the last token ended, before white space and comments."""
        return self._gap[0] if self._gap[1] == self.at else self.at

    def skip(self) -> None:
        """Pass over white space and comments."""
        found = _SPACE.match(self.text, self.at)
        if found is not None and found.end() > self.at:
            self._gap = found.span()
            self.at = found.end()

    def ends(self) -> bool:
        """Whether nothing is left."""
        self.skip()
        return self.at == len(self.text)

    def take(self, *tokens: str) -> str:
        """Pass over the first of these tokens that is next; empty if none is."""
        self.skip()
        for token in tokens:
            if self.text.startswith(token, self.at):
                self.at += len(token)
                return token
        return ""

    def word(self, *words: str) -> str:
        """Pass over one of these words, in any case; empty if another one is next."""
        self.skip()
        found = _WORD.match(self.text, self.at)
        if found is None or found.group().lower() not in words:
            return ""
        self.at = found.end()
        return found.group().lower()

    def call(self, names: "frozenset[str] | set[str]") -> str:
        """Pass over the name of a function and its parenthesis."""
        self.skip()
        found = _WORD.match(self.text, self.at)
        if found is None or found.group().lower() not in names:
            return ""
        start, self.at = self.at, found.end()
        if self.take("("):
            return found.group().lower()
        self.at = start
        return ""

    def need(self, token: str) -> None:
        """Pass over a token.

        Raises:
            InsightsError: something else is next.
        """
        if not self.take(token):
            self.unexpected(f"expected {token}")

    def match(self, expression: re.Pattern[str]) -> re.Match[str] | None:
        """Pass over what an expression matches here."""
        self.skip()
        found = expression.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def name(self) -> str:
        """Pass over the name of a field.

        Raises:
            InsightsError: none is next.
        """
        found = self.match(_NAME)
        if found is None:
            self.unexpected("expected a field")
        return found.group().replace("`", "")

    def number(self) -> float | int | None:
        """Pass over a number."""
        found = self.match(_NUMBER)
        if found is None:
            return None
        digits = found.group()
        return int(digits) if digits.isdigit() and len(digits) < _WHOLE_DIGITS else float(digits)

    def whole(self) -> int:
        """Pass over a whole number that must be next."""
        start = self.at
        number = self.number()
        if not isinstance(number, int):
            self.at = start
            self.unexpected("expected a whole number")
        return number

    def string(self) -> Quoted | None:
        """Pass over a text in single or double quotes."""
        found = self.match(_STRING)
        if found is None:
            return None
        inner = found.group(1) if found.group(1) is not None else found.group(2)
        return Quoted(_ESCAPED.sub(_unescaped, inner), *found.span())

    def regex(self) -> Quoted | None:
        """Pass over a regular expression between slashes."""
        found = self.match(_REGEX)
        if found is None:
            return None
        return Quoted(found.group(1).replace("\\/", "/"), *found.span())

    def deeper(self) -> None:
        """Go into something nested; `shallower` leaves it.

        Raises:
            InsightsError: it is nested too deep.
        """
        self._depth += 1
        if self._depth > DEEPEST:
            self.refuse("the query is nested too deep", self.at, self.at + 1)

    def shallower(self) -> None:
        """Leave something nested."""
        self._depth -= 1

    def unexpected(self, wanted: str) -> NoReturn:
        """Refuse what is next, and say what was wanted."""
        self.skip()
        found = _NEXT.match(self.text, self.at)
        symbol = found.group() if found else ""
        what = f"unexpected symbol found {symbol}" if symbol else "unexpected end of the query"
        self.refuse(f"{what}, {wanted}", self.at, self.at + max(1, len(symbol)))

    def refuse(self, message: str, start: int, end: int) -> NoReturn:
        """Refuse a part of the query.

        Raises:
            InsightsError: always.
        """
        before = self.text[:start]
        line, column = before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1
        raise InsightsError(f"{message} at line {line} and position {column}", start, end)


def _unescaped(found: re.Match[str]) -> str:
    """Backslashes of texts stand before quotes and letters; before others they stay."""
    letter = found.group(1)
    if letter in "\"'\\":
        return letter
    return _ESCAPES.get(letter, found.group())
