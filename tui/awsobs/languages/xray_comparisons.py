"""Comparisons in filter expressions of X-Ray: what a keyword's values are held against."""

import operator
from collections.abc import Callable, Iterable
from typing import Final

from awsobs.languages.xray_facts import Facts, Test, Value
from awsobs.languages.xray_tokens import Tokens

Values = Callable[[Facts], Iterable[Value]]

_NUMBER_TESTS: Final[dict[str, Callable[[float, float], bool]]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TEXT_TESTS: Final[dict[str, Callable[[str, str], bool]]] = {
    "=": operator.eq,
    "CONTAINS": operator.contains,
    "BEGINSWITH": str.startswith,
    "ENDSWITH": str.endswith,
}
_BOOLEANS: Final = {"true": True, "false": False}


def compares(tokens: Tokens) -> bool:
    """Whether a comparison follows; a keyword without one is asked whether it is set."""
    token = tokens.peek()
    return token.kind in ("sign", "word") and (
        token.text in _NUMBER_TESTS or token.text.upper() in _TEXT_TESTS
    )


def flag_test(tokens: Tokens, word: str) -> Test:
    """A flag: set, or compared with true or false."""
    wanted = True
    if compares(tokens):
        wanted = boolean_wanted(tokens)
    return lambda facts: facts.flags.get(word, False) is wanted


def boolean_wanted(tokens: Tokens) -> bool:
    """What `= false` and the like ask for."""
    sign = tokens.take()
    if sign.text not in ("=", "!="):
        tokens.refuse(sign)
    value = tokens.take()
    wanted = _BOOLEANS.get(value.text.lower())
    if value.kind != "word" or wanted is None:
        tokens.refuse(value)
    return wanted is (sign.text == "=")


def number_test(tokens: Tokens, values: Values) -> Test:
    """A number that is compared with one; what is no number meets nothing."""
    sign = tokens.take()
    compare = _NUMBER_TESTS.get(sign.text)
    if compare is None:
        tokens.refuse(sign)
    wanted = tokens.number()
    return lambda facts: any(
        compare(float(value), wanted)
        for value in values(facts)
        if isinstance(value, int | float) and not isinstance(value, bool)
    )


def text_test(tokens: Tokens, values: Values) -> Test:
    """A text that is compared; `!=` holds also where there is none."""
    sign = tokens.take()
    if sign.text == "!=":
        unwanted = tokens.string()
        return lambda facts: unwanted not in values(facts)
    test = _TEXT_TESTS.get(sign.text.upper())
    if test is None:
        tokens.refuse(sign)
    wanted = tokens.string()
    return lambda facts: any(
        isinstance(value, str) and test(value, wanted) for value in values(facts)
    )


def annotation_test(tokens: Tokens, values: Values) -> Test:
    """An annotation: set, or compared with a text, a number or a truth."""
    if not compares(tokens):
        return lambda facts: any(True for _ in values(facts))
    following = tokens.peek(1)
    if following.kind == "text":
        return text_test(tokens, values)
    if following.kind == "number":
        return number_test(tokens, values)
    wanted = boolean_wanted(tokens)
    return lambda facts: any(value is wanted for value in values(facts))
