"""What the three kinds of filter pattern share: a place in the text, values, conditions."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from operator import ge, gt, le, lt
from typing import Final, NoReturn, TypeAlias, TypeVar

from awsobs.languages.linear_regex import RegexError, searcher

MOST_REGEXES: Final = 2
DEEPEST: Final = 40
"""Parentheses nested deeper than this are refused."""

Scalar: TypeAlias = str | int | float | bool
Test: TypeAlias = Callable[[Scalar], bool]
NumberOf: TypeAlias = Callable[[Scalar], float | None]
Subject = TypeVar("Subject")

_SPACE: Final = re.compile(r"\s*")
_PHRASE: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_REGEX: Final = re.compile(r"%([^%]+)%")
_BARE: Final = re.compile(r"[A-Za-z0-9_.*+-]+")
_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\Z", re.ASCII)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_OPERATOR: Final = re.compile(r"!=|>=|<=|=|>|<")
_UNFIT_FOR_REGEX: Final = re.compile(r"[^A-Za-z0-9_#=@/;,:^$?\[\]{}|\\*+.-]")
_ORDERS: Final = {">": gt, ">=": ge, "<": lt, "<=": le}


class PatternError(ValueError):
    """A pattern that cannot be read; `position` counts characters from 0."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


@dataclass(frozen=True, slots=True)
class Literal:
    """A value in a pattern: its text, whether it stood in quotes or between percent signs."""

    text: str
    position: int
    quoted: bool = False
    regex: bool = False


class Scanner:
    """A pattern's text and a place in it."""

    def __init__(self, text: str, at: int = 0) -> None:
        self.text = text
        self.at = at
        self.regexes = 0

    def skip(self) -> None:
        """Pass over white space."""
        self.at = self._found(_SPACE).end()

    def take(self, token: str) -> bool:
        """Pass over `token` if it is next."""
        self.skip()
        if not self.text.startswith(token, self.at):
            return False
        self.at += len(token)
        return True

    def need(self, token: str, otherwise: str) -> None:
        """Pass over `token`.

        Raises:
            PatternError: something else is next; `otherwise` says it.
        """
        if not self.take(token):
            self.refuse(otherwise)

    def match(self, expression: re.Pattern[str]) -> re.Match[str] | None:
        """Pass over what `expression` matches here."""
        found = expression.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def refuse(self, message: str, at: int | None = None) -> NoReturn:
        """Raise the error of this place, or of the one given."""
        raise PatternError(message, self.at if at is None else at)

    def operator(self) -> str | None:
        """Pass over a comparison operator."""
        self.skip()
        found = self.match(_OPERATOR)
        return found.group() if found else None

    def phrase(self) -> Literal | None:
        """Pass over a text in double quotes."""
        start = self.at
        found = self.match(_PHRASE)
        if found is None:
            return None
        if not found.group(1):
            self.refuse("Invalid character(s) in term '\"\"'", start)
        return Literal(_ESCAPED.sub(r"\1", found.group(1)), start, quoted=True)

    def regex(self) -> Literal | None:
        """Pass over a regular expression between percent signs."""
        start = self.at
        found = self.match(_REGEX)
        if found is None:
            return None
        self.regexes += 1
        if self.regexes > MOST_REGEXES:
            self.refuse(f"A filter pattern has {MOST_REGEXES} regular expressions at most", start)
        return Literal(found.group(1), start, regex=True)

    def literal(self) -> Literal:
        """Pass over a value of any kind.

        Raises:
            PatternError: none is next.
        """
        self.skip()
        literal = self.phrase() or self.regex()
        if literal is not None:
            return literal
        start = self.at
        found = self.match(_BARE)
        if found is None:
            self.refuse("A value is missing here")
        return Literal(found.group(), start)

    def _found(self, expression: re.Pattern[str]) -> re.Match[str]:
        found = expression.match(self.text, self.at)
        assert found is not None, "an expression that matches the empty text always matches"
        return found


def either(
    scanner: Scanner, term: Callable[[], Callable[[Subject], bool]], depth: int = 0
) -> Callable[[Subject], bool]:
    """Conditions joined by `||` and, binding tighter, `&&`; parentheses group them."""
    parts = [_both(scanner, term, depth)]
    while scanner.take("||"):
        parts.append(_both(scanner, term, depth))
    return any_of(parts)


def all_of(parts: list[Callable[[Subject], bool]]) -> Callable[[Subject], bool]:
    """Whether every part holds."""
    return parts[0] if len(parts) == 1 else lambda subject: all(part(subject) for part in parts)


def any_of(parts: list[Callable[[Subject], bool]]) -> Callable[[Subject], bool]:
    """Whether one part holds."""
    return parts[0] if len(parts) == 1 else lambda subject: any(part(subject) for part in parts)


def comparison(operator: str, literal: Literal, number_of: NumberOf) -> Test:
    """The test of a value against a literal; `number_of` says which values count as numbers.

    Raises:
        PatternError: an order of something that is no number, or RE2 refuses an expression.
    """
    if operator in _ORDERS:
        return _order(operator, literal, number_of)
    same = _sameness(literal, number_of)
    return same if operator == "=" else lambda value: not same(value)


def regex_test(literal: Literal) -> Callable[[str], bool]:
    """The search for a regular expression.

    Raises:
        PatternError: it has characters that CloudWatch Logs does not take, or RE2 refuses it.
    """
    unfit = _UNFIT_FOR_REGEX.search(literal.text)
    if unfit is not None:
        at = literal.position + 1 + unfit.start()
        raise PatternError(f"Invalid character(s) in term '{literal.text}'", at)
    try:
        return searcher(literal.text)
    except RegexError as error:
        raise PatternError(f"Invalid regular expression: {error}", literal.position) from error


def number_spelled(value: Scalar) -> float | None:
    """The number that a text spells."""
    return float(value) if isinstance(value, str) and _NUMBER.match(value) else None


def text_of(value: Scalar) -> str:
    """A value as JSON spells it, a text without its quotes."""
    return value if isinstance(value, str) else json.dumps(value)


def _both(
    scanner: Scanner, term: Callable[[], Callable[[Subject], bool]], depth: int
) -> Callable[[Subject], bool]:
    parts = [_atom(scanner, term, depth)]
    while scanner.take("&&"):
        parts.append(_atom(scanner, term, depth))
    return all_of(parts)


def _atom(
    scanner: Scanner, term: Callable[[], Callable[[Subject], bool]], depth: int
) -> Callable[[Subject], bool]:
    if not scanner.take("("):
        return term()
    if depth == DEEPEST:
        scanner.refuse("Parentheses are nested too deep")
    inner = either(scanner, term, depth + 1)
    scanner.need(")", "A closing parenthesis is missing")
    return inner


def _order(operator: str, literal: Literal, number_of: NumberOf) -> Test:
    limit = None if literal.quoted or literal.regex else number_spelled(literal.text)
    if limit is None:
        raise PatternError(f"{operator} needs a number", literal.position)
    order = _ORDERS[operator]

    def holds(value: Scalar) -> bool:
        number = number_of(value)
        return number is not None and bool(order(number, limit))

    return holds


def _sameness(literal: Literal, number_of: NumberOf) -> Test:
    if literal.regex:
        found = regex_test(literal)
        return lambda value: found(text_of(value))
    if literal.text.strip("*") != literal.text:
        fits = _wildcards(literal.text)
        return lambda value: fits(text_of(value))
    text = literal.text
    number = None if literal.quoted else number_spelled(text)
    if number is not None:
        return lambda value: value == text or number_of(value) == number
    if literal.quoted:
        return lambda value: value == text
    return lambda value: text_of(value) == text


def _wildcards(text: str) -> Callable[[str], bool]:
    """An asterisk stands for any text at an end of the word, and for itself inside it."""
    word = text.strip("*")
    match text.startswith("*"), text.endswith("*"):
        case True, True:
            return lambda value: word in value
        case True, False:
            return lambda value: value.endswith(word)
        case _:
            return lambda value: value.startswith(word)
