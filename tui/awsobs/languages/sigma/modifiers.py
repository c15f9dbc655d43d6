"""Sigma's modifiers: what `field|contains|all: [...]` asks of a field's values."""

import ipaddress
import operator
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from awsobs.languages.linear_regex import RegexError, searcher
from awsobs.languages.sigma.errors import SigmaError
from awsobs.languages.sigma.fields import text_of
from awsobs.languages.sigma.patterns import Part, Wild, matcher_of, parts_of

ValueTest = Callable[[object], bool]
"""A test of one value that a record has."""

_PLACES = {"contains": (True, True), "startswith": (False, True), "endswith": (True, False)}
"""Which ends of the text are open."""

_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}
_FLAGS = frozenset("ims")
_ENCODINGS = {"utf16le": "utf-16-le", "wide": "utf-16-le", "utf16be": "utf-16-be"}
_DASHES = "-/\u2013\u2014\u2015"
_KINDS = frozenset({"re", "cidr", *_COMPARISONS})
_SHAPES = frozenset({*_PLACES, "cased", "base64", "base64offset", "windash", *_ENCODINGS, "utf16"})

KNOWN = _KINDS | _SHAPES | {"all", "exists", "fieldref", "neq"} | _FLAGS


@dataclass(frozen=True, slots=True)
class Modifiers:
    """The modifiers of one field, in order."""

    names: tuple[str, ...]

    def __contains__(self, name: str) -> bool:
        return name in self.names

    @property
    def place(self) -> tuple[bool, bool]:
        """Whether anything may stand before and after what is looked for."""
        return next((_PLACES[name] for name in self.names if name in _PLACES), (False, False))


def modifiers_of(names: Sequence[str]) -> Modifiers:
    """The modifiers behind a field's name.

    Raises:
        SigmaError: one is unknown, or they do not go together.
    """
    for name in names:
        if name not in KNOWN:
            raise SigmaError(f"the modifier {name} is not known here")
    kinds = [name for name in names if name in _KINDS]
    if len(kinds) > 1:
        raise SigmaError(f"{kinds[0]} and {kinds[1]} do not go together")
    if _FLAGS.intersection(names) and "re" not in names:
        raise SigmaError("the flags i, m and s belong to re")
    return Modifiers(tuple(names))


def value_test(value: object, modifiers: Modifiers) -> ValueTest:
    """The test that one value of a rule stands for.

    Raises:
        SigmaError: the modifiers cannot be applied to it.
    """
    if "re" in modifiers:
        return _regex(value, modifiers)
    if "cidr" in modifiers:
        return _network(value)
    for name, compare in _COMPARISONS.items():
        if name in modifiers:
            return _comparison(value, compare)
    test = _any_of([matcher_of(p, cased="cased" in modifiers) for p in _shaped(value, modifiers)])
    return lambda found: test(text_of(found))


def _any_of(tests: list[Callable[[str], bool]]) -> Callable[[str], bool]:
    if len(tests) == 1:
        return tests[0]
    return lambda text: any(test(text) for test in tests)


def _shaped(value: object, modifiers: Modifiers) -> list[tuple[Part, ...]]:
    """The patterns of a value, after what changes its text and what opens its ends."""
    if isinstance(value, dict | list):
        raise SigmaError("a value must be text, a number, true, false or null")
    patterns = _encoded(text_of(value), modifiers)
    before, after = modifiers.place
    opened = Wild("*")
    return [((opened,) * before + parts + (opened,) * after) for parts in patterns]


def _encoded(text: str, modifiers: Modifiers) -> list[tuple[Part, ...]]:
    if "windash" in modifiers:
        return [parts_of(text.replace("-", dash)) for dash in _DASHES]
    if "base64" not in modifiers and "base64offset" not in modifiers:
        return [parts_of(text)]
    encoding = next((_ENCODINGS[n] for n in modifiers.names if n in _ENCODINGS), None)
    encoding = encoding or ("utf-16" if "utf16" in modifiers else "utf-8")
    content = text.encode(encoding, "surrogatepass" if encoding == "utf-8" else "replace")
    if "base64offset" not in modifiers:
        return [(b64encode(content).decode(),)]
    return [(_at_offset(content, offset),) for offset in range(3)]


def _at_offset(content: bytes, offset: int) -> str:
    """What is the same of an encoding, whatever stands before and behind the content."""
    encoded = b64encode(b" " * offset + content).decode()
    start = (0, 2, 3)[offset]
    end = (None, -3, -2)[(len(content) + offset) % 3]
    return encoded[start:end]


def _regex(value: object, modifiers: Modifiers) -> ValueTest:
    flags = "".join(flag for flag in "ims" if flag in modifiers)
    expression = f"(?{flags})({text_of(value)})" if flags else text_of(value)
    try:
        search = searcher(expression)
    except RegexError as error:
        raise SigmaError(f"the expression is not understood: {error}") from error
    return lambda found: search(text_of(found))


def _network(value: object) -> ValueTest:
    try:
        network = ipaddress.ip_network(text_of(value), strict=False)
    except ValueError as error:
        raise SigmaError(f"{text_of(value)} is no network") from error

    def is_in(found: object) -> bool:
        try:
            return ipaddress.ip_address(text_of(found)) in network
        except ValueError:
            return False

    return is_in


def _comparison(value: object, compare: Callable[[float, float], bool]) -> ValueTest:
    limit = _number(value)
    if limit is None:
        raise SigmaError(f"{text_of(value)} is no number")
    return partial(_compared, compare, limit)


def _compared(compare: Callable[[float, float], bool], limit: float, found: object) -> bool:
    number = _number(found)
    return number is not None and compare(number, limit)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None
