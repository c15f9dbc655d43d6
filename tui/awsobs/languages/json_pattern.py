"""Filter patterns over JSON log events: `{ $.status >= 500 && $.user.id NOT EXISTS }`."""

import json
import re
from collections.abc import Callable
from typing import Final, TypeAlias, cast

from awsobs.languages.pattern_text import Literal, Scalar, Scanner, comparison, either

Selector: TypeAlias = Callable[[object], object]
"""Finds a value in a document; `MISSING` where there is none."""

MISSING: Final = object()

_NAME: Final = re.compile(r"\.([\w-]+)", re.ASCII)
_QUOTED_NAME: Final = re.compile(r"\.?\[\s*(?:'([^']+)'|\"([^\"]+)\")\s*\]")
_INDEX: Final = re.compile(r"\[(\d{1,9})\]", re.ASCII)
_WORD: Final = re.compile(r"[A-Za-z]+")
_PLAIN: Final = re.compile(r"(?!Infinity\Z)[A-Za-z_]\w*", re.ASCII)
"""What JSON spells as it is, where it escapes nothing; a number too great is Infinity."""
_WORDS: Final = {"NULL": None, "TRUE": True, "FALSE": False}


def json_test(scanner: Scanner) -> Callable[[str], bool]:
    """The test that a pattern in braces asks of a message.

    Raises:
        PatternError: it cannot be read.
    """
    scanner.need("{", "A JSON pattern starts with {")
    equals: list[Literal] = []
    holds = either(scanner, lambda: _condition(scanner, equals))
    scanner.need("}", "If a filter pattern starts with '{' it must end with '}'")
    must_hold = "" if "||" in scanner.text else _longest_plain(equals)

    def matches(message: str) -> bool:
        if must_hold not in message and "\\" not in message:
            return False
        document = _document(message)
        return document is not MISSING and holds(document)

    return matches


def _longest_plain(equals: list[Literal]) -> str:
    """The longest text, of those that values must equal, that stands in a message as it is."""
    plain = [one.text for one in equals if not one.regex and _PLAIN.fullmatch(one.text)]
    return max(plain, key=len, default="")


def json_value(selector: str) -> Callable[[str], Scalar | None]:
    """A reader of the one value that a selector such as `$.latency` names.

    Raises:
        PatternError: it is no selector.
    """
    find = selector_of(selector)

    def read(message: str) -> Scalar | None:
        value = find(_document(message))
        return cast("Scalar", value) if _is_scalar(value) else None

    return read


def selector_of(text: str) -> Selector:
    """What finds the value that a selector names.

    Raises:
        PatternError: it is no selector.
    """
    scanner = Scanner(text)
    find = _selector(scanner)
    if scanner.at != len(text):
        scanner.refuse(f"Invalid selector '{text}'")
    return find


def _document(message: str) -> object:
    """The JSON object that a message is, else `MISSING`."""
    if not message.lstrip().startswith("{"):
        return MISSING
    try:
        return cast("object", json.loads(message))
    except (ValueError, RecursionError):
        return MISSING


def _condition(scanner: Scanner, equals: list[Literal]) -> Callable[[object], bool]:
    """One condition; what a value must equal for it is added to `equals`."""
    scanner.skip()
    find = _selector(scanner)
    operator = scanner.operator()
    if operator is None:
        return _state(scanner, find)
    literal = scanner.literal()
    test = comparison(operator, literal, _number)
    if operator == "=":
        equals.append(literal)

    def holds(document: object) -> bool:
        value = find(document)
        return _is_scalar(value) and test(cast("Scalar", value))

    return holds


def _state(scanner: Scanner, find: Selector) -> Callable[[object], bool]:
    first, second = _word(scanner), _word(scanner)
    if (first, second) == ("NOT", "EXISTS"):
        return lambda document: find(document) is MISSING
    if first != "IS" or second not in _WORDS:
        scanner.refuse("An operator, IS NULL, IS TRUE, IS FALSE or NOT EXISTS is missing")
    wanted = _WORDS[second]
    return lambda document: find(document) is wanted


def _word(scanner: Scanner) -> str:
    scanner.skip()
    found = scanner.match(_WORD)
    return found.group() if found else ""


def _selector(scanner: Scanner) -> Selector:
    if not scanner.take("$"):
        scanner.refuse("A selector starts with $")
    steps: list[str | int] = []
    while (step := _step(scanner)) is not None:
        steps.append(step)
    if not steps:
        scanner.refuse("A selector names a property: $.name")

    def find(document: object) -> object:
        for step in steps:
            document = _inside(document, step)
        return document

    return find


def _step(scanner: Scanner) -> str | int | None:
    index = scanner.match(_INDEX)
    if index is not None:
        return int(index.group(1))
    name = scanner.match(_QUOTED_NAME) or scanner.match(_NAME)
    return None if name is None else next(group for group in name.groups() if group is not None)


def _inside(document: object, step: str | int) -> object:
    match document, step:
        case dict(), str():
            return cast("dict[str, object]", document).get(step, MISSING)
        case list(), int():
            items = cast("list[object]", document)
            return items[step] if step < len(items) else MISSING
        case _:
            return MISSING


def _is_scalar(value: object) -> bool:
    """Whether comparisons apply: not to objects, arrays and null, nor to what is missing."""
    return isinstance(value, str | int | float)


def _number(value: Scalar) -> float | None:
    """A JSON number; a text of digits is none."""
    return None if isinstance(value, str | bool) else value
