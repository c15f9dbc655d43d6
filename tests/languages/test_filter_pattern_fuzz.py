"""Ten thousand filter patterns and messages at random, against a slow, obvious reference."""

import json
from collections.abc import Callable, Mapping
from operator import ge, gt, le, lt
from random import Random
from typing import Any, TypeAlias

from hypothesis import given, settings, strategies as st

from awsobs.languages.filter_pattern import parse

Condition: TypeAlias = tuple[str, Callable[[Any], bool]]
"""A pattern, or a part of one, as it is spelled, and whether a message fits it."""

AT_ONCE = 25
MISSING = object()
WORDS = ("ERROR", "warn", "GET", "a", "ab", "abc", "7", "42", "4.5")
RANDOMS = st.randoms(use_true_random=False)
MANY = settings(max_examples=150)


def agree(condition: Condition, subject: Any, message: str) -> None:
    pattern, fits = condition
    assert parse(pattern).matches(message) == fits(subject), (pattern, message)


# --- terms ---------------------------------------------------------------------------------


def terms(random: Random) -> Condition:
    kinds = [
        (random.choice(("", "", "-", "?")), phrase(random)) for _ in range(random.randint(1, 4))
    ]
    wanted = [text for kind, text in kinds if kind == ""]
    unwanted = [text for kind, text in kinds if kind == "-"]
    optional = [text for kind, text in kinds if kind == "?"]

    def fits(message: str) -> bool:
        if wanted or unwanted:
            return all(text in message for text in wanted) and not any(
                text in message for text in unwanted
            )
        return any(text in message for text in optional)

    spelled = [kind + (text if text.isalnum() else f'"{text}"') for kind, text in kinds]
    return " ".join(spelled), fits


def phrase(random: Random) -> str:
    return " ".join(random.choices(WORDS, k=random.choice((1, 1, 1, 2))))


@given(random=RANDOMS)
@MANY
def test_terms(random: Random) -> None:
    for _ in range(AT_ONCE):
        message = " ".join(random.choices(WORDS, k=random.randint(0, 6)))
        agree(terms(random), message, message)


# --- JSON ----------------------------------------------------------------------------------

LEAVES = ("ERROR", "abc", "404", "", 404, 4.5, -1, 0, True, False, None, {"x": 1}, [1, "ab"])
PATHS = ("$.a", "$.b", "$.c.d", "$.c.e", "$.list[0]", "$.list[1].f", "$.none")
ORDERS = {">": gt, ">=": ge, "<": lt, "<=": le}
LITERALS = ("ERROR", "abc", "404", "4.5", "-1", "0", "true", '"404"', '"abc"', "ab*", "*c", "*b*")


def document(random: Random) -> Mapping[str, Any]:
    def leaf() -> Any:
        return random.choice(LEAVES)

    whole = {"a": leaf(), "b": leaf(), "c": {"d": leaf(), "e": leaf()}, "list": [leaf(), {"f": 1}]}
    return {name: value for name, value in whole.items() if random.random() < 0.8}


def found(path: str, of: Any) -> Any:
    if path.startswith("$.c."):
        return of.get("c", {}).get(path[-1], MISSING)
    if path == "$.list[0]":
        return of["list"][0] if "list" in of else MISSING
    if path == "$.list[1].f":
        return of["list"][1]["f"] if "list" in of else MISSING
    return of.get(path[2:], MISSING)


def is_scalar(value: Any) -> bool:
    return value is not MISSING and value is not None and not isinstance(value, dict | list)


def spelled(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def equal(value: Any, literal: str) -> bool:
    if literal.startswith('"'):
        return value == literal[1:-1]
    word = literal.strip("*")
    match literal.startswith("*"), literal.endswith("*"):
        case True, True:
            return word in spelled(value)
        case True, False:
            return spelled(value).endswith(word)
        case False, True:
            return spelled(value).startswith(word)
        case _:
            return spelled(value) == literal or (is_number(value) and spelled(value) == word)


def comparison(random: Random) -> Condition:
    path, literal = random.choice(PATHS), random.choice(LITERALS)
    operator = random.choice(("=", "!="))

    def fits(of: Any) -> bool:
        value = found(path, of)
        return is_scalar(value) and equal(value, literal) == (operator == "=")

    return f"{path} {operator} {literal}", fits


def order(random: Random) -> Condition:
    path, limit = random.choice(PATHS), random.choice((-2, 0, 4, 4.5, 404))
    operator = random.choice(tuple(ORDERS))

    def fits(of: Any) -> bool:
        value = found(path, of)
        return is_number(value) and bool(ORDERS[operator](value, limit))

    return f"{path}{operator}{limit}", fits


def state(random: Random) -> Condition:
    path = random.choice(PATHS)
    words, wanted = random.choice(
        (("IS NULL", None), ("IS TRUE", True), ("IS FALSE", False), ("NOT EXISTS", MISSING))
    )
    return f"{path} {words}", lambda of: found(path, of) is wanted


def compound(random: Random, depth: int = 3) -> Condition:
    if depth == 0 or random.random() < 0.3:
        return random.choice((comparison, order, state))(random)
    one, other = compound(random, depth - 1), compound(random, depth - 1)
    if random.random() < 0.5:
        return f"({one[0]} && {other[0]})", lambda of: one[1](of) and other[1](of)
    return f"({one[0]} || {other[0]})", lambda of: one[1](of) or other[1](of)


@given(random=RANDOMS)
@MANY
def test_json_conditions(random: Random) -> None:
    for _ in range(AT_ONCE):
        text, fits = compound(random)
        of = document(random)
        agree((f"{{ {text} }}", fits), of, json.dumps(of))


# --- space-delimited -----------------------------------------------------------------------


def field(random: Random, name: str) -> Condition:
    match random.randint(0, 4):
        case 0 | 1:
            return name, lambda _word: True
        case 2:
            wanted = random.choice(("ERROR", "ab", "42"))
            return f"{name}={wanted}", lambda word: word == wanted
        case 3:
            start = random.choice(("a", "4", "E"))
            return f"{name}!={start}*", lambda word: not word.startswith(start)
        case _:
            limit = random.choice((5, 42))
            return f"{name}>{limit}", lambda word: word[0].isdigit() and float(word) > limit


def delimited(random: Random) -> Condition:
    fields = [field(random, f"f{number}") for number in range(random.randint(1, 4))]

    def fits(words: list[str]) -> bool:
        return len(words) == len(fields) and all(
            holds(word) for (_, holds), word in zip(fields, words, strict=True)
        )

    return f"[{', '.join(text for text, _ in fields)}]", fits


@given(random=RANDOMS)
@MANY
def test_space_delimited_conditions(random: Random) -> None:
    for _ in range(AT_ONCE):
        words = random.choices(WORDS, k=random.randint(1, 4))
        agree(delimited(random), words, " ".join(words))
