"""Filter patterns over JSON log events: `{ $.status >= 500 && $.user.id NOT EXISTS }`."""

import json
import re
from collections.abc import Callable
from typing import Final, TypeAlias, cast

from awsobs.languages.pattern_text import Scalar, Scanner, comparison, either

Selector: TypeAlias = Callable[[object], object]
"""Finds a value in a document; `MISSING` where there is none."""

MISSING: Final = object()

_NAME: Final = re.compile(r"\.([\w-]+)", re.ASCII)
_QUOTED_NAME: Final = re.compile(r"\.?\[\s*(?:'([^']+)'|\"([^\"]+)\")\s*\]")
_INDEX: Final = re.compile(r"\[(\d{1,9})\]", re.ASCII)
_WORD: Final = re.compile(r"[A-Za-z]+")
_WORDS: Final = {"NULL": None, "TRUE": True, "FALSE": False}


def json_test(scanner: Scanner) -> Callable[[str], bool]:
    """The test that a pattern in braces asks of a message.

    Raises:
        PatternError: it cannot be read.
    """
    scanner.need("{", "A JSON pattern starts with {")
    holds = either(scanner, lambda: _condition(scanner))
    scanner.need("}", "If a filter pattern starts with '{' it must end with '}'")

    def matches(message: str) -> bool:
        document = _document(message)
        return document is not MISSING and holds(document)

    return matches


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


def _condition(scanner: Scanner) -> Callable[[object], bool]:
    scanner.skip()
    find = _selector(scanner)
    operator = scanner.operator()
    if operator is None:
        return _state(scanner, find)
    test = comparison(operator, scanner.literal(), _number)

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
