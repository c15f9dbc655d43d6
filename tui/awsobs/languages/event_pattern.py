"""The event patterns of EventBridge: `{"source": ["aws.ec2"], "detail": {"code": [503]}}`."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, cast

from awsobs.languages.event_tests import EventPatternError, Leaf, leaf_test

__all__ = ["EventPattern", "EventPatternError", "parse"]

_ABSENT: Final = object()
_DEEPEST: Final = 50

_Node: TypeAlias = Callable[[object], bool]


@dataclass(frozen=True, slots=True)
class EventPattern:
    """A parsed pattern; matching parses nothing again."""

    text: str
    matches: Callable[[Mapping[str, Any]], bool]


def parse(text: str) -> EventPattern:
    """Read a pattern.

    Raises:
        EventPatternError: it is no JSON object, or one of its parts cannot be a test.
    """
    try:
        pattern: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise EventPatternError("Filter is not valid JSON") from error
    if not isinstance(pattern, dict):
        raise EventPatternError("Filter is not an object")
    return EventPattern(text, _object(cast("dict[str, object]", pattern), 0))


def _object(pattern: dict[str, object], depth: int) -> _Node:
    if not pattern:
        raise EventPatternError("Empty objects are not allowed")
    if depth == _DEEPEST:
        raise EventPatternError("The filter is nested too deep")
    alternatives = _alternatives(pattern, depth)
    fields = {
        name: _field(name, value, depth)
        for name, value in pattern.items()
        if name != "$or" or not alternatives
    }

    def holds(value: object) -> bool:
        if isinstance(value, list) and value:
            return any(map(holds, cast("list[object]", value)))
        inside = cast("dict[str, object]", value) if isinstance(value, dict) else {}
        return all(test(inside.get(name, _ABSENT)) for name, test in fields.items()) and (
            not alternatives or any(each(inside) for each in alternatives)
        )

    return holds


def _alternatives(pattern: dict[str, object], depth: int) -> list[_Node]:
    """What `$or` offers; with anything but a list of objects it is a name like any other."""
    given = pattern.get("$or")
    if not isinstance(given, list):
        return []
    offered = cast("list[object]", given)
    if len(offered) < 2 or not all(isinstance(each, dict) for each in offered):
        return []
    return [_object(each, depth + 1) for each in cast("list[dict[str, object]]", offered)]


def _field(name: str, value: object, depth: int) -> _Node:
    match value:
        case dict():
            return _object(cast("dict[str, object]", value), depth + 1)
        case list():
            return _leaf(name, cast("list[object]", value))
        case _:
            raise EventPatternError(f'"{name}" must be an object or an array')


def _leaf(name: str, tests: list[object]) -> _Node:
    if not tests:
        raise EventPatternError("Empty arrays are not allowed")
    existence = [wanted for test in tests if (wanted := _existence(test)) is not None]
    others = [leaf_test(name, test) for test in tests if _existence(test) is None]

    def holds(value: object) -> bool:
        leaves = _leaves(value)
        return bool(leaves) in existence or any(test(leaf) for leaf in leaves for test in others)

    return holds


def _existence(test: object) -> bool | None:
    """What `{"exists": …}` wants; None for other tests."""
    if not isinstance(test, dict) or cast("dict[str, object]", test).keys() != {"exists"}:
        return None
    wanted = cast("dict[str, object]", test)["exists"]
    if not isinstance(wanted, bool):
        raise EventPatternError("exists match pattern must be either true or false")
    return wanted


def _leaves(value: object) -> list[Leaf]:
    """The values that tests apply to: of an array each one, of an object none."""
    match value:
        case list():
            return [leaf for each in cast("list[object]", value) for leaf in _leaves(each)]
        case None | str() | bool() | int() | float():
            return [value]
        case _:
            return []
