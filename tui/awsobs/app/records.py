"""Frozen records as plain trees, for the record view."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import cast


def record_of(value: object) -> object:
    """A record as dictionaries, lists and scalars; what is nested follows."""
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        case timedelta():
            return f"{value.total_seconds():g} s"
        case tuple() | list():
            parts = cast("tuple[object, ...]", value)
            return _named(parts) or [record_of(part) for part in parts]
        case Mapping():
            pairs = cast("Mapping[object, object]", value).items()
            return {str(key): record_of(part) for key, part in pairs}
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {field.name: record_of(getattr(value, field.name)) for field in fields(value)}
        case _:
            return value


def _named(parts: tuple[object, ...]) -> dict[str, object] | None:
    names = cast("tuple[str, ...]", getattr(parts, "_fields", ()))
    return (
        {name: record_of(part) for name, part in zip(names, parts, strict=True)} if names else None
    )


def json_in(message: str) -> object:
    """The JSON value that a message is, or None; what only looks like JSON is text."""
    if not message.lstrip().startswith(("{", "[")):
        return None
    try:
        value: object = json.loads(message)
    except (ValueError, RecursionError):
        return None
    return value
