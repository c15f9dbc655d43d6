"""What the parts of a console filter ask of a text or a field."""

from collections.abc import Callable
from fnmatch import translate
from typing import TypeAlias, cast

from awsobs.languages.linear_regex import searcher

FieldTest: TypeAlias = Callable[[object], bool]


def word_test(word: str) -> Callable[[str], bool]:
    """Substring with smart case: a capital letter in the word makes case matter."""
    if word != word.lower():
        return lambda text: word in text
    return lambda text: word in text.lower()


def regex_test(slashed: str) -> Callable[[str], bool]:
    """Search for `/expression/` or `/expression/i`.

    Raises:
        RegexError: RE2 refuses it (it has no look-behind and no back references).
    """
    ignores_case = slashed.endswith("i")
    expression = slashed[1 : -2 if ignores_case else -1]
    return searcher(f"(?i){expression}" if ignores_case else expression)


def field_test(operator: str, value: str) -> FieldTest:
    """What `name OPERATOR value` asks of the field; a field that is None has no value.

    Raises:
        RegexError: `~` with an expression that RE2 refuses.
        ValueError: a comparison with something that is no number.
    """
    match operator:
        case ":":
            return _present if value == "*" else _over_words(_glob_or_word(value))
        case "=":
            return _over_words(lambda text: text == value)
        case "!=":
            return lambda field: _words(field) != value
        case "~":
            slashed = len(value) > 2 and value.startswith("/") and value.rstrip("i").endswith("/")
            return _over_words(regex_test(value) if slashed else searcher(value))
        case _:
            return _comparison(operator, float(value))


def _present(field: object) -> bool:
    return field is not None and field is not False and _words(field) != ""


def _words(field: object) -> str | None:
    match field:
        case None:
            return None
        case bool():
            return "yes" if field else "no"
        case tuple():
            return " ".join(map(str, cast("tuple[object, ...]", field)))
        case _:
            return str(field)


def _over_words(test: Callable[[str], bool]) -> FieldTest:
    def ask(field: object) -> bool:
        words = _words(field)
        return words is not None and test(words)

    return ask


def _glob_or_word(value: str) -> Callable[[str], bool]:
    if not any(mark in value for mark in "*?"):
        return word_test(value)
    return searcher("(?i)^" + translate(value).removeprefix("(?s:").removesuffix(")\\Z") + "$")


def _comparison(operator: str, limit: float) -> FieldTest:
    def ask(field: object) -> bool:
        number = _number(field)
        if number is None:
            return False
        match operator:
            case ">":
                return number > limit
            case ">=":
                return number >= limit
            case "<":
                return number < limit
            case _:
                return number <= limit

    return ask


def _number(field: object) -> float | None:
    if isinstance(field, (int, float)):
        return float(field)
    try:
        return float(str(field))
    except ValueError:
        return None
