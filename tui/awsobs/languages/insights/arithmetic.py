"""The arithmetic of Logs Insights: what is no number, and what has no result, is missing."""

import operator
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from awsobs.languages.insights.rows import Read, Row
from awsobs.languages.insights.values import Value, number_of, tame

Operate: TypeAlias = Callable[[float, float], float]


def _power(base: float, exponent: float) -> float:
    # Whole numbers would be raised to as many digits as they need.
    result: object = float(base) ** float(exponent)
    if not isinstance(result, float):
        raise ValueError("a root of a negative number")
    return result


OPERATIONS: Final[dict[str, Operate]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": operator.mod,
    "^": _power,
}


def chained(first: Read, rest: Sequence[tuple[Operate, Read]]) -> Read:
    """Operands from left to right; any number of them costs no stack."""
    if not rest:
        return first

    def of(row: Row) -> Value:
        result = number_of(first(row))
        for operate, read in rest:
            operand = number_of(read(row))
            if result is None or operand is None:
                return None
            result = applied(operate, result, operand)
        return result

    return of


def applied(operate: Operate, left: float, right: float) -> float | int | None:
    """The result, if there is one that is finite."""
    try:
        return tame(operate(left, right))
    except (ArithmeticError, ValueError):
        return None
