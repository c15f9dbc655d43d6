"""What an event pattern may ask of one value: equal, or one of the operators in an object."""

from collections.abc import Callable, Sequence
from ipaddress import ip_address, ip_network
from operator import eq, ge, gt, le, lt
from typing import Final, TypeAlias, cast

Leaf: TypeAlias = str | bool | int | float | None
Test: TypeAlias = Callable[[Leaf], bool]

_ORDERS: Final = {"=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}


class EventPatternError(ValueError):
    """A pattern that EventBridge does not take, and why."""


def leaf_test(name: str, test: object) -> Test:
    """The test that one element of a pattern's array makes.

    Raises:
        EventPatternError: there is no such test.
    """
    match test:
        case None | str() | bool() | int() | float():
            return _equal(test)
        case dict():
            operators = cast("dict[str, object]", test)
            if len(operators) != 1:
                raise EventPatternError("Only one key allowed in match expression")
            ((operator, operand),) = operators.items()
            return _operator(operator, operand)
        case _:
            raise EventPatternError(f"Match value of {name} must be a value or an object")


def _equal(wanted: Leaf) -> Test:
    # True equals 1 for Python, but not for JSON.
    odd = isinstance(wanted, bool)
    return lambda value: value == wanted and isinstance(value, bool) == odd


def _operator(operator: str, operand: object) -> Test:
    make = _OPERATORS.get(operator)
    if make is None:
        raise EventPatternError(f"Unrecognized match type {operator}")
    return make(operand)


def _prefix(operand: object) -> Test:
    if isinstance(operand, dict):
        start = _caseless(cast("dict[str, object]", operand), "prefix")
        return _over_text(lambda text: text.casefold().startswith(start))
    start = _text(operand, "prefix")
    return _over_text(lambda text: text.startswith(start))


def _suffix(operand: object) -> Test:
    if isinstance(operand, dict):
        end = _caseless(cast("dict[str, object]", operand), "suffix")
        return _over_text(lambda text: text.casefold().endswith(end))
    end = _text(operand, "suffix")
    return _over_text(lambda text: text.endswith(end))


def _ignore_case(operand: object) -> Test:
    wanted = _text(operand, "equals-ignore-case").casefold()
    return _over_text(lambda text: text.casefold() == wanted)


def _wildcard(operand: object) -> Test:
    parts = _wildcard_parts(_text(operand, "wildcard"))
    return _over_text(lambda text: _fits(parts, text))


def _cidr(operand: object) -> Test:
    try:
        network = ip_network(_text(operand, "cidr"), strict=False)
    except ValueError as error:
        raise EventPatternError(f"Malformed CIDR: {operand}") from error

    def inside(text: str) -> bool:
        try:
            return ip_address(text) in network
        except ValueError:
            return False

    return _over_text(inside)


def _numeric(operand: object) -> Test:
    comparisons = cast("list[object]", operand) if isinstance(operand, list) else []
    if len(comparisons) not in (2, 4):
        raise EventPatternError("Value of numeric must be an array of one or two comparisons")
    tests = [_comparison(*pair) for pair in zip(*[iter(comparisons)] * 2, strict=True)]

    def holds(value: Leaf) -> bool:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and all(test(cast("float", value)) for test in tests)

    return holds


def _comparison(operator: object, limit: object) -> Callable[[float], bool]:
    order = _ORDERS.get(operator) if isinstance(operator, str) else None
    if order is None:
        raise EventPatternError(f"Unrecognized numeric range operator: {operator}")
    if isinstance(limit, bool) or not isinstance(limit, int | float):
        raise EventPatternError(f"Bad value in numeric range: {limit}")
    return lambda number: bool(order(number, limit))


def _anything_but(operand: object) -> Test:
    """None of some values; or, with one of the text operators inside, none that it matches."""
    if isinstance(operand, dict):
        operators = cast("dict[str, object]", operand)
        if len(operators) != 1 or not operators.keys() <= _WITHIN_ANYTHING_BUT:
            raise EventPatternError("Unsupported anything-but pattern")
        ((operator, inner),) = operators.items()
        unwanted = [_operator(operator, each) for each in _listed(inner)]
    else:
        unwanted = [_equal(_scalar(each)) for each in _listed(operand)]
    return lambda value: not any(test(value) for test in unwanted)


def _listed(operand: object) -> Sequence[object]:
    if not isinstance(operand, list):
        return (operand,)
    values = cast("list[object]", operand)
    if not values:
        raise EventPatternError("Empty arrays are not allowed")
    return values


def _scalar(value: object) -> Leaf:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise EventPatternError("anything-but takes strings and numbers only")
    return value


def _text(operand: object, operator: str) -> str:
    if not isinstance(operand, str):
        raise EventPatternError(f"{operator} match pattern must be a string")
    return operand


def _caseless(operators: dict[str, object], operator: str) -> str:
    if operators.keys() != {"equals-ignore-case"}:
        raise EventPatternError(f"Unsupported {operator} pattern")
    return _text(operators["equals-ignore-case"], operator).casefold()


def _over_text(test: Callable[[str], bool]) -> Test:
    return lambda value: isinstance(value, str) and test(value)


def _wildcard_parts(text: str) -> list[str]:
    """The texts between the asterisks; a backslash takes the meaning from an asterisk."""
    parts = [""]
    at = 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
            if text[at : at + 1] not in ("*", "\\"):
                raise EventPatternError("Invalid escape character in wildcard")
            parts[-1] += text[at]
        elif text[at] == "*":
            if text[at + 1 : at + 2] == "*":
                raise EventPatternError("Consecutive wildcard characters are not allowed")
            parts.append("")
        else:
            parts[-1] += text[at]
        at += 1
    return parts


def _fits(parts: list[str], text: str) -> bool:
    """Whether the parts stand in the text in this order, the outer ones at its ends."""
    if len(parts) == 1:
        return text == parts[0]
    start, *middle, end = parts
    if len(text) < len(start) + len(end) or not text.startswith(start) or not text.endswith(end):
        return False
    at, limit = len(start), len(text) - len(end)
    for part in middle:
        found = text.find(part, at, limit)
        if found < 0:
            return False
        at = found + len(part)
    return True


_WITHIN_ANYTHING_BUT: Final = frozenset({"prefix", "suffix", "equals-ignore-case", "wildcard"})
_OPERATORS: Final[dict[str, Callable[[object], Test]]] = {
    "anything-but": _anything_but,
    "cidr": _cidr,
    "equals-ignore-case": _ignore_case,
    "numeric": _numeric,
    "prefix": _prefix,
    "suffix": _suffix,
    "wildcard": _wildcard,
}
