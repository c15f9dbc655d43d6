"""From a dotted field name to the values that a record has there."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, cast

Record = Mapping[str, Any]
Values = Callable[[Record], tuple[object, ...]]
"""The values of a field in a record; none where it is missing or null."""

Derived = Mapping[str, Callable[[Record], object]]
"""Fields that no record has: worked out from it, by name."""

_DEEPEST = 30
_LONGEST = 300_000


def values_of(field: str, derived: Derived) -> Values:
    """What gets a field's values; a list on the way stands for each of its items."""
    if work_out := derived.get(field):
        return lambda record: _flat(work_out(record))
    if "." not in field:
        return lambda record: _flat(record.get(field))
    return _path(field)


def _path(field: str) -> Values:
    names = field.split(".")

    def get(record: Record) -> tuple[object, ...]:
        value: object = record
        for place, name in enumerate(names):
            if isinstance(value, dict):
                value = cast("dict[str, object]", value).get(name)
            elif isinstance(value, list):
                return _fanned(cast("list[object]", value), names[place:])
            else:
                return _flat(record.get(field))
        return _flat(value)

    return get


def _fanned(items: list[object], names: list[str]) -> tuple[object, ...]:
    """The values under a path in each of the items."""
    found = items
    for name in names:
        objects = (_flat(item) for item in found)
        found = [
            cast("dict[str, object]", one)[name]
            for each in objects
            for one in each
            if isinstance(one, dict) and name in one
        ]
    return tuple(one for item in found for one in _flat(item))


def _flat(value: object, depth: int = 0) -> tuple[object, ...]:
    if value is None:
        return ()
    if isinstance(value, list | tuple):
        if depth > _DEEPEST:
            return ()
        items = cast("list[object]", value)
        return tuple(one for item in items for one in _flat(item, depth + 1))
    return (value,)


def text_of(value: object) -> str:
    """A value as rules compare it; an object as JSON, with the texts in it as they read."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case date():
            return value.isoformat()  # YAML makes dates of some words
        case _:
            return _json(value)


def _json(value: object) -> str:
    try:
        shown = json.dumps(value, ensure_ascii=False, default=str)
    except (RecursionError, ValueError):
        return ""
    # A policy inside a record is a text inside a text; rules quote it as it was written.
    return shown[:_LONGEST].replace('\\"', '"')
